package dev.sallyport.views.kit;

import java.util.List;
import javafx.scene.Node;

/** Cards in equal columns, as many as fit; the cards of a row are equally tall. */
public final class CardGrid extends ColumnPane {
    private final int most;

    /** {@code narrowest} is the least width of a column in pixels, {@code most} the largest number of columns. */
    public CardGrid(double narrowest, int most) {
        super(narrowest);
        this.most = most;
    }

    @Override
    protected double computePrefHeight(double width) {
        return walk(width < 0 ? narrowest() : width, false);
    }

    @Override
    protected void layoutChildren() {
        walk(getWidth(), true);
    }

    private double walk(double whole, boolean place) {
        List<Node> cards = getManagedChildren();
        if (cards.isEmpty()) {
            return 0;
        }
        int fit = (int) Math.floor((whole + GAP) / (narrowest() + GAP));
        int columns = Math.clamp(Math.min(fit, cards.size()), 1, most);
        double width = Math.floor((whole - GAP * (columns - 1)) / columns);
        double y = 0;
        for (int first = 0; first < cards.size(); first += columns) {
            List<Node> row = cards.subList(first, Math.min(cards.size(), first + columns));
            double height = Math.ceil(
                    row.stream().mapToDouble(card -> card.prefHeight(width)).max().orElse(0));
            if (place) {
                for (int i = 0; i < row.size(); i++) {
                    row.get(i).resizeRelocate(i * (width + GAP), y, width, height);
                }
            }
            y += height + GAP;
        }
        return y - GAP;
    }
}
