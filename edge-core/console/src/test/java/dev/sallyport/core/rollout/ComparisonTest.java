package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sallyport.core.proof.Tally;
import dev.sallyport.core.rollout.Comparison.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;

class ComparisonTest {

    private static Verdict verdict(long primary, long primaryErrors, long staging, long stagingErrors) {
        return new Comparison(new Tally(primary, 0, primaryErrors), new Tally(staging, 0, stagingErrors)).verdict();
    }

    /** Expected values were computed apart from the program, in Python, with z = 1.959964. */
    @Test
    void wilsonsIntervalIsThePublishedOne() {
        assertThat(Comparison.wilson(10, 100, -1)).isCloseTo(0.05523, within(0.0001));
        assertThat(Comparison.wilson(10, 100, 1)).isCloseTo(0.17437, within(0.0001));
        assertThat(Comparison.wilson(0, 50, -1)).isCloseTo(0, within(1e-9));
        assertThat(Comparison.wilson(0, 50, 1)).isCloseTo(0.07135, within(0.0001));
    }

    @Test
    void tooFewRequestsSayNothing() {
        assertThat(verdict(1_000_000, 0, 49, 49)).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(49, 0, 50, 50)).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict(0, 0, 0, 0)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void onlyAClearDifferenceIsWorse() {
        assertThat(verdict(1000, 10, 100, 1)).isEqualTo(Verdict.NO_WORSE);
        assertThat(verdict(1000, 10, 100, 3)).isEqualTo(Verdict.NO_WORSE);
        assertThat(verdict(1000, 10, 100, 20)).isEqualTo(Verdict.WORSE);
        assertThat(verdict(1000, 500, 100, 0)).isEqualTo(Verdict.NO_WORSE);
        assertThat(new Comparison(new Tally(1000, 10, 0), new Tally(100, 20, 0)).verdict()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void whatTheProofsSentIsNoTrafficOfViewers() {
        Tally seen = new Tally(0, 0, 0).plus(200).plus(403).plus(502).plus(301);
        assertThat(seen).isEqualTo(new Tally(4, 1, 1));
        assertThat(new Tally(10, 3, 1).minus(seen)).isEqualTo(new Tally(6, 2, 0));
        assertThat(new Tally(1, 0, 0).minus(seen)).isEqualTo(Tally.NONE);
    }

    private static StackEvent event(String id, String status, Instant at) {
        return new StackEvent(id + status, at, id, "AWS::CloudFront::Distribution", status, "");
    }

    @Test
    void theRestIsAsLongAsTheSlowestOfItWasBefore() {
        ResourceChange change = ResourceChange.builder()
                .action("Add")
                .logicalResourceId("D")
                .resourceType("AWS::CloudFront::Distribution")
                .build();
        OperationWatch unknown = new OperationWatch("t", List.of(change), Map.of());
        assertThat(unknown.progress().atLeast()).isNull();
        OperationWatch known = new OperationWatch(
                "t", List.of(change), Map.of("CREATE AWS::CloudFront::Distribution", List.of(100L, 240L, 260L)));
        assertThat(known.progress()).isEqualTo(new RolloutProgress(0, 1, List.of(), Duration.ofMinutes(4)));
        Instant start = Instant.now().minusSeconds(60);
        known.see(event("D", "CREATE_IN_PROGRESS", start));
        assertThat(known.progress().underWay()).containsExactly("D");
        assertThat(known.progress().atLeast()).isBetween(Duration.ofSeconds(170), Duration.ofSeconds(180));
        known.see(event("D", "CREATE_COMPLETE", start.plusSeconds(250)));
        assertThat(known.took()).isEqualTo(Map.of("CREATE AWS::CloudFront::Distribution", 250L));
        assertThat(known.progress().atLeast()).isEqualTo(Duration.ZERO);
    }
}
