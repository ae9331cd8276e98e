package dev.sallyport.core.sandbox.cloudformation.resource;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One page of a service's list.
 *
 * @param ids physical ids on the page that fit
 * @param next token of the next page, null on the last
 */
record Listing(Stream<String> ids, @Nullable String next) {
    /** The ids of all pages; {@code page} is asked for each by its token, null for the first. */
    static Set<String> all(Function<@Nullable String, Listing> page) {
        Set<String> ids = new HashSet<>();
        String token = null;
        do {
            Listing listing = page.apply(token);
            listing.ids().forEach(ids::add);
            token = listing.next();
        } while (token != null);
        return ids;
    }
}
