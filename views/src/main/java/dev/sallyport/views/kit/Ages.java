package dev.sallyport.views.kit;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/**
 * Every relative time on screen. All follow the one clock of {@link Activity}: they are counted again each second
 * while they are shown, whether what they tell of has changed or not.
 */
public final class Ages {
    private Ages() {}

    /** How long ago {@code then} was, with the absolute time on hover. */
    public static Label ago(Instant then, Activity activity) {
        return ago(then, activity, ago -> ago);
    }

    /** A sentence that says how long ago {@code then} was, with the absolute time on hover. */
    public static Label ago(Instant then, Activity activity, UnaryOperator<String> sentence) {
        return ago(new ReadOnlyObjectWrapper<>(then), activity, sentence);
    }

    /** The same of a time that changes; nothing while it is null. */
    public static Label ago(
            ObservableValue<? extends @Nullable Instant> then, Activity activity, UnaryOperator<String> sentence) {
        Label label = new Label();
        Tooltip hover = new Tooltip();
        label.setTooltip(hover);
        follow(label, activity, now -> label.setText(words(then.getValue(), now, sentence)));
        then.subscribe(at -> {
            label.setManaged(at != null);
            label.setText(words(at, activity.clock().instant(), sentence));
            hover.setText(at == null ? "" : Format.bothClocks(at));
        });
        return label;
    }

    /** Lets screen readers say of {@code node} how long ago {@code then} was. */
    public static void spoken(Node node, Instant then, Activity activity, UnaryOperator<String> sentence) {
        follow(node, activity, now -> node.setAccessibleText(words(then, now, sentence)));
    }

    /** Calls {@code draw} with the time: now, and each second while {@code node} is shown. */
    public static void follow(Node node, Activity activity, Consumer<Instant> draw) {
        draw.accept(activity.clock().instant());
        ObservableValue<Boolean> shown = node.sceneProperty()
                .flatMap(Scene::windowProperty)
                .flatMap(Window::showingProperty)
                .orElse(false);
        activity.seconds().when(shown).addListener((seconds, before, now) -> draw.accept(activity.clock().instant()));
    }

    private static String words(@Nullable Instant then, Instant now, UnaryOperator<String> sentence) {
        return then == null ? "" : sentence.apply(Format.ago(then, now));
    }
}
