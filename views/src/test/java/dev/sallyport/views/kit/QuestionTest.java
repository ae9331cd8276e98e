package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.ViewState.Empty;
import dev.sallyport.views.kit.ViewState.Failed;
import dev.sallyport.views.kit.ViewState.Loading;
import dev.sallyport.views.kit.ViewState.Ready;
import dev.sallyport.views.kit.ViewState.Rereading;
import dev.sallyport.views.kit.ViewState.Stale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** How an answer grows old: here a list, of which an empty one says that there is nothing. */
@ExtendWith(ApplicationExtension.class)
class QuestionTest {
    private final LaterClock clock = new LaterClock();
    private final Activity activity = new Activity(clock);
    private final ObjectProperty<ViewState<List<String>>> state = new SimpleObjectProperty<>(new Loading<>());
    private final Question<List<String>> question = new Question<>(Background.threads(activity), state);
    private final List<ViewState<List<String>>> seen = new ArrayList<>();
    private Callable<List<String>> source = List::of;

    private void ask(FxRobot robot) {
        robot.interact(() -> question.ask("Reading", () -> source.call(), QuestionTest::judge));
    }

    private void follow(FxRobot robot) {
        robot.interact(() -> question.follow("Reading", () -> source.call(), QuestionTest::judge));
    }

    private static ViewState<List<String>> judge(List<String> found) {
        return found.isEmpty() ? new Empty<>("None", "There is none.", Optional.empty()) : new Ready<>(found);
    }

    private void until(Callable<Boolean> holds) {
        try {
            WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(holds).get());
        } catch (TimeoutException e) {
            throw new AssertionError("It did not come to that; the state is " + state.get(), e);
        }
    }

    private void answered(FxRobot robot, Class<?> kind) {
        ask(robot);
        until(() -> kind.isInstance(state.get()) && activity.running().isEmpty());
    }

    /** A source that answers when the latch is opened. */
    private CountDownLatch held(List<String> answer) {
        CountDownLatch gate = new CountDownLatch(1);
        source = () -> {
            gate.await();
            return answer;
        };
        return gate;
    }

    @Test
    void anOldEmptyIsNotKnownUntilItIsReadAgain(FxRobot robot) {
        answered(robot, Empty.class);
        CountDownLatch gate = held(List.of("a"));
        robot.interact(() -> state.subscribe(now -> {
            seen.add(now);
        }));
        ask(robot);
        assertThat(state.get()).isInstanceOf(Loading.class);
        assertThat(state.get().say(found -> found + ".", "There is none.")).isEmpty();
        gate.countDown();
        until(() -> state.get() instanceof Ready);
        assertThat(seen.subList(1, seen.size())).noneMatch(Empty.class::isInstance);
    }

    @Test
    void anOldAnswerStaysWithItsAge(FxRobot robot) {
        source = () -> List.of("a");
        answered(robot, Ready.class);
        Instant read = clock.instant();
        clock.later(Duration.ofHours(30));
        CountDownLatch gate = held(List.of("b"));
        ask(robot);
        until(() -> state.get() instanceof Rereading);
        assertThat(state.get().known()).contains(List.of("a"));
        assertThat(state.get().say(found -> found + ".", "There is none."))
                .isEqualTo("[a]. As of " + Format.utc(read).substring(0, 16) + " UTC, reading.");
        gate.countDown();
        until(() -> state.get().equals(new Ready<>(List.of("b"))));
    }

    @Test
    void leavingWhileItIsReadLeavesNoOldEmpty(FxRobot robot) {
        answered(robot, Empty.class);
        CountDownLatch gate = held(List.of());
        ask(robot);
        robot.interact(question::cancel);
        gate.countDown();
        assertThat(state.get()).isInstanceOf(Loading.class);
        CountDownLatch again = held(List.of());
        ask(robot);
        assertThat(state.get()).isInstanceOf(Loading.class);
        again.countDown();
        until(() -> state.get() instanceof Empty);
    }

    @Test
    void whatIsFollowedIsCalledOldOnlyAfterASleep(FxRobot robot) {
        answered(robot, Empty.class);
        CountDownLatch gate = held(List.of());
        follow(robot);
        assertThat(state.get()).isInstanceOf(Empty.class);
        gate.countDown();
        robot.interact(question::cancel);
        clock.later(Duration.ofHours(8));
        CountDownLatch later = held(List.of());
        follow(robot);
        assertThat(state.get()).isInstanceOf(Loading.class);
        later.countDown();
        until(() -> state.get() instanceof Empty);
    }

    @Test
    void anErrorKeepsWhatIsKnownAndNothingThatIsNot(FxRobot robot) {
        SallyportException error = SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait.");
        answered(robot, Empty.class);
        source = () -> {
            throw error;
        };
        answered(robot, Failed.class);
        source = () -> List.of("a");
        answered(robot, Ready.class);
        source = () -> {
            throw error;
        };
        answered(robot, Stale.class);
        assertThat(state.get().known()).contains(List.of("a"));
    }

    @Test
    void anObjectionIsNoAnswer(FxRobot robot) {
        question.objecting(error -> error.code().equals("SP-CONDITION"));
        source = () -> List.of("a");
        answered(robot, Ready.class);
        CountDownLatch gate = new CountDownLatch(1);
        source = () -> {
            gate.await();
            throw SallyportException.badInput("SP-CONDITION", "No such field.", "Name another.");
        };
        ask(robot);
        until(() -> state.get() instanceof Rereading);
        gate.countDown();
        until(() -> state.get().equals(new Ready<>(List.of("a"))));
    }
}
