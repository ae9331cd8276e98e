package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Css;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Says for a few seconds what went wrong; what went well stands in the activity bar and covers nothing. */
final class Toasts extends StackPane {
    private final PauseTransition stay = new PauseTransition(Duration.seconds(10));

    Toasts(Activity activity) {
        setMouseTransparent(true);
        setAlignment(Pos.BOTTOM_RIGHT);
        getStyleClass().add("toasts");
        stay.setOnFinished(event -> getChildren().clear());
        activity.notice().subscribe(this::show);
    }

    private void show(Activity.@Nullable Notice notice) {
        if (notice == null || !notice.bad()) {
            getChildren().clear();
            return;
        }
        Label text = new Label(notice.sentence());
        text.setWrapText(true);
        HBox box = new HBox(new FontIcon(Feather.ALERT_TRIANGLE), text);
        box.getStyleClass().addAll(Css.TOAST, Css.DANGER);
        text.setMinHeight(USE_PREF_SIZE);
        box.setMaxHeight(USE_PREF_SIZE);
        getChildren().setAll(box);
        stay.playFromStart();
    }
}
