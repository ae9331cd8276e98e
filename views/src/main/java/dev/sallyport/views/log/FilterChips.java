package dev.sallyport.views.log;

import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.log.LogModel.Chip;
import java.util.ArrayList;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;

/** What was pressed or brushed to narrow the records, each part in words; a press on one takes it away. */
final class FilterChips extends FlowPane {
    private final LogPresenter presenter;

    FilterChips(LogPresenter presenter) {
        this.presenter = presenter;
        setId("log-chips");
        getStyleClass().add("filter-chips");
        setAccessibleText(Words.FILTERED_BY);
        managedProperty().bind(visibleProperty());
        presenter.model().chips.addListener((ListChangeListener<Chip>) change -> show());
        show();
    }

    private void show() {
        List<Node> chips = new ArrayList<>();
        presenter.model().chips.forEach(chip -> chips.add(chip(chip)));
        if (chips.size() > 1) {
            chips.add(Buttons.quiet(Action.of("log.unfilter", Words.UNFILTER, presenter::clear)));
        }
        getChildren().setAll(chips);
        setVisible(!chips.isEmpty());
    }

    private Button chip(Chip chip) {
        Button button = new Button(chip.words() + "  ✕");
        button.getStyleClass().add("filter-chip");
        button.setAccessibleText(Words.REMOVE + chip.words());
        button.setTooltip(new Tooltip(Words.REMOVE + chip.words()));
        button.setOnAction(event -> presenter.remove(chip));
        return button;
    }
}
