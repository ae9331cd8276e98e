package dev.sallyport.core.proof;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.pace.Pace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * How often a check is asked. One that does not hold is asked again for as long as AWS may lag behind; one that cannot be
 * asked is unknown, and says why.
 *
 * @param lags how late changes come to be seen: {@link Lag#most} on AWS
 * @param clock of the waiting
 * @param pace of the questions
 */
record Tries(Function<Lag, Duration> lags, InstantSource clock, Supplier<Pace> pace) {
    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    /** Some proofs write a record each time. */
    private static final Duration AT_LAST = Duration.ofSeconds(20);
    private static final Set<String> MISSING = Set.of("SP-NO-OUTPUT", "SP-NOT-FOUND");

    static Tries of(Function<Lag, Duration> lags) {
        return new Tries(lags, Clock.systemUTC(), () -> Pace.between(AT_FIRST, AT_LAST));
    }

    /** Asks until it holds, or for as long as the answer may lag behind, or asking again is of no use. */
    Proof run(Check check, Instant began) throws InterruptedException {
        Instant asked = clock.instant();
        AtomicReference<Try> last = new AtomicReference<>();
        pace.get().until(Duration.between(asked, began.plus(lags.apply(check.lag()))), () -> {
            Try now = attempt(check);
            last.set(now);
            return now.verdict().outcome() == Outcome.HOLDS || now.isLast();
        });
        Verdict verdict = last.get().verdict();
        long millis = Duration.between(asked, clock.instant()).toMillis();
        return new Proof(check.id(), check.title(), verdict.outcome(), verdict.evidence(), millis);
    }

    /** @param isLast whether to ask again cannot change it */
    private record Try(Verdict verdict, boolean isLast) {}

    private static Try attempt(Check check) throws InterruptedException {
        try {
            Verdict verdict = check.trial().run();
            return new Try(verdict, verdict.outcome() == Outcome.UNKNOWN);
        } catch (SdkException e) {
            return attempt(AwsErrors.translate(e));
        } catch (SallyportException e) {
            return attempt(e);
        } catch (IllegalArgumentException e) {
            // An output that is no address or no ARN.
            return new Try(Verdict.of(false, "An output cannot be read: " + e.getMessage()), true);
        }
    }

    /** What the stack lacks speaks against it; what the one who asks lacks does not. */
    private static Try attempt(SallyportException why) {
        String evidence = why.message() + " (" + why.code() + ")";
        boolean lacking = MISSING.contains(why.code());
        return new Try(
                lacking ? Verdict.of(false, evidence) : Verdict.unknown(evidence),
                why.kind() != SallyportException.Kind.UNAVAILABLE && !why.code().equals("SP-NOT-FOUND"));
    }
}
