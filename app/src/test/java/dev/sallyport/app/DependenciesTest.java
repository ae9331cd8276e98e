package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every library is the file that somebody has looked at: its SHA-256 stands in {@code packaging/dependencies.sha256}, in the
 * form of {@code sha256sum}. After a deliberate change of a dependency, {@code -Ddependencies.renew=true} writes it anew.
 */
class DependenciesTest {
    private static final Path KNOWN = Path.of("../packaging/dependencies.sha256");

    private static final Pattern OTHER_PLATFORM = Pattern.compile("-(linux|mac|win)(-aarch64)?\\.jar$");

    @Test
    void everyLibraryIsTheOneThatIsKnown() throws Exception {
        SortedMap<String, String> present = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(entry);
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(".jar") && isLibrary(file)) {
                present.put(name, sum(file));
            }
        }
        assertThat(present).as("class path").hasSizeGreaterThan(50);
        SortedMap<String, String> known = known();
        if (Boolean.getBoolean("dependencies.renew")) {
            known.keySet().removeIf(name -> !OTHER_PLATFORM.matcher(name).find());
            known.putAll(present);
            write(known);
        }
        assertThat(known).as("packaging/dependencies.sha256").containsAllEntriesOf(present);
        known.keySet().removeAll(present.keySet());
        assertThat(known.keySet()).as("no library of this build").allMatch(name -> OTHER_PLATFORM.matcher(name).find());
    }

    /** What this build makes itself lies in a folder {@code target}. */
    private static boolean isLibrary(Path file) {
        return Stream.iterate(file, path -> path.getParent() != null, Path::getParent)
                .noneMatch(path -> path.endsWith("target") || path.endsWith("dev/sallyport"));
    }

    private static String sum(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static SortedMap<String, String> known() throws IOException {
        SortedMap<String, String> known = new TreeMap<>();
        for (String line : Files.exists(KNOWN) ? Files.readAllLines(KNOWN) : List.<String>of()) {
            known.put(line.substring(66), line.substring(0, 64));
        }
        return known;
    }

    private static void write(SortedMap<String, String> known) throws IOException {
        StringBuilder lines = new StringBuilder();
        known.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
        Files.writeString(KNOWN, lines);
    }
}
