package dev.sallyport.core.sandbox.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.match.Glob;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WildcardsTest {
    @Test
    void aVariableBringsInNoWildcard() {
        Map<String, List<String>> keys = Map.of("aws:username", List.of("a*"));
        String filled = Wildcards.fill("home/${aws:username}/${*}", keys);
        assertThat(Glob.matches(filled, "home/a*/*")).isTrue();
        assertThat(Glob.matches(filled, "home/ab/x")).isFalse();
        assertThat(Wildcards.fill("home/${aws:userid}", keys)).isEqualTo("home/${aws:userid}");
    }

    @Test
    void anArnsWildcardStaysInItsPart() {
        assertThat(Wildcards.matchesArn("arn:aws:s3:*:x", "arn:aws:s3:us-east-1:111122223333:x")).isFalse();
        assertThat(Wildcards.matchesArn("arn:aws:cloudfront::*:distribution/E*",
                "arn:aws:cloudfront::111122223333:distribution/E1:x"))
                .isTrue();
    }
}
