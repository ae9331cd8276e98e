package dev.sallyport.core.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BoundedRegexTest {

    @Test
    void findsInTextAndInBytesAlike() {
        for (String text : new String[] {"xköx", "xkox", ""}) {
            BoundedRegex regex = BoundedRegex.of("kö");
            assertThat(regex.find(text)).isEqualTo(regex.find(text.getBytes(UTF_8)));
        }
        assertThat(BoundedRegex.of("kö").find("xköx")).isEqualTo(BoundedRegex.Answer.YES);
        assertThat(BoundedRegex.of("k").matches("xkx")).isEqualTo(BoundedRegex.Answer.NO);
    }

    @Test
    void flagsAreThoseOfPattern() {
        assertThat(BoundedRegex.of("K.", Pattern.CASE_INSENSITIVE).find("ok!")).isEqualTo(BoundedRegex.Answer.YES);
        assertThat(BoundedRegex.of("k.", Pattern.LITERAL).find("ok!")).isEqualTo(BoundedRegex.Answer.NO);
    }

    @Test
    @Timeout(20)
    void givesUpInsteadOfHanging() {
        assertThat(BoundedRegex.of("(a+a+)+\\1b").find("a".repeat(200))).isEqualTo(BoundedRegex.Answer.GAVE_UP);
    }
}
