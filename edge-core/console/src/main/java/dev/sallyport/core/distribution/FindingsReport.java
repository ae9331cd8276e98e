package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Findings for other eyes: SARIF 2.1.0 for code scanning
 * (<a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">OASIS</a>), JUnit XML for build servers,
 * or a page to share.
 */
public final class FindingsReport {
    private FindingsReport() {}

    /** Writes a SARIF log with one run. */
    public static void writeSarif(List<Distribution> distributions, Path file) {
        ObjectNode log = Json.MAPPER.createObjectNode();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "Sallyport");
        ArrayNode rules = driver.putArray("rules");
        ArrayNode results = run.putArray("results");
        TreeSet<String> known = new TreeSet<>();
        boolean suppresses = distributions.stream()
                .flatMap(distribution -> distribution.findings().stream())
                .anyMatch(finding -> finding.accepted() != null);
        for (Distribution distribution : distributions) {
            for (Finding finding : distribution.findings()) {
                if (known.add(finding.id())) {
                    ObjectNode rule = rules.addObject().put("id", finding.id());
                    rule.putObject("shortDescription").put("text", finding.title());
                    rule.putObject("help").put("text", finding.fix());
                }
                ObjectNode result = results.addObject();
                result.put("ruleId", finding.id()).put("level", level(finding.severity()));
                result.putObject("message").put("text", finding.title() + " " + finding.evidence() + ".");
                ObjectNode location = result.putArray("locations").addObject();
                addPlace(location, finding.place());
                if (suppresses) {
                    addSuppression(result.putArray("suppressions"), finding.accepted());
                }
                location.putArray("logicalLocations")
                        .addObject()
                        .put("name", distribution.id())
                        .put("fullyQualifiedName", distribution.arn().isEmpty() ? distribution.id() : distribution.arn());
            }
        }
        try {
            write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(log));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void addPlace(ObjectNode location, @Nullable Place place) {
        if (place != null) {
            ObjectNode physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", uri(place.file()));
            if (place.line() != null) {
                physical.putObject("region").put("startLine", place.line());
            }
        }
    }

    /** A path as it was given, so that a relative one stays relative to where the scan ran (3.4.4). */
    private static String uri(String file) {
        Path path = Path.of(file);
        if (path.isAbsolute()) {
            return path.toUri().toString();
        }
        URI encoded = path.toAbsolutePath().toUri();
        return Path.of("").toAbsolutePath().toUri().relativize(encoded).toString();
    }

    /**
     * Accepted in a file of its own, which is an external suppression (3.35.2). Where one result of a run has the member,
     * all have it (3.27.23).
     */
    private static void addSuppression(ArrayNode suppressions, @Nullable Acceptance accepted) {
        if (accepted != null) {
            suppressions
                    .addObject()
                    .put("kind", "external")
                    .put("status", "accepted")
                    .put("justification", accepted.reason() + " (" + accepted.person() + ", until " + accepted.expires() + ")");
        }
    }

    /**
     * Writes JUnit XML with a suite for each distribution, as build servers read it.
     *
     * @throws SallyportException {@code SP-FILE}
     */
    public static void writeJunit(List<Distribution> distributions, Path file) {
        write(file, FindingsJunit.of(distributions));
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case INFO, LOW -> "note";
            case MEDIUM -> "warning";
            case HIGH, CRITICAL -> "error";
        };
    }

    /** Writes one self-contained page, light and dark by the reader's system. */
    public static void writeHtml(List<Distribution> distributions, Path file) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Edge findings</title><style>")
                .append(":root{color-scheme:light dark}")
                .append("body{font:14px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}")
                .append("table{border-collapse:collapse;width:100%}")
                .append("td{padding:.5rem;vertical-align:top;border-top:1px solid #8884}")
                .append("code{font-size:12px}</style><h1>Edge findings</h1>");
        for (Distribution distribution : distributions) {
            page.append("<h2>")
                    .append(escaped(distribution.name()))
                    .append("</h2><p><code>")
                    .append(escaped(distribution.id()))
                    .append("</code> ")
                    .append(escaped(distribution.domainName()))
                    .append("</p>");
            if (distribution.findings().isEmpty()) {
                page.append("<p>No finding.</p>");
                continue;
            }
            page.append("<table>");
            for (Finding finding : distribution.findings()) {
                page.append("<tr><td>")
                        .append(finding.severity().word())
                        .append("</td><td><strong>")
                        .append(escaped(finding.title()))
                        .append("</strong><br><code>")
                        .append(escaped(finding.evidence()))
                        .append("</code><br>")
                        .append(escaped(finding.fix()))
                        .append(accepted(finding.accepted()))
                        .append("</td></tr>");
            }
            page.append("</table>");
        }
        write(file, page.append("</html>\n").toString());
    }

    private static String accepted(@Nullable Acceptance acceptance) {
        return acceptance == null
                ? ""
                : "<br><em>Accepted by " + escaped(acceptance.person()) + " until " + acceptance.expires() + ": "
                        + escaped(acceptance.reason()) + "</em>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static void write(Path file, String content) {
        try {
            Home.writeForOwner(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw SallyportException.badInput("SP-FILE", "Cannot write " + file + ".", "Choose another file.")
                    .causedBy(e);
        }
    }
}
