package dev.sallyport.views.kit;

import javafx.geometry.Orientation;
import javafx.scene.layout.Pane;

/** A pane whose height follows from its width, down to the width of one column; it is never lower than it prefers. */
public abstract class ColumnPane extends Pane {
    /** Between two columns and between two rows, in pixels. */
    protected static final double GAP = 16;

    private final double narrowest;

    /** {@code narrowest} is the least width of a column in pixels, at letters of 100 %. */
    protected ColumnPane(double narrowest) {
        this.narrowest = narrowest;
    }

    /** The least width of a column in pixels. */
    protected final double narrowest() {
        return narrowest * Letters.of(this).getValue();
    }

    @Override
    public final Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected final double computeMinWidth(double height) {
        return narrowest();
    }

    @Override
    protected final double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected abstract double computePrefHeight(double width);
}
