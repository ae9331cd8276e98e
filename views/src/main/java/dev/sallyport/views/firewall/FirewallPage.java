package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.firewall.FirewallModel.Window;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Sparkline;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The rules of a web ACL with their hits, the five actions over time, top values, and single requests. */
public final class FirewallPage {
    private final FirewallPresenter presenter;
    private final FirewallModel model;
    private final ProposalPresenter proposals;
    private final Page page;
    private final ActionChart chart = new ActionChart("Requests by action over time");
    private final ComboBox<String> acls = new ComboBox<>();
    private final Table<RuleLine> rules = new Table<RuleLine>(Words.RULES)
            .keyed(RuleLine::name)
            .node("#", 40, RuleLine::priority, line -> mono(line.priority()))
            .text("Rule", 200, RuleLine::name)
            .text("Looks at", 130, line -> line.subject().isEmpty() ? line.kind() : line.subject())
            .from(560)
            .node("Action", 136, RuleLine::action, FirewallPage::action)
            .number("Hits", 68, RuleLine::hits)
            .node("Over time", 92, line -> "", FirewallPage::spark)
            .from(440);
    private final Table<ValueCount> facet = new Table<ValueCount>(Words.FACET)
            .keyed(row -> String.valueOf(row.value()))
            .id("Value", 240, row -> row.value() == null ? "none" : row.value().toString())
            .number("Requests", 100, ValueCount::count)
            .none(Words.NO_REQUEST);
    private final Table<LogRow> requests = new Table<LogRow>(Words.REQUESTS)
            .keyed(LogRow::id)
            .node("Time (UTC)", 116, row -> clock(row), row -> mono(clock(row)))
            .node("Action", 116, row -> Badge.actionWord(text(row, "action")), row -> Badge.action(text(row, "action")))
            .text("Ended by", 180, row -> text(row, "terminatingRuleId").replace("Default_Action", "Default action"))
            .node("Client", 136, row -> text(row, "clientIp"), row -> mono(text(row, "clientIp")))
            .from(620)
            .text("Country", 80, row -> text(row, "country"))
            .from(700)
            .id("URI", 160, row -> text(row, "uri"))
            .also(row -> text(row, "action") + '\n' + text(row, "terminatingRuleId") + '\n' + text(row, "requestId"))
            .none(Words.NO_REQUEST);
    private final MasterDetail split;

