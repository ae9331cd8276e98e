package dev.sallyport.core.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rewrites a regular expression of libpcre, whose syntax AWS WAF takes, into one of {@link Pattern} that finds the same in
 * bytes read as ISO 8859-1. What AWS WAF does not support is refused, and so is what means something else, or something
 * that depends on how the library was built.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-regex-pattern-support.html">Supported regular
 *     expression syntax</a>
 * @see <a href="https://www.pcre.org/original/doc/html/pcrepattern.html">pcrepattern</a>
 */
public final class PcreSyntax {
    private static final Pattern QUANTIFIER = Pattern.compile("\\{[0-9]+(,[0-9]*)?}");

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Flags> outer = new ArrayDeque<>();
    private Flags flags = new Flags(false, false);
    private Last last = Last.NOTHING;
    private final Deque<Boolean> assertions = new ArrayDeque<>();
    private int at;

    /** What holds inside a group: letter case is ignored, white space and comments are left out. */
    private record Flags(boolean caseless, boolean extended) {}

    /** What stands before, which a quantifier may or may not follow. */
    private enum Last { NOTHING, ATOM, ASSERTION, QUANTIFIED }

    private PcreSyntax(String pattern) {
        this.pattern = pattern;
    }

    /** A pattern that is not read here; the message says what of it, fit for a sentence after "holds". */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String what) {
            super(what, null, false, false);
        }
    }

    /**
     * The same in the syntax of {@link Pattern}, in ASCII, to be compiled with {@link Pattern#UNIX_LINES}: to libpcre only a
     * line feed ends a line.
     *
     * @throws UnreadableException when it cannot be said for sure what AWS WAF makes of it
     */
    public static String toJava(String pcre) throws UnreadableException {
        return new PcreSyntax(pcre).translated();
    }

    private String translated() throws UnreadableException {
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (flags.extended && " \t\n\u000B\f\r".indexOf(c) >= 0) {
                at++;
            } else if (flags.extended && c == '#') {
                int end = pattern.indexOf('\n', at);
                at = end < 0 ? pattern.length() : end + 1;
            } else {
                token(c);
            }
        }
        if (!outer.isEmpty()) {
            throw new UnreadableException("a parenthesis that is not closed");
        }
        return out.toString();
    }

    private void token(char c) throws UnreadableException {
        switch (c) {
            case '\\' -> escape();
            case '[' -> {
                PcreClass set = new PcreClass(pattern, at, flags.caseless);
                atom(set.toJava());
                at = set.end();
            }
            case '(' -> open();
            case ')' -> close();
            case '|' -> {
                out.append('|');
                at++;
                last = Last.NOTHING;
            }
            case '^', '$' -> {
                at++;
                assertion(String.valueOf(c));
            }
            case '.' -> {
                at++;
                atom(".");
            }
            case '*', '+', '?' -> {
                at++;
                quantifier(String.valueOf(c));
            }
            case '{' -> brace();
            default -> literal();
        }
    }

    private void atom(String text) {
        out.append(text);
        last = Last.ATOM;
    }

    private void assertion(String text) {
        out.append(text);
        last = Last.ASSERTION;
    }

    private void literal() throws UnreadableException {
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        if (point < 128) {
            atom(code(point));
            return;
        }
        boolean quantified = at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0;
        if (flags.caseless || quantified) {
            throw new UnreadableException("a character beyond ASCII that is repeated or compared without regard to case");
        }
        for (byte one : Character.toString(point).getBytes(UTF_8)) {
            atom(code(one & 0xFF));
        }
    }

    /** One byte, in a form that has no other meaning. */
    static String code(int value) {
        boolean plain = (value >= '0' && value <= '9') || (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
        return plain ? String.valueOf((char) value) : String.format(Locale.ROOT, "\\x%02x", value);
    }

    private void brace() throws UnreadableException {
        var matcher = QUANTIFIER.matcher(pattern).region(at, pattern.length());
        if (matcher.lookingAt()) {
            at = matcher.end();
            quantifier(matcher.group());
        } else if (pattern.startsWith("{,", at)) {
            throw new UnreadableException("a quantifier without its first number");
        } else {
            at++;
            atom(code('{'));
        }
    }

    private void quantifier(String text) throws UnreadableException {
        switch (last) {
            case NOTHING -> throw new UnreadableException("a quantifier of nothing");
            case ASSERTION -> throw new UnreadableException("a quantifier of an assertion");
            case QUANTIFIED -> throw new UnreadableException("a quantifier of a quantifier");
            case ATOM -> out.append(text);
        }
        if (at < pattern.length() && pattern.charAt(at) == '+') {
            throw new UnreadableException("a possessive quantifier, which AWS WAF does not support");
        }
        // Whether there is a match does not depend on how much is tried first.
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
            out.append('?');
        }
        last = Last.QUANTIFIED;
    }

    private void escape() throws UnreadableException {
        if (at + 1 == pattern.length()) {
            throw new UnreadableException("a backslash at its end");
        }
        char c = pattern.charAt(at + 1);
        switch (c) {
            case 'd', 'D', 'w', 'W', 's', 'S', 'h', 'H', 'v', 'V' -> {
                at += 2;
                atom("\\" + c);
            }
            case 'b', 'B', 'A', 'z', 'Z' -> {
                at += 2;
                assertion("\\" + c);
            }
            case 'N' -> {
                if (pattern.startsWith("{", at + 2)) {
                    throw new UnreadableException("\\N with a name");
                }
                at += 2;
                atom("[^\\n]");
            }
            case 'Q' -> quoted();
            case 'E' -> at += 2;
            case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'g', 'k' ->
                throw new UnreadableException("a backreference, which AWS WAF does not support");
            case 'R', 'C', 'K' -> throw new UnreadableException("\\" + c + ", which AWS WAF does not support");
            default -> {
                PcreEscape one = PcreEscape.at(pattern, at);
                at = one.end();
                atom(code(one.value()));
            }
        }
    }

    private void quoted() throws UnreadableException {
        int end = pattern.indexOf("\\E", at + 2);
        int stop = end < 0 ? pattern.length() : end;
        at += 2;
        while (at < stop) {
            literal();
        }
        at = end < 0 ? stop : end + 2;
    }

    private void open() throws UnreadableException {
        if (pattern.startsWith("(*", at)) {
            throw new UnreadableException("a control verb, which AWS WAF does not support");
        }
        if (!pattern.startsWith("(?", at)) {
            at++;
            group("(?:", flags, false);
            return;
        }
        if (pattern.startsWith("(?#", at)) {
            int end = pattern.indexOf(')', at);
            if (end < 0) {
                throw new UnreadableException("a comment that is not closed");
            }
            at = end + 1;
            return;
        }
        for (String assertion : new String[] {"(?=", "(?!", "(?<=", "(?<!"}) {
            if (pattern.startsWith(assertion, at)) {
                at += assertion.length();
                group(assertion, flags, true);
                return;
            }
        }
        for (String name : new String[] {"(?P<", "(?<", "(?'"}) {
            int end = pattern.indexOf(name.endsWith("'") ? '\'' : '>', at + name.length());
            if (pattern.startsWith(name, at) && end > 0) {
                at = end + 1;
                group("(?:", flags, false);
                return;
            }
        }
        options();
    }

    private void group(String opening, Flags inside, boolean assertion) {
        outer.push(flags);
        assertions.push(assertion);
        flags = inside;
        out.append(opening);
        last = Last.NOTHING;
    }

    private void close() throws UnreadableException {
        if (outer.isEmpty()) {
            throw new UnreadableException("a parenthesis that closes nothing");
        }
        at++;
        flags = outer.pop();
        out.append(')');
        last = assertions.pop() ? Last.ASSERTION : Last.ATOM;
    }

    /** {@code (?i)}, {@code (?i:…)} and {@code (?:…)}; any other letter is a construct that AWS WAF does not support. */
    private void options() throws UnreadableException {
        int i = at + 2;
        boolean on = true;
        boolean caseless = flags.caseless;
        boolean extended = flags.extended;
        StringBuilder set = new StringBuilder();
        StringBuilder unset = new StringBuilder();
        for (; i < pattern.length() && ":)".indexOf(pattern.charAt(i)) < 0; i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '-' -> on = false;
                case 'i', 'm', 's' -> {
                    caseless = c == 'i' ? on : caseless;
                    (on ? set : unset).append(c);
                }
                case 'x' -> extended = on;
                case 'U' -> {
                    // Ungreedy: says in which order to try, not whether there is a match.
                }
                case '>' -> throw new UnreadableException("an atomic group, which AWS WAF does not support");
                default -> throw new UnreadableException("the construct (?" + c + ", which is not read here");
            }
        }
        if (i == pattern.length()) {
            throw new UnreadableException("a group that is not closed");
        }
        at = i + 1;
        Flags inside = new Flags(caseless, extended);
        String kept = "(?" + set + (unset.isEmpty() ? "" : "-" + unset);
        if (pattern.charAt(i) == ':') {
            group(kept + ':', inside, false);
        } else {
            flags = inside;
            out.append(kept.equals("(?") ? "" : kept + ')');
            last = Last.NOTHING;
        }
    }
}
