package dev.sallyport.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class GlobTest {
    @Property(tries = 2000)
    void agreesWithARegularExpression(
            @ForAll @Chars({'*', '?', 'a', 'b'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String text) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        assertThat(Glob.matches(pattern, text)).isEqualTo(text.matches(regex));
    }

    @Property
    void aQuotedTextFitsItselfAlone(
            @ForAll @Chars({'*', '?', 'a'}) @StringLength(max = 6) String quoted,
            @ForAll @Chars({'*', '?', 'a'}) @StringLength(max = 6) String text) {
        assertThat(Glob.matches(Glob.quoted(quoted), text)).isEqualTo(quoted.equals(text));
    }

    @Test
    void aHostilePatternEndsSoon() {
        String pattern = "*a".repeat(500) + "b";
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> Glob.matches(pattern, "a".repeat(5000)));
    }
}
