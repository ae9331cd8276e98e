package dev.sallyport.views.kit;

import javafx.geometry.Orientation;
import javafx.scene.layout.Region;

/** Two things beside each other, of which the right one has its width; where that leaves the left one too little, below. */
public final class SideBySide extends Region {
    private static final double GAP = 32;

    private final Region left;
    private final Region right;
    private final double least;
    private double letters = 1;

    /** {@code least} is the least width of the left one beside the other, in pixels at letters of 100 %. */
    public SideBySide(Region left, Region right, double least) {
        this.left = left;
        this.right = right;
        this.least = least;
        getChildren().setAll(left, right);
        Letters.of(this).subscribe(size -> {
            letters = size;
            requestLayout();
        });
    }

    private double inner(double width) {
        return width - snappedLeftInset() - snappedRightInset();
    }

    private double beside(double width) {
        return inner(width) - GAP * letters - right.prefWidth(-1);
    }

    private boolean isBelow(double width) {
        return beside(width) < least * letters;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        double whole = width < 0 ? prefWidth(-1) : width;
        double height = isBelow(whole)
                ? left.prefHeight(inner(whole)) + GAP * letters + right.prefHeight(inner(whole))
                : Math.max(left.prefHeight(beside(whole)), right.prefHeight(right.prefWidth(-1)));
        return snapSizeY(snappedTopInset() + height + snappedBottomInset());
    }

    @Override
    protected void layoutChildren() {
        double x = snappedLeftInset();
        double y = snappedTopInset();
        if (isBelow(getWidth())) {
            double width = inner(getWidth());
            double tall = left.prefHeight(width);
            left.resizeRelocate(x, y, width, tall);
            right.resizeRelocate(x, snapPositionY(y + tall + GAP * letters), width, right.prefHeight(width));
            return;
        }
        double width = beside(getWidth());
        double wide = right.prefWidth(-1);
        left.resizeRelocate(x, y, width, left.prefHeight(width));
        right.resizeRelocate(snapPositionX(x + width + GAP * letters), y, wide, right.prefHeight(wide));
    }
}
