package dev.sallyport.core.distribution;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Findings as JUnit XML: a suite for each distribution. What {@code --strict} fails on is a failure; what is accepted or
 * was not seen is skipped; the rest passes and says what it is.
 */
final class FindingsJunit {

    private FindingsJunit() {}

    static String of(List<Distribution> distributions) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            for (Distribution distribution : distributions) {
                writeSuite(xml, distribution);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.append('\n').toString();
    }

    private static void writeSuite(XMLStreamWriter xml, Distribution distribution) throws XMLStreamException {
        List<Finding> findings = distribution.findings();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", legal(distribution.id()));
        xml.writeAttribute("tests", String.valueOf(Math.max(1, findings.size())));
        xml.writeAttribute("failures", String.valueOf(findings.stream().filter(Finding::counts).count()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute(
                "skipped", String.valueOf(findings.stream().filter(FindingsJunit::isSkipped).count()));
        Map<String, Integer> named = new HashMap<>();
        for (Finding finding : findings) {
            int count = named.merge(finding.id(), 1, Integer::sum);
            writeCase(xml, distribution, finding, count == 1 ? finding.id() : finding.id() + " " + count);
        }
        if (findings.isEmpty()) {
            startCase(xml, distribution, "no-finding");
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void startCase(XMLStreamWriter xml, Distribution distribution, String name) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", legal(distribution.id()));
        xml.writeAttribute("name", name);
    }

    /** @param name told apart from the others of its suite, as build servers need it */
    private static void writeCase(XMLStreamWriter xml, Distribution distribution, Finding finding, String name)
            throws XMLStreamException {
        startCase(xml, distribution, name);
        String where = finding.places().stream()
                .map(found -> found.evidence() + (found.place() == null ? "" : "\n" + found.place().said()))
                .collect(Collectors.joining("\n"));
        String told = legal(where + "\n" + finding.fix());
        if (finding.counts()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", finding.title());
            xml.writeAttribute("type", finding.severity().word());
            xml.writeCharacters(told);
            xml.writeEndElement();
        } else if (isSkipped(finding)) {
            Acceptance accepted = finding.accepted();
            xml.writeEmptyElement("skipped");
            xml.writeAttribute(
                    "message", legal(accepted == null ? finding.evidence() : "Accepted: " + accepted.reason()));
        } else {
            xml.writeStartElement("system-out");
            xml.writeCharacters(finding.severity().word() + ": " + finding.title() + "\n" + told);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static boolean isSkipped(Finding finding) {
        return finding.accepted() != null || NotSeen.IDS.contains(finding.id());
    }

    /** XML 1.0 has no way to write the others. */
    private static String legal(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }
}
