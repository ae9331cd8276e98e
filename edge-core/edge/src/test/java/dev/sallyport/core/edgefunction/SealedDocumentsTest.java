package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.OutsideTool;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** XML and multipart bodies: other parsers find every named field sealed and all else as it was; the rest is refused. */
class SealedDocumentsTest {
    private static final Set<String> FIELDS = Set.of("ssn", "card", "no te");
    private static final SealedForm FORM = SealedForm.between("$<[&", "&]>$");
    private static final String LINE = "\r\n";

    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void unpack() throws Exception {
        ObjectNode strict = FORM.config(List.copyOf(FIELDS));
        ObjectNode lenient = strict.deepCopy();
        lenient.putArray("unencryptedTypes").add("image/*").add("text/csv");
        for (Map.Entry<String, ObjectNode> config : Map.of("strict", strict, "lenient", lenient).entrySet()) {
            FunctionPackage.unzip(
                    FunctionPackage.of("encrypt-fields", config.getValue()).zip(),
                    Files.createDirectories(folder.resolve(config.getKey()).resolve("encrypt-fields")));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> answers(String config, List<OriginRequest> requests) {
        return FunctionRun.run(
                        folder.resolve(config),
                        "encrypt-fields",
                        Map.of(),
                        requests.stream().map(OriginRequest::event).toList())
                .answers();
    }

    private static String text(JsonNode answer) {
        return new String(OriginRequest.body(answer), StandardCharsets.UTF_8);
    }

    private static String sealed(String type, String body) {
        return text(answers("strict", List.of(OriginRequest.post(type, utf8(body)))).getFirst());
    }

    /** What each answer is: its refusal, or that it was passed on. */
    private static List<String> outcomes(String config, List<OriginRequest> requests) {
        return answers(config, requests).stream()
                .map(answer -> answer.has("status")
                        ? answer.path("status").asText() + " "
                                + FunctionRun.json(answer.path("body").asText()).path("error").asText()
                        : "passed")
                .toList();
    }

    private static Element parsed(String document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setNamespaceAware(true);
            factory.setCoalescing(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(utf8(document)))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError(document, e);
        }
    }

    @Test
    void sealsElementsAndAttributesAndNothingElse() {
        String source = "\uFEFF<?xml version='1.0' encoding=\"UTF-8\"?>\r\n<!-- ssn --><?ssn x?>\n"
                + "<o:order xmlns:o=\"urn:o\" xmlns:card='urn:c' id = '7'>\n"
                + "<ssn >12&lt;3 &#x1F600;<![CDATA[<&]]><!-- c -->\r\n4</ssn\t><o:ssn/><ssn></ssn><ssns>k</ssns>"
                + "<o:card a=\"1\"><pan>4111</pan><ssn>5</ssn></o:card><x ssn=\"a&quot;b\" card='' o:card = 'c'/>\n"
                + "<note>&amp;ssn; &gt; é</note></o:order>\n<?end?>\n";
        String sealed = sealed("application/soap+xml; charset=utf-8; action=\"urn:x\"", source);
        Element order = parsed(sealed);
        assertThat(FORM.openWhole(order.getElementsByTagName("ssn").item(0).getTextContent()))
                .isEqualTo("12<3 😀<&\n4");
        assertThat(FORM.openWhole(order.getElementsByTagName("o:card").item(0).getTextContent()))
                .isEqualTo("<pan>4111</pan><ssn>5</ssn>");
        Element x = (Element) order.getElementsByTagName("x").item(0);
        assertThat(FORM.openWhole(x.getAttribute("ssn"))).isEqualTo("a\"b");
        assertThat(FORM.openWhole(x.getAttribute("o:card"))).isEqualTo("c");
        // Put back where each stood, they make the viewer's document, byte for byte.
        var originals = List.of(
                        "12&lt;3 &#x1F600;<![CDATA[<&]]><!-- c -->\r\n4", "<pan>4111</pan><ssn>5</ssn>", "a&quot;b", "c")
                .iterator();
        String restored = java.util.regex.Pattern.compile("\\$&lt;\\[&amp;[A-Za-z0-9+/=.]*&amp;]&gt;\\$")
                .matcher(sealed)
                .replaceAll(found -> Matcher.quoteReplacement(originals.next()));
        assertThat(restored).isEqualTo(source);
    }

    /** Documents of all that XML has, made by chance with a fixed seed. */
    private static String element(Random random, int depth) {
        String[] names = {"ssn", "p:card", "q:ssn", "other", "p:ssns", "card"};
        String name = names[random.nextInt(names.length)];
        StringBuilder out = new StringBuilder("<" + name);
        for (String attribute : List.of("ssn", "p:card", "id")) {
            if (random.nextInt(4) == 0) {
                out.append(' ').append(attribute).append(random.nextBoolean() ? "=" : " =\n")
                        .append(random.nextBoolean() ? "\"v&lt;'\t&#10;é\"" : "''");
            }
        }
        if (random.nextInt(6) == 0) {
            return out.append(" />").toString();
        }
        out.append('>');
        String[] content = {
            "text", " ", "&amp;&#60;", "a\r\nb\rc", "<![CDATA[]]>", "<![CDATA[<ssn>&]] >]]>", "<!-- <ssn>1</ssn> -->", "<?p <ssn>?>",
            "é漢😀", "x".repeat(300), "]]&gt;"
        };
        for (int i = random.nextInt(4); i > 0; i--) {
            out.append(depth < 4 && random.nextBoolean()
                    ? element(random, depth + 1)
                    : content[random.nextInt(content.length)]);
        }
        return out.append("</").append(name).append('>').toString();
    }

    private static boolean isField(Node node) {
        return FIELDS.contains(node.getLocalName());
    }

    private static List<Node> children(Node node) {
        List<Node> children = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            children.add(child);
        }
        return children;
    }

