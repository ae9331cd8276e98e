package dev.sallyport.core.log;

import dev.sallyport.core.bucket.LogFolder;
import dev.sallyport.core.bucket.TimeSpan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An external table over a folder of logs, whose partitions are projected: Athena computes their places from the time
 * that is asked for, and lists nothing else.
 *
 * @param folder that it reads
 * @param view how
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Partition
 *     projection</a>
 */
record AthenaTable(LogFolder folder, AthenaView view) {
    static final String DATABASE = "sallyport";

    /** Of the property that tells whether a table that stands is the one that is wanted. */
    static final String DEFINITION = "sallyport.definition";

    private static final String PARTITION = "log_time";
    private static final int SHORT = 40;
    private static final int DAY = "yyyy/MM/dd".length();
    private static final int HOUR = "yyyy/MM/dd/HH".length();
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Of the table, derived from the place: the end of it for a reader, and a hash that makes it unique. */
    String name() {
        String place = folder.place().toString();
        String tail = place.replaceFirst("^s3://", "").replaceAll("[^A-Za-z0-9]+", "_").toLowerCase(Locale.ROOT);
        String end = tail.length() > SHORT ? tail.substring(tail.length() - SHORT) : tail;
        return view.kind().view() + "_" + end.replaceAll("^_+|_+$", "") + "_" + hash(place);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What tells this definition from any other. */
    String definition() {
        return hash(statement(""));
    }

    /** What creates the table. */
    String ddl() {
        return statement(definition());
    }

    private String statement(String definition) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < view.names().size(); i++) {
            columns.add("`" + view.names().get(i) + "` " + view.types().get(i));
        }
        List<String> properties = new ArrayList<>(List.of("'" + DEFINITION + "'='" + definition + "'"));
        String parts = folder.parts();
        if (parts != null) {
            properties.addAll(List.of(
                    "'projection.enabled'='true'",
                    "'projection." + PARTITION + ".type'='date'",
                    "'projection." + PARTITION + ".format'='" + parts + "'",
                    "'projection." + PARTITION + ".range'='" + first(parts) + ",NOW+1DAYS'",
                    "'projection." + PARTITION + ".interval'='1'",
                    "'projection." + PARTITION + ".interval.unit'='" + unit(parts) + "'",
                    "'storage.location.template'='" + place() + "${" + PARTITION + "}/'"));
        }
        return """
                CREATE EXTERNAL TABLE IF NOT EXISTS `%s`.`%s` (
                  %s)
                %s%s
                LOCATION '%s'
                TBLPROPERTIES (
                  %s)"""
                .formatted(
                        DATABASE,
                        name(),
                        String.join(",\n  ", columns),
                        parts == null ? "" : "PARTITIONED BY (`" + PARTITION + "` string)\n",
                        view.rows(),
                        place(),
                        String.join(",\n  ", properties));
    }

    private String place() {
        return folder.place().toString().replace("'", "\\'");
    }

    /** A first partition that is older than the services that write such logs. */
    private static String first(String parts) {
        return DateTimeFormatter.ofPattern(parts, Locale.ROOT)
                .format(Instant.parse("2012-01-01T00:00:00Z").atZone(ZoneOffset.UTC));
    }

    private static String unit(String parts) {
        return parts.length() == DAY ? "DAYS" : parts.length() == HOUR ? "HOURS" : "MINUTES";
    }

    /** A SELECT of the view's columns, with {@code is_record} and {@code in_time}, from the parts that a span needs. */
    String select(TimeSpan span) {
        List<String> columns = new ArrayList<>();
        view.view().forEach(column -> columns.add(column.sql() + " AS " + LogTable.quoted(column.name())));
        columns.add(view.record() + " AS is_record");
        columns.add(inTime(span) + " AS in_time");
        List<String> conditions = new ArrayList<>();
        if (folder.from() != null) {
            conditions.add("\"" + PARTITION + "\" >= " + LogTable.literal(folder.from()));
        }
        if (folder.before() != null) {
            conditions.add("\"" + PARTITION + "\" < " + LogTable.literal(folder.before()));
        }
        if (!folder.keys().isEmpty()) {
            conditions.add("(" + folder.keys().stream().map(this::keys).collect(Collectors.joining("\n      OR "))
                    + ")");
        }
        if (view.noise() != null) {
            conditions.add("NOT coalesce(" + view.noise() + ", FALSE)");
        }
        return """
                SELECT %s
                  FROM "%s"."%s"
                  WHERE %s"""
                .formatted(
                        String.join(",\n    ", columns),
                        DATABASE,
                        name(),
                        conditions.isEmpty() ? "TRUE" : String.join("\n    AND ", conditions));
    }

    private String keys(LogFolder.Keys keys) {
        String bucket = "s3://" + folder.place().bucket() + "/";
        String begin = bucket + keys.prefix();
        List<String> conditions = new ArrayList<>();
        conditions.add("substr(\"$path\", 1, " + begin.length() + ") = " + LogTable.literal(begin));
        if (keys.after() != null) {
            conditions.add("\"$path\" > " + LogTable.literal(bucket + keys.after()));
        }
        if (keys.before() != null) {
            conditions.add("\"$path\" < " + LogTable.literal(bucket + keys.before()));
        }
        return "(" + String.join(" AND ", conditions) + ")";
    }

    private String inTime(TimeSpan span) {
        if (span.isAll()) {
            return "TRUE";
        }
        List<String> bounds = new ArrayList<>();
        if (view.kind() == LogKind.WAF) {
            bound(bounds, span.since(), "\"timestamp\" >= ", time -> String.valueOf(time.toEpochMilli()));
            bound(bounds, span.until(), "\"timestamp\" < ", time -> String.valueOf(time.toEpochMilli()));
        } else {
            String at = "(" + column("date") + " || ' ' || " + column("time") + ")";
            bound(bounds, span.since(), at + " >= ", AthenaTable::second);
            bound(bounds, span.until(), at + " < ", AthenaTable::second);
        }
        return "coalesce(" + String.join(" AND ", bounds) + ", FALSE)";
    }

    private static void bound(
            List<String> bounds,
            @Nullable Instant moment,
            String comparison,
            Function<Instant, String> written) {
        if (moment != null) {
            bounds.add(comparison + written.apply(moment));
        }
    }

    /** Records have whole seconds. */
    private static String second(Instant moment) {
        Instant down = moment.truncatedTo(ChronoUnit.SECONDS);
        return LogTable.literal(SECONDS.format(down.equals(moment) ? down : down.plusSeconds(1)));
    }

    private String column(String name) {
        return Objects.requireNonNull(view.columns().get(name), name).sql();
    }

    /** Whether its records tell their time. */
    boolean hasTimes() {
        return view.kind() == LogKind.WAF
                || (view.columns().containsKey("date") && view.columns().containsKey("time"));
    }
}
