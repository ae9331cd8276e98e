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
                    addRule(rules.addObject(), finding);
                }
                // One for each place: code scanning marks the first location of a result alone.
                for (FoundAt found : finding.places()) {
                    ObjectNode result = results.addObject();
                    result.put("ruleId", finding.id()).put("level", level(finding.severity()));
                    result.putObject("message").put("text", finding.title() + " " + found.evidence() + ".");
                    addLocation(result.putArray("locations").addObject(), distribution, found);
                    if (suppresses) {
                        addSuppression(result.putArray("suppressions"), finding.accepted());
                    }
                }
            }
        }
        try {
            write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(log));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rule properties may hold what the format does not name (3.8.1); tags are what viewers filter by (3.8.2). */
    private static void addRule(ObjectNode rule, Finding finding) {
        rule.put("id", finding.id());
        rule.putObject("shortDescription").put("text", finding.title());
        Catalogue.Entry about = finding.about();
        if (about != null) {
            rule.putObject("fullDescription").put("text", about.why());
            rule.put("helpUri", about.source());
        }
        rule.putObject("help").put("text", finding.fix());
        if (about != null) {
            ObjectNode properties = rule.putObject("properties");
            about.alsoKnownAs().forEach(properties.putArray("tags")::add);
        }
    }

    private static void addLocation(ObjectNode location, Distribution distribution, FoundAt found) {
        addPlace(location, found.place());
        String name = distribution.arn().isEmpty() ? distribution.id() : distribution.arn();
        Part part = found.part();
        String inside = part.kind() == Part.Kind.DISTRIBUTION ? "" : " " + part.kind().word() + " " + part.name();
        location.putArray("logicalLocations")
                .addObject()
                .put("name", distribution.id() + inside)
                .put("fullyQualifiedName", name + inside);
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
                addRow(page, finding);
            }
            page.append("</table>");
        }
        write(file, page.append("</html>\n").toString());
    }

    private static void addRow(StringBuilder page, Finding finding) {
        page.append("<tr><td>")
                .append(finding.severity().word())
                .append("</td><td><strong>")
                .append(escaped(finding.title()))
                .append("</strong><br>");
        for (FoundAt found : finding.places()) {
            page.append("<code>").append(escaped(found.evidence())).append("</code>");
            if (found.place() != null) {
                page.append(" <small>").append(escaped(found.place().said())).append("</small>");
            }
            page.append("<br>");
        }
        Catalogue.Entry about = finding.about();
        if (about != null) {
            page.append(escaped(about.why()))
                    .append(" <a href=\"")
                    .append(escaped(about.source()))
                    .append("\">Source</a><br>");
        }
        page.append(escaped(finding.fix()));
        if (about != null && !about.alsoKnownAs().isEmpty()) {
            page.append("<br><small>")
                    .append(escaped(String.join(", ", about.alsoKnownAs())))
                    .append("</small>");
        }
        page.append(accepted(finding.accepted())).append("</td></tr>");
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
