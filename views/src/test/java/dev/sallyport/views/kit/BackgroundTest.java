package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.views.kit.ViewState.Denied;
import dev.sallyport.views.kit.ViewState.Failed;
import dev.sallyport.views.kit.ViewState.Ready;
import dev.sallyport.views.kit.ViewState.Stale;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** Work crosses to the interface thread and back by one door. */
@ExtendWith(ApplicationExtension.class)
class BackgroundTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Activity activity = new Activity(Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<String> seen = new ArrayList<>();

    @Test
    void worksOnANamedVirtualThreadAndReportsOnTheInterfaceThread(FxRobot robot) {
        Background background = Background.threads(activity);
        CountDownLatch done = new CountDownLatch(1);
        robot.interact(() -> background
                .load("Reading", () -> {
                    Thread thread = Thread.currentThread();
                    return thread.isVirtual() + " " + thread.getName().startsWith("work-");
                })
                .onSuccess(value -> {
                    seen.add(value + " " + javafx.application.Platform.isFxApplicationThread());
                    done.countDown();
                })
                .run());
        await(done);
        assertThat(seen).containsExactly("true true true");
        assertThat(activity.running()).isEmpty();
    }

    @Test
    void whatOnlyReadsCanBeStopped(FxRobot robot) {
        Background background = Background.threads(activity);
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch done = new CountDownLatch(1);
        robot.interact(() -> {
            background.load("Deploying", () -> {
                        begun.countDown();
                        hold.await();
                        return "deployed";
                    })
                    .onSuccess(seen::add)
                    .run();
            background.load("Reading logs", () -> {
                        begun.countDown();
                        hold.await();
                        return "read";
                    })
                    .stoppable()
                    .onSuccess(seen::add)
                    .onError(error -> {
                        seen.add(error.code() + " " + error.message());
                        done.countDown();
                    })
                    .run();
        });
        await(begun);
        robot.interact(activity::stop);
        await(done);
        assertThat(seen).containsExactly("SP-STOPPED Reading logs was stopped.");
        assertThat(activity.running()).extracting(Activity.Work::what).containsExactly("Deploying");
        // Nothing is left that may be stopped.
        robot.interact(activity::stop);
        hold.countDown();
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(activity.running()).allMatch(work -> work.stop() == null);
    }

    /** It is not asked twice, and what came in time counts. */
    @Test
    void whatDoesNotListenGoesOnAndSaysSo(FxRobot robot) {
        Background background = Background.threads(activity);
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        robot.interact(() -> background
                .load("Reading", () -> {
                    boolean interrupted = false;
                    while (hold.getCount() > 0) {
                        try {
                            hold.await();
                        } catch (InterruptedException e) {
                            interrupted = true;
                        }
                    }
                    return "read, interrupted " + interrupted;
                })
                .stoppable()
                .onSuccess(value -> {
                    seen.add(value);
                    done.countDown();
                })
                .run());
        robot.interact(activity::stop);
        assertThat(activity.running())
                .singleElement()
                .returns("Reading, stopping", Activity.Work::what)
                .returns(null, Activity.Work::stop);
        hold.countDown();
        await(done);
        assertThat(seen).containsExactly("read, interrupted true");
    }

    @Test
    void aNewerLoadReplacesTheOlderOneWhoseAnswerIsDropped(FxRobot robot) {
        Background background = Background.threads(activity);
        Background.Lane lane = background.lane();
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<String> interrupted = new AtomicReference<>("no");
        CountDownLatch oldEnded = new CountDownLatch(1);
        robot.interact(() -> {
            lane.load("Old", () -> {
                        try {
                            hold.await();
                        } catch (InterruptedException e) {
                            interrupted.set("yes");
                        }
                        oldEnded.countDown();
                        return "old";
                    })
                    .onSuccess(seen::add)
                    .onError(error -> seen.add(error.code()))
                    .run();
            lane.load("New", () -> "new")
                    .onSuccess(value -> {
                        seen.add(value);
                        done.countDown();
                    })
                    .run();
            assertThat(activity.running()).extracting(Activity.Work::what).containsExactly("New");
        });
        await(done);
        await(oldEnded);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(seen).containsExactly("new");
        assertThat(interrupted).hasValue("yes");
        assertThat(activity.past())
                .extracting(Activity.Past::what, Activity.Past::how)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("New", Activity.Ending.DONE),
                        org.assertj.core.api.Assertions.tuple("Old", Activity.Ending.DROPPED));
    }

    @Test
    void anUnknownErrorBecomesOneSentenceWithoutItsText() {
        Background background = Background.inline(activity);
        background
                .load("Reading", () -> {
                    throw new IllegalStateException("secret");
                })
                .onError(error -> seen.add(error.code() + " " + error.message()))
                .run();
        assertThat(seen).singleElement().asString().startsWith("SP-INTERNAL").doesNotContain("secret");
    }

    @Test
    void evenAnErrorOfTheMachineEndsTheLoad() {
        Background.inline(activity)
                .load("Reading", () -> {
                    throw new StackOverflowError();
                })
                .onError(error -> seen.add(error.code()))
                .run();
        assertThat(seen).containsExactly("SP-INTERNAL");
        assertThat(activity.running()).isEmpty();
    }

    @Test
    void anErrorThatNobodyHandlesBecomesANotice() {
        Background.inline(activity)
                .load("Reading", () -> {
                    throw SallyportException.refused("SP-DENIED", "You may not.", "Ask.");
                })
                .run();
        Activity.Notice notice = activity.notice().get();
        assertThat(notice).isEqualTo(new Activity.Notice("You may not.", true, NOW));
    }

    @Test
    void anErrorKeepsWhatWasKnown() {
        SallyportException denied = SallyportException.refused("SP-DENIED", "You may not.", "Ask.");
        SallyportException network = SallyportException.unavailable("SP-NETWORK", "No answer.", "Try again.");
        assertThat(ViewState.<String>failed(new ViewState.Loading<>(), NOW, denied)).isEqualTo(new Denied<String>(denied));
        assertThat(ViewState.<String>failed(new ViewState.Loading<>(), NOW, network))
                .isEqualTo(new Failed<String>(network));
        ViewState<String> stale = ViewState.failed(new Ready<>("rules"), NOW, network);
        assertThat(stale).isEqualTo(new Stale<>("rules", NOW, network));
        assertThat(ViewState.failed(stale, NOW.plusSeconds(60), denied)).isEqualTo(new Stale<>("rules", NOW, denied));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
