package dev.sallyport.core.match;

import dev.sallyport.core.match.PcreSyntax.UnreadableException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A class in brackets: in libpcre a bracket or an ampersand in it is a character, and names of POSIX stand for sets. */
final class PcreClass {
    private static final Pattern NAMED = Pattern.compile("\\[:(\\^?)([a-z]+):]");
    private static final Pattern POSIX = Pattern.compile("\\[([:.=])[^\\[\\]\\\\]*\\1]");

    /** What {@link Pattern} calls them; in both languages they are of ASCII. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("alpha", "p{Alpha}"),
            Map.entry("digit", "p{Digit}"),
            Map.entry("alnum", "p{Alnum}"),
            Map.entry("punct", "p{Punct}"),
            Map.entry("graph", "p{Graph}"),
            Map.entry("print", "p{Print}"),
            Map.entry("blank", "p{Blank}"),
            Map.entry("cntrl", "p{Cntrl}"),
            Map.entry("xdigit", "p{XDigit}"),
            Map.entry("space", "p{Space}"),
            Map.entry("ascii", "p{ASCII}"),
            Map.entry("upper", "p{Upper}"),
            Map.entry("lower", "p{Lower}"),
            Map.entry("word", "w"));

    private final String pattern;
    private final boolean caseless;
    private final StringBuilder out = new StringBuilder("[");
    private int at;

    /** One that begins at that place. */
    PcreClass(String pattern, int start, boolean caseless) {
        this.pattern = pattern;
        this.caseless = caseless;
        this.at = start;
    }

    /** Behind it, once it was read. */
    int end() {
        return at;
    }

    String toJava() throws UnreadableException {
        Matcher posix = POSIX.matcher(pattern).region(at, pattern.length());
        if (posix.lookingAt()) {
            throw new UnreadableException("a POSIX name outside of brackets");
        }
        at++;
        if (pattern.startsWith("^", at)) {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (first || !pattern.startsWith("]", at)) {
            if (at >= pattern.length()) {
                throw new UnreadableException("a bracket that is not closed");
            }
            first = false;
            item();
        }
        at++;
        return out.append(']').toString();
    }

    private void item() throws UnreadableException {
        if (posix() || set()) {
            return;
        }
        int from = character();
        if (from < 0) {
            return;
        }
        boolean range = pattern.startsWith("-", at) && !pattern.startsWith("-]", at) && at + 1 < pattern.length();
        if (!range) {
            out.append(PcreSyntax.code(from));
            return;
        }
        at++;
        int start = at;
        if (posix() || set()) {
            throw new UnreadableException("a range up to " + pattern.substring(start, at));
        }
        int to = character();
        if (to < from) {
            throw new UnreadableException("a range that runs backwards");
        }
        out.append(PcreSyntax.code(from)).append('-').append(PcreSyntax.code(to));
    }

    /** A name such as {@code [:alpha:]}. */
    private boolean posix() throws UnreadableException {
        Matcher named = NAMED.matcher(pattern).region(at, pattern.length());
        if (!named.lookingAt()) {
            if (POSIX.matcher(pattern).region(at, pattern.length()).lookingAt()) {
                throw new UnreadableException("a POSIX name that is not read here");
            }
            return false;
        }
        String java = NAMES.get(named.group(2));
        boolean not = !named.group(1).isEmpty();
        boolean cased = named.group(2).equals("upper") || named.group(2).equals("lower");
        if (java == null) {
            throw new UnreadableException("the POSIX name " + named.group(2));
        }
        if (cased && caseless) {
            java = "p{Alpha}";
        }
        out.append('\\').append(not ? java.substring(0, 1).toUpperCase(Locale.ROOT) + java.substring(1) : java);
        at = named.end();
        return true;
    }

    private boolean set() {
        boolean set = at + 1 < pattern.length() && pattern.charAt(at) == '\\'
                && "dDwWsShHvV".indexOf(pattern.charAt(at + 1)) >= 0;
        if (set) {
            out.append(pattern, at, at + 2);
            at += 2;
        }
        return set;
    }

    /** One character; -1 for what stands for none. */
    private int character() throws UnreadableException {
        char c = pattern.charAt(at);
        if (c >= 128) {
            throw new UnreadableException("a character beyond ASCII in brackets");
        }
        if (c != '\\') {
            at++;
            return c;
        }
        if (at + 1 == pattern.length()) {
            throw new UnreadableException("a bracket that is not closed");
        }
        char escaped = pattern.charAt(at + 1);
        if (escaped == 'E') {
            at += 2;
            return -1;
        }
        if (escaped == 'b') {
            at += 2;
            return 0x08;
        }
        if (escaped == 'Q') {
            throw new UnreadableException("\\Q in brackets");
        }
        PcreEscape octal = escaped >= '1' && escaped <= '7' ? PcreEscape.octal(pattern, at) : new PcreEscape(-1, at);
        PcreEscape one = octal.value() >= 0 ? octal : PcreEscape.at(pattern, at);
        at = one.end();
        return one.value();
    }
}
