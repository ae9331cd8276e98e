package dev.sallyport.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As CloudFront Developer Guide, "Path pattern", has it: * any number of characters, ? exactly one, case-sensitive. */
class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "images/*.jpg, /images/sample1/a.jpg, true",
        "/a??.jpg, /ant.jpg, true",
        "/a??.jpg, /ants.jpg, false",
        "*.jpg, /x.JPG, false",
        "/a.b, /axb, false",
        "*, /anything, true"
    })
    void matchesAsDocumented(String pattern, String path, boolean matches) {
        assertThat(PathPattern.matches(pattern, path)).isEqualTo(matches);
    }
}
