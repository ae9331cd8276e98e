package dev.sallyport.core.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.masking.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of the columns of all views is masked. Their names are distinct, so the view does not matter. The store itself
 * holds, filters, groups and sorts values as they were logged; what leaves it passes here.
 */
public final class MaskedColumns {
    /** The function of SQL that masks: a column's name, a value. */
    static final String FUNCTION = "masked";

    /** What AWS writes, or what is never masked: addresses, hosts, methods, paths, what a client says that it is. */
    private static final Set<String> PLAIN = Stream.of(
                    Stream.of(
                            "timestamp action terminatingruleid terminatingruletype webaclid httpsourceid clientip"
                                    + " country httpmethod uri host useragent requestid labels ja3fingerprint ja4fingerprint"
                                    + " responsecodesent region function stream level durationms billedms maxmemorymb"
                                    + " initms"),
                    CloudFrontTable.STANDARD.stream()
                            .map(CloudFrontTable::column)
                            .filter(column -> !column.matches("cs_(referer_|uri_query|cookie_)")),
                    // CloudFront Developer Guide, "Use real-time access logs" and "Standard logging (v2)".
                    Stream.of(
                            "timestamp_ms_ c_ip_version c_country cs_host cs_user_agent cs_accept cs_accept_encoding"
                                    + " cs_header_names cs_headers_count cache_behavior_path_pattern origin_fbl origin_lbl"
                                    + " asn"
                                    + " primary_distribution_id primary_distribution_dns_name distributionid"
                                    + " connection_id sr_reason x_edge_mqcs distribution_tenant_id"))
            .flatMap(text -> text.flatMap(Pattern.compile(" ")::splitAsStream))
            .collect(Collectors.toUnmodifiableSet());

    private MaskedColumns() {}

    /** Whether values of a column may be masked; one that is not known here may. */
    public static boolean isMasked(String column) {
        return !PLAIN.contains(column.toLowerCase(Locale.ROOT));
    }

    /** A value of a column. */
    static String value(Masking masking, String column, String value) {
        return switch (column.toLowerCase(Locale.ROOT)) {
            case "args", "cs_uri_query" -> masking.query(value);
            case "cs_cookie", "cs_cookie_" -> masking.cookies(value);
            case "cs_referer", "cs_referer_" -> masking.url(value);
            case "cs_headers" -> masking.headers(value);
            default -> isMasked(column) ? masking.text(value) : value;
        };
    }

    /** The same of what may be no text. */
    static @Nullable Object any(Masking masking, String column, @Nullable Object value) {
        return masking.isOn() && value instanceof String text ? value(masking, column, text) : value;
    }

    /** Masks the row itself. */
    static Map<String, @Nullable Object> row(Masking masking, Map<String, @Nullable Object> row) {
        row.replaceAll((column, value) -> any(masking, column, value));
        return row;
    }

    /** Counts per value of a column, each value masked. */
    static List<ValueCount> counts(Masking masking, String column, List<ValueCount> counts) {
        return counts.stream()
                .map(one -> new ValueCount(any(masking, column, one.value()), one.count()))
                .toList();
    }

    /** The columns of a view as a SELECT has them. */
    static String selected(Set<String> columns) {
        return columns.stream()
                .map(column -> isMasked(column)
                        ? "%s AS %s".formatted(sql(column), LogTable.quoted(column))
                        : LogTable.quoted(column))
                .collect(Collectors.joining(", "));
    }

    /** A column's masked value in SQL; numbers and lists stay what they are. */
    static String sql(String column) {
        return "%s(%s, %s)".formatted(FUNCTION, LogTable.literal(column), LogTable.quoted(column));
    }

    /** The masked columns that a user's SQL may read, by their names; all where it asks for all. */
    public static Set<String> named(String sql) {
        Set<String> named = new TreeSet<>();
        String lower = sql.toLowerCase(Locale.ROOT);
        for (String column : List.of("args", "cs_uri_query", "cs_cookie_", "cs_referer_", "cs_headers", "message")) {
            if (lower.contains(column)) {
                named.add(column);
            }
        }
        return named;
    }

    /**
     * A line as it was logged. One of tab-separated values is made from the record instead, which has the fields of the
     * standard format in its order: so no value can be missed for the way in which it was written.
     *
     * @param row as it was logged
     */
    static String line(Masking masking, LogKind kind, String line, Map<String, @Nullable Object> row) {
        return switch (kind) {
            case WAF -> WafRecordMask.masked(masking, line);
            case EDGE -> masking.text(line);
            case CLOUDFRONT -> LineKinds.json(line)
                    .map(record -> object(masking, (ObjectNode) record))
                    .orElseGet(() -> cells(masking, row));
        };
    }

    /** An event of a log group, whose log is told by its content. */
    static String message(Masking masking, String message) {
        return switch (LineKinds.of(message.strip()).orElse(LogKind.EDGE)) {
            case WAF -> WafRecordMask.masked(masking, message);
            case EDGE -> masking.text(message);
            case CLOUDFRONT -> LineKinds.json(message.strip())
                    .map(record -> object(masking, (ObjectNode) record))
                    .orElseGet(() -> unnamed(masking, message));
        };
    }

    private static String object(Masking masking, ObjectNode record) {
        for (String member : record.properties().stream().map(Map.Entry::getKey).toList()) {
            if (record.path(member).isTextual()) {
                String value = record.path(member).textValue();
                record.put(member, value(masking, CloudFrontTable.column(member), value));
            }
        }
        return record.toString();
    }

    /** Values of which nobody says the fields: those of the standard format where they are as many. */
    private static String unnamed(Masking masking, String line) {
        List<String> cells = Pattern.compile("\t").splitAsStream(line.stripTrailing()).toList();
        if (cells.size() > CloudFrontTable.STANDARD.size()) {
            return masking.unread(line);
        }
        List<String> masked = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String column = CloudFrontTable.column(CloudFrontTable.STANDARD.get(i));
            masked.add(masking.unread(value(masking, column, cells.get(i))));
        }
        return String.join("\t", masked);
    }

    private static String cells(Masking masking, Map<String, @Nullable Object> row) {
        return row.entrySet().stream()
                .map(cell -> Objects.toString(any(masking, cell.getKey(), cell.getValue()), "-"))
                .map(cell -> cell.replace("\t", "%09").replace("\r", "%0D").replace("\n", "%0A"))
                .collect(Collectors.joining("\t"));
    }
}
