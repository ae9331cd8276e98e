package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.match.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathCoverTest {
    @ParameterizedTest
    @CsvSource({
        "*, /api/*, true",
        "/*, /api/*, true",
        "/*, *, true",
        "/api/*, *, false",
        "/api*, /api/*, true",
        "/api/*, /api*, false",
        "/api/*, /api/orders/*, true",
        "api/*, /api/orders, true",
        "/api/*, api/*, true",
        "/a?, /ab, true",
        "/a?, /a*, false",
        "/a?*, /a*?, true",
        "/a*, /a?, true",
        "*.jpg, /img/*.jpg, true",
        "/img/*.jpg, *.jpg, false",
        "/API/*, /api/*, false",
        "/api/*, /api/*, true",
        "/*/b, /a/*/b, true",
        "/api/v1, /api/v1/, false"
    })
    void aPatternCoversAnother(String earlier, String pattern, boolean covers) {
        assertThat(PathCover.covers(earlier, pattern)).isEqualTo(covers);
    }

    /** Where one covers another, every path that the matcher gives to the other it gives to the one as well. */
    @Test
    void itAgreesWithTheMatcher() {
        Random random = new Random(7);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            paths.add("/" + word(random, "ab/"));
        }
        int covered = 0;
        for (int i = 0; i < 20_000; i++) {
            String earlier = "/" + word(random, "ab/*?");
            String pattern = "/" + word(random, "ab/*?");
            boolean all = paths.stream()
                    .filter(path -> PathPattern.matches(pattern, path))
                    .allMatch(path -> PathPattern.matches(earlier, path));
            if (PathCover.covers(earlier, pattern)) {
                covered++;
                assertThat(all).as(earlier + " before " + pattern).isTrue();
            }
        }
        assertThat(covered).isGreaterThan(100);
    }

    private static String word(Random random, String signs) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            word.append(signs.charAt(random.nextInt(signs.length())));
        }
        return word.toString();
    }
}
