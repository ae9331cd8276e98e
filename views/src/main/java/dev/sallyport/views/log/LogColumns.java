package dev.sallyport.views.log;

import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Table;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;

/**
 * The columns in which each kind of log is read, and those that the reader may add. What is looked for stands whole:
 * the address of the client, and of a rule's name what differs.
 */
final class LogColumns {
    /** An IPv4 address is never shortened. */
    private static final double ADDRESS = 132;

    /** A day and a second. */
    private static final double TIME = 130;

    private final BooleanSupplier oneDay;

    /** @param oneDay whether all rows are of one day, so that none needs to say it */
    LogColumns(BooleanSupplier oneDay) {
        this.oneDay = oneDay;
    }

    Table<LogRow> of(LogKind kind) {
        Table<LogRow> table = new Table<LogRow>("Records").keyed(LogRow::id);
        switch (kind) {
            case WAF -> {
                time(table, row -> text(row, "timestamp")).by("timestamp");
                table.node("Action", 108, row -> text(row, "action"), row -> badge(row)).by("action");
                table.node("Ended by", 150, LogRow::endedBy, LogColumns::rule)
                        .by("terminatingRuleId")
                        .between(84, 320);
                table.id("Client", ADDRESS, row -> text(row, "clientIp")).by("clientIp").least(ADDRESS);
                table.text("Country", 80, row -> text(row, "country")).by("country").from(720);
                table.text("Method", 80, row -> text(row, "httpMethod")).by("httpMethod").from(800);
                table.id("URI", 150, row -> text(row, "uri")).by("uri").least(90);
                more(table, List.of("host", "args", "userAgent", "requestId", "labels", "ja3Fingerprint",
                        "ja4Fingerprint", "responseCodeSent", "httpSourceId", "webaclId"));
            }
            case CLOUDFRONT -> {
                time(table, row -> text(row, "date") + "T" + text(row, "time") + "Z").by("time");
                table.text("Result", 110, row -> text(row, "x_edge_result_type")).by("x_edge_result_type");
                table.node("Status", 76, row -> text(row, "sc_status"), row -> mono(text(row, "sc_status")))
                        .by("sc_status");
                table.id("Client", ADDRESS, row -> text(row, "c_ip")).by("c_ip").least(ADDRESS);
                table.text("Location", 90, row -> text(row, "x_edge_location")).by("x_edge_location").from(720);
                table.text("Method", 80, row -> text(row, "cs_method")).by("cs_method").from(800);
                table.id("URI", 180, row -> text(row, "cs_uri_stem")).by("cs_uri_stem").least(90);
                more(table, List.of("x_host_header", "cs_uri_query", "cs_user_agent", "x_edge_request_id", "time_taken",
                        "sc_bytes", "ssl_protocol", "cs_protocol_version", "x_edge_detailed_result_type"));
            }
            case EDGE -> {
                time(table, row -> text(row, "timestamp")).by("timestamp");
                table.text("Level", 80, row -> text(row, "level")).by("level");
                table.text("Function", 160, row -> text(row, "function")).by("function");
                table.text("Region", 110, row -> text(row, "region")).by("region").from(720);
                table.id("Message", 320, row -> text(row, "message")).by("message");
                more(table, List.of("requestId", "stream", "durationMs", "billedMs", "maxMemoryMb", "initMs"));
            }
        }
        return table;
    }

    private static void more(Table<LogRow> table, List<String> fields) {
        fields.forEach(field -> table.id(field, 140, row -> text(row, field)).by(field).optional());
    }

    private Table<LogRow> time(Table<LogRow> table, Function<LogRow, String> value) {
        return table.node("Time (UTC)", TIME, row -> value.apply(row).replace('T', ' ').replace("Z", ""), row -> {
            Optional<Instant> at = instant(value.apply(row));
            Label label = mono(at.map(this::moment).orElse(""));
            at.ifPresent(time -> label.setTooltip(new Tooltip(
                    Format.utcExact(time) + "\n" + Format.bothClocks(time))));
            return label;
        });
    }

    private String moment(Instant at) {
        return oneDay.getAsBoolean() ? Format.utcExact(at) : Format.utc(at).substring(5);
    }

    /** A time as the store writes it; empty where it is none. */
    static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Node badge(LogRow row) {
        return row.values().isEmpty() ? new Label() : Badge.action(text(row, "action"));
    }

    private static Label rule(LogRow row) {
        return Badge.endedCell(row.endedBy());
    }

    static String text(LogRow row, String column) {
        Object value = row.values().get(column);
        return value == null ? "" : value.toString();
    }

    private static Label mono(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.MONO);
        return label;
    }
}
