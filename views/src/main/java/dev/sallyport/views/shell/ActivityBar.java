package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.animation.PauseTransition;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What is under way, how many calls were made, and how old the data is. */
final class ActivityBar extends HBox {
    private final Activity activity;
    private final Button running;
    private final ProgressBar bar = new ProgressBar(0);
    private final BooleanProperty stoppable = new SimpleBooleanProperty();
    private final Button stop;
    private final Label done = new Label();
    private final PauseTransition stay = new PauseTransition(Duration.seconds(8));
    private final Label calls = new Label();
    private final Label age;

    /** {@code drawer} shows all that runs and has run. */
    ActivityBar(Activity activity, Action drawer) {
        this.activity = activity;
        running = Buttons.quiet(drawer);
        getStyleClass().add(Css.ACTIVITY_BAR);
        running.setId("activity-running");
        running.getStyleClass().add("activity-running");
        running.setGraphic(new FontIcon(Feather.CHEVRON_UP));
        running.setMinWidth(0);
        bar.setAccessibleText("Progress");
        bar.setFocusTraversable(false);
        stop = Buttons.quiet(Action.of("activity.stop", "Stop", activity::stop).when(stoppable));
        stop.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        age = Ages.ago(activity.updated(), activity, ago -> "Updated " + ago);
        age.setId("activity-age");
        age.setMinWidth(USE_PREF_SIZE);
        calls.setMinWidth(USE_PREF_SIZE);
        calls.setTooltip(new Tooltip("Calls made in this session"));
        done.getStyleClass().add(Css.GOOD);
        done.setId("activity-done");
        done.setMinWidth(0);
        stay.setOnFinished(event -> done.setText(""));
        activity.notice().subscribe(this::say);
        getChildren().addAll(running, bar, stop, done, space, calls, age);
        activity.running().addListener((ListChangeListener<Activity.Work>) change -> showRunning());
        activity.calls().subscribe(count -> calls.setText(Format.count(count.longValue(), "call", "calls")));
        showRunning();
    }

    private void say(Activity.@Nullable Notice notice) {
        if (notice != null && !notice.bad()) {
            done.setText("✓ " + notice.sentence());
            stay.playFromStart();
        }
    }

    private void showRunning() {
        List<Activity.Work> work = activity.running();
        bar.setVisible(work.stream().anyMatch(each -> each.share() >= 0));
        bar.setManaged(bar.isVisible());
        Optional<Activity.Work> next = activity.stoppable();
        stoppable.set(next.isPresent());
        stop.setVisible(next.isPresent());
        stop.setManaged(next.isPresent());
        next.ifPresent(each -> {
            // Of several it must be plain which one ends.
            stop.setText(work.size() == 1 ? "Stop" : "Stop: " + each.what());
            stop.setTooltip(new Tooltip("Stop: " + each.what()));
        });
        if (work.isEmpty()) {
            running.setText("Ready");
            return;
        }
        work.stream().filter(each -> each.share() >= 0).findFirst().ifPresent(each -> bar.setProgress(each.share()));
        String names = work.stream().limit(3).map(ActivityBar::line).collect(Collectors.joining(", "));
        running.setText(
                (work.size() == 1 ? "" : work.size() + " running: ") + names + (work.size() > 3 ? " …" : ""));
    }

    private static String line(Activity.Work work) {
        return work.share() < 0 ? work.what() : work.what() + " " + Math.round(work.share() * 100) + " %";
    }
}
