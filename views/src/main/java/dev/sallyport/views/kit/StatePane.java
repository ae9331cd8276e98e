package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
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
    private static final double NARROW = 420;

    private final BorderPane frame;
    private final Label age = new Label();
    private final Consumer<? super T> fill;
    private final Action retry;
    private final Activity activity;
    private boolean tellsAge;
    private final PauseTransition patience = new PauseTransition(PATIENCE);

    /**
     * A pane that shows nothing yet.
     *
     * @param content stays the same node for the life of the page, so that nothing jumps
     * @param fill puts a value into the content
     * @param retry reads again
     */
    public StatePane(Node content, Consumer<? super T> fill, Runnable retry, Activity activity) {
        this.frame = new BorderPane(content);
        this.fill = fill;
        this.retry = Action.of("state.retry", "Retry", retry);
        this.activity = activity;
        age.getStyleClass().add("as-of");
        patience.setOnFinished(event -> getChildren().setAll(skeleton()));
        // A pane that has left the window has nobody to be patient for.
        sceneProperty().addListener((property, before, now) -> {
            if (now == null) {
                patience.stop();
            } else if (getChildren().isEmpty()) {
                patience.playFromStart();
            }
        });
    }

    /** Follows {@code state} from now on. */
    public StatePane<T> follow(ObservableValue<ViewState<T>> state) {
        state.addListener((property, before, now) -> show(now));
        show(state.getValue());
        return this;
    }

    /**
     * Lets the age of what is read again stand in the line above the pane, at the right: where no page's answer tells it.
     */
    public StatePane<T> ageAbove() {
        tellsAge = true;
        setAlignment(age, Pos.TOP_RIGHT);
        age.translateYProperty().bind(age.heightProperty().add(6).negate());
        return this;
    }

    /** Shows {@code state}. */
    public void show(ViewState<T> state) {
        patience.stop();
        if (!(state instanceof ViewState.Rereading<T>)) {
            getChildren().remove(age);
            frame.getStyleClass().remove(Css.REREADING);
        }
        switch (state) {
            case ViewState.Loading<T>() -> {
                getChildren().clear();
                patience.playFromStart();
            }
            case ViewState.Empty<T> empty ->
                message(Feather.INBOX, empty.heading(), empty.why(), "", empty.next().stream().toList());
            case ViewState.Ready<T>(T value) -> content(value, null);
            case ViewState.Stale<T>(T value, Instant readAt, SallyportException why) -> {
                Label text = Ages.ago(readAt, activity, ago -> "Read " + ago + ". Not newer: " + why.message());
                content(value, banner(Css.WARNING, text, details(why), true));
            }
            case ViewState.Partial<T>(T value, List<String> missing) -> {
                String all = String.join("\n", missing);
                content(value, banner(Css.WARNING, new Label(all), all, false));
            }
            case ViewState.Rereading<T> again -> {
                show(again.before());
                if (tellsAge) {
                    age.setText(again.age());
                    age.setTooltip(new Tooltip(Format.bothClocks(again.readAt())));
                    getChildren().add(age);
                }
                frame.getStyleClass().add(Css.REREADING);
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
            code.setWrapText(true);
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

    /** What stays in its place keeps the focus and where it was scrolled to. */
    private void content(T value, @Nullable Node banner) {
        fill.accept(value);
        frame.setTop(banner == null ? null : spaced(banner));
        if (!getChildren().contains(frame)) {
            getChildren().setAll(frame);
        }
    }

    private static Node spaced(Node banner) {
        VBox box = new VBox(banner);
        box.getStyleClass().add(Css.STATE_BANNER);
        return box;
    }

    private HBox banner(String tone, Label text, String details, boolean retries) {
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox actions = new HBox();
        actions.getStyleClass().add(Css.ROW);
        if (retries) {
            actions.getChildren().add(Buttons.quiet(retry));
        }
        actions.getChildren().add(Buttons.quiet(copy(details)));
        actions.setMinWidth(Region.USE_PREF_SIZE);
        VBox said = new VBox(text);
        said.getStyleClass().add(Css.STACKED);
        said.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(said, Priority.ALWAYS);
        HBox box = new HBox(new FontIcon(Feather.CLOCK), said, actions);
        box.getStyleClass().addAll(Css.BANNER, tone);
        // In a narrow pane the sentence needs the whole width.
        box.widthProperty().map(width -> width.doubleValue() < NARROW ? said : box).subscribe(place -> {
            if (!place.getChildren().contains(actions)) {
                place.getChildren().add(actions);
            }
        });
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
