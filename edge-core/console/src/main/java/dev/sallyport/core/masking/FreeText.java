package dev.sallyport.core.masking;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds secrets in texts that anyone may have written. An allow-list would leave nothing of a text, so here secrets are
 * told by their form and by the names before them. No pattern goes back over what it has read, since texts may be
 * hostile.
 */
final class FreeText {
    private static final String QUOTE = "(\\\\{0,4})([\"'])";

    /** Names that tell; what stands before them in a longer name does not matter. */
    private static final String TELLING = "(?:authorization|cookie|passw(?:or)?d|passphrase|secret|token"
            + "|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|session[-_]?id|security[-_]?code)";

    private static final Pattern TELLS = Pattern.compile("(?i)" + TELLING);

    /**
     * {@code {"key":"Cookie","value":"…"}} as edge functions have headers, and {@code name} as web ACLs; also as Node
     * prints it.
     */
    private static final Pattern HEADER = Pattern.compile(
            "(?i)(\\b(?:key|name)\\\\{0,4}[\"']?\\s{0,8}:\\s{0,8}\\\\{0,4}[\"'])([^\"'\\\\]{1,128}+)"
            + "(\\\\{0,4}[\"']\\s{0,8},\\s{0,8}\\\\{0,4}[\"']?value\\\\{0,4}[\"']?\\s{0,8}:\\s{0,8})"
            + QUOTE + value(4));

    private static final Pattern QUERY_MEMBER = Pattern.compile(
            "(?i)(\\b(?:args|querystring|rawquerystring|query_string|cs-uri-query)\\\\{0,4}[\"']?\\s{0,8}:\\s{0,8})"
                    + QUOTE + value(2));

    private static final Pattern QUOTED = Pattern.compile("(?i)(?<!managed:)(" + TELLING
            + "[\\w-]{0,64}+\\\\{0,4}[\"']?\\s{0,8}[:=]\\s{0,8}\\[?\\s{0,8})" + QUOTE + value(2));

    private static final Pattern COOKIE_LINE =
            Pattern.compile("(?i)((?:set-)?cookies?\\s{0,8}[:=]\\s{0,8})([^\"'\\\\\\r\\n\\t{}\\[\\]]++)");

    private static final Pattern AUTHORIZATION_LINE =
            Pattern.compile("(?i)(authorization\\s{0,8}[:=]\\s{0,8})([^\"'\\\\\\r\\n\\t{}\\[\\]]++)");

    private static final Pattern BARE = Pattern.compile(
            "(?i)(?<!managed:)(" + TELLING + "[\\w-]{0,64}+\\s{0,8}[:=]\\s{0,8})([^\\s,;&\"'\\\\(){}\\[\\]]++)");

    private static final Pattern QUERY = Pattern.compile("\\?([\\w.%\\[\\]~+$-]{1,128}+=[^\\s\"'<>\\\\]*+)");

