package dev.sallyport.views.overview;

import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.AttackStatistics;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.firewall.ActionChart;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Card;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import java.time.Instant;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Requests by action over time, and the rules that matched most. */
final class TrafficTile {
    private static final int RULES = 5;

    private TrafficTile() {}

    static Card of(OverviewPresenter presenter, Desk desk) {
        ActionChart chart = new ActionChart(Words.TRAFFIC);
        chart.getStyleClass().add("tile-chart");
        Card card = Tile.of(
                "tile-firewall",
                Words.TRAFFIC,
                presenter.model().traffic,
                desk.activity(),
                () -> presenter.go(Place.of("firewall")),
                chart,
                traffic -> chart.show(traffic.bars()),
                traffic -> Format.count(traffic.requests(), "request", "requests") + ", "
                        + Format.number(traffic.of("BLOCK")) + " blocked");
        card.getChildren().add(attacks(presenter, desk));
        return card;
    }

    /** One line about attacks, whatever is known about them. */
    private static Region attacks(OverviewPresenter presenter, Desk desk) {
        StackPane holder = new StackPane();
        presenter.model().shield.state().subscribe(state -> {
            if (state instanceof ViewState.Loading<ShieldReport>) {
                holder.getChildren().setAll(line(presenter, "", Css.NEUTRAL, "Reading"));
            } else if (state instanceof ViewState.Denied<ShieldReport> denied) {
                holder.getChildren().setAll(line(presenter, denied.error().message(), Css.UNKNOWN, "Not readable"));
            } else if (state instanceof ViewState.Failed<ShieldReport> failed) {
                holder.getChildren().setAll(line(presenter, failed.error().message(), Css.UNKNOWN, "Not readable"));
            } else {
                state.known().ifPresent(report -> holder.getChildren().setAll(line(presenter, report, age(state, desk.activity().clock().instant()))));
            }
        });
        return holder;
    }

    /** An old answer says so. */
    private static String age(ViewState<ShieldReport> state, Instant now) {
        return switch (state) {
            case ViewState.Rereading<ShieldReport> again -> ", " + asOf(again.readAt(), again.since());
            case ViewState.Stale<ShieldReport> stale -> ", " + asOf(stale.readAt(), now) + ", not newer";
            default -> "";
        };
    }

    private static String asOf(Instant readAt, Instant now) {
        return "as of " + Format.utcMoment(readAt, now) + " UTC";
    }

    private static Region line(OverviewPresenter presenter, ShieldReport report, String age) {
        AttackStatistics statistics = report.statistics();
        if (!report.subscription().equals("ACTIVE")) {
            if (statistics == null || report.subscription().equals(ShieldReport.UNKNOWN)) {
                return line(presenter, String.join(" ", report.warnings()), Css.UNKNOWN, "Not readable");
            }
            long year = statistics.attacks();
            return line(
                    presenter,
                    "Shield Standard: " + Format.count(year, "attack", "attacks") + " in the last year" + age,
                    year == 0 ? Css.GOOD : Css.NEUTRAL,
                    year == 0 ? "None" : Format.number(year));
        }
        long now = report.attacks().stream().filter(Attack::underWay).count();
        String all = Format.count(report.attacks().size(), "attack", "attacks") + " in the last 30 days" + age;
        if (now == 0 && !report.warnings().isEmpty()) {
            return line(presenter, String.join(" ", report.warnings()), Css.UNKNOWN, "Not readable");
        }
        return now > 0
                ? line(presenter, all, Css.DANGER, now + " under way")
                : line(presenter, all, Css.GOOD, "None under way");
    }

    private static Region line(OverviewPresenter presenter, String words, String tone, String word) {
        Label label = Lines.sentence(words.isEmpty() ? Words.ATTACKS : words);
        return Lines.of(label, label.getText() + ", " + word, Badge.of(word, tone), () -> presenter.go(Place.of("shield")));
    }

    static Card rules(OverviewPresenter presenter, Desk desk) {
        VBox lines = new VBox();
        lines.getStyleClass().add("tile-lines");
        return Tile.of(
                "tile-rules",
                Words.RULES,
                presenter.model().traffic,
                desk.activity(),
                () -> presenter.go(OverviewModel.known(presenter.model().traffic)
                        .flatMap(traffic -> traffic.rules().stream().findFirst())
                        .map(TrafficTile::place)
                        .orElse(Place.of("firewall"))),
                lines,
                traffic -> {
                    long most = traffic.rules().isEmpty() ? 1 : traffic.rules().getFirst().count();
                    lines.getChildren()
                            .setAll(traffic.rules().stream()
                                    .limit(RULES)
                                    .map(rule -> rule(presenter, rule, most))
                                    .toList());
                    if (lines.getChildren().isEmpty()) {
                        Label none = Lines.sentence(Words.NO_RULE);
                        none.getStyleClass().add(Css.NONE_SAID);
                        lines.getChildren().add(none);
                    }
                },
                traffic -> Format.count(traffic.rules().size(), "rule", "rules"));
    }

    private static Region rule(OverviewPresenter presenter, RecentTraffic.RuleCount rule, long most) {
        Region bar = new Region();
        bar.getStyleClass().addAll(Css.CHART_BAR, "facet-bar");
        VBox words = new VBox(Lines.name(rule.rule()), bar);
        words.setMinWidth(0);
        words.getStyleClass().add("rule-words");
        bar.maxWidthProperty().bind(words.widthProperty().multiply((double) rule.count() / most));
        Label count = new Label(Format.number(rule.count()));
        count.getStyleClass().add(Css.MONO);
        return Lines.of(
                words,
                rule.rule() + ", " + Format.count(rule.count(), "request", "requests"),
                count,
                () -> presenter.go(place(rule)));
    }

    private static Place place(RecentTraffic.RuleCount rule) {
        return new Place("firewall", Map.of("acl", rule.webAcl(), "rule", rule.rule()));
    }
}
