package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final Marker ENC = new Marker("((enc:", ":enc))");
    private static final String SEALED = "((enc:QUJD:enc))";

    private static Parts parts(String text) {
        Document document = Document.of(text);
        return Parts.of(document, CiphertextFinder.find(document, List.of(ENC)));
    }

    private static List<String> titles(String text) {
        return parts(text).sealed().stream().map(Part::title).toList();
    }

    private static List<String> texts(String text) {
        return parts(text).sealed().stream().map(part -> text.substring(part.start(), part.end())).toList();
    }

    @Test
    void theElementsOfAListAreRecordsNamedByTheirIds() {
        String text = "[ {\"a\":\"],[\\\"\",\"id\":\"x-7\",\"s\":\"" + SEALED + "\"}, {\"s\":\"none\"},\n\"" + SEALED
                + "\" ,{\"orderId\":9,\"deep\":[[{\"s\":\"" + SEALED + "\"}]],\"t\":\"" + SEALED + "\"}]";
        assertThat(parts(text).total()).isEqualTo(4);
        assertThat(titles(text)).containsExactly("id x-7", "record 3", "orderId 9");
        assertThat(texts(text).getFirst()).startsWith("{\"a\"").endsWith("\"}");
        assertThat(parts(text).sealed()).extracting(part -> part.found().size()).containsExactly(1, 1, 2);
        assertThat(parts(text).sealed()).flatExtracting(Part::found).extracting(Found::path)
                .containsExactly("$[0].s", "$[2]", "$[3].deep[0][0].s", "$[3].t");
    }

    @Test
    void whatAwsToolsWrapIsUnwrapped() {
        for (String name : List.of("Items", "Records", "events")) {
            String text = "{\"Count\":2,\"none\":[1],\"" + name + "\":[{\"id\":1,\"s\":\"" + SEALED + "\"},{\"id\":2,\"s\":\"" + SEALED
                    + "\"}],\"more\":{\"Items\":[3]}}";
            assertThat(titles(text)).as(name).containsExactly("id 1", "id 2");
        }
        String one = "{\"id\":\"17\",\"list\":[{\"s\":\"" + SEALED + "\"},{\"s\":\"" + SEALED + "\"}]}";
        assertThat(titles(one)).containsExactly("id 17");
        assertThat(texts(one)).containsExactly(one);
    }

    @Test
    void aDocumentWithACiphertextBesideItsListIsOneRecord() {
        for (String text : List.of(
                "{\"Records\":[],\"body\":\"" + SEALED + "\"}",
                "{\"Items\":[{\"s\":\"" + SEALED + "\"}],\"after\":\"" + SEALED + "\"}",
                "{\"before\":\"" + SEALED + "\",\"Items\":[{\"s\":\"" + SEALED + "\"}]}")) {
            assertThat(texts(text)).containsExactly(text);
            assertThat(parts(text).total()).isEqualTo(1);
            assertThat(parts(text).sealed().getFirst().found())
                    .isEqualTo(CiphertextFinder.find(Document.of(text), List.of(ENC)));
        }
    }

    @Test
    void linesOfJsonAreRecordsAndAShortTextIsOne() {
        String lines = "{\"id\":1,\"s\":\"" + SEALED + "\"}\n\n{\"id\":2}\r\n{\"n\":3,\"s\":\"" + SEALED + "\"}\n";
        assertThat(titles(lines)).containsExactly("id 1", "line 3");
        assertThat(parts(lines).total()).isEqualTo(3);
        String text = "Dear Jo,\n" + SEALED + "\nis the number.\n";
        assertThat(titles(text)).containsExactly("document");
        assertThat(texts(text)).containsExactly(text);
    }

    @Test
    void aLongTextIsReadByLinesOfWhichNoneCutsACiphertext() {
        String broken = "((enc:QU\nJD\n:enc))";
        String log = "GET /a 200\n".repeat(3_000) + "POST /b " + SEALED + "\nx " + broken + " y\nlast " + SEALED;
        assertThat(titles(log)).containsExactly("line 3001", "line 3002", "line 3003");
        assertThat(texts(log)).containsExactly("POST /b " + SEALED, "x " + broken + " y", "last " + SEALED);
        String xml = "<r>\n" + "<a>1</a>\n".repeat(3_000) + SEALED + "\n</r>";
        assertThat(titles(xml)).containsExactly("document");
    }

    @Test
    void nothingIsFoundInNothing() {
        assertThat(parts("").sealed()).isEmpty();
        assertThat(parts("[]").sealed()).isEmpty();
        assertThat(parts("{}").total()).isEqualTo(1);
    }
}
