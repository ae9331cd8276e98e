package dev.sallyport.views.shield;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.AttackDetail;
import dev.sallyport.core.shield.Coverage;
import dev.sallyport.core.shield.ProtectedResource;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.firewall.ActionChart;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.TimeChart;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Which distributions Shield covers, the attacks over the traffic that they came in, and one attack whole. */
public final class ShieldPage {
    private static final String NOBODY = "–";

    private final Desk desk;
    private final ShieldPresenter presenter;
    private final ShieldModel model;
    private final Page page;
    private final Label chartTitle = new Label(Words.LATEST);
    private final ActionChart chart = new ActionChart("Requests by action over time, attacks marked");
    private final Label standard = new Label(Words.STANDARD);
    private final Table<Coverage> coverage = new Table<Coverage>(Words.COVERAGE)
            .keyed(Coverage::distributionId)
            .id("Distribution", 150, Coverage::distributionId)
            .id("Domain", 230, Coverage::domainName)
            .node("Protection", 140, ShieldPage::protectionWord, ShieldPage::protection)
            .text("Automatic mitigation", 150, ShieldPage::mitigation)
            .from(560)
            .text("Health check", 120, ShieldPage::healthCheck)
            .from(680);
    private final Table<Attack> attacks = new Table<Attack>(Words.ATTACKS)
            .keyed(Attack::id)
            .time("Began (UTC)", 164, Attack::start)
            .node("Lasted", 130, ShieldPage::lasted, ShieldPage::duration)
            .text("Vectors", 220, attack -> String.join(", ", attack.vectors()))
            .id("Resource", 220, Attack::resourceArn)
            .from(640);
    private final MasterDetail split;

