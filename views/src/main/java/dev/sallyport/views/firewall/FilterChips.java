package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.HitFilter.Term;
import dev.sallyport.views.firewall.FirewallModel.Span;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;

/** What the page is filtered by, each part in the words on the page; pressing one takes it away. */
final class FilterChips extends FlowPane {
    private final FirewallPresenter presenter;
    private boolean allowed = true;

    FilterChips(FirewallPresenter presenter) {
        this.presenter = presenter;
        setId("firewall-chips");
        getStyleClass().addAll("filter-chips");
        setAccessibleText(Words.FILTERED_BY);
        managedProperty().bind(visibleProperty());
        presenter.model().terms.addListener((ListChangeListener<Term>) change -> show());
        presenter.model().span.subscribe(span -> show());
    }

    /** Whether they may be seen: the traffic is in sight. */
    void allow(boolean looking) {
        allowed = looking;
        show();
    }

    private void show() {
        List<Node> chips = new ArrayList<>();
        Optional<Span> span = presenter.model().span.get();
        span.ifPresent(chosen -> chips.add(chip(Words.span(chosen), () -> presenter.span(Optional.empty()))));
        presenter.model().terms.forEach(term -> chips.add(chip(Words.term(term), () -> presenter.remove(term))));
        if (chips.size() > 1) {
            chips.add(Buttons.quiet(Action.of("firewall.unfilter", Words.UNFILTER, presenter::unfilter)));
        }
        getChildren().setAll(chips);
        setVisible(allowed && !chips.isEmpty());
    }

    private static Button chip(String words, Runnable remove) {
        Button chip = new Button(words + "  ✕");
        chip.getStyleClass().add("filter-chip");
        chip.setAccessibleText(Words.REMOVE_FILTER + words);
        chip.setTooltip(new Tooltip(Words.REMOVE_FILTER + words));
        chip.setOnAction(event -> remove.run());
        return chip;
    }
}
