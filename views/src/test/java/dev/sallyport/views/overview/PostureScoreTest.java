package dev.sallyport.views.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Severity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The score as the hover explains it. */
class PostureScoreTest {
    static Distribution distribution(String id, Finding... findings) {
        return new Distribution(
                id, "", id + ".cloudfront.net", "Deployed", true, "site " + id, List.of(), List.of(), List.of(), null, "http2", null,
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
}
