package dev.sallyport.core.firewall;

import dev.sallyport.core.log.WafRecordMask;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.webacl.Verdict.Seen;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WafLogRecord.HttpRequest;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.List;
import java.util.Locale;

/**
 * What may be shown of the parts of a request that rules looked at. A part of which anything is masked in the record is not
 * shown at all, since a text transformation may bring out what the masks go by.
 */
final class ShownParts {
    private static final String HIDDEN = "(masked)";

    private final boolean arguments;
    private final boolean path;
    private final List<Header> headers;
    private final List<Header> masked;

    ShownParts(WafLogRecord record, Masking masks) {
        HttpRequest as = record.httpRequest();
        HttpRequest by = masks.isOn()
                ? WafLogRecord.parse(WafRecordMask.masked(masks, record.toJson())).map(WafLogRecord::httpRequest).orElse(null)
                : as;
        arguments = by != null && by.args().equals(as.args());
        path = by != null && by.uri().equals(as.uri());
        headers = as.headers();
        masked = by == null ? List.of() : by.headers();
    }

    Seen of(Seen seen) {
        return shows(seen.location())
                ? seen
                : new Seen(seen.location(), seen.after(), HIDDEN, seen.matched());
    }

    private boolean shows(String location) {
        if (location.contains("QUERY")) {
            return arguments;
        }
        if (location.equals("URI")) {
            return path;
        }
        if (location.startsWith("HEADER ")) {
            String name = location.substring("HEADER ".length()).toLowerCase(Locale.ROOT);
            return headers.stream()
                    .filter(header -> header.name().toLowerCase(Locale.ROOT).equals(name))
                    .allMatch(masked::contains);
        }
        return !location.contains("FRAGMENT") && !location.contains("BODY") && !location.startsWith("COOKIE");
    }
}