    private static final Pattern PERSON = Pattern.compile("(://)[^\\s/?#@\"'<>\\\\]{1,256}+@");

    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b((?:Bearer|Basic|Negotiate)\\s{1,8})"
                    + "((?=[^\\s]{0,256}?[0-9=]|\\S{20})[A-Za-z0-9._~+/=-]{8,}+)");

    /** JWS and JWE (RFC 7515, 7516), access keys of AWS (IAM User Guide, "IAM identifiers"), and long random runs. */
    private static final Pattern TOKEN = Pattern.compile("(?<![\\w-])(?<!runtime:)(?:eyJ[\\w-]{4,}+(?:\\.[\\w-]*+){1,4}"
            + "|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}+"
            + "|[\\w-]{32,}+={0,2}+"
            + "|(?<![/+=])[A-Za-z0-9/+]{40,}+={0,2}+)");

    /** What is as long and random, and no secret: a UUID, a request id of CloudFront, a trace id of X-Ray. */
    private static final Pattern ID = Pattern.compile(
            "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[\\w-]{54}==|1-[0-9a-f]{8}-[0-9a-f]{24}");

    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9]{24,}+");
    private static final Pattern MIXED = Pattern.compile("(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z]).*+");
    private static final Pattern KEY = Pattern.compile("(?=[^0-9]*[0-9])(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z]).*+");

    private static final Pattern PAIR = Pattern.compile("(?<![^?&;\\s\",{])([\\w.%\\[\\]-]{1,128}+)=([^&;\\s\"]++)");

    private FreeText() {}

    /** Up to the quote with as many backslashes before it as the one that began: groups n and n + 1 hold both. */
    private static String value(int n) {
        String slashes = "\\" + n;
        String quote = "\\" + (n + 1);
        return "((?:(?!" + quote + ")[^\\\\]|(?!" + slashes + quote + ")\\\\++[\\s\\S]?)*+)";
    }

    /** Whether the values under a name are secrets wherever it stands. */
    static boolean tells(String name) {
        return TELLS.matcher(name).find();
    }

    static String masked(Masking masking, String text) {
        return JsonMask.object(masking, text).orElseGet(() -> lines(masking, text));
    }

    /** Of a text that is no JSON. */
    static String lines(Masking masking, String text) {
        String now = HEADER.matcher(text).replaceAll(found -> quoted(found.group(1) + found.group(2) + found.group(3)
                + found.group(4) + found.group(5) + masking.header(found.group(2), found.group(6))));
        now = QUERY_MEMBER.matcher(now).replaceAll(found -> quoted(
                found.group(1) + found.group(2) + found.group(3) + masking.query(found.group(4))));
        now = QUOTED.matcher(now).replaceAll(found -> quoted(found.group(1) + found.group(2) + found.group(3)
                + named(masking, found.group(1), found.group(4))));
        now = COOKIE_LINE.matcher(now).replaceAll(found -> quoted(found.group(1) + masking.cookies(found.group(2))));
        now = AUTHORIZATION_LINE.matcher(now).replaceAll(found -> quoted(
                found.group(1) + masking.header("authorization", found.group(2))));
        now = BARE.matcher(now).replaceAll(found -> bare(masking, found));
        now = QUERY.matcher(now).replaceAll(found -> quoted("?" + masking.query(found.group(1))));
        now = PERSON.matcher(now).replaceAll("$1" + Masking.MARK + "@");
        now = SCHEME.matcher(now).replaceAll(found -> quoted(found.group(1) + masking.value(found.group(2))));
        return tokens(masking, now);
    }

    private static String named(Masking masking, String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("cookie")
                ? masking.cookies(value)
                : lower.startsWith("authorization") ? masking.header("authorization", value) : masking.value(value);
    }

    /** The two that have lines of their own are done. */
    private static String bare(Masking masking, MatchResult found) {
        String lower = found.group(1).toLowerCase(Locale.ROOT);
        boolean done = lower.startsWith("cookie") || lower.startsWith("authorization");
        return quoted(done ? found.group() : found.group(1) + masking.value(found.group(2)));
    }

    /** Secrets that their form tells, whatever stands around. */
    static String tokens(Masking masking, String text) {
        return TOKEN.matcher(text).replaceAll(found -> quoted(
                isToken(found.group()) ? masking.value(found.group()) : found.group()));
    }

    private static boolean isToken(String run) {
        if (run.startsWith("eyJ") || run.matches("(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}+")) {
            return true;
        }
        if (ID.matcher(run).matches()) {
            return false;
        }
        boolean random = RUN.matcher(run).results().anyMatch(part -> MIXED.matcher(part.group()).matches());
        int length = run.replace("=", "").length();
        boolean isPlain = run.indexOf('/') < 0 && run.indexOf('+') < 0;
        return isPlain
                ? random
                : (length == 40 || length >= 60) && KEY.matcher(run).matches();
    }

    /** Also what has but a name before it. */
    static String unread(Masking masking, String text, Predicate<String> shown) {
        return PAIR.matcher(masked(masking, text)).replaceAll(found -> quoted(found.group(1) + "="
                + (shown.test(found.group(1)) ? found.group(2) : masking.value(found.group(2)))));
    }

    private static String quoted(String replacement) {
        return replacement.replace("\\", "\\\\").replace("$", "\\$");
    }
}
