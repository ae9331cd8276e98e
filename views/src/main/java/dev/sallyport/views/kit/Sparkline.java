package dev.sallyport.views.kit;

import javafx.scene.layout.Region;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;

/** Counts over time as small bars on one line of text. */
public final class Sparkline extends Region {
    private final Path bars = new Path();
    private final Path ground = new Path();
    private long[] values = {};

    /** {@code tone} is one of the badge tones of {@link Css}; {@code name} is what screen readers say. */
    public Sparkline(String tone, String name) {
        getStyleClass().addAll(Css.SPARK, tone);
        bars.getStyleClass().add("spark-bars");
        ground.getStyleClass().add("spark-ground");
        setAccessibleText(name);
        getChildren().addAll(ground, bars);
    }

    /** Shows {@code counts}, oldest first. */
    public Sparkline show(long... counts) {
        values = counts.clone();
        requestLayout();
        return this;
    }

    @Override
    protected void layoutChildren() {
        bars.getElements().clear();
        ground.getElements().clear();
        double height = Math.floor(getHeight());
        double width = getWidth();
        ground.getElements().addAll(box(0, height - 1, width, height));
        long most = 1;
        for (long value : values) {
            most = Math.max(most, value);
        }
        double step = values.length == 0 ? width : width / values.length;
        for (int i = 0; i < values.length; i++) {
            if (values[i] > 0) {
                double left = Math.round(i * step);
                double right = Math.max(left + 1, Math.round((i + 1) * step) - 1.0);
                double top = Math.min(height - 2, (double) Math.round(height - height * values[i] / most));
                bars.getElements().addAll(box(left, top, right, height));
            }
        }
    }

    private static javafx.scene.shape.PathElement[] box(double left, double top, double right, double bottom) {
        return new javafx.scene.shape.PathElement[] {
            new MoveTo(left, top), new LineTo(right, top), new LineTo(right, bottom), new LineTo(left, bottom), new ClosePath()
        };
    }
}
