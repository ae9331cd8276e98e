package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings that are lived with, until a day. */
class AcceptancesTest {
    private static final LocalDate LAST = LocalDate.of(2030, 6, 30);

    @TempDir
    Path folder;

    private static Distribution distribution() {
        return new Distribution(
                        "Cdn", "", "", "", true, false, "", "", List.of(), List.of(), List.of(), null, "", null, List.of())
                .with(List.of(
                        new Finding("no-web-acl", Severity.HIGH, "t", "WebACLId is empty", "f"),
                        of("viewer-plain-http", Part.behavior("/a/*"), Part.behavior("/a/*b"))));
    }

    private static Finding of(String id, Part... parts) {
        return Finding.together(Arrays.stream(parts)
                        .map(part -> new Finding(id, Severity.HIGH, "t", part.name() + " has it", "f").of(part, null))
                        .toList())
                .getFirst();
    }

    private Acceptances.Applied applied(String yaml, LocalDate today) throws IOException {
        Path file = Files.writeString(folder.resolve("accept.yaml"), yaml);
        return Acceptances.read(file).to(List.of(distribution()), today);
    }

    private static final String BOTH =
            """
            - {finding: no-web-acl, distribution: Cdn, reason: static pages, person: edge team, expires: 2030-06-30}
            - {finding: viewer-plain-http, distribution: Cdn, path: /a/*, reason: old devices, person: edge team, expires: "2030-06-30"}
            """;

    @Test
    void anEntryHoldsToItsLastDayAndForItsPathAlone() throws IOException {
        Acceptances.Applied on = applied(BOTH, LAST);
        assertThat(on.warnings()).isEmpty();
        assertThat(on.distributions().getFirst().findings())
                .filteredOn(finding -> finding.accepted() == null)
                .extracting(Finding::evidence)
                .containsExactly("/a/*b has it");
        assertThat(on.distributions().getFirst().findings())
                .filteredOn(finding -> finding.isOf(Part.behavior("/a/*")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.accepted()).isNotNull();
                    assertThat(finding.evidence()).isEqualTo("/a/* has it");
                });
        assertThat(on.distributions().getFirst().isWeak()).isTrue();
        Acceptances.Applied after = applied(BOTH, LAST.plusDays(1));
        assertThat(after.distributions().getFirst().findings()).allMatch(Finding::counts);
        assertThat(after.warnings()).hasSize(2).allMatch(said -> said.contains("until 2030-06-30"));
    }

    @Test
    void oneOriginMayBeAcceptedAlone() throws IOException {
        Distribution two = distribution()
                .with(List.of(of("origin-open", Part.origin("a"), Part.origin("ab"))));
        Path file = Files.writeString(
                folder.resolve("accept.yaml"),
                "- {finding: origin-open, distribution: Cdn, origin: a, reason: r, person: p, expires: 2030-06-30}");
        Acceptances.Applied applied = Acceptances.read(file).to(List.of(two), LAST);
        assertThat(applied.warnings()).isEmpty();
        assertThat(applied.distributions().getFirst().findings())
                .filteredOn(Finding::counts)
                .extracting(Finding::evidence)
                .containsExactly("ab has it");
    }

    /** Build servers tell the cases of a suite apart by their names. */
    @Test
    void casesOfASuiteHaveNamesOfTheirOwn() throws IOException {
        Path file = folder.resolve("out.xml");
        FindingsReport.writeJunit(applied(BOTH, LAST).distributions(), file);
        assertThat(Files.readString(file))
                .contains("name=\"no-web-acl\"", "name=\"viewer-plain-http\"", "name=\"viewer-plain-http 2\"");
    }

    @Test
    void acceptedFindingsDoNotCount() throws IOException {
        Acceptances.Applied all = applied(
                """
                [{"finding":"no-web-acl","distribution":"Cdn","reason":"r","person":"p","expires":"2030-06-30"},
                 {"finding":"viewer-plain-http","distribution":"Cdn","reason":"r","person":"p","expires":"2030-06-30"},
                 {"finding":"origin-open","distribution":"Cdn","reason":"r","person":"p","expires":"2030-06-30"}]""",
                LAST);
        assertThat(all.distributions().getFirst().isWeak()).isFalse();
        assertThat(all.warnings()).singleElement().asString().contains("origin-open of Cdn", "not found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "- {finding: a, distribution: d, person: p, expires: 2030-06-30}#entry 1 has no reason",
        "- {finding: a, distribution: d, reason: r, person: p}#entry 1 has no expires",
        "- {finding: a, distribution: d, reason: r, person: p, expires: soon}#which is no date",
        "- {finding: a, distribution: d, reason: r, person: p, expires: 2030-06-30, paths: /a}#paths, which is not known",
        "- {finding: a, distribution: d, reason: r, person: p, expires: 2030-06-30, path: }#entry 1 has a member path that says nothing",
        "- {finding: a, distribution: d, reason: r, person: p, expires: 2030-06-30, path: ' '}#entry 1 has a member path that says nothing",
        "- {finding: a, distribution: d, reason: r, person: p, expires: 2030-06-30, path: [/a]}#a member path that says nothing",
        "finding: a#is no list",
        "- {finding: a, distribution: d, reason: r, person: p, expires: 2030-06-30, origin: ''}#a member origin that says nothing",
        "- {finding: a, distribution: d, reason: r, person: p, expires: 2030-06-30, origin: o, path: /a}#names a path and an origin",
        "[#is no list"
    })
    void aWrongEntryIsNamed(String yaml, String said) {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> applied(yaml, LAST))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-ACCEPT");
                    assertThat(e.message()).contains(said);
                });
    }
}
