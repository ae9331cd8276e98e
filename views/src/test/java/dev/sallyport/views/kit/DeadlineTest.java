package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final LaterClock clock = new LaterClock();
    private final AtomicLong count = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deadline minute = new Deadline(Duration.ofSeconds(60), clock, count::get);

    private void goOn(Duration by) {
        clock.later(by);
        count.addAndGet(by.toNanos());
    }

    @Test
    void secondsThatHaveBegunAreLeft() {
        assertThat(minute.secondsLeft()).isEqualTo(60);
        goOn(Duration.ofMillis(1));
        assertThat(minute.secondsLeft()).isEqualTo(60);
        goOn(Duration.ofMillis(59_998));
        assertThat(minute.secondsLeft()).isEqualTo(1);
        goOn(Duration.ofMillis(1));
        assertThat(minute.isOver()).isTrue();
        goOn(Duration.ofDays(1));
        assertThat(minute.secondsLeft()).isZero();
    }

    @Test
    void aMachineThatSleptHasUsedTheTime() {
        clock.later(Duration.ofSeconds(61));
        assertThat(minute.isOver()).isTrue();
    }

    @Test
    void aClockThatIsSetBackGivesNoMore() {
        clock.later(Duration.ofHours(-1));
        assertThat(minute.secondsLeft()).isEqualTo(60);
        count.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(minute.isOver()).isTrue();
    }
}
