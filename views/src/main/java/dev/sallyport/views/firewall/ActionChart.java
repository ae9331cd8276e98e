package dev.sallyport.views.firewall;

import dev.sallyport.core.log.TimeBucket;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Legend;
import dev.sallyport.views.kit.TimeChart;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Requests over time by what became of them, in the five actions' tones, with a legend that holds the totals. */
public final class ActionChart extends VBox {
    private static final List<String> TONES =
            List.of(Css.ALLOWED, Css.COUNTED, Css.CHALLENGED, Css.BLOCKED, Css.UNKNOWN);

    private final Legend legend = new Legend(TONES);
    private final TimeChart chart;

    /** {@code name} is what screen readers say. */
    public ActionChart(String name) {
        chart = new TimeChart(TONES, name);
        VBox.setVgrow(chart, Priority.ALWAYS);
        getChildren().addAll(legend, chart);
        getStyleClass().add(Css.STACKED);
    }

    /** Shows buckets of one width, oldest first, each counted by AWS's words for the actions. */
    public void show(List<TimeBucket> buckets) {
        Map<String, Long> totals = new HashMap<>();
        List<TimeChart.Bar> bars = buckets.stream()
                .map(bucket -> {
                    Map<String, Long> counts = new HashMap<>();
                    bucket.outcomes().forEach((action, n) -> counts.merge(Badge.actionTone(action), n, Long::sum));
                    counts.forEach((tone, n) -> totals.merge(tone, n, Long::sum));
                    return new TimeChart.Bar(bucket.start(), counts);
                })
                .toList();
        legend.show(totals);
        chart.show(bars, buckets.isEmpty() ? Duration.ofMinutes(1) : buckets.getFirst().width());
    }

    /**
     * Lets the reader ask with it.
     *
     * @param span called with a span of time that was brushed, or with the whole after a click
     * @param tone called with the tone that was pressed in the legend
     */
    public ActionChart onAsk(BiConsumer<Instant, Instant> span, Consumer<String> tone) {
        chart.onBrush(span);
        legend.onChoose(tone);
        return this;
    }

    /** Points out spans of time, such as attacks. */
    public void mark(List<TimeChart.Mark> marks) {
        chart.mark(marks);
    }
}
