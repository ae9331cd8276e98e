package dev.sallyport.core.sandbox.greengrass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions in the order of semver.org, ranges as the examples of npm's documentation of its ranges have them. */
class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "2.0.0, ^2.0.0, true", "2.9.1, ^2.0.0, true", "3.0.0, ^2.0.0, false", "1.9.9, ^2.0.0, false",
        "0.2.9, ^0.2.3, true", "0.3.0, ^0.2.3, false", "0.0.3, ^0.0.3, true", "0.0.4, ^0.0.3, false",
        "1.2.9, ~1.2.3, true", "1.3.0, ~1.2.3, false", "1.9.0, ~1, true", "1.2.9, ~1.2, true",
        "2.3.2, >=2.0.0 <2.4.0, true", "2.4.0, >=2.0.0 <2.4.0, false", "1.0.0, 1.0.0, true", "1.0.1, 1.0.0, false",
        "1.4.2, 1.x, true", "2.0.0, 1.x, false", "1.2.7, 1.2.*, true", "9.9.9, *, true",
        "1.2.3, <1.0.0 || >=1.2.0, true", "1.1.0, <1.0.0 || >=1.2.0, false", "1.0.0, nonsense, false"
    })
    void meetsRanges(String version, String range, boolean meets) {
        assertThat(Version.of(version).orElseThrow().meets(range)).isEqualTo(meets);
    }

    @Test
    void ordersByNumbersAndPutsPreReleasesFirst() {
        List<String> inOrder = List.of("1.0.0-alpha", "1.0.0-beta", "1.0.0", "1.2.0", "1.10.0", "2.0.0");
        assertThat(inOrder.reversed().stream()
                        .map(text -> Version.of(text).orElseThrow())
                        .sorted()
                        .map(version -> version.major() + "." + version.minor() + "." + version.patch()
                                + (version.pre().isEmpty() ? "" : "-" + version.pre())))
                .containsExactlyElementsOf(inOrder);
        assertThat(Version.of("1.0")).isEmpty();
        assertThat(Version.of("01.0.0")).isEmpty();
    }
}
