package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;

/** How often a proof is asked, and what an answer that did not come says of the stack; no time passes but the test's. */
class ProofTriesTest {
    private static final Instant BEGAN = Instant.parse("2026-11-30T03:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGAN);
    private final List<Duration> pauses = new ArrayList<>();

    private Proof prove(Lag lag, Trial trial) throws InterruptedException {
        return new Tries(
                        Lag::most,
                        now::get,
                        () -> new Pace(Duration.ofSeconds(1), Duration.ofSeconds(20), now::get, pause -> {
                            pauses.add(pause);
                            now.updateAndGet(then -> then.plus(pause));
                        }))
                .run(new Check("viewer-answers", "The viewer path answers", lag, trial), BEGAN);
    }

    @Test
    void whatComesLateHolds() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Proof proof = prove(Lag.EDGE, () -> Verdict.of(asked.incrementAndGet() == 4, "try " + asked));
        assertThat(proof.outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(proof.evidence()).isEqualTo("try 4");
        assertThat(proof.millis()).isEqualTo(7000);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void whatNeverComesFailsWhenTheLagIsOver() throws InterruptedException {
        Proof proof = prove(Lag.EDGE, () -> Verdict.of(false, "503"));
        assertThat(proof.fails()).isTrue();
        assertThat(proof.millis()).isEqualTo(Duration.ofMinutes(5).toMillis());
    }

    @Test
    void anOpenDoorIsForgivenForAMinuteOnly() throws InterruptedException {
        assertThat(prove(Lag.LOCK, () -> Verdict.of(false, "200")).millis()).isEqualTo(60_000);
    }

    @Test
    void whatBeganLongAgoIsAskedOnce() throws InterruptedException {
        now.set(BEGAN.plus(Duration.ofMinutes(9)));
        assertThat(prove(Lag.EDGE, () -> Verdict.of(false, "503")).fails()).isTrue();
        assertThat(pauses).isEmpty();
    }

    /** Error codes of AWS, "Common error types", and of CloudFront's API reference. */
    @ParameterizedTest
    @CsvSource({
        "AccessDenied, 403, UNKNOWN, 0",
        "ExpiredToken, 403, UNKNOWN, 0",
        "Throttling, 400, UNKNOWN, 300000",
        "ServiceUnavailable, 503, UNKNOWN, 300000",
        "NoSuchDistribution, 404, FAILS, 300000",
    })
    void aCallThatAwsRefusesSaysNothingOfTheStackUnlessWhatItNeedsIsGone(
            String code, int status, Outcome outcome, long millis) throws InterruptedException {
        Proof proof = prove(Lag.EDGE, () -> {
            throw CloudFrontException.builder()
                    .statusCode(status)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode(code)
                            .errorMessage("as AWS says it")
                            .build())
                    .build();
        });
        assertThat(proof.outcome()).isEqualTo(outcome);
        assertThat(proof.millis()).isEqualTo(millis);
        assertThat(proof.evidence()).contains("SP-");
    }

    @Test
    void anOutputThatIsMissingFailsAtOnce() throws InterruptedException {
        Proof proof = prove(Lag.EDGE, () -> {
            throw SallyportException.refused("SP-NO-OUTPUT", "The stack t has no output OriginUrl.", "Apply it again.");
        });
        assertThat(proof.fails()).isTrue();
        assertThat(pauses).isEmpty();
    }

    @Test
    void anAddressThatDoesNotAnswerIsAskedAgainAndThenUnknown() throws InterruptedException {
        Proof proof = prove(Lag.LOCK, () -> {
            throw SallyportException.unavailable("SP-NO-ANSWER", "https://a did not answer.", "Look at the network.");
        });
        assertThat(proof.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(proof.millis()).isEqualTo(60_000);
    }

    @Test
    void aJournalOfAnEarlierVersionIsRead() throws JsonProcessingException {
        String before = "{\"id\":\"a\",\"title\":\"b\",\"holds\":false,\"evidence\":\"c\"}";
        assertThat(Json.MAPPER.readValue(before, Proof.class)).isEqualTo(new Proof("a", "b", Outcome.FAILS, "c", 0));
        Proof unknown = new Proof("a", "b", Outcome.UNKNOWN, "c", 5);
        String written = Json.MAPPER.writeValueAsString(unknown);
        assertThat(written).isEqualTo("{\"id\":\"a\",\"title\":\"b\",\"outcome\":\"unknown\",\"holds\":false,\"evidence\":\"c\","
                + "\"millis\":5}");
        assertThat(Json.MAPPER.readValue(written, Proof.class)).isEqualTo(unknown);
    }
}
