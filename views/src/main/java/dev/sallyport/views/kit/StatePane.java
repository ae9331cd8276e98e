package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.util.List;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * Shows a {@link ViewState}: the one way in which pages load, are empty, go stale, and fail.
 *
 * @param <T> what the content shows
 */
public final class StatePane<T> extends StackPane {
    private static final Duration PATIENCE = Duration.millis(300);

    private final Node content;
    private final Consumer<? super T> fill;
    private final Action retry;
    private final Activity activity;
    private final PauseTransition patience = new PauseTransition(PATIENCE);

    /**
     * A pane that shows nothing yet.
     *
     * @param content stays the same node for the life of the page, so that nothing jumps
     * @param fill puts a value into the content
     * @param retry reads again
     */
    public StatePane(Node content, Consumer<? super T> fill, Runnable retry, Activity activity) {
        this.content = content;
        this.fill = fill;
        this.retry = Action.of("state.retry", "Retry", retry);
        this.activity = activity;
        patience.setOnFinished(event -> getChildren().setAll(skeleton()));
        // A pane that has left the window has nobody to be patient for.
        sceneProperty().addListener((property, before, now) -> {
            if (now == null) {
                patience.stop();
            }
        });
    }

    /** Follows {@code state} from now on. */
    public StatePane<T> follow(ObservableValue<ViewState<T>> state) {
        state.addListener((property, before, now) -> show(now));
        show(state.getValue());
        return this;
    }

    /** Shows {@code state}. */
    public void show(ViewState<T> state) {
        patience.stop();
        switch (state) {
            case ViewState.Loading<T>() -> {
                getChildren().clear();
                patience.playFromStart();
            }
            case ViewState.Empty<T> empty ->
                message(Feather.INBOX, empty.heading(), empty.why(), "", empty.next().stream().toList());
            case ViewState.Ready<T>(T value) -> {
                fill.accept(value);
                getChildren().setAll(content);
            }
            case ViewState.Stale<T> stale -> {
                fill.accept(stale.value());
                String age = Format.ago(stale.readAt(), activity.clock().instant());
                below(banner(
                        Css.WARNING, "Read " + age + ". Not newer: " + stale.why().message(), details(stale.why()), true));
            }
            case ViewState.Partial<T>(T value, List<String> missing) -> {
                fill.accept(value);
                below(banner(Css.WARNING, String.join("\n", missing), String.join("\n", missing), false));
            }
            case ViewState.Denied<T>(SallyportException error) ->
                message(
                        Feather.LOCK,
                        refusal(error.code()),
                        error.message() + "\n" + error.next(),
                        reference(error),
                        List.of(retry, copy(details(error))));
            case ViewState.Failed<T>(SallyportException error) ->
                message(
                        Feather.ALERT_TRIANGLE,
                        "This could not be read",
                        error.message() + "\n" + error.next(),
                        reference(error),
                        List.of(retry, copy(details(error))));
        }
    }

    private void message(Ikon icon, String heading, String text, String reference, List<Action> actions) {
        VBox box = new VBox();
        box.getStyleClass().add(Css.STATE_MESSAGE);
        Label title = new Label(heading);
        title.getStyleClass().add(Css.STATE_HEADING);
        Label sentence = new Label(text);
        sentence.setWrapText(true);
        sentence.getStyleClass().add(Css.MUTED);
        box.getChildren().addAll(new FontIcon(icon), title, sentence);
        if (!reference.isEmpty()) {
            Label code = new Label(reference);
            code.getStyleClass().addAll(Css.MONO, Css.MUTED);
            box.getChildren().add(code);
        }
        if (!actions.isEmpty()) {
            HBox row = new HBox();
            row.getStyleClass().addAll(Css.ROW, "state-actions");
            row.getChildren().add(Buttons.primary(actions.getFirst()));
            actions.stream().skip(1).map(Buttons::plain).forEach(row.getChildren()::add);
            box.getChildren().add(row);
        }
        box.setMaxHeight(USE_PREF_SIZE);
        getChildren().setAll(box);
    }

    private void below(Node banner) {
        getChildren().clear();
        BorderPane pane = new BorderPane(content);
        pane.setTop(banner);
        getChildren().setAll(pane);
    }

    private HBox banner(String tone, String sentence, String details, boolean retries) {
        Label text = new Label(sentence);
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox box = new HBox(new FontIcon(Feather.CLOCK), text);
        box.getStyleClass().addAll(Css.BANNER, tone);
        if (retries) {
            box.getChildren().add(Buttons.quiet(retry));
        }
        box.getChildren().add(Buttons.quiet(copy(details)));
        return box;
    }

    private static String refusal(String code) {
        return switch (code) {
            case "SP-EXPIRED" -> "Your credentials have expired";
            case "SP-CREDENTIALS" -> "You are not signed in";
            case "SP-CHOOSE-ACCOUNT" -> "No account is chosen";
            case "SP-READ-ONLY" -> "This session is read-only";
            case "SP-NOT-FOUND" -> "This is not there";
            case "SP-DENIED" -> "You may not read this";
            default -> "This was refused";
        };
    }

    private Action copy(String details) {
        return Action.of("state.copy", "Copy details", () -> {
            Copy.text(details);
            activity.done("Details copied.");
        });
    }

    private static String reference(SallyportException error) {
        return error.requestId().map(id -> error.code() + " · request " + id).orElse(error.code());
    }

    private static String details(SallyportException error) {
        return error.message() + "\n" + error.next() + "\n" + reference(error);
    }

    private static Node skeleton() {
        VBox bars = new VBox();
        bars.getStyleClass().add(Css.SKELETON);
        bars.setAccessibleText("Loading");
        for (int i = 0; i < 8; i++) {
            Region bar = new Region();
            bar.getStyleClass().add(Css.SKELETON_BAR);
            bar.maxWidthProperty().bind(bars.widthProperty().multiply(i % 3 == 0 ? 0.9 : i % 3 == 1 ? 0.7 : 0.8));
            bars.getChildren().add(bar);
        }
        return bars;
    }
}
