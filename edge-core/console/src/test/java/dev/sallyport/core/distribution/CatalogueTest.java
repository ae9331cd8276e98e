package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every finding that can be made is in the catalogue, and nothing else. */
class CatalogueTest {
    /** Whatever makes a finding says its id first. */
    private static final Pattern MADE = Pattern.compile("(?:new Finding|\\bfound)\\(\\s*\"([a-z0-9-]+)\"");

    @Test
    void itHasAllIdsAndNoOther() throws IOException {
        Set<String> made = new TreeSet<>();
        Path sources = Path.of("src/main/java/dev/sallyport/core");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                MADE.matcher(Files.readString(file)).results().forEach(hit -> made.add(hit.group(1)));
            }
        }
        assertThat(Catalogue.ENTRIES.keySet()).containsExactlyElementsOf(made);
    }

    @Test
    void everyEntrySaysWhyAndWhereThatStands() {
        assertThat(Catalogue.ENTRIES).allSatisfy((id, entry) -> {
            assertThat(entry.why()).as(id).endsWith(".");
            assertThat(entry.source()).as(id).startsWith("https://docs.aws.amazon.com/");
            assertThat(entry.securityHub()).allMatch(control -> control.matches("[A-Za-z0-9]+\\.[0-9]+"));
            assertThat(entry.prowler()).allMatch(check -> check.matches("[a-z0-9]+(?:_[a-z0-9]+)+"));
        });
    }
}
