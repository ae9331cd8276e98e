package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;

/**
 * Which keys to try under which marker. A key is never tried under another's marker.
 *
 * <p>As a file it is a JSON list of {@code {"prefix","suffix","key"|"privateKey","algorithm","mgf1"}}: {@code key} names a KMS
 * key, {@code privateKey} a PEM file, looked for beside the key ring and then in the working folder. {@code algorithm} is
 * {@code RSAES_OAEP_SHA_256} unless said otherwise; {@code mgf1} is for a private key whose mask generation function has
 * another hash, {@code SHA-256} or {@code SHA-1}. An entry with neither key finds ciphertexts that nobody here can open.
 *
 * @param keys in the order in which they are tried, by marker
 */
public record KeyRing(Map<Marker, List<RingKey>> keys) {
    /** What KMS calls RSA-OAEP with SHA-256 for the hash and for MGF1. */
    public static final String OAEP_SHA256 = "RSAES_OAEP_SHA_256";

    private static final Set<String> MASKS = Set.of("SHA-256", "SHA-1");
    private static final Set<String> LOCAL = Set.of(OAEP_SHA256, "RSAES_OAEP_SHA_1");

    /** Keeps the order of markers and keys. */
    public KeyRing {
        Map<Marker, List<RingKey>> copy = new LinkedHashMap<>();
        keys.forEach((marker, list) -> copy.put(marker, List.copyOf(list)));
        keys = copy;
    }

    /** One KMS key under one marker. */
    public static KeyRing ofKms(Marker marker, String key) {
        return new KeyRing(Map.of(marker, List.of(new RingKey.InKms(key, OAEP_SHA256))));
    }

    /**
     * One private key under one marker.
     *
     * @throws SallyportException {@code SP-PRIVATE-KEY} when the file holds none
     */
    public static KeyRing ofPem(Marker marker, Path pem) {
        return ofPem(marker, pem, OAEP_SHA256, null);
    }

    /**
     * One private key under one marker, for ciphertexts of another form.
     *
     * @param algorithm {@code RSAES_OAEP_SHA_256} or {@code RSAES_OAEP_SHA_1}
     * @param mgf1 {@code SHA-256} or {@code SHA-1}; null for the algorithm's own hash
     * @throws SallyportException {@code SP-PRIVATE-KEY} when the file holds none, {@code SP-KEYRING} for other names
     */
    public static KeyRing ofPem(Marker marker, Path pem, String algorithm, @Nullable String mgf1) {
        return new KeyRing(Map.of(marker, List.of(local(pem, algorithm, mgf1))));
    }

    /**
     * Reads a key ring.
     *
     * @throws SallyportException {@code SP-KEYRING} when it is none, {@code SP-PRIVATE-KEY} for a bad key file
     */
    public static KeyRing read(Path file) {
        try {
            return parse(Files.readAllBytes(file), "The key ring " + file, file);
        } catch (IOException e) {
            throw bad("The key ring " + file + " cannot be read.").causedBy(e);
        }
    }

    /**
     * Reads the key ring of a stack, which names keys of KMS only.
     *
     * @param json the stack's output {@code KeyRing}
     * @throws SallyportException {@code SP-KEYRING} when it is none
     */
    public static KeyRing ofStack(String stack, String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8), "The key ring of the stack " + stack, Path.of(stack));
    }

    /** Reads what would be written to {@code file}, and the private keys that it names. */
    static void check(byte[] json, String name, Path file) {
        parse(json, "The key ring " + name, file);
    }

    private static KeyRing parse(byte[] json, String what, Path file) {
        JsonNode list;
        try {
            list = Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw bad(what + " is not JSON.").causedBy(e);
        }
        if (!list.isArray() || list.isEmpty()) {
            throw bad(what + " is not a list of keys.");
        }
        Map<Marker, List<RingKey>> keys = new LinkedHashMap<>();
        for (JsonNode entry : list) {
            Marker marker = new Marker(entry.path("prefix").asText(), entry.path("suffix").asText());
            List<RingKey> under = keys.computeIfAbsent(marker, key -> new ArrayList<>());
            String algorithm = entry.path("algorithm").asText(OAEP_SHA256);
            if (EncryptionAlgorithmSpec.fromValue(algorithm) == EncryptionAlgorithmSpec.UNKNOWN_TO_SDK_VERSION) {
                throw bad("The key ring names an unknown algorithm: " + algorithm + ".");
            }
            if (entry.path("privateKey").isTextual()) {
                under.add(local(
                        beside(file, entry.path("privateKey").asText()),
                        algorithm,
                        entry.path("mgf1").isTextual() ? entry.path("mgf1").asText() : null));
            } else if (entry.path("key").isTextual()) {
                under.add(new RingKey.InKms(entry.path("key").asText(), algorithm));
            }
        }
        return new KeyRing(keys);
    }

    /** The keys to try for a ciphertext, in order; none where the ring names none. */
    public List<RingKey> of(Found found) {
        return keys.getOrDefault(found.marker(), List.of());
    }

    /** Where {@code name}, in the key ring at {@code ring}, lies. */
    static Path beside(Path ring, String name) {
        Path there = ring.resolveSibling(name);
        return Files.exists(there) ? there : Path.of(name);
    }

    private static RingKey local(Path pem, String algorithm, @Nullable String mgf1) {
        if (!LOCAL.contains(algorithm)) {
            throw bad("A private key file cannot be used with " + algorithm + ".");
        }
        String mask = mgf1 == null ? algorithm.endsWith("SHA_1") ? "SHA-1" : "SHA-256" : mgf1;
        if (!MASKS.contains(mask)) {
            throw bad("The hash of a mask generation function is SHA-256 or SHA-1, not " + mask + ".");
        }
        return new RingKey.Local(String.valueOf(pem.getFileName()), algorithm, mask, PemFile.read(pem));
    }

    private static SallyportException bad(String message) {
        return SallyportException.badInput(
                "SP-KEYRING",
                message,
                "Give a JSON list of {\"prefix\",\"suffix\",\"key\" or \"privateKey\",\"algorithm\", \"mgf1\"}.");
    }
}
