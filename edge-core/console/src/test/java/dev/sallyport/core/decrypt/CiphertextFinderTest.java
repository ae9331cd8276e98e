package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CiphertextFinderTest {
    private static final Marker DOLLAR = new Marker("$<[*(", ")*]>^");
    private static final Marker ENC = new Marker("((enc:", ":enc))");

    private static List<Found> find(String text, Marker... markers) {
        return CiphertextFinder.find(Document.of(text), List.of(markers));
    }

    private static List<String> bodies(String text, Marker... markers) {
        return find(text, markers).stream()
                .map(found -> found.closed() ? found.body() : "!" + found.offset())
                .toList();
    }

    @Test
    void markersAreTextNotPatterns() {
        assertThat(bodies("a $<[*(QUJD)*]>^ b $<[*()*]>^ .*", DOLLAR)).containsExactly("QUJD", "");
    }

    @Test
    void aMarkerThatNeverClosesHidesNothing() {
        assertThat(bodies("((enc:AAA ((enc:QUJD:enc)) ((enc:", ENC)).containsExactly("!0", "QUJD", "!27");
        assertThat(bodies("((enc: $<[*(QUJD)*]>^ :enc))", ENC, DOLLAR)).containsExactly("!0", "QUJD");
        assertThat(bodies("{\"a\":\"((enc:AAA\",\"b\":\"((enc:QUJD:enc))\",\"c\":\":enc))\"}", ENC))
                .containsExactly("!6", "QUJD");
        assertThat(bodies("(((enc:QUJD:enc))", ENC)).containsExactly("QUJD");
        Marker angles = new Marker("<<", ">>");
        assertThat(bodies("<<<QUJD>>>", angles)).containsExactly("QUJD");
    }

    @Test
    void markersThatShareTextAreKeptApart() {
        Marker plain = new Marker("<<", ">>");
        Marker second = new Marker("<<2:", ">>");
        Marker otherEnd = new Marker("<<", "]]");
        List<Found> found = find("<<2:QUJD>> <<QUJD>> <<QUJD]] <<QUJD>> ]]", plain, second, otherEnd);
        assertThat(found).extracting(Found::marker).containsExactly(second, plain, otherEnd, plain);
        Marker letters = new Marker("ENC", "DNE~");
        assertThat(bodies("ENCAAENCAAA=DNE~", letters)).containsExactly("AAENCAAA=");
    }

    @Test
    void pathsOffsetsAndEscapesInJson() {
        String json = "{\"é😀\":[1,{\"ssn\":\"x ((enc:QUJD:enc))\"}],\"a\\\"b'\":\"((enc:Q\\u0055\\/D\\u003d:enc))\","
                + "\"ssn\":{\"deep\":[\"((enc:QQ==:enc))\"]}}";
        List<Found> found = find(json, ENC);
        assertThat(found).extracting(Found::path)
                .containsExactly("$['é😀'][1].ssn", "$['a\"b\\'']", "$.ssn.deep[0]");
        assertThat(found).extracting(Found::member).containsExactly("ssn", "a\"b'", "deep");
        assertThat(found).extracting(Found::body).containsExactly("QUJD", "QU/D=", "QQ==");
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (Found one : found) {
            String at = new String(bytes, (int) one.offset(), 6, StandardCharsets.UTF_8);
            assertThat(at).isEqualTo("((enc:");
        }
    }

    @Test
    void jsonInsideJsonAndLinesOfJson() {
        String inner = "{\"ssn\":\"((enc:QUJD:enc))\",\"n\":[\"((enc:QQ==:enc))\"]}";
        String outer = Json.MAPPER.createArrayNode().addObject().put("body", inner).toString();
        assertThat(find("[" + outer + "]", ENC)).extracting(Found::path).containsExactly("$[0].body.ssn", "$[0].body.n[0]");
        assertThat(find("plain ((enc:QQ==:enc))\n" + inner + "\n{broken ((enc:QQ==:enc))\n" + inner, ENC))
                .extracting(Found::path)
                .containsExactly("", "$.ssn", "$.n[0]", "", "$.ssn", "$.n[0]");
    }

    @Test
    void percentEncodedWhateverTheEncoderEscapes() {
        for (String form : List.of(
                "a=1&ssn=((enc%3AQU%2BJD%3D:enc))&b=%zz",
                "a=1&ssn=%28%28enc%3AQU%2bJD%3d%3aenc%29%29&b=%zz",
                "{\"body\":\"a=1&ssn=%28%28enc%3AQU%2BJD%3D%3Aenc%29%29\"}")) {
            List<Found> found = find(form, ENC);
            assertThat(found).extracting(Found::body).as(form).containsExactly("QU+JD=");
            assertThat(found.getFirst().place().layers()).endsWith(Layer.PERCENT);
        }
        Marker unreserved = new Marker("enc~", "~cne");
        assertThat(bodies("a=enc~QUJD%3D~cne&100%25", unreserved)).containsExactly("QUJD=");
        assertThat(bodies("100% enc~QUJD=~cne %41", unreserved)).containsExactly("QUJD=");
        Marker foreign = new Marker("«é", "漢»");
        assertThat(bodies("x=" + URLEncoder.encode("«éQQ==漢»", StandardCharsets.UTF_8), foreign)).containsExactly("QQ==");
    }

    @Test
    void bytesThatAreNotUtf8KeepTheirPlaces() {
        byte[] bytes = "\u00ff\u00fe ((enc:QUJD:enc)) \u00e9".getBytes(StandardCharsets.ISO_8859_1);
        Document document = Document.of(bytes);
        assertThat(CiphertextFinder.find(document, List.of(ENC))).extracting(Found::offset).containsExactly(3L);
        assertThat(document.bytes()).isEqualTo(bytes);
    }

    /** Every way of hiding a ciphertext in a document that another writer made is found where that writer put it. */
    @Property(tries = 300)
    void whatIsPutIntoADocumentIsFound(
            @ForAll @NotBlank String prefix,
            @ForAll @NotBlank String suffix,
            @ForAll @Size(max = 6) List<String> texts,
            @ForAll @IntRange(max = 5) int where)
            throws Exception {
        Marker marker = new Marker("⟦" + clean(prefix), clean(suffix) + "⟧");
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            members.put("m" + i, clean(texts.get(i)));
        }
        members.put("sealed" + where, marker.prefix() + "QUJD" + marker.suffix());
        String json = Json.MAPPER.writeValueAsString(members);
        assertThat(find(json, marker)).singleElement().satisfies(found -> {
            assertThat(found.path()).isEqualTo("$.sealed" + where);
            assertThat(found.body()).isEqualTo("QUJD");
        });
        Document opened = Document.of(json)
                .with(Map.of(find(json, marker).getFirst(), Envelope.read("a\"\n\\é".getBytes(StandardCharsets.UTF_8))));
        JsonNode tree = Json.MAPPER.readTree(opened.bytes());
        assertThat(tree.path("sealed" + where).asText()).isEqualTo("a\"\n\\é");
        members.forEach((name, value) -> {
            if (!name.startsWith("sealed")) {
                assertThat(tree.path(name).asText()).isEqualTo(value);
            }
        });
    }

    /** Lone surrogates have no UTF-8, the brackets are the markers' own, and a percent sign would make it an escape. */
    private static String clean(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replaceAll("[⟦⟧%]", "");
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void tenMegabytesOfTheWorstAreQuick() {
        List<String> documents = new ArrayList<>();
        int size = 10 << 20;
        documents.add("((enc:".repeat(size / 6));
        documents.add("(".repeat(size));
        documents.add("A".repeat(size / 20) + "((enc:QQ==:enc))");
        documents.add("%28".repeat(size / 3));
        documents.add("[" + "\"((enc:QQ==:enc)) \\\" x\",".repeat(size / 24) + "1]");
        documents.add("{\"a\":".repeat(900) + "\"" + "\\u0028".repeat(size / 6) + "\"" + "}".repeat(900));
        documents.add("[{\n".repeat(size / 3));
        for (String document : documents) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            CiphertextFinder.find(Document.of(document), List.of(ENC, new Marker("A", ":"), new Marker("((", "))")));
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertThat(Duration.ofNanos(nanos)).as(document.substring(0, 20)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
