package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The decision records: each says why, and ends with what would fail if it were no longer so. */
class DecisionsTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final String CONFIRMED = "**Confirmed by**";

    /** {@code SomeTest}, {@code HouseRules.rule}; what begins small is a rule of the class before. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|Rules))(?:\\.(\\w+))?`");

    @Test
    void eachEndsWithTestsThatAreThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> gone = new ArrayList<>();
        for (Path record : records()) {
            String text = Files.readString(record);
            assertThat(text)
                    .as(record.toString())
                    .containsSubsequence("# ", "**Context.**", "**Decision.**", "**Consequences.**", CONFIRMED);
            String last = text.substring(text.lastIndexOf("\n\n")).strip();
            assertThat(last).as(record + " ends so").startsWith(CONFIRMED).endsWith(".");
            for (MatchResult named : NAMED.matcher(last).results().toList()) {
                String source = tests.get(named.group(1));
                if (source == null || (named.group(2) != null && !source.contains("void " + named.group(2) + "("))) {
                    gone.add(record.getFileName() + ": " + named.group());
                }
            }
        }
        assertThat(gone).as("tests that records name and that are not there").isEmpty();
    }

    @Test
    void theirNumbersFollowEachOther() throws IOException {
        List<Path> records = records();
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).getFileName().toString()).startsWith("%04d-".formatted(i + 1));
            assertThat(Files.readString(records.get(i))).startsWith("# " + (i + 1) + ". ");
        }
    }

    private static List<Path> records() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("assets/docs/decisions"))) {
            List<Path> records = files.sorted().toList();
            assertThat(records).isNotEmpty();
            return records;
        }
    }

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String module : List.of("edge-core/edge", "edge-core/sandbox", "edge-core/console", "views", "app")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return tests;
    }
}
