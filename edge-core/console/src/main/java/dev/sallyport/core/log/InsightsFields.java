package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The columns of the views as CloudWatch Logs Insights calls the fields that it finds in JSON records. */
final class InsightsFields {
    /** See AWS WAF Developer Guide, "Log fields for web ACL traffic"; what is a list there is no field of Insights. */
    private static final Map<String, String> WAF = byColumn(Map.ofEntries(
            Map.entry("action", "action"),
            Map.entry("terminatingRuleId", "terminatingRuleId"),
            Map.entry("terminatingRuleType", "terminatingRuleType"),
            Map.entry("webaclId", "webaclId"),
            Map.entry("httpSourceId", "httpSourceId"),
            Map.entry("clientIp", "httpRequest.clientIp"),
            Map.entry("country", "httpRequest.country"),
            Map.entry("httpMethod", "httpRequest.httpMethod"),
            Map.entry("uri", "httpRequest.uri"),
            Map.entry("args", "httpRequest.args"),
            Map.entry("host", "httpRequest.host"),
            Map.entry("requestId", "httpRequest.requestId"),
            Map.entry("ja3Fingerprint", "ja3Fingerprint"),
            Map.entry("ja4Fingerprint", "ja4Fingerprint"),
            Map.entry("responseCodeSent", "responseCodeSent")));

    private static final Set<String> IN_EVERY_RECORD = Set.of(
            "action", "terminatingRuleId", "httpRequest.clientIp", "httpRequest.uri", "httpRequest.httpMethod",
            "httpRequest.requestId");

    private InsightsFields() {}

    private static Map<String, String> byColumn(Map<String, String> fields) {
        Map<String, String> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.putAll(fields);
        return columns;
    }

    /** What writes to a group, by the names that AWS WAF and Lambda demand. */
    static LogKind kind(String group) {
        return group.startsWith("aws-waf-logs-")
                ? LogKind.WAF
                : group.startsWith("/aws/lambda/") ? LogKind.EDGE : LogKind.CLOUDFRONT;
    }

    /**
     * The field of a column.
     *
     * @throws SallyportException {@code SP-LOG-FIELD} where Insights finds no such field by itself
     */
    static String of(LogKind kind, String column) {
        Map<String, String> fields = switch (kind) {
            case WAF -> WAF;
            case CLOUDFRONT -> cloudFront();
            case EDGE -> Map.of();
        };
        String field = fields.get(column);
        if (field == null) {
            throw SallyportException.badInput(
                    "SP-LOG-FIELD",
                    "Insights finds no field " + column + " in the records of " + kind.writer() + ".",
                    fields.isEmpty()
                            ? "Leave out --insights."
                            : "Leave out --insights, or take one of " + String.join(", ", fields.keySet()) + ".");
        }
        return field;
    }

    private static Map<String, String> cloudFront() {
        Map<String, String> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        CloudFrontTable.STANDARD.forEach(field -> columns.put(CloudFrontTable.column(field), field));
        return columns;
    }

    /** Whether a record without it is one of which Insights did not read as much. */
    static boolean isInEveryRecord(String field) {
        return IN_EVERY_RECORD.contains(field) || List.of("x-edge-location", "sc-status", "cs-method").contains(field);
    }
}
