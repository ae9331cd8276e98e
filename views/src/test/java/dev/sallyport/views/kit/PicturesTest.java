package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The references as files. */
class PicturesTest {

    @Test
    void noTwoReferencesShowTheSame() throws IOException {
        Map<String, Path> seen = new HashMap<>();
        for (Path picture : references()) {
            // JavaFX writes the same pixels as the same bytes.
            Path before = seen.put(new String(Files.readAllBytes(picture), java.nio.charset.StandardCharsets.ISO_8859_1), picture);
            assertThat(before).as("shows the same as " + picture).isNull();
        }
        assertThat(seen).isNotEmpty();
    }

    @Test
    void eachReferenceStandsLightAndDark() throws IOException {
        List<String> names = references().stream().map(file -> String.valueOf(file.getFileName())).toList();
        assertThat(names).allSatisfy(name -> assertThat(names).contains(
                name.contains("-light.") ? name.replace("-light.", "-dark.") : name.replace("-dark.", "-light.")));
    }

    /** A page without a line has nothing that it reads; what is missing in a line cannot be, as is said beside it. */
    private static final Map<String, String> STATES = Map.of(
            "overview", "loading empty stale partial rereading denied failed",
            "distributions", "loading empty stale partial rereading denied failed",
            // All stacks come with one call.
            "stacks", "loading empty stale rereading denied failed",
            "firewall", "loading empty stale partial rereading denied failed",
            "shield", "loading empty stale partial rereading denied failed",
            "logs", "loading empty stale partial rereading denied failed",
            // A document is read when it is asked for, whole, and not again.
            "decrypt", "loading empty denied failed",
            // The ledger is a file of this machine.
            "audit", "loading empty stale rereading failed");

    @Test
    void eachPageStandsInEachOfItsStatesInBothThemesAndWithTheLargestLetters() throws IOException {
        List<String> names = references().stream().map(file -> String.valueOf(file.getFileName())).toList();
        STATES.forEach((page, states) -> assertThat(names).as(page).containsAll(
                Stream.of((states + " large").split(" "))
                        .flatMap(state -> Stream.of("light", "dark").map(theme -> page + "-" + state + "-" + theme + ".png"))
                        .toList()));
    }

    private static List<Path> references() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "pictures"))) {
            return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
        }
    }
}
