package dev.sallyport.views.kit;

import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;

/** The tones of a chart with their words and totals. */
public final class Legend extends FlowPane {
    private final List<String> tones;

    /** Shows nothing yet. */
    public Legend(List<String> tones) {
        this.tones = List.copyOf(tones);
        getStyleClass().add("legend");
    }

    /** Shows a total for each tone. */
    public void show(Map<String, Long> totals) {
        getChildren().setAll(tones.stream().map(tone -> entry(tone, totals.getOrDefault(tone, 0L))).toList());
    }

    private static Label entry(String tone, long total) {
        javafx.scene.layout.Region swatch = new javafx.scene.layout.Region();
        swatch.getStyleClass().addAll("swatch", Css.CHART_BAR, tone);
        Label label = new Label(Format.number(total) + ' ' + tone, swatch);
        label.getStyleClass().add("legend-entry");
        return label;
    }
}