    /** Every source is read by itself. */
    public ShieldPage(Desk desk, ShieldSources sources) {
        this.desk = desk;
        presenter = new ShieldPresenter(desk, sources);
        model = presenter.model();
        coverage.kept(desk, "shield.coverage").exportable("shield-coverage");
        attacks.kept(desk, "shield.attacks").exportable("shield-attacks");
        coverage.node().setId("shield-coverage");
        attacks.node().setId("shield-attacks");
        chart.setId("shield-chart");
        chart.getStyleClass().add("firewall-chart");
        standard.setWrapText(true);
        standard.setMinHeight(Region.USE_PREF_SIZE);
        standard.getStyleClass().add(Css.MUTED);
        standard.managedProperty().bind(standard.visibleProperty());
        chartTitle.setId("shield-traffic");
        chartTitle.setWrapText(true);
        chartTitle.setMinHeight(Region.USE_PREF_SIZE);
        chartTitle.getStyleClass().add(Css.STRONG);
        VBox.setVgrow(attacks.node(), Priority.ALWAYS);
        VBox all = new VBox(
                chartTitle, chart, title(Words.COVERAGE), standard, coverage.node(), title(Words.ATTACKS), attacks.node());
        all.getStyleClass().add("shield-body");
        split = new MasterDetail(all, 0.6, Orientation.HORIZONTAL);
        TextField filter = Fields.filter("shield-filter", Words.FILTER);
        filter.textProperty().bindBidirectional(model.filter);
        coverage.filter(model.filter, rows -> Format.count(rows, "distribution", "distributions"));
        coverage.none(Words.NO_DISTRIBUTION);
        attacks.filter(model.filter, rows -> Format.count(rows, "attack", "attacks"));
        attacks.onSelect(presenter::open);
        model.chosen.subscribe(chosen -> detail(chosen.orElse(null)));
        model.traffic.subscribe(this::traffic);
        page = new Page(Words.TITLE)
                .answer(model.answer)
                .filters(filter)
                .filterField(filter)
                .hidden(Action.of("shield.close", "Close the attack", () -> attacks.node()
                                .getSelectionModel()
                                .clearSelection())
                        .on("Esc"))
                .body(new StatePane<ShieldReport>(split.node(), this::fill, presenter::refresh, desk.activity())
                        .follow(model.report))
                .onShow(presenter::show)
                .onHide(presenter::hide)
                .reads(presenter.report())
                .onRefresh(presenter::refresh);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    ShieldModel model() {
        return model;
    }

    static boolean isAdvanced(ShieldReport report) {
        return report.subscription().equals("ACTIVE");
    }

    static boolean isUnknown(ShieldReport report) {
        return report.subscription().equals(ShieldReport.UNKNOWN);
    }

    private void fill(ShieldReport report) {
        boolean advanced = isAdvanced(report);
        boolean whole = report.warnings().isEmpty();
        standard.setVisible(!advanced && !isUnknown(report));
        attacks.none(isUnknown(report) || !whole ? Words.ATTACKS_UNREAD : advanced ? Words.NO_ATTACK : Words.ONLY_ADVANCED);
        coverage.rows(report.coverage());
        coverage.node().setMinHeight(36 + 28.0 * Math.clamp(report.coverage().size(), 1, 5));
        coverage.node().setPrefHeight(36 + 28.0 * Math.clamp(report.coverage().size(), 1, 8));
        attacks.rows(report.attacks());
        Instant now = desk.activity().clock().instant();
        chart.mark(report.attacks().stream()
                .map(attack -> new TimeChart.Mark(attack.start(), attack.end() == null ? now : attack.end()))
                .toList());
    }

    private void traffic(ViewState<RecentTraffic> state) {
        state.known().ifPresent(read -> {
            String heading = model.chosen.get().isPresent() ? Words.AROUND : Words.LATEST;
            chartTitle.setText((read.webAcls() == 0 && read.requests() == 0 ? Words.NO_TRAFFIC : heading) + behind(state));
            chart.show(read.bars());
        });
        switch (state) {
            case ViewState.Loading<RecentTraffic> _ -> {
                chartTitle.setText(Words.READING_TRAFFIC);
                chart.show(List.of());
            }
            case ViewState.Failed<RecentTraffic>(SallyportException error) -> unread(error);
            case ViewState.Denied<RecentTraffic>(SallyportException error) -> unread(error);
            default -> {
                // Known, and shown above.
            }
        }
    }

    private void unread(SallyportException error) {
        chartTitle.setText(error.message() + " (" + error.code() + ")");
        chart.show(List.of());
    }

    /** What has to be said behind the heading: what is missing, and the age of what is old. */
    private static String behind(ViewState<RecentTraffic> state) {
        return switch (state) {
            case ViewState.Partial<RecentTraffic> partial -> ". Not shown: " + String.join(" ", partial.missing());
            case ViewState.Stale<RecentTraffic> stale ->
                ". Read " + Format.utc(stale.readAt()) + " UTC, not newer: " + stale.why().message();
            case ViewState.Rereading<RecentTraffic> again -> behind(again.before()) + ". " + again.age();
            default -> "";
        };
    }

    private void detail(@Nullable Attack attack) {
        if (attack == null) {
            split.close();
            return;
        }
        VBox holder = new VBox();
        StatePane<AttackDetail> pane = new StatePane<>(
                holder,
                found -> holder.getChildren().setAll(AttackView.of(found, desk)),
                () -> presenter.open(attack),
                desk.activity());
        split.open(pane.follow(model.attack));
    }

    private static String protectionWord(Coverage one) {
        return !one.known() ? "Not known" : one.covered() ? "Protected" : "Standard only";
    }

    private static Label protection(Coverage one) {
        return Badge.of(protectionWord(one), one.covered() ? Css.GOOD : Css.NEUTRAL);
    }

    private static String mitigation(Coverage one) {
        ProtectedResource protection = one.protection();
        return protection == null
                ? NOBODY
                : switch (protection.automaticResponse()) {
                    case "BLOCK" -> "Blocks";
                    case "COUNT" -> "Counts";
                    default -> "Off";
                };
    }

    private static String healthCheck(Coverage one) {
        ProtectedResource protection = one.protection();
        if (protection == null) {
            return NOBODY;
        }
        return protection.healthCheckIds().isEmpty() ? "None" : String.join(", ", protection.healthCheckIds());
    }

    private static String lasted(Attack attack) {
        return attack.end() == null ? "Under way" : Format.span(Duration.between(attack.start(), attack.end()));
    }

    private static Label duration(Attack attack) {
        return attack.underWay() ? Badge.of("Under way", Css.DANGER) : new Label(lasted(attack));
    }

    private static Label title(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
