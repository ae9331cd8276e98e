package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.HitFilter;
import dev.sallyport.core.firewall.HitFilter.Field;
import dev.sallyport.core.firewall.HitFilter.Term;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.RuleLine;
import dev.sallyport.views.firewall.FirewallModel.Window;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.Unmasking;
import java.time.Duration;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableRow;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** The rules of a web ACL with their hits, the five actions over time, top values, and single requests. */
public final class FirewallPage {
    /** A dense row of a table, in pixels. */
    private static final double ROW = 28;

    private static final int MOST_ROWS = 12;

    private final FirewallPresenter presenter;
    private final FirewallModel model;
    private final ProposalPresenter proposals;
    private final Page page;
    private final ActionChart chart = new ActionChart("Requests by action over time");
    private final ComboBox<WebAcls.Named> acls = new ComboBox<>();
    private final Table<RuleLine> rules = FirewallTables.rules();
    private final Table<LogRow> requests = FirewallTables.requests();
    private final TextField filter;
    private final Label source = new Label();
    private final Button further;
    private final FacetRail facets;
    private final VBox told = new VBox();
    private final UntoldRequests untold;
    private final MasterDetail split;

    /**
     * The page.
     *
     * @param sources web ACLs and their traffic
     * @param changes tries changes of them, makes them and takes them back
     * @param period between two readings while the page is live
     */
    public FirewallPage(Desk desk, FirewallSources sources, ProposalSources changes, Duration period) {
        presenter = new FirewallPresenter(desk, sources, period);
        model = presenter.model();
        facets = new FacetRail(presenter);
        untold = new UntoldRequests(desk, sources.aws());
        proposals = new ProposalPresenter(desk, changes, presenter::refresh);
        rules.kept(desk, "firewall.rules").exportable("rules").node().setId("firewall-rules");
        requests.kept(desk, "firewall.requests").node().setId("firewall-requests");
        chart.setId("firewall-chart");
        chart.getStyleClass().add("firewall-chart");
        chart.onAsk(presenter::brush, tone -> presenter.toggle(new Term(Field.ACTION, outcome(tone), false)));
        source.setId("firewall-source");
        source.getStyleClass().addAll(Css.SMALL, Css.MUTED);
        source.setWrapText(true);
        source.setMinHeight(Region.USE_PREF_SIZE);
        rules.node().setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getPickResult().getIntersectedNode() != null
                    && isOnRow(event.getPickResult().getIntersectedNode())) {
                filterByRule();
            }
        });
        rules.node().addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                filterByRule();
                event.consume();
            }
        });
        VBox.setVgrow(requests.node(), Priority.ALWAYS);
        VBox.setVgrow(rules.node(), Priority.SOMETIMES);
        VBox.setVgrow(told, Priority.ALWAYS);
        ScrollPane rail = new ScrollPane(facets);
        rail.setFitToWidth(true);
        rail.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        rail.getStyleClass().add("firewall-rail");
        VBox.setVgrow(rail, Priority.ALWAYS);
        VBox left = new VBox(title(Words.RULES), rules.node(), title(Words.FACETS), rail);
        left.getStyleClass().add("firewall-left");
        told.getStyleClass().add(Css.STACKED);
        VBox right = new VBox(told);
        right.getStyleClass().add("firewall-right");
        left.setMinWidth(240);
        right.setMinWidth(240);
        SplitPane lower = new SplitPane(left, right);
        lower.setDividerPositions(0.6);
        VBox.setVgrow(lower, Priority.ALWAYS);
        further = Buttons.quiet(Action.of("firewall.further", Words.READ_FURTHER, presenter::readFurther));
        further.setId("firewall-further");
        further.managedProperty().bind(further.visibleProperty());
        further.setVisible(false);
        VBox top = new VBox(chart, source, further);
        top.getStyleClass().add("firewall-top");
        VBox both = new VBox(top, lower);
        split = new MasterDetail(both, 0.62);
        requests.onSelect(row -> {
            if (row != null) {
                presenter.open(row);
            }
        });
        model.request.subscribe(read -> read.ifPresentOrElse(
                request -> split.openWhole(RequestDetail.of(request, desk, this::tryChange)), split::close));
        Unmasking unmasking = presenter.unmasking();
        filter = Fields.filter("firewall-filter", Words.FILTER.formatted(
                Format.count(FirewallPresenter.SEARCHED, "request", "requests")));
        filter.textProperty().bindBidirectional(model.filter);
        requests.filter(model.filter, this::searched);
        FilterChips chips = new FilterChips(presenter);
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
                .secondary(unmasking.show(
                        Bindings.createBooleanBinding(() -> model.request.get().isPresent(), model.request)))
                .secondary(unmasking.hide())
                .hidden(Action.of("firewall.close", "Close the request", this::closeRequest).on("Esc"))
                .filters(filter, aclChoice(), windowChoice(), spanChoice(desk), live(), unmasking.told())
                .form(chips)
                .filterField(filter)
                .body(body)
                .selects("rule", rules, RuleLine::name, presenter.question(), Words.NO_RULE::formatted)
                .selects(
                        "request",
                        requests,
                        row -> FirewallTables.text(row, "requestId"),
                        presenter.question(),
                        Words.NOT_LATEST::formatted)
                .onShow(place -> {
                    if (!place.filter().isEmpty()) {
                        proposals.close();
                    }
                    presenter.show(place);
                })
                .onHide(() -> {
                    unmasking.lock();
                    presenter.hide();
                })
                .reads(presenter.question())
                .onRefresh(presenter::refresh);
        page.onLock(unmasking::lock);
        // They choose among the traffic, which is not in sight meanwhile.
        Node row = filter.getParent();
        row.visibleProperty().bind(looking);
        row.managedProperty().bind(looking);
        looking.subscribe(chips::allow);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    FirewallModel model() {
        return model;
    }

    private Region aclChoice() {
        acls.setAccessibleText(Words.ACL);
        acls.setId("firewall-acl");
        acls.setConverter(new StringConverter<>() {
            @Override
            public String toString(WebAcls.@Nullable Named acl) {
                return acl == null ? "" : acl.isRegional() ? acl.name() + ", " + acl.region() : acl.name();
            }

            @Override
            public WebAcls.Named fromString(String text) {
                throw new UnsupportedOperationException();
            }
        });
        acls.setOnAction(event -> {
            WebAcls.Named chosen = acls.getValue();
            if (chosen != null && !model.acl.get().equals(Optional.of(chosen.arn()))) {
                presenter.choose(chosen.arn());
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

    private Button spanChoice(Desk desk) {
        return Buttons.quiet(Action.of("firewall.span", Words.SPAN_CHOICE, () -> new SpanDialog(desk, presenter).show()));
    }

    private static boolean isOnRow(Node picked) {
        for (Node node = picked; node != null; node = node.getParent()) {
            if (node instanceof TableRow<?> row) {
                return !row.isEmpty();
            }
        }
        return false;
    }

    private void filterByRule() {
        String name = chosen();
        if (!name.isEmpty()) {
            String value = name.equals(Words.DEFAULT_ACTION) ? FirewallReader.DEFAULT_ACTION : name;
            presenter.toggle(new Term(Field.RULE, value, false));
        }
    }

    private static String outcome(String tone) {
        return switch (tone) {
            case Css.ALLOWED -> "ALLOW";
            case Css.BLOCKED -> "BLOCK";
            case Css.COUNTED -> "COUNT";
            case Css.CHALLENGED -> HitFilter.CHALLENGED;
            default -> HitFilter.UNKNOWN;
        };
    }

    private void fill(Answer answer) {
        if (!acls.getItems().equals(answer.acls())) {
            acls.setItems(FXCollections.observableArrayList(answer.acls()));
        }
        acls.setVisible(answer.acls().size() > 1);
        acls.setValue(answer.acl().named());
        rules.rows(answer.rules());
        rules.node().setPrefHeight(ROW * (1.4 + Math.min(MOST_ROWS, answer.rules().size())));
        chart.show(answer.histogram());
        source.setText(answer.source());
        further.setVisible(answer.reach().isPresent());
        facets.show(answer.facets(), answer.requests().isEmpty());
        filter.setDisable(answer.requests().isEmpty());
        answer.requests().ifPresentOrElse(
                latest -> {
                    requests.rows(latest);
                    told.getChildren().setAll(title(Words.REQUESTS), requests.node());
                },
                () -> {
                    untold.show(answer.acl());
                    told.getChildren().setAll(untold);
                });
    }

    /** Where not all requests of the window are searched, that is said. */
    private String searched(long rows) {
        long all = model.answer.get().known().map(Answer::all).orElse(rows);
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

    private static Label title(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.STRONG);
        return label;
    }
}
