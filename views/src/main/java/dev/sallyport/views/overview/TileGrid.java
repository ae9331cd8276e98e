package dev.sallyport.views.overview;

import dev.sallyport.views.kit.ColumnPane;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/**
 * Two rows over three columns that fill the page: posture beside traffic, then rules, rollouts and the rest. Where three
 * columns do not fit, everything stands in one. While nothing is deployed, the welcome takes the place of the first row
 * and of the rules.
 */
final class TileGrid extends ColumnPane {
    private static final double NARROWEST = 220;

    private final Region posture;
    private final Region traffic;
    private final Region welcome;
    private final Region rules;
    private final Region rollouts;
    private final Region last;
    private boolean bare;

    TileGrid(Region posture, Region traffic, Region welcome, Region rules, Region rollouts, Region last) {
        super(NARROWEST);
        this.posture = posture;
        this.traffic = traffic;
        this.welcome = welcome;
        this.rules = rules;
        this.rollouts = rollouts;
        this.last = last;
        getChildren().addAll(posture, traffic, welcome, rules, rollouts, last);
    }

    void bare(boolean now) {
        bare = now;
        for (Region tile : List.of(posture, traffic, rules)) {
            tile.setVisible(!now);
        }
        welcome.setVisible(now);
        requestLayout();
    }

    @Override
    protected double computePrefHeight(double width) {
        Insets insets = getInsets();
        double inner = Math.max(narrowest(), width - insets.getLeft() - insets.getRight());
        double rows = narrow(inner)
                ? shown().stream().mapToDouble(tile -> tile.prefHeight(inner) + GAP).sum() - GAP
                : first(inner) + GAP + second(inner);
        return Math.ceil(insets.getTop() + rows + insets.getBottom());
    }

    @Override
    protected void layoutChildren() {
        Insets insets = getInsets();
        double left = insets.getLeft();
        double top = insets.getTop();
        double inner = getWidth() - left - insets.getRight();
        if (narrow(inner)) {
            for (Region tile : shown()) {
                double height = Math.ceil(tile.prefHeight(inner));
                tile.resizeRelocate(left, top, inner, height);
                top += height + GAP;
            }
            return;
        }
        double spare = Math.max(0, getHeight() - computePrefHeight(getWidth()));
        double firstHeight = Math.floor(first(inner) + (bare ? 0 : spare / 2));
        double secondTop = top + firstHeight + GAP;
        double secondHeight = Math.floor(getHeight() - insets.getBottom() - secondTop);
        double column = column(inner);
        double wide = inner - column - GAP;
        if (bare) {
            welcome.resizeRelocate(left, top, inner, firstHeight);
            double half = Math.floor((inner - GAP) / 2);
            rollouts.resizeRelocate(left, secondTop, half, secondHeight);
            last.resizeRelocate(left + half + GAP, secondTop, inner - half - GAP, secondHeight);
        } else {
            posture.resizeRelocate(left, top, column, firstHeight);
            traffic.resizeRelocate(left + column + GAP, top, wide, firstHeight);
            rules.resizeRelocate(left, secondTop, column, secondHeight);
            rollouts.resizeRelocate(left + column + GAP, secondTop, column, secondHeight);
            double x = left + 2 * (column + GAP);
            last.resizeRelocate(x, secondTop, left + inner - x, secondHeight);
        }
    }

    private List<Region> shown() {
        return bare ? List.of(welcome, rollouts, last) : List.of(posture, traffic, rules, rollouts, last);
    }

    private boolean narrow(double inner) {
        return column(inner) < narrowest();
    }

    private static double column(double inner) {
        return Math.floor((inner - 2 * GAP) / 3);
    }

    private double first(double inner) {
        double column = column(inner);
        return bare
                ? welcome.prefHeight(inner)
                : Math.max(posture.prefHeight(column), traffic.prefHeight(inner - column - GAP));
    }

    private double second(double inner) {
        double column = bare ? Math.floor((inner - GAP) / 2) : column(inner);
        List<? extends Node> row = bare ? List.of(rollouts, last) : List.of(rules, rollouts, last);
        return row.stream().mapToDouble(tile -> tile.prefHeight(column)).max().orElse(0);
    }
}
