package dev.sallyport.core.sandbox.cloudformation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a long list. Tokens are positions; AWS's are opaque too. */
record Pages<T>(List<T> items, @Nullable String next) {
    private static final int SIZE = 100;

    static <T> Pages<T> of(List<T> all, @Nullable String token) {
        int from = 0;
        if (token != null) {
            if (!token.matches("[0-9]{1,9}") || Integer.parseInt(token) > all.size()) {
                throw Faults.validation("1 validation error detected: Value at 'nextToken' is not a token of this list");
            }
            from = Integer.parseInt(token);
        }
        int to = Math.min(all.size(), from + SIZE);
        return new Pages<>(all.subList(from, to), to < all.size() ? String.valueOf(to) : null);
    }
}
