package dev.sallyport.views.kit;

import java.util.Optional;
import java.util.function.LongFunction;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What stands in a table that shows no row: that there is none, or which filter hides them all. */
final class NothingShown extends VBox {
    private final StringProperty words;
    private final Action clear;
    private LongFunction<String> counted = rows -> Format.count(rows, "row", "rows");
    private String sentence = "";
    private Optional<Action> next = Optional.empty();
    private int rows;

    /** {@code words} filter the table; clearing them shows its rows again. */
    NothingShown(StringProperty words) {
        this.words = words;
        this.clear = Action.of("filter.clear", "Clear", () -> words.set(""));
        getStyleClass().add("nothing-shown");
        words.subscribe(text -> show());
    }

    void counting(LongFunction<String> named) {
        counted = named;
        show();
    }

    void among(int count) {
        rows = count;
        show();
    }

    void say(String none) {
        sentence = none;
        next = Optional.empty();
        show();
    }

    void say(String none, Action action) {
        sentence = none;
        next = Optional.of(action);
        show();
    }

    private void show() {
        boolean filtered = rows > 0 && !words.get().isBlank();
        Label label = new Label(
                filtered ? "Nothing matches “" + words.get().strip() + "” in " + counted.apply(rows) : sentence);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        getChildren().setAll(label);
        if (!filtered) {
            label.getStyleClass().add(Css.NONE_SAID);
        }
        (filtered ? Optional.of(clear) : next).map(Buttons::quiet).ifPresent(getChildren()::add);
    }
}
