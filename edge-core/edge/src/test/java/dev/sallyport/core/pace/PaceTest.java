package dev.sallyport.core.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The pauses of a pace, on a clock that moves by them alone. */
class PaceTest {
    private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

    private final List<Duration> pauses = new ArrayList<>();
    private final Pace pace = new Pace(Duration.ofMillis(50), Duration.ofMillis(300), this::now, pauses::add);

    private Instant now() {
        return START.plus(pauses.stream().reduce(Duration.ZERO, Duration::plus));
    }

    private static List<Duration> millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toList();
    }

    @Test
    void pausesGrowToTheLongestAndBeginAnewWhenSomethingMoves() throws Exception {
        for (int i = 0; i < 5; i++) {
            pace.rest();
        }
        assertThat(pauses).isEqualTo(millis(50, 100, 200, 300, 300));
        pace.quicken();
        assertThat(pace.next()).isEqualTo(Duration.ofMillis(50));
        pace.rest();
        assertThat(pace.next()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void whatIsOverAlreadyCostsNoPause() throws Exception {
        assertThat(pace.until(Duration.ZERO, () -> true)).isTrue();
        assertThat(pauses).isEmpty();
    }

    @Test
    void theDeadlineCutsTheLastPauseAndIsAskedAtOnceMore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        assertThat(pace.until(Duration.ofMillis(200), () -> asked.incrementAndGet() > 9)).isFalse();
        // 50 + 100 leave 50 of the 200.
        assertThat(pauses).isEqualTo(millis(50, 100, 50));
        assertThat(asked).hasValue(4);
    }

    @Test
    void whatIsOverAtTheLastMomentIsInTime() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        assertThat(pace.until(Duration.ofMillis(200), () -> asked.incrementAndGet() == 4)).isTrue();
    }

    @Test
    void anInterruptEndsThePauseAtOnce() {
        Pace real = Pace.between(Duration.ofHours(1), Duration.ofHours(1));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(real::rest);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aPaceThatCouldNotGrowIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Pace.between(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Pace.between(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
