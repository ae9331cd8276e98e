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
    private static final int HASHED = 6;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Of the table: the end of its place for a reader, and a hash of its definition, so that none stands for another. */
    String name() {
        String tail = folder.place().toString().replaceFirst("^s3://", "").replaceAll("[^A-Za-z0-9]+", "_");
        String end = tail.length() > SHORT ? tail.substring(tail.length() - SHORT) : tail;
        return view.kind().view() + "_" + end.toLowerCase(Locale.ROOT).replaceAll("^_+|_+$", "") + "_" + definition();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASHED);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What tells this definition from any other. */
    String definition() {
        return hash(statement("", ""));
    }

    /** What creates the table. */
    String ddl() {
        return statement(name(), definition());
    }

    private String statement(String name, String definition) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < view.names().size(); i++) {
            columns.add("`" + view.names().get(i) + "` " + view.types().get(i));
        }
        List<String> properties = new ArrayList<>(List.of("'" + DEFINITION + "'='" + definition + "'"));
        LogFolder.Parts parts = folder.parts();
        if (parts != null) {
            properties.addAll(List.of(
                    "'projection.enabled'='true'",
                    "'projection." + PARTITION + ".type'='date'",
                    "'projection." + PARTITION + ".format'='" + parts.form() + "'",
                    "'projection." + PARTITION + ".range'='" + first(parts.form()) + ",NOW+1DAYS'",
                    "'projection." + PARTITION + ".interval'='" + parts.every() + "'",
                    "'projection." + PARTITION + ".interval.unit'='" + parts.unit().name() + "'",
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
                        name,
                        String.join(",\n  ", columns),
                        parts == null ? "" : "PARTITIONED BY (`" + PARTITION + "` string)\n",
                        view.rows(),
                        place(),
                        String.join(",\n  ", properties));
    }

    private String place() {
        return folder.place().toString().replace("\\", "\\\\").replace("'", "\\'");
    }

    /** A first partition that is older than S3. */
    private static String first(String form) {
        return DateTimeFormatter.ofPattern(form, Locale.ROOT)
                .format(Instant.parse("2006-01-01T00:00:00Z").atZone(ZoneOffset.UTC));
    }

    /** A SELECT of the view's columns, with {@code is_record}, {@code is_other} and {@code in_time}, of its parts. */
    String select(TimeSpan span) {
        List<String> columns = new ArrayList<>();
        view.view().forEach(column -> columns.add(column.sql() + " AS " + LogTable.quoted(column.name())));
        String other = view.other() == null ? "FALSE" : view.other();
        columns.add("(" + view.record() + " AND NOT " + other + ") AS is_record");
        columns.add(other + " AS is_other");
        columns.add(inTime(span) + " AS in_time");
        List<String> conditions = new ArrayList<>();
        LogFolder.Parts parts = folder.parts();
        if (parts != null) {
            conditions.add("\"" + PARTITION + "\" >= " + LogTable.literal(parts.first()));
            conditions.add("\"" + PARTITION + "\" <= " + LogTable.literal(parts.last()));
        }
        if (!folder.keys().isEmpty()) {
            conditions.add("(" + folder.keys().stream().map(this::keys).collect(Collectors.joining("\n      OR "))
                    + ")");
        }
        if (view.noise() != null) {
            conditions.add("(%s OR NOT coalesce(%s, FALSE))".formatted(other, view.noise()));
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
        int length = begin.codePointCount(0, begin.length());
        conditions.add("substr(\"$path\", 1, " + length + ") = " + LogTable.literal(begin));
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
        return "coalesce(%s, FALSE)".formatted(String.join(" AND ", bounds));
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
