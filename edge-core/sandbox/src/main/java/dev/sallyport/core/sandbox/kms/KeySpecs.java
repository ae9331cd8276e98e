package dev.sallyport.core.sandbox.kms;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each key spec is good for.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html">Key specs</a>
 */
final class KeySpecs {
    private static final List<String> RSA_SIGNING = List.of(
            "RSASSA_PKCS1_V1_5_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_512",
            "RSASSA_PSS_SHA_256",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_512");

    private static final Map<String, Integer> BITS = Map.of("RSA_2048", 2048, "RSA_3072", 3072, "RSA_4096", 4096);

    /** The NIST curves by Java's names; the others are not in the JDK. */
    private static final Map<String, String> CURVES = Map.of(
            "ECC_NIST_P256", "secp256r1", "ECC_NIST_P384", "secp384r1", "ECC_NIST_P521", "secp521r1");

    private KeySpecs() {}

    static boolean known(String spec) {
        return spec.equals("SYMMETRIC_DEFAULT") || BITS.containsKey(spec) || CURVES.containsKey(spec);
    }

    /** The curve of an elliptic key; null for every other. */
    static @Nullable String curve(String spec) {
        return CURVES.get(spec);
    }

    static List<String> signing(String spec) {
        return switch (spec) {
            case "ECC_NIST_P256" -> List.of("ECDSA_SHA_256");
            case "ECC_NIST_P384" -> List.of("ECDSA_SHA_384");
            case "ECC_NIST_P521" -> List.of("ECDSA_SHA_512");
            default -> RSA_SIGNING;
        };
    }

    static int bits(String spec) {
        return BITS.getOrDefault(spec, 256);
    }

    static List<String> encryption(String spec) {
        return spec.equals("SYMMETRIC_DEFAULT")
                ? List.of("SYMMETRIC_DEFAULT")
                : List.of("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256");
    }

    /** The most bytes that one Encrypt takes: RFC 8017 section 7.1.1 for OAEP, 4096 for a symmetric key. */
    static int mostPlaintext(String spec, String algorithm) {
        return switch (algorithm) {
            case "RSAES_OAEP_SHA_1" -> bits(spec) / 8 - 2 * 20 - 2;
            case "RSAES_OAEP_SHA_256" -> bits(spec) / 8 - 2 * 32 - 2;
            default -> 4096;
        };
    }
}
