package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** On a clock of its own, against a quota that refills as a token bucket of a second. */
class CallRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now;

    /** What a time of calling came to. */
    private record Answers(long passed, long throttled) {
        double share(double quota, int seconds) {
            return passed / (quota * seconds);
        }

        double throttledShare() {
            return (double) throttled / (passed + throttled);
        }
    }

    private final class Bucket {
        private final double quota;
        private double tokens;
        private long at;

        Bucket(double quota) {
            this.quota = quota;
            this.at = now;
        }

        boolean takes() {
            tokens = Math.min(quota / 10, tokens + quota * (now - at) / SECOND);
            at = now;
            boolean isLeft = tokens >= 1;
            tokens -= isLeft ? 1 : 0;
            return isLeft;
        }
    }

    private Answers calls(CallRate rate, Bucket bucket, int seconds) throws InterruptedException {
        long passed = 0;
        long throttled = 0;
        for (long end = now + seconds * SECOND; now < end; ) {
            rate.take();
            if (bucket.takes()) {
                passed++;
                rate.passed();
            } else {
                throttled++;
                rate.throttled();
            }
        }
        return new Answers(passed, throttled);
    }

    private CallRate rate(double quota) {
        return new CallRate(quota, () -> now, pause -> now += pause.toNanos());
    }

    @Test
    void usesTheQuotaAndDoesNotExceedIt() throws InterruptedException {
        Answers answers = calls(rate(1000), new Bucket(1000), 20);
        assertThat(answers.share(1000, 20)).isGreaterThanOrEqualTo(0.95);
        assertThat(answers.throttledShare()).isLessThanOrEqualTo(0.01);
    }

    @Test
    void findsWhatOthersLeaveOfIt() throws InterruptedException {
        CallRate rate = rate(1000);
        Bucket left = new Bucket(400);
        calls(rate, left, 5);
        Answers answers = calls(rate, left, 60);
        assertThat(answers.share(400, 60)).isGreaterThanOrEqualTo(0.95);
        assertThat(answers.throttledShare()).isLessThanOrEqualTo(0.01);
    }

    @Test
    void growsAgainOnceOthersRest() throws InterruptedException {
        CallRate rate = rate(1000);
        calls(rate, new Bucket(400), 5);
        assertThat(rate.now()).isLessThan(450);
        calls(rate, new Bucket(1000), 65);
        assertThat(rate.now()).isGreaterThan(950);
        assertThat(rate.throttledCalls()).isPositive();
    }
}
