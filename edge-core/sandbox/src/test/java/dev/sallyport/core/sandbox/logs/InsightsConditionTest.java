package dev.sallyport.core.sandbox.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.match.BoundedRegex;
import dev.sallyport.core.sandbox.logs.InsightsCondition.Like;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InsightsConditionTest {

    @Test
    void aPatternIsFoundAnywhere() {
        assertThat(new Like("m", BoundedRegex.of("b+", Pattern.CASE_INSENSITIVE)).holds(Map.of("m", "aBBa"))).isTrue();
        assertThat(new Like("m", BoundedRegex.of("b+", Pattern.LITERAL)).holds(Map.of("m", "abba"))).isFalse();
        assertThat(new Like("m", BoundedRegex.of("b")).holds(Map.of("n", "b"))).isFalse();
    }

    @Test
    @Timeout(20)
    void aPatternThatBacktracksWithoutEndIsAFaultOfTheQuery() {
        Like like = new Like("m", BoundedRegex.of("(a+a+)+\\1b"));
        assertThatThrownBy(() -> like.holds(Map.of("m", "a".repeat(200))))
                .hasMessageContaining("takes too long: (a+a+)+\\1b");
    }
}
