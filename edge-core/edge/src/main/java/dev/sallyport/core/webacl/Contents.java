package dev.sallyport.core.webacl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.match.BoundedRegex;
import dev.sallyport.core.webacl.ContentCondition.Found;
import dev.sallyport.core.webacl.ContentCondition.Probe;
import dev.sallyport.core.webacl.injection.CrossSiteScripting;
import dev.sallyport.core.webacl.injection.SqlInjection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statements look for in one content. */
final class Contents {
    private Contents() {}

    /** The positional constraint of a ByteMatchStatement; null for one that is not known here. */
    static @Nullable Probe bytes(byte[] search, String constraint) {
        return switch (constraint) {
            case "EXACTLY" -> (part, content) -> Found.of(Truth.of(Arrays.equals(content, search)));
            case "STARTS_WITH" -> (part, content) -> Found.of(Truth.of(at(content, search, 0)));
            case "ENDS_WITH" -> (part, content) -> Found.of(Truth.of(at(content, search, content.length - search.length)));
            case "CONTAINS" -> (part, content) -> Found.of(Truth.of(find(content, search, 0) >= 0));
            case "CONTAINS_WORD" -> (part, content) -> Found.of(Truth.of(word(content, search)));
            default -> null;
        };
    }

    private static boolean at(byte[] content, byte[] search, int offset) {
        return offset >= 0
                && offset + search.length <= content.length
                && Arrays.equals(content, offset, offset + search.length, search, 0, search.length);
    }

    private static int find(byte[] content, byte[] search, int from) {
        for (int i = from; i + search.length <= content.length; i++) {
            if ((search.length == 0 || content[i] == search[0]) && at(content, search, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean word(byte[] content, byte[] search) {
        for (int i = find(content, search, 0); i >= 0; i = find(content, search, i + 1)) {
            int end = i + search.length;
            if ((i == 0 || !wordByte(content[i - 1])) && (end == content.length || !wordByte(content[end]))) {
                return true;
            }
            if (search.length == 0) {
                return false;
            }
        }
        return false;
    }

    private static boolean wordByte(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_';
    }

    /**
     * Any of the expressions, found anywhere.
     *
     * @param all whether there are no others that could be found too
     */
    static Probe regex(List<BoundedRegex> expressions, boolean all) {
        return (part, content) -> {
            Truth truth = all ? Truth.FALSE : Truth.UNKNOWN;
            for (BoundedRegex expression : expressions) {
                truth = truth.or(Truth.of(expression.find(content)));
                if (truth == Truth.TRUE) {
                    break;
                }
            }
            return Found.of(truth);
        };
    }

    static Probe sqlInjection(boolean high) {
        return (part, content) -> SqlInjection.find(new String(content, UTF_8), high)
                .map(tokens -> new Found(
                        Truth.TRUE,
                        new MatchDetail("SQL_INJECTION", high ? "HIGH" : "LOW", part.location(), tokens, part.name())))
                .orElse(Found.NOTHING);
    }

    static Probe crossSiteScripting() {
        return (part, content) -> CrossSiteScripting.find(new String(content, UTF_8))
                .map(tokens ->
                        new Found(Truth.TRUE, new MatchDetail("XSS", null, part.location(), tokens, part.name())))
                .orElse(Found.NOTHING);
    }

    /** Comparison of a size; null for an operator that is not known here. */
    static @Nullable Probe size(String operator, long size) {
        if (!List.of("EQ", "NE", "LE", "LT", "GE", "GT").contains(operator)) {
            return null;
        }
        return (part, content) -> Found.of(Truth.of(compares(content.length, operator, size)));
    }

    static boolean compares(long actual, String operator, long size) {
        return switch (operator) {
            case "EQ" -> actual == size;
            case "NE" -> actual != size;
            case "LE" -> actual <= size;
            case "LT" -> actual < size;
            case "GE" -> actual >= size;
            default -> actual > size;
        };
    }
}
