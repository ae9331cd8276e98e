package dev.sallyport.core.sandbox.state;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items of this page
 * @param next the token for the page after it, absent on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /**
     * Cuts a page out of {@code all}. The token names the last item given, so that items which come or go between two
     * calls neither repeat nor hide others.
     *
     * @param all in ascending order of {@code name}
     * @param size the most items of a page
     * @param token of the page before, absent for the first
     * @return empty when the token is not one of ours
     */
    public static <T> Optional<Page<T>> of(List<T> all, int size, @Nullable String token, Function<T, String> name) {
        String after = token == null ? "" : name(token).orElse(null);
        if (after == null) {
            return Optional.empty();
        }
        List<T> rest = token == null
                ? all
                : all.stream().filter(item -> name.apply(item).compareTo(after) > 0).toList();
        if (rest.size() <= size) {
            return Optional.of(new Page<>(rest, null));
        }
        List<T> items = rest.subList(0, size);
        String last = name.apply(items.getLast());
        return Optional.of(new Page<>(items, token(last)));
    }

    /** The token that stands for a name. */
    public static String token(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The name that a token stands for; empty when it is not one of ours. */
    public static Optional<String> name(String token) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether there is a page after this one. */
    public boolean more() {
        return next != null;
    }
}
