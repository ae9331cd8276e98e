package dev.sallyport.core.masking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.masking.MaskingRules.Part;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Masks the secrets of logged requests: what a name allows is shown, the rest becomes a mark. A mark is {@code •••}
 * and six hexadecimal digits, the same for the same value (see {@link MaskKey}), so that values can be told apart,
 * counted and found again. Neither length nor beginning is told. Values of at most two characters, {@code true},
 * {@code false} and the like are no secrets and stay, and so does {@code REDACTED}, which AWS WAF wrote.
 *
 * <p>One that masks nothing comes from {@link Unmasker} alone.
 */
public final class Masking {
    /** What every mark begins with. */
    public static final String MARK = "•••";

    private static final Pattern MARKED = Pattern.compile(MARK + "(?:[0-9a-f]{6})?");
    private static final Pattern HARMLESS = Pattern.compile("(?s).{0,2}|(?i)true|false|null|none|undefined|REDACTED");
    private static final Pattern SEPARATOR = Pattern.compile("(?<=&)|(?=&)");
    private static final Pattern CRUMBS = Pattern.compile("(?<=;)|(?=;)");
    private static final Pattern LINES = Pattern.compile("(?i)(?<=\n|%0A)|(?=\n|%0A)");
    private static final Pattern PERSON = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]{0,32}+://)[^/?#@\\s]{1,512}+@");
    private static final int LONGEST_NAME = 64;

    /** RFC 6265, section 4.1.1, and what browsers have learnt since. */
    private static final Set<String> COOKIE_ATTRIBUTES = Set.of(
            "expires", "max-age", "domain", "path", "secure", "httponly", "samesite", "priority", "partitioned");

    /** Of the Authorization header of Signature Version 4: what is signed, and for when and where, is no secret. */
    private static final Pattern SIGNED = Pattern.compile("(?i)(Credential|Signature)=([^,\\s/]+)");

    private final Home home;
    private final MaskKey key;
    private final boolean on;
    private volatile MaskingRules rules;

    private Masking(Home home, MaskKey key, MaskingRules rules, boolean on) {
        this.home = home;
        this.key = key;
        this.rules = rules;
        this.on = on;
    }

    /**
     * By the rules of {@code home} as they are now.
     *
     * @throws dev.sallyport.core.SallyportException {@code SP-MASKING} where they cannot be read
     */
    public static Masking of(Home home) {
        return new Masking(home, new MaskKey(home), MaskingRules.read(home), true);
    }

    /** The same one, by the rules as they are now, wherever it is in use. */
    public Masking refreshed() {
        rules = MaskingRules.read(home);
        return this;
    }

    /** The same for who may see everything. */
    Masking lifted() {
        return new Masking(home, key, rules, false);
    }

    /** Whether anything is masked. */
    public boolean isOn() {
        return on;
    }

    private boolean shows(Part part, String name) {
        return rules.shows(part, name);
    }

    /** A value that no name allows. */
    public String value(String value) {
        if (!on || HARMLESS.matcher(value).matches() || MARKED.matcher(value).matches()) {
            return value;
        }
        return MARK + key.mark(value);
    }

    /**
     * The value of a header: of a cookie the name stays, of Authorization the scheme, of an address what is before its
     * query. The access key of a signature is masked, as it names who signed; date, Region and service stay.
     */
    public String header(String name, String value) {
        if (!on || shows(Part.HEADER, name)) {
            return value;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "cookie" -> cookies(value);
            case "set-cookie" -> setCookie(value);
            case "authorization", "proxy-authorization" -> authorization(value);
            case "referer", "location", "content-location" -> url(value);
            default -> value(value);
        };
    }

    private String authorization(String value) {
        int space = value.indexOf(' ');
        if (space <= 0) {
            return value(value);
        }
        String scheme = value.substring(0, space + 1);
        String rest = value.substring(space + 1);
        return scheme + (scheme.toUpperCase(Locale.ROOT).startsWith("AWS4-")
                ? SIGNED.matcher(rest).replaceAll(found -> found.group(1) + "=" + value(found.group(2)))
                : value(rest));
    }

    /** A Cookie header: the names stay. */
    public String cookies(String text) {
        return parts(text, CRUMBS, ";", Part.COOKIE, name -> false);
    }

    private String setCookie(String text) {
        int end = text.indexOf(';');
        String first = end < 0 ? text : text.substring(0, end);
        return cookies(first) + (end < 0 ? "" : parts(text.substring(end), CRUMBS, ";", Part.COOKIE,
                name -> COOKIE_ATTRIBUTES.contains(name.toLowerCase(Locale.ROOT))));
    }

    /** A query string: the names stay. What stands without a name is masked. */
    public String query(String text) {
        return parts(text, SEPARATOR, "&", Part.PARAMETER, name -> false);
    }

    /** The value of one query parameter. */
    public String parameter(String name, String value) {
        return shows(Part.PARAMETER, name) ? value : value(value);
    }

    /** The value of one cookie. */
    public String cookie(String name, String value) {
        return shows(Part.COOKIE, name) ? value : value(value);
    }

    private String parts(String text, Pattern cut, String between, Part part, Predicate<String> harmless) {
        if (!on) {
            return text;
        }
        UnaryOperator<String> one = piece -> {
            String bare = piece.strip();
            int equals = bare.indexOf('=');
            String name = equals < 0 ? bare : bare.substring(0, equals).strip();
            if (piece.equals(between) || bare.isEmpty() || shows(part, name) || harmless.test(name)) {
                return piece;
            }
            String before = piece.substring(0, piece.indexOf(bare.charAt(0)));
            return before + (equals < 0 ? value(bare) : name(name) + "=" + value(bare.substring(equals + 1)));
        };
        return cut.splitAsStream(text).map(one).collect(Collectors.joining());
    }

    /** A stranger may put a secret into a name, too. */
    private String name(String name) {
        return name.length() > LONGEST_NAME ? value(name) : FreeText.tokens(this, name);
    }

    /** An address: user, query and fragment are masked, host and path stay. */
    public String url(String text) {
        if (!on) {
            return text;
        }
        int fragment = text.indexOf('#');
        String whole = fragment < 0 ? text : text.substring(0, fragment);
        int query = whole.indexOf('?');
        String bare = PERSON.matcher(query < 0 ? whole : whole.substring(0, query)).replaceFirst("$1" + MARK + "@");
        return bare
                + (query < 0 ? "" : "?" + query(whole.substring(query + 1)))
                + (fragment < 0 ? "" : "#" + query(text.substring(fragment + 1)));
    }

    /** Headers with their names, a line each, as {@code cs-headers} of CloudFront's real-time logs has them. */
    public String headers(String text) {
        if (!on) {
            return text;
        }
        return LINES.splitAsStream(text)
                .map(line -> {
                    int colon = line.indexOf(':');
                    boolean end = line.equals("\n") || line.equalsIgnoreCase("%0A");
                    return end ? line : colon < 0
                            ? value(line)
                            : line.substring(0, colon + 1)
                                    + header(line.substring(0, colon).strip(), line.substring(colon + 1));
                })
                .collect(Collectors.joining());
    }

    /**
     * A text of any form, such as what a function prints: tokens, keys of AWS, queries of addresses, and values that a
     * telling name or a header's name stands before. In JSON values are masked by their members.
     */
    public String text(String text) {
        return on ? FreeText.masked(this, text) : text;
    }

    /** A line that could not be read as what it is: every value behind a name and an equals sign too. */
    public String unread(String line) {
        return on ? FreeText.unread(this, line, name -> shows(Part.PARAMETER, name) || shows(Part.COOKIE, name)) : line;
    }

    /**
     * JSON that stands under a name: its members by their names, headers and the like by what they are called.
     *
     * @param node is changed in place where it is an object or a list
     */
    public JsonNode member(String name, JsonNode node) {
        return on ? JsonMask.node(this, name, node) : node;
    }

    /** Whether a name tells that what stands under it is a secret, wherever that is. */
    public boolean isTelling(String name) {
        return FreeText.tells(name);
    }

    /** A text of which only that is masked which is a secret by its form. */
    public String tokens(String text) {
        return on ? FreeText.tokens(this, text) : text;
    }
}
