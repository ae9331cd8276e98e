package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.proof.ProofReport.Proved;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** What a build server reads of proofs. */
class ProofReportTest {
    private static final List<Proved> PROVED = List.of(new Proved(
            "t",
            List.of(
                    new Proof("viewer-answers", "The viewer path answers", Outcome.HOLDS, "200", 1250),
                    new Proof("origin-refuses-direct", "The origin refuses", Outcome.FAILS, "<b>\u0007&\uD83D\uDE00", 40),
                    new Proof("attack-blocked", "An attack is blocked", Outcome.UNKNOWN, "no log line", 300_000))));

    @TempDir
    private Path folder;

    @Test
    void junitKnowsFailuresAndErrors() throws Exception {
        Path file = folder.resolve("proofs.xml");
        ProofReport.writeJunit(PROVED, file);
        Element suites = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        Element suite = (Element) suites.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("name")).isEqualTo("t");
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("time")).isEqualTo("301.290");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("origin-refuses-direct");
        assertThat(failure.getTextContent()).isEqualTo("<b>\uFFFD&\uD83D\uDE00");
        Element error = (Element) suite.getElementsByTagName("error").item(0);
        assertThat(((Element) error.getParentNode()).getAttribute("name")).isEqualTo("attack-blocked");
    }

    @Test
    void sarifHasAResultForEach() throws Exception {
        Path file = folder.resolve("proofs.sarif");
        ProofReport.writeSarif(PROVED, file);
        JsonNode run = Json.MAPPER.readTree(Files.readString(file)).path("runs").path(0);
        assertThat(run.path("tool").path("driver").path("rules").findValuesAsText("id"))
                .containsExactly("viewer-answers", "origin-refuses-direct", "attack-blocked");
        assertThat(run.path("results").findValuesAsText("kind")).containsExactly("pass", "fail", "open");
        assertThat(run.path("results").findValuesAsText("level")).containsExactly("none", "error", "none");
    }
}
