package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecordTextTest {
    private static final Marker ENC = new Marker("((enc:", ":enc))");
    private static final String SEALED = "((enc:QUJD:enc))";

    /** As a reader sees it: a ciphertext as its path in brackets. */
    private static String shown(Document document) {
        List<Found> found = CiphertextFinder.find(document, List.of(ENC));
        return Parts.of(document, found).sealed().stream()
                .flatMap(part -> RecordText.of(document, part).stream())
                .map(piece -> switch (piece) {
                    case Shown.Text(String text) -> text;
                    case Shown.Note(String words) -> "(" + words + ")";
                    case Shown.Sealed(Found sealed) -> "⟦" + sealed.path() + "⟧";
                })
                .collect(Collectors.joining());
    }

    @Test
    void jsonIsIndentedAndKeepsWhatIsWritten() {
        String json = "{\"n\":1.50e2,\"big\":12345678901234567890,\"n\":[],\"o\":{},\"a\\u0022\":[true,null,\"é\\n\"],\"s\":\"x " + SEALED + " y\"}";
        assertThat(shown(Document.of(json))).isEqualTo(
                """
                {
                  "n": 1.50e2,
                  "big": 12345678901234567890,
                  "n": [],
                  "o": {},
                  "a\\"": [
                    true,
                    null,
                    "é\\n"
                  ],
                  "s": "x ⟦$.s⟧ y"
                }""");
    }

    @Test
    void jsonInAStringIsReadAsJson() throws Exception {
        String inner = "{\"fname\":\"" + SEALED + "\",\"q\":\"a \\\"b\\\"\"}";
        String outer = Json.MAPPER.createObjectNode().put("body", inner).put("plain", "{no json").toString();
        assertThat(shown(Document.of(outer))).isEqualTo(
                """
                {
                  "body": (JSON in a string)
                    {
                      "fname": "⟦$.body.fname⟧",
                      "q": "a \\"b\\""
                    },
                  "plain": "{no json"
                }""");
    }

    @Test
    void everythingElseStaysAsItStands() {
        String form = "a=1+2&ssn=%28%28enc%3AQUJD%3Aenc%29%29&b=%zz\n";
        assertThat(shown(Document.of(form))).isEqualTo("a=1+2&ssn=⟦⟧&b=%zz\n");
        Document bytes = Document.of(("\u00ff " + SEALED + " Köln").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(shown(bytes)).isEqualTo("\ufffd ⟦⟧ K\ufffdln");
        Document german = Document.of(("Köln " + SEALED).getBytes(StandardCharsets.UTF_8));
        assertThat(shown(german)).isEqualTo("Köln ⟦⟧");
    }

    @Test
    void aTextThatHoldsTheMarkItselfKeepsIt() {
        assertThat(shown(Document.of("{\"a\":\"\ufdd00\ufdd0\",\"s\":\"" + SEALED + "\"}")))
                .isEqualTo("{\n  \"a\": \"\ufdd00\ufdd0\",\n  \"s\": \"⟦$.s⟧\"\n}");
        for (String forged : List.of("\\ufdd0", "\\ufdd00\\ufdd0", "\\ufdd0x\\ufdd0")) {
            String read = forged.replace("\\ufdd0", "\ufdd0");
            assertThat(shown(Document.of("{\"a\":\"" + forged + "\",\"s\":\"" + SEALED + "\"}")))
                    .isEqualTo("{\n  \"a\": \"" + read + "\",\n  \"s\": \"⟦$.s⟧\"\n}");
        }
    }
}
