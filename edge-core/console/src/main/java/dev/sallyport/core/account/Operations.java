package dev.sallyport.core.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every operation of AWS that the console's code calls, and who of three needs it. They stand in {@code
 * policies/operations.json}, which a test holds against the code.
 */
public final class Operations {
    private static final SortedMap<String, SortedMap<String, Role>> ALL = read();

    /** Who calls an operation; each of them has a policy of that name. */
    public enum Role {
        /** Looks, and changes nothing. */
        VIEWER,
        /** Reads records that are sealed, and opens them; changes nothing. */
        DECRYPTOR,
        /** Changes something, runs code, or costs money. */
        DEPLOYER;

        /** By its name in lower case. */
        @JsonCreator
        static Role of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    private Operations() {}

    private static SortedMap<String, SortedMap<String, Role>> read() {
        try (InputStream in = Operations.class.getResourceAsStream("/sallyport/policies/operations.json")) {
            return Json.MAPPER.readValue(
                    Objects.requireNonNull(in),
                    new TypeReference<TreeMap<String, SortedMap<String, Role>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Operations by service, as {@link #role} knows them. */
    public static Map<String, SortedMap<String, Role>> all() {
        return ALL;
    }

    /**
     * Who needs an operation; empty where the code does not call it.
     *
     * @param service the SDK's id of it, such as {@code CloudWatch Logs}
     * @param operation such as {@code FilterLogEvents}
     */
    public static Optional<Role> role(String service, String operation) {
        String name = service.replace(" ", "").toLowerCase(Locale.ROOT);
        return Optional.ofNullable(ALL.getOrDefault(name, new TreeMap<>()).get(operation));
    }
}
