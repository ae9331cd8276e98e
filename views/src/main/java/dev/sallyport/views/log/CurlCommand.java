package dev.sallyport.views.log;

import dev.sallyport.core.PlainText;
import dev.sallyport.core.webacl.WafLogRecord.HttpRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A logged request as a command for a POSIX shell. What a log does not hold, the body, is not there; control characters,
 * line feeds among them, and marks of direction are written as escapes, since no request has them as they are.
 */
final class CurlCommand {
    /** A field name, RFC 9110, section 5.1: {@code -H @file} would read a file. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** They are of the connection, or of the body. */
    private static final Set<String> LEFT_OUT = Set.of("host", "content-length", "connection", "transfer-encoding");

    private CurlCommand() {}

    /** Each value is quoted, so that the shell and curl read nothing into what a stranger sent. */
    static String of(HttpRequest request) {
        // The path as it was sent: neither patterns nor dots mean anything.
        StringBuilder command = new StringBuilder("curl --globoff --path-as-is");
        switch (request.httpMethod()) {
            case "GET" -> {}
            case "HEAD" -> command.append(" --head");
            default -> command.append(" --request ").append(quoted(request.httpMethod()));
        }
        request.headers().forEach(header -> {
            boolean sent = !LEFT_OUT.contains(header.name().toLowerCase(Locale.ROOT));
            if (sent && NAME.matcher(header.name()).matches()) {
                // A header without a value ends in a semicolon, else curl would leave it out.
                String value = header.value().isEmpty() ? ";" : ": " + header.value();
                command.append(" \\\n  --header ").append(quoted(header.name() + value));
            }
        });
        String query = request.args().isEmpty() ? "" : "?" + request.args();
        return command.append(" \\\n  ")
                .append(quoted("https://" + host(request) + request.uri() + query))
                .toString();
    }

    private static String host(HttpRequest request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("host"))
                .map(header -> header.value())
                .findFirst()
                .orElse(Objects.requireNonNullElse(request.host(), "HOST"));
    }

    private static String quoted(String text) {
        return "'" + PlainText.line(text).replace("'", "'\\''") + "'";
    }
}
