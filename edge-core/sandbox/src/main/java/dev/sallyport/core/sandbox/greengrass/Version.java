package dev.sallyport.core.sandbox.greengrass;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A component's version, and the requirements that others have of it: semantic versions as npm writes their ranges. */
record Version(int major, int minor, int patch, String pre) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile(
            "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Pattern COMPARATOR = Pattern.compile("(\\^|~|>=|<=|>|<|=)?\\s*v?([0-9A-Za-z.+*-]+)");
    private static final Comparator<Version> NUMBERS = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(Version::patch);

    /** Empty when {@code text} is no semantic version. */
    static Optional<Version> of(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new Version(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        parts.group(4) == null ? "" : parts.group(4)))
                : Optional.empty();
    }

    /** Pre-releases come before their release; two of them in the order of their text. */
    @Override
    public int compareTo(Version other) {
        int numbers = NUMBERS.compare(this, other);
        if (numbers != 0 || pre.equals(other.pre)) {
            return numbers;
        }
        return pre.isEmpty() ? 1 : other.pre.isEmpty() ? -1 : pre.compareTo(other.pre);
    }

    /** Whether this version meets {@code requirement}, such as {@code ^2.0.0} or {@code >=1.0.0 <1.4.0}. */
    boolean meets(String requirement) {
        return Arrays.stream(requirement.split("\\|\\|", -1)).anyMatch(this::meetsAll);
    }

    private boolean meetsAll(String range) {
        Matcher next = COMPARATOR.matcher(range.strip());
        boolean any = range.isBlank();
        while (next.find()) {
            any = true;
            if (!meets(next.group(1) == null ? "" : next.group(1), next.group(2))) {
                return false;
            }
        }
        return any;
    }

    private boolean meets(String operator, String text) {
        String[] given = text.replaceAll("\\.?[*xX].*", "").split("\\.", -1);
        if (given[0].isEmpty()) {
            return true;
        }
        String[] parts = {"0", "0", "0"};
        System.arraycopy(given, 0, parts, 0, Math.min(given.length, 3));
        Version low = of(given.length >= 3 ? text : String.join(".", parts)).orElse(null);
        if (low == null) {
            return false;
        }
        return switch (operator) {
            case ">" -> compareTo(low) > 0;
            case ">=" -> compareTo(low) >= 0;
            case "<" -> compareTo(low) < 0;
            case "<=" -> compareTo(low) <= 0;
            case "^" -> compareTo(low) >= 0 && isBelow(caret(low, given.length), low);
            case "~" -> compareTo(low) >= 0 && isBelow(given.length < 2 ? 1 : 2, low);
            default -> given.length >= 3 ? compareTo(low) == 0 : compareTo(low) >= 0 && isBelow(given.length, low);
        };
    }

    /** How many numbers a caret keeps: up to the first that is not 0, of those that are written. */
    private static int caret(Version low, int written) {
        if (low.major > 0 || written < 2) {
            return 1;
        }
        return low.minor > 0 || written < 3 ? 2 : 3;
    }

    /** Whether the first {@code fixed} numbers are those of {@code low}. */
    private boolean isBelow(int fixed, Version low) {
        return major == low.major && (fixed < 2 || minor == low.minor) && (fixed < 3 || patch == low.patch);
    }
}
