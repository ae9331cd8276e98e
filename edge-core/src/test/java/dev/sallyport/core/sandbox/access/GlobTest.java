package dev.sallyport.core.sandbox.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @Test
    void aHostilePatternEndsSoon() {
        String pattern = "*a".repeat(500) + "b";
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> Glob.matches(pattern, "a".repeat(5000)));
    }

    @Test
    void aVariableBringsInNoWildcard() {
        Map<String, List<String>> keys = Map.of("aws:username", List.of("a*"));
        String filled = Glob.fill("home/${aws:username}/${*}", keys);
        assertThat(Glob.matches(filled, "home/a*/*")).isTrue();
        assertThat(Glob.matches(filled, "home/ab/x")).isFalse();
        assertThat(Glob.fill("home/${aws:userid}", keys)).isEqualTo("home/${aws:userid}");
    }

    @Test
    void anArnsWildcardStaysInItsPart() {
        assertThat(Glob.matchesArn("arn:aws:s3:*:x", "arn:aws:s3:us-east-1:111122223333:x")).isFalse();
        assertThat(Glob.matchesArn("arn:aws:cloudfront::*:distribution/E*",
                "arn:aws:cloudfront::111122223333:distribution/E1:x"))
                .isTrue();
    }
}
