package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.Marker;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which keys open what stands between which markers. */
final class KeyChoice {
    @Option(names = "--key", paramLabel = "KEY", description = "KMS key id, ARN or alias.")
    @Nullable String key;

    @Option(names = "--private-key", paramLabel = "PEM", description = "A private key file instead of a KMS key.")
    @Nullable Path privateKey;

    @Option(names = "--prefix", paramLabel = "P", description = "What stands before a ciphertext.")
    @Nullable String prefix;

    @Option(names = "--suffix", paramLabel = "S", description = "What stands after it.")
    @Nullable String suffix;

    @Option(
            names = "--keyring",
            paramLabel = "FILE|NAME",
            description = "A JSON list of markers and keys, or the name of one that is kept in Settings.")
    @Nullable String keyRing;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = KeyRing.OAEP_SHA256,
            description = "For --private-key: RSAES_OAEP_SHA_256 or RSAES_OAEP_SHA_1.")
    String algorithm = KeyRing.OAEP_SHA256;

    @Option(
            names = "--mgf1",
            paramLabel = "HASH",
            description = "For --private-key: SHA-256 or SHA-1, where MGF1 has another hash than OAEP.")
    @Nullable String mgf1;

    /**
     * Goes on only where one key or key ring was named.
     *
     * @throws SallyportException {@code SP-USAGE}
     */
    void requireOne(String command) {
        int chosen = (key == null ? 0 : 1) + (privateKey == null ? 0 : 1) + (keyRing == null ? 0 : 1);
        if (chosen != 1) {
            throw SallyportException.badInput(
                    "SP-USAGE", command + " needs one of --key, --private-key or --keyring.", "Give just one of them.");
        }
    }

    /** Whether markers were named. */
    boolean isMarked() {
        return keyRing != null || prefix != null || suffix != null;
    }

    /** The keys by their markers. */
    KeyRing ring(Home home) {
        String named = keyRing;
        if (named != null) {
            return KeyRing.read(new KeyRings(home).find(named).orElse(Path.of(named)));
        }
        Marker marker = new Marker(Objects.requireNonNullElse(prefix, ""), Objects.requireNonNullElse(suffix, ""));
        return key != null
                ? KeyRing.ofKms(marker, key)
                : KeyRing.ofPem(marker, Objects.requireNonNull(privateKey), algorithm, mgf1);
    }
}
