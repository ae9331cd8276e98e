package dev.sallyport.views.stack;

import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.CardGrid;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Letters;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ProofSheet;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.stack.StackModel.Panel;
import dev.sallyport.views.stack.StackModel.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Blueprints to deploy, stacks that are, and one of them in detail. */
public final class StackPage {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("selected");

    private final Desk desk;
    private final StackPresenter presenter;
    private final StackModel model;
    private final CardGrid cards = new CardGrid(240, 3);
    private final VBox deployed;
    private final Table<StackSummary> table;
    private final MasterDetail split;
    private final Page page;
    private Map<String, Rollout> proved = Map.of();

    /** {@code rollouts} plans, deploys, proves and removes; it is asked for on worker threads only, and may wait. */
    public StackPage(Desk desk, Supplier<Rollouts> rollouts) {
        this.desk = desk;
        table = new Table<StackSummary>(Words.DEPLOYED)
                .keyed(StackSummary::name)
                .text("Name", 160, StackSummary::name)
                .text("Blueprint", 140, StackSummary::blueprint)
                .from(600)
                .node("Status", 120, StackSummary::status, StandingPanel::status)
                .node("Proofs", 120, this::proofWords, this::proofs)
                .time("Changed (UTC)", 156, StackSummary::updated)
                .from(600)
                .kept(desk, "stack")
                .exportable("stacks");
        presenter = new StackPresenter(desk, rollouts, name -> table.want(stack -> stack.name().equals(name)));
        model = presenter.model();
        table.onSelect(this::select);
        deployed = new VBox(section(Words.DEPLOYED), table.node());
        deployed.getStyleClass().add(Css.STACKED_WIDE);
        VBox master = new VBox(deployed, section(Words.BLUEPRINTS), cards);
        master.getStyleClass().add("stack-master");
        ScrollPane scroll = new ScrollPane(master);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        split = new MasterDetail(scroll, 0.5);
        model.panel.subscribe(this::open);
        page = new Page(Words.TITLE)
                .answer(model.answer)
                .hidden(Action.of("stack.close.detail", "Close the detail", presenter::close).on("Esc"))
                .body(new StatePane<Shelf>(split.node(), this::fill, presenter::refresh, desk.activity())
                        .follow(model.shelf))
                .selects("name", table, StackSummary::name, presenter.question(), Words.MISSING::formatted)
                .onShow(presenter::show)
                .finds(this::objects)
                .onHide(presenter::hide)
                .reads(presenter.question())
                .onRefresh(presenter::refresh);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    StackModel model() {
        return model;
    }

    private List<Action> objects() {
        List<Action> found = new ArrayList<>();
        model.shelf.get().known().ifPresent(shelf -> {
            shelf.stacks().forEach(stack -> found.add(Action.of(
                    "stack.find." + stack.name(),
                    "Stack " + stack.name(),
                    () -> desk.navigation().go(Place.of("stack", "name", stack.name())))));
            shelf.blueprints().forEach(blueprint -> found.add(
                    Action.of("stack.deploy." + blueprint.name(), "Deploy " + blueprint.name(), () -> {
                        desk.navigation().go(Place.of("stack"));
                        presenter.choose(blueprint);
                    })));
        });
        return found;
    }

    private void fill(Shelf shelf) {
        if (cards.getChildren().isEmpty()) {
            shelf.blueprints().stream()
                    .map(blueprint -> BlueprintCard.of(blueprint, () -> presenter.choose(blueprint)))
                    .forEach(cards.getChildren()::add);
            mark(model.panel.get());
        }
        table.rows(shelf.stacks());
        if (!shelf.rollouts().equals(proved)) {
            // Rows that are equal are drawn again: their proofs are not part of them.
            proved = shelf.rollouts();
            table.node().refresh();
        }
        double height = 36 + 28.0 * Math.min(10, shelf.stacks().size());
        table.node().prefHeightProperty().bind(Letters.of(table.node()).map(size -> size * height));
        deployed.setVisible(!shelf.stacks().isEmpty());
        deployed.setManaged(!shelf.stacks().isEmpty());
    }

    private void select(@Nullable StackSummary stack) {
        if (stack != null) {
            presenter.open(stack);
        }
    }

    private void open(Panel panel) {
        mark(panel);
        switch (panel) {
            case Panel.Closed() -> {
                table.node().getSelectionModel().clearSelection();
                split.close();
            }
            case Panel.Form form -> {
                if (!form.fixedName()) {
                    // It stands beside no stack of the list.
                    table.node().getSelectionModel().clearSelection();
                }
                split.open(FormPanel.of(presenter, form));
            }
            case Panel.Planned planned -> split.openWhole(PlanPanel.of(presenter, desk.writes(), planned));
            case Panel.Live(LiveRollout live) -> split.open(LivePanel.of(presenter, desk.activity(), live));
            case Panel.Standing standing -> {
                table.select(stack -> stack.name().equals(standing.stack().name()));
                split.open(StandingPanel.of(presenter, desk, standing));
            }
        }
    }

    /** Shows which blueprint the form or the plan beside is of. */
    private void mark(Panel panel) {
        Optional<Panel.Form> form =
                switch (panel) {
                    case Panel.Form chosen -> Optional.of(chosen);
                    case Panel.Planned planned -> Optional.of(planned.form());
                    default -> Optional.empty();
                };
        String marked = form.filter(one -> !one.fixedName())
                .map(one -> BlueprintCard.id(one.blueprint()))
                .orElse("");
        cards.getChildren().forEach(card -> card.pseudoClassStateChanged(CHOSEN, marked.equals(card.getId())));
    }

    private List<Proof> proofsOf(StackSummary stack) {
        return model.shelf
                .get()
                .known()
                .flatMap(shelf -> shelf.rollout(stack.name()))
                .map(Rollout::proofs)
                .orElse(List.of());
    }

    private String proofWords(StackSummary stack) {
        List<Proof> proofs = proofsOf(stack);
        return proofs.isEmpty() ? "Not run" : ProofSheet.count(proofs);
    }

    private Node proofs(StackSummary stack) {
        List<Proof> proofs = proofsOf(stack);
        String tone = ProofSheet.tone(proofs);
        return Badge.of(proofWords(stack), tone);
    }

    private static Label section(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Css.SECTION_TITLE);
        return label;
    }
}
