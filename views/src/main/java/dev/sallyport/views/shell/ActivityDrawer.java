package dev.sallyport.views.shell;

import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.TableChoices;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** What runs and what has run, above the activity bar: since when, how long, with how many calls, and how it ended. */
final class ActivityDrawer extends VBox {
    private final Activity activity;
    private final Label summary = new Label();
    private final Table<Job> table;
    private final VBox details = new VBox();
    private @Nullable Node returnTo;

    ActivityDrawer(Activity activity, TableChoices choices) {
        this.activity = activity;
        setId("activity-drawer");
        getStyleClass().add("activity-drawer");
        setVisible(false);
        managedProperty().bind(visibleProperty());
        table = table().kept(choices, activity, "activity").exportable("activity");
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        details.getStyleClass().addAll(Css.STACKED_TIGHT, "activity-details");
        getChildren().addAll(head(), table.node(), details);
        show(null);
        InvalidationListener changed = ignored -> draw();
        activity.running().addListener(changed);
        activity.past().addListener(changed);
        addEventHandler(KeyEvent.KEY_PRESSED, this::steer);
    }

    /** Opens it, or closes it where it is open. */
    void toggle() {
        if (isVisible()) {
            close();
            return;
        }
        returnTo = getScene() == null ? null : getScene().getFocusOwner();
        setVisible(true);
        draw();
        if (table.node().getSelectionModel().isEmpty()) {
            table.node().getSelectionModel().selectFirst();
        }
        table.node().requestFocus();
    }

    private void close() {
        setVisible(false);
        if (returnTo != null) {
            returnTo.requestFocus();
            returnTo = null;
        }
    }

    private HBox head() {
        Label title = new Label("Activity");
        title.getStyleClass().add(Css.SECTION_TITLE);
        title.setMinWidth(USE_PREF_SIZE);
        summary.setId("activity-summary");
        summary.getStyleClass().add(Css.MUTED);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(
                title, summary, space, Buttons.icon(Action.of("activity.close", "Close", this::close), Feather.X));
        head.getStyleClass().addAll(Css.ROW_WIDE, "activity-head");
        return head;
    }

    private Table<Job> table() {
        Table<Job> jobs = new Table<Job>("Activity")
                .keyed(Job::id)
                .node("State", 104, Job::state, job -> Badge.of(job.state(), job.tone()))
                .text("Work", 260, Job::what)
                .node("Started (UTC)", 108, job -> Format.utc(job.since()).substring(11), ActivityDrawer::started)
                .node("Took", 88, this::took, job -> counted(job, this::took))
                .figures()
                .node("Calls", 72, ActivityDrawer::calls, job -> counted(job, ActivityDrawer::calls))
                .figures()
                .node("Progress or error", 300, Job::outcome, ActivityDrawer::outcome)
                .between(160, 900)
                .node("", 72, job -> "", ActivityDrawer::stop)
                .copying(job -> Copy.text(job.error() == null ? job.what() + ", " + job.state() : job.details()))
                .menu((job, column) -> more(job))
                .none("Nothing has run yet")
                .onSelect(this::show);
        jobs.node().setId("activity-table");
        return jobs;
    }

    private static Label started(Job job) {
        Label label = new Label(Format.utc(job.since()).substring(11));
        label.getStyleClass().add(Css.MONO);
        label.setTooltip(new Tooltip(Format.bothClocks(job.since())));
        return label;
    }

    /** A figure that grows while the work runs. */
    private Label counted(Job job, Function<Job, String> figure) {
        Label label = new Label(figure.apply(job));
        label.getStyleClass().addAll(Css.MONO, Css.NUMBER_CELL);
        label.setMaxWidth(Double.MAX_VALUE);
        if (job.ended() == null) {
            Ages.follow(label, activity, now -> label.setText(figure.apply(job)));
        }
        return label;
    }

    private String took(Job job) {
        return job.took(activity.clock().instant());
    }

    private static String calls(Job job) {
        return Format.number(job.calls().sum());
    }

    private static Node outcome(Job job) {
        Label words = new Label(job.outcome());
        words.getStyleClass().add(Css.MONO);
        if (job.ended() != null) {
            return words;
        }
        ProgressBar bar = new ProgressBar(job.share());
        bar.setFocusTraversable(false);
        bar.setAccessibleText("Progress");
        bar.setVisible(job.share() >= 0);
        bar.setManaged(bar.isVisible());
        HBox both = new HBox(bar, words);
        both.getStyleClass().add(Css.ROW);
        return both;
    }

    private static Node stop(Job job) {
        Runnable stop = job.stop();
        return stop == null ? new Label() : Buttons.quiet(Action.of("activity.stop." + job.id(), "Stop", stop));
    }

    private static List<Action> more(Job job) {
        List<Action> more = new ArrayList<>();
        if (job.stop() != null) {
            more.add(Action.of("activity.stop", "Stop", job.stop()));
        }
        if (job.error() != null) {
            job.error().requestId().ifPresent(id ->
                    more.add(Action.of("activity.copy.request", "Copy the request id", () -> Copy.text(id))));
            more.add(Action.of("activity.copy.details", "Copy details", () -> Copy.text(job.details())));
        }
        return more;
    }

    private void show(@Nullable Job job) {
        SallyportException error = job == null ? null : job.error();
        boolean failed = error != null;
        details.setVisible(failed);
        details.setManaged(failed);
        if (error != null) {
            Label words = new Label(error.message() + " " + error.next());
            words.setId("activity-why");
            words.setWrapText(true);
            words.setMinHeight(USE_PREF_SIZE);
            details.getChildren().setAll(words);
        }
    }

    private void draw() {
        if (!isVisible()) {
            return;
        }
        List<Job> jobs = Job.of(activity);
        table.rows(jobs);
        long failed = jobs.stream().filter(job -> job.error() != null).count();
        int running = activity.running().size();
        summary.setText(running + " running, " + (jobs.size() - running) + " ended"
                + (failed == 0 ? "" : ", of which " + failed + " failed"));
    }

    private void steer(KeyEvent event) {
        Job selected = table.node().getSelectionModel().getSelectedItem();
        if (event.getCode() == KeyCode.ESCAPE) {
            event.consume();
            close();
        } else if (event.getCode() == KeyCode.DELETE && selected != null && selected.stop() != null) {
            event.consume();
            selected.stop().run();
        }
    }
}
