package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Ages follow the clock and nothing else. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class AgesTest {
    private final LaterClock clock = new LaterClock();
    private final Activity activity = new Activity(clock);
    private StackPane root;

    @Start
    void start(Stage stage) {
        root = new StackPane();
        stage.setScene(new Scene(root, 200, 100));
        stage.show();
    }

    private void tick(FxRobot robot, Duration later) {
        clock.later(later);
        robot.interact(activity::tick);
    }

    @Test
    void anAgeIsCountedAgainWhileItIsShownAndWhenItComesBack(FxRobot robot) {
        Instant then = clock.instant().minusSeconds(32);
        Label[] label = new Label[1];
        robot.interact(() -> {
            label[0] = Ages.ago(then, activity, ago -> "3 of 3 hold, " + ago);
            Ages.spoken(label[0], then, activity, ago -> "held " + ago);
            root.getChildren().setAll(label[0]);
        });
        assertThat(label[0].getText()).isEqualTo("3 of 3 hold, 32 s ago");
        assertThat(label[0].getTooltip().getText()).startsWith(Format.utc(then) + " UTC");
        tick(robot, Duration.ofMinutes(12));
        assertThat(label[0].getText()).isEqualTo("3 of 3 hold, 12 min ago");
        assertThat(label[0].getAccessibleText()).isEqualTo("held 12 min ago");
        robot.interact(() -> root.getChildren().clear());
        tick(robot, Duration.ofHours(2));
        assertThat(label[0].getText()).isEqualTo("3 of 3 hold, 12 min ago");
        robot.interact(() -> root.getChildren().setAll(label[0]));
        assertThat(label[0].getText()).isEqualTo("3 of 3 hold, 2 h 12 min ago");
    }

    @Test
    void whatIsShownNoMoreIsNotKept(FxRobot robot) throws InterruptedException {
        WeakReference<Label> gone = shownAndTakenAway(robot);
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
            gone.refersTo(null);
        }
        assertThat(gone.refersTo(null)).isTrue();
    }

    private WeakReference<Label> shownAndTakenAway(FxRobot robot) {
        SimpleObjectProperty<WeakReference<Label>> kept = new SimpleObjectProperty<>();
        robot.interact(() -> {
            Label label = Ages.ago(clock.instant(), activity);
            root.getChildren().setAll(label);
            kept.set(new WeakReference<>(label));
        });
        tick(robot, Duration.ofSeconds(5));
        robot.interact(() -> root.getChildren().setAll(new Label("other")));
        robot.interact(() -> {
            root.applyCss();
            root.layout();
        });
        return kept.get();
    }

    @Test
    void nobodyElseCountsAges() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Ages.class.getName())
                .should()
                .callMethod(Format.class, "ago", Instant.class, Instant.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.sallyport.views"));
    }
}
