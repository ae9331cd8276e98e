package dev.sallyport.core.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Athena reads the objects of one kind of log: the columns of its table, and the view's columns computed from them.
 *
 * @param kind of the log
 * @param names of the table's columns, in their order
 * @param types of them, as Hive writes them
 * @param rows the {@code ROW FORMAT} clause and where it is stored
 * @param view the view's columns, in its order
 * @param always columns that a store's view begins with, whether or not the table has them
 * @param record whether a row of the table is a record; never null
 * @param noise whether a row of the table is neither a record nor a broken one; null where all are
 * @param other whether a row says that those behind it have other fields; null where none can
 */
record AthenaView(
        LogKind kind,
        List<String> names,
        List<String> types,
        String rows,
        List<AthenaColumn> view,
        List<String> always,
        String record,
        @Nullable String noise,
        @Nullable String other) {
    private static final String TEXT_FILES =
            """
            STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'
            OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'""";

    /** A line that is no JSON must not end the whole question. */
    private static final String JSON_ROWS =
            """
            ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
            WITH SERDEPROPERTIES ('ignore.malformed.json'='true')
            """
                    + TEXT_FILES;

    private static final String TAB_ROWS =
            """
            ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'
            """
                    + TEXT_FILES;

    /** See Amazon Athena User Guide, "Create a table for AWS WAF S3 logs in Athena using partition projection". */
    private static final Map<String, String> WAF = ordered(
            "timestamp", "bigint",
            "webaclid", "string",
            "terminatingruleid", "string",
            "terminatingruletype", "string",
            "action", "string",
            "httpsourceid", "string",
            "responsecodesent", "string",
            "httprequest",
            "struct<clientip:string,country:string,headers:array<struct<name:string,value:string>>,uri:string,"
                    + "args:string,httpmethod:string,requestid:string,host:string>",
            "labels", "array<struct<name:string>>",
            "ja3fingerprint", "string",
            "ja4fingerprint", "string");

    /** Names of fields that are written into a table as they are. */
    private static final Predicate<String> WRITABLE = Pattern.compile("[A-Za-z0-9_()-]+").asMatchPredicate();

    /** Columns of the view by what they are there. */
    private static final Set<String> WAF_REQUEST = Set.of("clientIp", "country", "httpMethod", "uri", "args",
            "requestId");

    private static final List<String> WAF_VIEW = List.of(
            "timestamp", "action", "terminatingRuleId", "terminatingRuleType", "webaclId", "httpSourceId", "clientIp",
            "country", "httpMethod", "uri", "args", "host", "userAgent", "requestId", "labels", "ja3Fingerprint",
            "ja4Fingerprint", "responseCodeSent");

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** Of web ACL traffic logs. */
    static AthenaView waf() {
        return new AthenaView(
                LogKind.WAF,
                List.copyOf(WAF.keySet()),
                List.copyOf(WAF.values()),
                JSON_ROWS,
                WAF_VIEW.stream().map(AthenaView::wafColumn).toList(),
                List.of(),
                "(\"timestamp\" IS NOT NULL AND coalesce(\"action\", '') <> '' AND \"httprequest\" IS NOT NULL)",
                null,
                null);
    }

    private static AthenaColumn wafColumn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "timestamp" -> new AthenaColumn(name, "\"timestamp\"", AthenaColumn.Type.MOMENT);
            case "responseCodeSent" -> new AthenaColumn(
                    name, "try_cast(\"responsecodesent\" AS integer)", AthenaColumn.Type.WHOLE);
            case "host" -> new AthenaColumn(
                    name, "coalesce(\"httprequest\".\"host\", %s)".formatted(header("host")), AthenaColumn.Type.TEXT);
            case "userAgent" -> new AthenaColumn(name, header("user-agent"), AthenaColumn.Type.TEXT);
            case "labels" -> new AthenaColumn(
                    name,
                    "coalesce(transform(\"labels\", label -> label.\"name\"), CAST(ARRAY[] AS array(varchar)))",
                    AthenaColumn.Type.LIST);
            default -> new AthenaColumn(
                    name,
                    WAF_REQUEST.contains(name) ? "\"httprequest\".\"" + lower + "\"" : "\"" + lower + "\"",
                    AthenaColumn.Type.TEXT);
        };
    }

    private static String header(String name) {
        return "element_at(filter(\"httprequest\".\"headers\", header -> lower(header.\"name\") = '" + name
                + "'), 1).\"value\"";
    }

    /**
     * Of CloudFront logs as tab-separated text, legacy or v2. See Amazon Athena User Guide, "Create a table for
     * CloudFront standard logs"; the lines of directives are told by their mark, since what goes through a stream has
     * none.
     *
     * @param fields in the order of a record
     */
    static AthenaView cloudFrontText(List<String> fields) {
        List<String> names = fields.stream().map(CloudFrontTable::column).distinct().toList();
        Map<String, String> columns = new LinkedHashMap<>();
        names.forEach(name -> columns.put(name, name));
        String first = LogTable.quoted(names.getFirst());
        String last = LogTable.quoted(names.getLast());
        return cloudFront(
                names,
                CloudFrontTable.STANDARD,
                TAB_ROWS,
                columns,
                "%s IS NOT NULL".formatted(last),
                "(%1$s LIKE '#%%' OR (%1$s = '' AND %2$s IS NULL))".formatted(first, last),
                otherFields(fields, names));
    }

    /** Between names may stand blanks or tabs, and a tab begins the next column. */
    private static String otherFields(List<String> fields, List<String> names) {
        return "coalesce(%s LIKE '#Fields:%%' AND replace(concat_ws('', %s), ' ', '') <> %s, FALSE)"
                .formatted(
                        LogTable.quoted(names.getFirst()),
                        String.join(", ", names.stream().map(LogTable::quoted).toList()),
                        LogTable.literal("#Fields:" + String.join("", fields)));
    }

    /**
     * Of CloudFront v2 logs as JSON lines. See Amazon Athena User Guide, "Create a table for CloudFront logs in Athena
     * using partition projection with JSON".
     *
     * @param fields of the records; a name that needs other signs than CloudFront's is left out
     */
    static AthenaView cloudFrontJson(Set<String> fields) {
        Map<String, String> columns = new LinkedHashMap<>();
        fields.stream().filter(WRITABLE).forEach(field -> columns.putIfAbsent(CloudFrontTable.column(field), field.toLowerCase(Locale.ROOT)));
        List<String> some = new ArrayList<>();
        fields.stream()
                .filter(LineKinds.CLOUDFRONT::contains)
                .forEach(field -> some.add(LogTable.quoted(field.toLowerCase(Locale.ROOT))));
        List<String> always = new ArrayList<>(CloudFrontTable.STANDARD);
        always.addAll(CloudFrontTable.TIMES);
        return cloudFront(
                List.copyOf(columns.values()),
                always,
                JSON_ROWS,
                columns,
                "coalesce(%s%s) IS NOT NULL".formatted(String.join(", ", some), some.size() == 1 ? ", NULL" : ""),
                null,
                null);
    }

    private static AthenaView cloudFront(
            List<String> names, List<String> always, String rows, Map<String, String> columns, String whole,
                    @Nullable String noise, @Nullable String other) {
        List<AthenaColumn> view = new ArrayList<>();
        StringBuilder record = new StringBuilder("(").append(whole);
        columns.forEach((column, name) -> {
            String given = "nullif(nullif(" + LogTable.quoted(name) + ", '-'), '')";
            String parsed = CloudFrontTable.athena(column, given);
            AthenaColumn.Type type = CloudFrontTable.athenaType(column);
            view.add(new AthenaColumn(column, CloudFrontTable.isTime(column) ? given : parsed, type));
            if (!parsed.equals(given) && !CloudFrontTable.isEncoded(column)) {
                record.append(" AND (%s IS NULL) = (%s IS NULL)".formatted(given, parsed));
            }
        });
        return new AthenaView(
                LogKind.CLOUDFRONT,
                names,
                names.stream().map(name -> "string").toList(),
                rows,
                view,
                always.stream().map(CloudFrontTable::column).toList(),
                record.append(')').toString(),
                noise,
                other);
    }

    /** The view's columns by name, whatever the case of the letters. */
    Map<String, AthenaColumn> columns() {
        Map<String, AthenaColumn> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        view.forEach(column -> columns.put(column.name(), column));
        return columns;
    }
}