    /**
     * The page.
     *
     * @param list answers the web ACLs with their rules
     * @param traffic reads their logs
     * @param changes tries changes of them, makes them and takes them back
     * @param period between two readings while the page is live
     */
    public FirewallPage(
            Desk desk, Callable<List<WebAcls.Summary>> list, Traffic traffic, ProposalSources changes, Duration period) {
        presenter = new FirewallPresenter(desk, list, traffic, period);
        model = presenter.model();
        proposals = new ProposalPresenter(desk, changes, presenter::refresh);
        rules.node().setId("firewall-rules");
        requests.node().setId("firewall-requests");
        chart.setId("firewall-chart");
        chart.getStyleClass().add("firewall-chart");
        VBox.setVgrow(facet.node(), Priority.ALWAYS);
        VBox.setVgrow(requests.node(), Priority.ALWAYS);
        VBox left = new VBox(title(Words.RULES), rules.node(), facetHead(), facet.node());
        left.getStyleClass().add("firewall-left");
        facet.node().getStyleClass().add("facet-table");
        VBox right = new VBox(chart, title(Words.REQUESTS), requests.node());
        right.getStyleClass().add("firewall-right");
        left.setMinWidth(320);
        right.setMinWidth(360);
        SplitPane both = new SplitPane(left, right);
        both.setDividerPositions(0.46);
        split = new MasterDetail(both, 0.56, Orientation.VERTICAL);
        requests.onSelect(row -> {
            if (row != null) {
                presenter.open(row);
            }
        });
        model.request.subscribe(read -> read.ifPresent(request -> split.openWhole(
                RequestDetail.of(request, desk, this::tryChange))));
        TextField filter = Fields.filter("firewall-filter", Words.FILTER.formatted(
                Format.count(FirewallPresenter.SEARCHED, "request", "requests")));
        filter.textProperty().bindBidirectional(model.filter);
        requests.filter(model.filter, this::searched);
        StatePane<Answer> state = new StatePane<Answer>(split.node(), this::fill, presenter::refresh, desk.activity())
                .follow(model.answer);
        StackPane body = new StackPane(state);
        ProposalPanel panel = new ProposalPanel(desk, proposals);
        ObservableValue<Boolean> looking = proposals.view().map(view -> false).orElse(true);
        proposals.view().subscribe(view -> body.getChildren().setAll(view == null ? state : panel.of(view)));
        page = new Page(Words.TITLE)
                .answer(model.line)
                .secondary(Action.of("firewall.try", Words.TRY, () -> tryChange(chosen()))
                        .when(Bindings.createBooleanBinding(
                                () -> looking.getValue() && model.answer.get().known().isPresent(), looking, model.answer)))
                .hidden(Action.of("firewall.close", "Close the request", this::closeRequest).on("Esc"))
                .filters(filter, aclChoice(), windowChoice(), live())
                .filterField(filter)
                .body(body)
                .selects("rule", rules, RuleLine::name, presenter.question(), Words.NO_RULE::formatted)
                .selects(
                        "request",
                        requests,
                        row -> text(row, "requestId"),
                        presenter.question(),
                        Words.NOT_LATEST::formatted)
                .onShow(place -> {
                    if (!place.filter().isEmpty()) {
                        proposals.close();
                    }
                    presenter.show(place);
                })
                .onHide(presenter::hide)
                .onRefresh(presenter::refresh);
        // They choose among the traffic, which is not in sight meanwhile.
        Node row = filter.getParent();
        row.visibleProperty().bind(looking);
        row.managedProperty().bind(looking);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    private Region aclChoice() {
        acls.setAccessibleText(Words.ACL);
        acls.setId("firewall-acl");
        acls.setOnAction(event -> {
            if (acls.getValue() != null && !model.acl.get().equals(Optional.of(acls.getValue()))) {
                presenter.choose(acls.getValue());
            }
        });
        acls.managedProperty().bind(acls.visibleProperty());
        acls.setVisible(false);
        return acls;
    }

    private Region windowChoice() {
        ComboBox<Window> choice = new ComboBox<>(FXCollections.observableArrayList(Window.values()));
        choice.setAccessibleText(Words.WINDOW);
        choice.setId("firewall-window");
        choice.setValue(model.window.get());
        choice.setOnAction(event -> presenter.look(choice.getValue()));
        return choice;
    }

    private Region live() {
        CheckBox box = new CheckBox(Words.LIVE);
        box.setTooltip(new Tooltip(Words.LIVE_MEANS));
        box.selectedProperty().bindBidirectional(model.live);
        return box;
    }

    private Region facetHead() {
        ComboBox<RuleHits.By> by = new ComboBox<>(FXCollections.observableArrayList(RuleHits.By.values()));
        by.setAccessibleText(Words.FACET);
        by.setId("firewall-by");
        by.setConverter(new javafx.util.StringConverter<>() {
            @Override
            public String toString(RuleHits.By value) {
                return value == RuleHits.By.IP || value == RuleHits.By.URI
                        ? value.name()
                        : Badge.sentence(value.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public RuleHits.By fromString(String text) {
                return RuleHits.By.valueOf(text.toUpperCase(Locale.ROOT));
            }
        });
        by.setValue(model.by.get());
        by.setOnAction(event -> {
            model.by.set(by.getValue());
            facet.rows(List.of());
            presenter.refresh();
        });
        HBox head = new HBox(title(Words.FACET), by);
        head.getStyleClass().add(Css.ROW);
        return head;
    }

    private void fill(Answer answer) {
        List<String> names = answer.acls().stream().map(WebAcls.Summary::name).toList();
        if (!acls.getItems().equals(names)) {
            acls.setItems(FXCollections.observableArrayList(names));
        }
        acls.setVisible(names.size() > 1);
        acls.setValue(answer.acl().name());
        rules.rows(answer.rules());
        rules.node().setPrefHeight(36 + 28.0 * Math.min(10, answer.rules().size()));
        facet.rows(answer.by() == model.by.get() ? answer.facet() : List.of());
        requests.rows(answer.requests());
        chart.show(answer.histogram());
    }

    /** Where not all requests of the window are searched, that is said. */
    private String searched(long rows) {
        long all = model.answer
                .get()
                .known()
                .map(answer -> answer.actions().values().stream().mapToLong(Long::longValue).sum())
                .orElse(rows);
        return rows >= all
                ? Format.count(rows, "request", "requests")
                : "the latest " + Format.number(rows) + " of " + Format.count(all, "request", "requests");
    }

    /** The rule that is selected; empty when there is none. */
    private String chosen() {
        RuleLine line = rules.node().getSelectionModel().getSelectedItem();
        return line == null ? "" : line.name();
    }

    private void tryChange(String rule) {
        model.answer.get().known().ifPresent(answer -> proposals.start(answer.acl(), rule));
    }

    private void closeRequest() {
        if (proposals.view().get() != null) {
            proposals.close();
            return;
        }
        presenter.leave();
        requests.node().getSelectionModel().clearSelection();
        split.close();
    }

    private static Label action(RuleLine line) {
        String tone = Badge.actionTone(line.action().toUpperCase(Locale.ROOT));
        return tone.equals(Css.UNKNOWN)
                ? Badge.of(Badge.sentence(line.action()), Css.NEUTRAL)
                : Badge.of(Badge.sentence(line.action().toLowerCase(Locale.ROOT)), tone);
    }

    private static Sparkline spark(RuleLine line) {
        String tone = Badge.actionTone(line.action().toUpperCase(Locale.ROOT));
        return new Sparkline(tone.equals(Css.UNKNOWN) ? Css.BLOCKED : tone, "Hits of " + line.name() + " over time")
                .show(line.spark().stream().mapToLong(Long::longValue).toArray());
    }

    private static String text(LogRow row, String column) {
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

    private static Label title(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