    private static void compare(Element source, Element sealed) {
        assertThat(sealed.getNodeName()).isEqualTo(source.getNodeName());
        assertThat(sealed.getAttributes().getLength()).isEqualTo(source.getAttributes().getLength());
        for (int i = 0; i < source.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) source.getAttributes().item(i);
            String value = sealed.getAttribute(attribute.getName());
            assertThat(isField(attribute) && !attribute.getValue().isEmpty() ? FORM.openWhole(value) : value)
                    .isEqualTo(attribute.getValue());
        }
        List<Node> before = children(source);
        List<Node> after = children(sealed);
        boolean holdsElements = before.stream().anyMatch(Element.class::isInstance);
        if (isField(source) && holdsElements) {
            String markup = FORM.openWhole(sealed.getTextContent());
            Element whole = parsed("<w xmlns:p='urn:p' xmlns:q='urn:q'>" + markup + "</w>");
            assertThat(children(whole)).usingElementComparator((a, b) -> a.isEqualNode(b) ? 0 : 1).isEqualTo(before);
        } else if (isField(source) && !source.getTextContent().isEmpty()) {
            assertThat(after).hasSize(1);
            assertThat(FORM.openWhole(sealed.getTextContent())).isEqualTo(source.getTextContent());
        } else {
            assertThat(after).hasSameSizeAs(before);
            for (int i = 0; i < before.size(); i++) {
                if (before.get(i) instanceof Element inner) {
                    compare(inner, (Element) after.get(i));
                } else {
                    assertThat(after.get(i).isEqualNode(before.get(i))).isTrue();
                }
            }
        }
    }

    @Test
    void anotherParserFindsEveryFieldOfDocumentsMadeByChance() {
        Random random = new Random(7);
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            sources.add("<r xmlns:p='urn:p' xmlns:q='urn:q'>" + element(random, 0) + element(random, 0) + "</r>");
        }
        List<JsonNode> answers = answers(
                "strict", sources.stream().map(source -> OriginRequest.post("text/xml", utf8(source))).toList());
        int differing = 0;
        for (int i = 0; i < sources.size(); i++) {
            String sealed = text(answers.get(i));
            compare(parsed(sources.get(i)), parsed(sealed));
            differing += sealed.equals(sources.get(i)) ? 0 : 1;
        }
        assertThat(differing).isGreaterThan(100);
    }

    @Test
    void refusesWhatIsNoPlainXml() {
        List<String> bad = List.of(
                "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r><ssn>&e;</ssn></r>", "<r>&e;</r>", "<r>&#0;</r>",
                "<r><ssn>1</r></ssn>", "<r/><ssn>1</ssn>", "<r><ssn>1</ssn>", "<r a='1' a='2'/>", "<r a='<'/>", "<r>]]></r>",
                "<r><!-- -- --></r>", " <?xml version='1.0'?><r/>", "<?xml version='1.1'?><r/>", "x<r/>", "", "<r>\u0001</r>",
                "<r>&#x110000;</r>", "<r &amp='1'/>", "<r a=1/>", "<r><?xml version='1.0'?></r>", "<r/>&#32;");
        List<OriginRequest> requests = new ArrayList<>();
        bad.stream().filter(body -> !body.isEmpty())
                .forEach(body -> requests.add(OriginRequest.post("application/xml", utf8(body))));
        assertThat(outcomes("strict", requests)).containsOnly("400 MalformedXml");
        assertThat(outcomes("strict", List.of(
                        OriginRequest.post("text/xml", utf8("<?xml version='1.0' encoding='utf-7'?><r/>")),
                        OriginRequest.post("text/xml; charset=utf-16", utf8("<r/>")),
                        OriginRequest.post("text/xml", "<ssn>1</ssn>".getBytes(StandardCharsets.UTF_16LE)),
                        OriginRequest.post("text/xml", utf8("<r>" + "<a>".repeat(100_000) + "</a>".repeat(100_000) + "</r>")))))
                .containsExactly("415 NotUtf8", "415 NotUtf8", "400 MalformedXml", "passed");
    }

    private static String part(String headers, String content) {
        return "--b=1" + LINE + headers + LINE + LINE + content + LINE;
    }

    private static String field(String name, String content) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
    }

    @Test
    void sealsPartsByNameAndDocumentsWithinThem() throws Exception {
        OutsideTool.require("python3", "-c", "import email");
        String body = field("ssn", "1\r\n--b\r\n2 é") + field("plain", "kept\n é") + field("no te", "")
                + part("content-length: 4\r\nContent-Disposition: form-data; name=card\r\nContent-Type: text/plain", "4111")
                + part(
                        "Content-Disposition: form-data; name=\"o\"; filename=\"o.json\"\r\nContent-Type: application/json",
                        "{\"ssn\":\"9\"}")
                + field("x", "<a><ssn>8</ssn></a>") + field("y", "{\"card\":7}") + field("z", "{ no JSON, <no XML")
                + part("Content-Disposition: form-data; name=\"f\"; filename=\"\"\r\nContent-Type: application/octet-stream", "")
                + "--b=1--" + LINE;
        String type = "multipart/form-data; boundary=\"b=1\"";
        String sealed = sealed(type, body);
        OutsideTool.Output read = OutsideTool.run(Map.of(), utf8("Content-Type: " + type + LINE + LINE + sealed), List.of(
                "python3", "-c",
                """
                import email, email.policy, json, sys
                message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.HTTP)
                print(json.dumps([[part.get_param("name", header="content-disposition"), part.get("content-length"),
                    part.get_payload(decode=True).decode()] for part in message.iter_parts()]))
                """));
        assertThat(read.err()).isEmpty();
        JsonNode parts = FunctionRun.json(read.out());
        List<String> contents = new ArrayList<>();
        parts.forEach(part -> contents.add(part.path(2).asText()));
        assertThat(contents).hasSize(9);
        assertThat(FORM.openWhole(contents.get(0))).isEqualTo("1\r\n--b\r\n2 é");
        assertThat(contents.get(1)).isEqualTo("kept\n é");
        assertThat(FORM.openWhole(contents.get(2))).isEmpty();
        assertThat(FORM.openWhole(contents.get(3))).isEqualTo("4111");
        assertThat(parts.path(3).path(1).asInt()).isEqualTo(utf8(contents.get(3)).length);
        assertThat(FORM.openWhole(FunctionRun.json(contents.get(4)).path("ssn").asText())).isEqualTo("9");
        assertThat(FORM.openWhole(parsed(contents.get(5)).getTextContent())).isEqualTo("8");
        assertThat(FORM.openWhole(FunctionRun.json(contents.get(6)).path("card").asText())).isEqualTo("\u00007");
        assertThat(contents.get(7)).isEqualTo("{ no JSON, <no XML");
        assertThat(sealed).contains(field("plain", "kept\n é")).endsWith("--b=1--" + LINE);
    }

    @Test
    void refusesPartsThatTwoCouldReadDifferently() {
        String type = "multipart/form-data; boundary=\"b=1\"";
        String end = "--b=1--";
        List<String> bad = List.of(
                "", field("a", "1"), "x" + LINE + field("a", "1") + end, field("a", "1") + end + "x", "--b=1" + end,
                field("a", "x\n--b=1\r\n") + end, field("a", "1") + "--b=12" + LINE + end, "--b=1 " + LINE + LINE + LINE + end,
                field("a\"; name=\"ssn", "1") + end, field("a\\\"; x=\"", "1") + end, field("s\\sn", "1") + end,
                part("Content-Disposition: form-data; name*=utf-8''ssn", "1") + end,
                part("Content-Disposition: form-data; name=a\r\n ; name=ssn", "1") + end,
                part("Content-Disposition: form-data; name=a\nX: y", "1") + end,
                part("Content-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=ssn", "1") + end,
                part("Content-Disposition: attachment; name=a", "1") + end, part("X: y", "1") + end,
                part("Content-Disposition: form-data; filename=\"x\\\"; name=ssn", "1") + end, "--b=1\r\n\r\n1\r\n" + end);
        List<OriginRequest> requests = new ArrayList<>();
        bad.stream().filter(body -> !body.isEmpty()).forEach(body -> requests.add(OriginRequest.post(type, utf8(body))));
        requests.add(OriginRequest.post("multipart/form-data", utf8(field("a", "1") + end)));
        assertThat(outcomes("strict", requests)).containsOnly("400 MalformedMultipart");
        String encoded = "Content-Disposition: form-data; name=ssn\r\nContent-Transfer-Encoding: base64";
        String file = "Content-Disposition: form-data; name=f; filename=f.png\r\nContent-Type: image/png";
        String nested = "Content-Disposition: form-data; name=f\r\nContent-Type: multipart/mixed; boundary=c";
        List<OriginRequest> others = List.of(
                OriginRequest.post(type, utf8(part(encoded, "MQ==") + end)),
                OriginRequest.post(type, utf8(part(file, "png") + end)),
                OriginRequest.post(type, utf8(part(nested, "--c--") + end)),
                OriginRequest.post(type, utf8(part("Content-Disposition: form-data; name=a\r\nContent-Type: text/xml", "<a") + end)));
        assertThat(outcomes("strict", others))
                .containsExactly("415 EncodedBody", "415 UnreadableBody", "415 UnreadableBody", "400 MalformedXml");
        assertThat(outcomes("lenient", others).get(1)).isEqualTo("passed");
    }

    @Test
    void nothingPassesThatMayHoldAFieldUnlessItsTypeIsLetThrough() {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 0};
        List<OriginRequest> requests = List.of(
                OriginRequest.post(null, utf8("ssn=1")),
                OriginRequest.post("text/plain", utf8("ssn=1")),
                OriginRequest.post("image/png", png),
                OriginRequest.post("text/csv", utf8("ssn\n1")),
                OriginRequest.post("application/json, text/csv", utf8("ssn\n1")),
                OriginRequest.post("text/csv; a=1; a=2", utf8("ssn\n1")),
                OriginRequest.post("application/x-ndjson", utf8("{\"ssn\":1}\n{\"ssn\":2}")),
                OriginRequest.post("multipart/related; boundary=b", utf8("--b--")));
        assertThat(outcomes("strict", requests))
                .containsExactly(
                        "415 UnreadableBody", "415 UnreadableBody", "415 UnreadableBody", "415 UnreadableBody",
                        "415 MalformedContentType", "415 MalformedContentType", "415 UnreadableBody", "415 UnreadableBody");
        assertThat(outcomes("lenient", requests))
                .containsExactly(
                        "415 UnreadableBody", "415 UnreadableBody", "passed", "passed", "415 MalformedContentType",
                        "415 MalformedContentType", "415 UnreadableBody", "415 UnreadableBody");
        // By their text, whatever the type says.
        List<JsonNode> known = answers("lenient", List.of(
                OriginRequest.post("text/csv", utf8(" ".repeat(2_000) + "{\"ssn\":\"1\"}")),
                OriginRequest.post("image/png", utf8("<r><ssn>1</ssn></r>")),
                OriginRequest.post("image/png", png)));
        assertThat(text(known.get(0))).contains("$<[&").doesNotContain("\"1\"");
        assertThat(FORM.openWhole(parsed(text(known.get(1))).getTextContent())).isEqualTo("1");
        assertThat(OriginRequest.body(known.get(2))).isEqualTo(png);
    }

    @Test
    void aCutBodyIsRefusedAndTextIsTakenAsItComes() {
        ObjectNode cut = OriginRequest.post("text/xml", utf8("<r/>")).event();
        ((ObjectNode) OriginRequest.request(cut).path("body")).put("inputTruncated", true);
        ObjectNode plain = OriginRequest.post("text/xml", utf8("")).event();
        ((ObjectNode) OriginRequest.request(plain).path("body")).put("encoding", "text").put("data", "<ssn>é</ssn>");
        List<JsonNode> answers =
                FunctionRun.run(folder.resolve("strict"), "encrypt-fields", Map.of(), List.of(cut, plain)).answers();
        assertThat(answers.getFirst().path("body").asText()).contains("BodyTruncated");
        assertThat(FORM.openWhole(parsed(text(answers.getLast())).getTextContent())).isEqualTo("é");
    }
}
