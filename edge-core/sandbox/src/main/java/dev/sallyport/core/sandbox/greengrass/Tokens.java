package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Client tokens: the same token gives what it made before, for the 8 hours that the API's documentation names. */
final class Tokens {
    private static final Duration LIFE = Duration.ofHours(8);

    private final Shelf<Used> shelf;
    private final Clock clock;

    /** What a token made, and when. */
    private record Used(String made, Instant at) {}

    Tokens(SandboxState state, Clock clock) {
        this.shelf = state.shelf("greengrass/tokens", Used.class);
        this.clock = clock;
    }

    /** The key of what {@code making} makes, or of what the token made before. */
    synchronized String once(String operation, @Nullable String token, Supplier<String> making) {
        if (token == null) {
            return making.get();
        }
        if (!token.matches("[a-zA-Z0-9-]{1,64}")) {
            throw GreengrassFaults.invalid("clientToken", "has 1 to 64 letters, digits and hyphens.");
        }
        String key = operation + '/' + Call.current().region() + '/' + token;
        Optional<String> before = shelf.get(key)
                .filter(used -> clock.instant().isBefore(used.at().plus(LIFE)))
                .map(Used::made);
        return before.orElseGet(() -> {
            String made = making.get();
            shelf.put(key, new Used(made, clock.instant()));
            return made;
        });
    }
}
