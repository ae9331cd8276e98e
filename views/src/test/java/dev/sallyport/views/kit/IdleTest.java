package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When nobody is there. */
class IdleTest {
    private final LaterClock clock = new LaterClock();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Idle idle = new Idle(clock, Duration.ofMinutes(15), busy::get, told::incrementAndGet);

    private void pass(Duration by) {
        clock.later(by);
        idle.tick();
    }

    @Test
    void itIsToldOnceAfterThePauseAndAgainAfterTheNext() {
        pass(Duration.ofMinutes(14));
        assertThat(told).hasValue(0);
        idle.touched();
        pass(Duration.ofMinutes(14));
        assertThat(told).as("a touch begins the pause anew").hasValue(0);
        pass(Duration.ofMinutes(2));
        pass(Duration.ofMinutes(60));
        assertThat(told).hasValue(1);
        idle.touched();
        pass(Duration.ofMinutes(16));
        assertThat(told).hasValue(2);
    }

    @Test
    void theFirstTouchAfterTheMachineSleptDoesNotHideThatNobodyWasThere() {
        clock.later(Duration.ofHours(8));
        idle.touched();
        assertThat(told).hasValue(1);
        pass(Duration.ofMinutes(14));
        assertThat(told).hasValue(1);
    }

    @Test
    void whoWaitsForWorkIsThere() {
        busy.set(true);
        pass(Duration.ofHours(3));
        busy.set(false);
        pass(Duration.ofMinutes(14));
        assertThat(told).hasValue(0);
        pass(Duration.ofMinutes(2));
        assertThat(told).hasValue(1);
    }
}
