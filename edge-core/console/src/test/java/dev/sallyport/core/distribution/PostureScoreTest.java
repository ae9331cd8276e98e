package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The score as the hover explains it. */
class PostureScoreTest {
    static Distribution distribution(String id, Finding... findings) {
        return new Distribution(
                id, "", id + ".cloudfront.net", "Deployed", true, false, "", "site " + id, List.of(), List.of(), List.of(), null, "http2", null,
                List.of(findings));
    }

    static Finding finding(String id, Severity severity) {
        return new Finding(id, severity, "Title of " + id + ".", "evidence", "fix");
    }

    private static Finding[] many(int count, Severity severity) {
        Finding[] findings = new Finding[count];
        Arrays.setAll(findings, i -> finding("f" + i, severity));
        return findings;
    }

    @Test
    void nothingFoundIsAHundred() {
        PostureScore score = PostureScore.of(List.of(distribution("E1", finding("note", Severity.INFO))));
        assertThat(score.score()).isEqualTo(100);
        assertThat(score.reasons()).isEmpty();
        assertThat(score.word()).isEqualTo("Sound");
    }

    @Test
    void thoseOfWhichPartIsNotKnownAreCounted() {
        PostureScore score = PostureScore.of(List.of(
                distribution("E1", finding("not-seen", Severity.INFO), finding("policy-not-seen", Severity.INFO)),
                distribution("E2", finding("note", Severity.INFO))));
        assertThat(score.partly()).isEqualTo(1);
        assertThat(score.score()).isEqualTo(100);
    }

    @Test
    void eachFindingTakesItsPointsAndTheSumSaysSo() {
        PostureScore score = PostureScore.of(List.of(
                distribution("E1", finding("open", Severity.HIGH), finding("http", Severity.MEDIUM)),
                distribution("E2", finding("open", Severity.HIGH), finding("old", Severity.LOW))));
        // 100 - 2 × 20 - 6 - 2
        assertThat(score.score()).isEqualTo(52);
        assertThat(score.sum()).isEqualTo("100 − 40 (2 high) − 6 (1 medium) − 2 (1 low) = 52");
        assertThat(score.word()).isEqualTo("Weak");
        assertThat(score.reasons().getFirst().places())
                .extracting(PostureScore.Place::id)
                .containsExactly("E1", "E2");
        assertThat(score.reasons()).extracting(PostureScore.Reason::title)
                .containsExactly("Title of open.", "Title of http.", "Title of old.");
    }

    @Test
    void manySmallFindingsNeverWeighLikeAGraveOne() {
        assertThat(PostureScore.of(List.of(distribution("E1", many(50, Severity.LOW)))).score()).isEqualTo(90);
        assertThat(PostureScore.of(List.of(distribution("E1", many(50, Severity.MEDIUM)))).score()).isEqualTo(70);
        assertThat(PostureScore.of(List.of(distribution("E1", many(50, Severity.HIGH)))).score()).isEqualTo(40);
        assertThat(PostureScore.of(List.of(distribution("E1", many(3, Severity.CRITICAL)))).score()).isZero();
    }

    @Test
    void theReasonsRebuildTheScore() {
        Random random = new Random(20);
        List<Severity> severities = List.copyOf(EnumSet.allOf(Severity.class));
        for (int i = 0; i < 500; i++) {
            List<Distribution> some = new ArrayList<>();
            for (int n = random.nextInt(40); n > 0; n--) {
                Severity severity = severities.get(random.nextInt(severities.size()));
                some.add(distribution("E" + random.nextInt(5), finding("f" + random.nextInt(4), severity)));
            }
            PostureScore score = PostureScore.of(some);
            assertThat(100 - score.reasons().stream().mapToInt(PostureScore.Reason::points).sum())
                    .isEqualTo(score.score());
            assertThat(score.reasons()).allSatisfy(reason -> assertThat(reason.points()).isNotNegative());
        }
    }

    @Test
    void aCapIsSharedByTheNumberOfFindings() {
        PostureScore score = PostureScore.of(List.of(
                distribution("E1", many(3, "open", Severity.HIGH)),
                distribution("E2", many(1, "http", Severity.HIGH)),
                distribution("E3", many(31, "old", Severity.MEDIUM))));
        // Four times 20 is capped at 60, three quarters of it for the first kind; 31 times 6 is capped at 30.
        assertThat(score.score()).isEqualTo(10);
        assertThat(score.reasons()).extracting(reason -> reason.id() + " " + reason.findings() + " " + reason.points())
                .containsExactly("open 3 45", "http 1 15", "old 31 30");
        assertThat(score.sum()).isEqualTo("100 − 60 (4 high) − 30 (31 medium) = 10");
    }

    private static Finding[] many(int count, String id, Severity severity) {
        Finding[] findings = new Finding[count];
        Arrays.fill(findings, finding(id, severity));
        return findings;
    }
}
