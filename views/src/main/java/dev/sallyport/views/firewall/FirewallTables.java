package dev.sallyport.views.firewall;

import dev.sallyport.core.log.LogRow;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Sparkline;
import dev.sallyport.views.kit.Table;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;

/** The columns of the rules and of the requests. */
final class FirewallTables {
    private FirewallTables() {}

    static Table<RuleLine> rules() {
        return new Table<RuleLine>(Words.RULES)
                .keyed(RuleLine::name)
                .node("#", 36, RuleLine::priority, line -> mono(line.priority()))
                .text("Rule", 140, RuleLine::name)
                .node("Looks at", 150, RuleLine::subject, FirewallTables::subject)
                .from(520)
                .node("Action", 128, RuleLine::action, FirewallTables::action)
                .from(300)
                .node("WCU", 58, line -> line.capacity() < 0 ? "" : Format.number(line.capacity()), FirewallTables::capacity)
                .from(700)
                .number("Hits", 70, RuleLine::hits)
                .node("Share", 76, FirewallTables::shareText, FirewallTables::share)
                .from(400)
                .node("Over time", 92, line -> "", FirewallTables::spark)
                .from(760)
                .also(line -> String.join("\n", line.overrides()));
    }

    static Table<LogRow> requests() {
        return new Table<LogRow>(Words.REQUESTS)
                .keyed(LogRow::id)
                .node("Time (UTC)", 92, row -> clock(row), FirewallTables::time)
                .node("Action", 108, row -> Badge.actionWord(text(row, "action")), row -> Badge.action(text(row, "action")))
                .node("Ended by", 116, row -> Badge.brief(Badge.ended(row.endedBy())), row -> Badge.endedCell(row.endedBy()))
                .from(320)
                .node("Client", 136, row -> text(row, "clientIp"), row -> mono(text(row, "clientIp")))
                .from(620)
                .text("Country", 80, row -> text(row, "country"))
                .from(700)
                .id("URI", 96, row -> text(row, "uri"))
                .also(row -> text(row, "action") + '\n' + row.endedBy() + '\n' + text(row, "terminatingRuleId") + '\n' + text(row, "requestId"))
                .none(Words.NO_REQUEST);
    }

    private static Label action(RuleLine line) {
        String tone = Badge.actionTone(line.action().toUpperCase(Locale.ROOT));
        String word = line.action().equals("as in the group")
                ? Words.AS_IN_GROUP
                : Badge.sentence(line.action().toLowerCase(Locale.ROOT));
        if (line.overrides().isEmpty()) {
            return Badge.of(word, tone.equals(Css.UNKNOWN) ? Css.NEUTRAL : tone);
        }
        // What is not overridden is as in the group, which goes without saying.
        String overridden = line.overrides().size() + " overridden";
        Label badge = tone.equals(Css.UNKNOWN) ? Badge.of(overridden, Css.NEUTRAL) : Badge.of(word + ", " + overridden, tone);
        badge.setTooltip(new Tooltip(String.join("\n", line.overrides())));
        return badge;
    }

    private static Label subject(RuleLine line) {
        String whole = line.subject().isEmpty() ? line.kind() : line.subject();
        Label label = new Label(Badge.brief(whole));
        label.setTooltip(new Tooltip(whole));
        return label;
    }

    /** To the second; milliseconds on hover. */
    private static Label time(LogRow row) {
        String exact = clock(row);
        Label label = mono(exact.length() > 8 ? exact.substring(0, 8) : exact);
        label.setTooltip(new Tooltip(text(row, "timestamp")));
        return label;
    }

    private static Label share(RuleLine line) {
        return right(shareText(line));
    }

    private static String shareText(RuleLine line) {
        return line.share() < 0 ? "–" : Format.percent(line.share());
    }

    private static Label capacity(RuleLine line) {
        return right(line.capacity() < 0 ? "" : Format.number(line.capacity()));
    }

    private static Label right(String text) {
        Label label = mono(text);
        label.getStyleClass().add(Css.NUMBER_CELL);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }

    private static Sparkline spark(RuleLine line) {
        String tone = Badge.actionTone(line.action().toUpperCase(Locale.ROOT));
        return new Sparkline(tone.equals(Css.UNKNOWN) ? Css.BLOCKED : tone, "Hits of " + line.name() + " over time")
                .show(line.spark().stream().mapToLong(Long::longValue).toArray());
    }

    static String text(LogRow row, String column) {
        Object value = row.values().get(column);
        return value == null ? "" : value.toString();
    }

    private static String clock(LogRow row) {
        String time = text(row, "timestamp").replace('T', ' ').replace("Z", "");
        return time.length() > 11 ? time.substring(11) : time;
    }

    private static Label mono(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.MONO);
        return label;
    }
}
