package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which parts of a logged request are not what was sent. A logging configuration writes {@code REDACTED} in their place;
 * data protection of a web ACL writes that too, or a SHA-256 in base64, for a header, a cookie, a query argument or the
 * whole query string with its names. The names that are protected are compared without regard to case. See AWS WAF
 * Developer Guide, "Data protection" and "Examples of data protection".
 */
final class HiddenParts {
    static final String REDACTED = "REDACTED";

    /** 32 bytes in base64. */
    private static final int HASH = 44;

    private HiddenParts() {}

    /** Parts as {@link WafRequest#redacted()} has them. */
    static Set<String> of(WafLogRecord.HttpRequest request) {
        Set<String> hidden = new HashSet<>();
        if (request.uri().equals(REDACTED)) {
            hidden.add("uri");
        }
        if (request.httpMethod().equals(REDACTED)) {
            hidden.add("method");
        }
        if (isHidden(request.args())) {
            hidden.add("args");
        } else {
            pairs(request.args(), '&', "args", "argument:", hidden);
        }
        for (Header header : request.headers()) {
            if (header.name() == null || header.value() == null) {
                continue;
            }
            boolean cookie = header.name().equalsIgnoreCase("cookie");
            if (isHidden(header.value())) {
                hidden.add("header:" + header.name().toLowerCase(Locale.ROOT));
            } else if (cookie) {
                pairs(header.value(), ';', "header:cookie", "cookie:", hidden);
            }
        }
        return hidden;
    }

    /** Names and values as they stand; one whose name is hidden may be any. */
    private static void pairs(String text, char separator, String whole, String one, Set<String> hidden) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(separator, start);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', start);
            if (equals > 0 && equals < end) {
                String name = text.substring(start, equals).strip();
                if (isHidden(text.substring(equals + 1, end).strip())) {
                    hidden.add(one + name.toLowerCase(Locale.ROOT));
                }
                if (isHidden(name) || (name.length() == HASH - 1 && isHidden(name + "="))) {
                    hidden.add(whole);
                }
            }
            start = end + 1;
        }
    }

    private static boolean isHidden(String value) {
        if (value.length() != HASH || value.charAt(HASH - 1) != '=') {
            return value.equals(REDACTED);
        }
        for (int i = 0; i < HASH - 1; i++) {
            char c = value.charAt(i);
            boolean base64 = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
            if (!base64) {
                return false;
            }
        }
        return true;
    }
}
