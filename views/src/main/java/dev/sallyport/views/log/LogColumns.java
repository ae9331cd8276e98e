package dev.sallyport.views.log;

import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Table;
import javafx.scene.control.Label;

/** The columns in which each kind of log is read; the record itself stands beside them. */
final class LogColumns {
    /** An IPv4 address is never shortened. */
    private static final double ADDRESS = 130;

    private LogColumns() {}

    static Table<LogRow> of(LogKind kind) {
        Table<LogRow> table = new Table<LogRow>("Records").keyed(LogRow::id);
        return switch (kind) {
            case WAF -> table.node("Time (UTC)", 196, row -> time(row, "timestamp"), row -> mono(time(row, "timestamp")))
                    .node("Action", 116, row -> text(row, "action"), row -> Badge.action(text(row, "action")))
                    .text("Ended by", 200, row -> text(row, "terminatingRuleId"))
                    .least(80)
                    .id("Client", 136, row -> text(row, "clientIp"))
                    .least(ADDRESS)
                    .text("Country", 80, row -> text(row, "country"))
                    .from(640)
                    .text("Method", 80, row -> text(row, "httpMethod"))
                    .from(720)
                    .id("URI", 240, row -> text(row, "uri"))
                    .least(60);
            case CLOUDFRONT -> table.node(
                            "Time (UTC)", 164, row -> text(row, "date") + " " + text(row, "time"), row -> mono(
                                    text(row, "date") + " " + text(row, "time")))
                    .text("Result", 110, row -> text(row, "x_edge_result_type"))
                    .node("Status", 76, row -> text(row, "sc_status"), row -> mono(text(row, "sc_status")))
                    .id("Client", 136, row -> text(row, "c_ip"))
                    .least(ADDRESS)
                    .text("Location", 90, row -> text(row, "x_edge_location"))
                    .from(640)
                    .text("Method", 80, row -> text(row, "cs_method"))
                    .from(720)
                    .id("URI", 240, row -> text(row, "cs_uri_stem"));
            case EDGE -> table.node("Time (UTC)", 196, row -> time(row, "timestamp"), row -> mono(time(row, "timestamp")))
                    .text("Level", 80, row -> text(row, "level"))
                    .text("Function", 160, row -> text(row, "function"))
                    .text("Region", 110, row -> text(row, "region"))
                    .from(640)
                    .id("Message", 320, row -> text(row, "message"));
        };
    }

    static String text(LogRow row, String column) {
        Object value = row.values().get(column);
        return value == null ? "" : value.toString();
    }

    private static String time(LogRow row, String column) {
        return text(row, column).replace('T', ' ').replace("Z", "");
    }

    private static Label mono(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.MONO);
        return label;
    }
}
