package dev.sallyport.views.kit;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The tones of a chart with their words and totals; each can be pressed when somebody listens. */
public final class Legend extends FlowPane {
    private final List<String> tones;
    private @Nullable Consumer<String> onChoose;

    /** Shows nothing yet. */
    public Legend(List<String> tones) {
        this.tones = List.copyOf(tones);
        getStyleClass().add("legend");
    }

    /** Called with the tone that the reader presses. */
    public Legend onChoose(Consumer<String> then) {
        onChoose = then;
        return this;
    }

    /** Shows a total for each tone. */
    public void show(Map<String, Long> totals) {
        if (getChildren().isEmpty()) {
            tones.forEach(tone -> getChildren().add(entry(tone)));
        }
        for (int i = 0; i < tones.size(); i++) {
            Labeled entry = (Labeled) getChildren().get(i);
            entry.setText(Format.number(totals.getOrDefault(tones.get(i), 0L)) + ' ' + tones.get(i));
        }
    }

    private Labeled entry(String tone) {
        Region swatch = new Region();
        swatch.getStyleClass().addAll("swatch", Css.CHART_BAR, tone);
        Consumer<String> then = onChoose;
        Labeled entry;
        if (then == null) {
            entry = new Label("", swatch);
        } else {
            Button button = new Button("", swatch);
            button.setId("legend-" + tone);
            button.setOnAction(event -> then.accept(tone));
            button.getStyleClass().add(Styles.FLAT);
            entry = button;
        }
        entry.getStyleClass().add("legend-entry");
        return entry;
    }
}
