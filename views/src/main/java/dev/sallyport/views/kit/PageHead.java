package dev.sallyport.views.kit;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;

/**
 * A title with buttons at its right and an answer below. Beside many buttons the answer would be a column of words that
 * pushes the page down with each of them, so there it gets the whole width; and where the buttons do not fit beside the
 * title, they stand below the answer.
 */
public final class PageHead extends Region {
    /** Between the title and the buttons, and between the answer and them, at letters of 100 %. */
    private static final double GAP = 24;

    /** The least width of the answer beside buttons, at letters of 100 %. */
    private static final double LEAST = 240;

    private final Label title;
    private final Label answer;
    private final FlowPane buttons = new FlowPane();
    private double letters = 1;

    /** The words of the answer may come later. */
    PageHead(Label title, Label answer, Node... buttons) {
        this.title = title;
        this.answer = answer;
        this.buttons.getChildren().setAll(buttons);
        this.buttons.getStyleClass().add("button-flow");
        getChildren().setAll(title, answer, this.buttons);
        Letters.of(this).subscribe(size -> {
            letters = size;
            requestLayout();
        });
    }

    /** A title without an answer. */
    public static PageHead plain(Label title, Node... buttons) {
        Label none = new Label();
        none.setManaged(false);
        none.setVisible(false);
        return new PageHead(title, none, buttons);
    }

    void add(Node button) {
        buttons.getChildren().add(button);
    }

    /** What stands where, for a width. */
    private record Places(double answerTop, double answerWidth, double buttonsLeft, double buttonsTop, double buttonsWidth, double height) {}

    private Places places(double width) {
        double inner = width - snappedLeftInset() - snappedRightInset();
        double gap = GAP * letters;
        double name = title.prefHeight(-1);
        double wanted = oneLine();
        if (wanted == 0) {
            return new Places(name, inner, 0, 0, 0, name + words(inner));
        }
        if (title.prefWidth(-1) + gap + wanted > inner) {
            double top = name + words(inner) + buttons.getHgap();
            return new Places(name, inner, 0, top, inner, top + buttons.prefHeight(inner));
        }
        double beside = inner - gap - wanted;
        double tall = buttons.prefHeight(wanted);
        if (beside < LEAST * letters) {
            double top = Math.max(name, tall);
            return new Places(top, inner, inner - wanted, 0, wanted, top + words(inner));
        }
        double height = Math.max(name + words(beside), tall);
        return new Places(name, beside, inner - wanted, snapPositionY((height - tall) / 2), wanted, height);
    }

    private double words(double width) {
        return answer.isManaged() ? answer.prefHeight(width) : 0;
    }

    private double oneLine() {
        List<Node> shown = buttons.getChildren().stream().filter(Node::isManaged).toList();
        double wide = shown.stream().mapToDouble(button -> snapSizeX(button.prefWidth(-1))).sum();
        return wide + buttons.getHgap() * Math.max(0, shown.size() - 1);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return snappedLeftInset() + title.prefWidth(-1) + snappedRightInset();
    }

    @Override
    protected double computePrefWidth(double height) {
        return computeMinWidth(height) + GAP * letters + oneLine();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        double height = places(width < 0 ? prefWidth(-1) : width).height();
        return snapSizeY(snappedTopInset() + height + snappedBottomInset());
    }

    @Override
    protected void layoutChildren() {
        double left = snappedLeftInset();
        double top = snappedTopInset();
        Places at = places(getWidth());
        title.resizeRelocate(left, top, title.prefWidth(-1), title.prefHeight(-1));
        answer.resizeRelocate(left, top + at.answerTop(), at.answerWidth(), words(at.answerWidth()));
        buttons.resizeRelocate(
                snapPositionX(left + at.buttonsLeft()),
                top + at.buttonsTop(),
                at.buttonsWidth(),
                buttons.prefHeight(at.buttonsWidth()));
    }
}
