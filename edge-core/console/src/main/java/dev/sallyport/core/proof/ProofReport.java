package dev.sallyport.core.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Proofs for a nightly job: JUnit XML as build servers read it, and SARIF 2.1.0 (OASIS). */
public final class ProofReport {
    private ProofReport() {}

    /**
     * The proofs of one stack.
     *
     * @param stack its name
     */
    public record Proved(String stack, List<Proof> proofs) {
        private long count(Outcome outcome) {
            return proofs.stream().filter(proof -> proof.outcome() == outcome).count();
        }
    }

    /**
     * Writes a suite for each stack. What fails is a failure, what could not be asked an error.
     *
     * @throws SallyportException {@code SP-FILE}
     */
    public static void writeJunit(List<Proved> proved, Path file) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            for (Proved one : proved) {
                writeSuite(xml, one);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        write(file, text.append('\n').toString());
    }

    private static void writeSuite(XMLStreamWriter xml, Proved one) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", one.stack());
        xml.writeAttribute("tests", String.valueOf(one.proofs().size()));
        xml.writeAttribute("failures", String.valueOf(one.count(Outcome.FAILS)));
        xml.writeAttribute("errors", String.valueOf(one.count(Outcome.UNKNOWN)));
        xml.writeAttribute("skipped", "0");
        xml.writeAttribute("time", seconds(one.proofs().stream().mapToLong(Proof::millis).sum()));
        for (Proof proof : one.proofs()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", one.stack());
            xml.writeAttribute("name", proof.id());
            xml.writeAttribute("time", seconds(proof.millis()));
            if (!proof.holds()) {
                xml.writeStartElement(proof.fails() ? "failure" : "error");
                xml.writeAttribute("message", proof.title());
                xml.writeCharacters(legal(proof.evidence()));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** XML 1.0 has no way to write the others. */
    private static String legal(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }

    /**
     * Writes a log with one run, a result for each proof: what could not be asked is of the kind {@code open}, for which the
     * information was not enough (SARIF 2.1.0, 3.27.9).
     *
     * @throws SallyportException {@code SP-FILE}
     */
    public static void writeSarif(List<Proved> proved, Path file) {
        ObjectNode log = Json.MAPPER.createObjectNode();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json").put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "Sallyport");
        ArrayNode rules = driver.putArray("rules");
        ArrayNode results = run.putArray("results");
        TreeSet<String> known = new TreeSet<>();
        for (Proved one : proved) {
            for (Proof proof : one.proofs()) {
                if (known.add(proof.id())) {
                    rules.addObject()
                            .put("id", proof.id())
                            .putObject("shortDescription")
                            .put("text", proof.title());
                }
                ObjectNode result = results.addObject().put("ruleId", proof.id());
                switch (proof.outcome()) {
                    case HOLDS -> result.put("kind", "pass").put("level", "none");
                    case FAILS -> result.put("kind", "fail").put("level", "error");
                    case UNKNOWN -> result.put("kind", "open").put("level", "none");
                }
                result.putObject("message").put("text", proof.title() + ": " + proof.evidence());
                result.putArray("locations")
                        .addObject()
                        .putArray("logicalLocations")
                        .addObject()
                        .put("name", one.stack());
            }
        }
        try {
            write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(log));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
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
