package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyUseTest {
    private static final Marker NEW = new Marker("<n:", ":n>");
    private static final Marker OLD = new Marker("<o:", ":o>");
    private static final Marker LOST = new Marker("<l:", ":l>");
    private static final String TEXT = "[{\"a\":\"<n:QQ==:n>\",\"b\":\"<n:Qg==:n>\"},{\"a\":\"<o:QQ==:o>\",\"b\":\"<n:QQ==:n>\"},"
            + "{\"c\":\"<l:QQ==:l>\"},{\"d\":1}]";

    private static KeyRing ring() {
        Map<Marker, List<RingKey>> keys = new LinkedHashMap<>();
        keys.put(NEW, List.of(key("alias/new"), key("alias/old")));
        keys.put(OLD, List.of(key("alias/old")));
        keys.put(LOST, List.of());
        return new KeyRing(keys);
    }

    private static RingKey key(String name) {
        return new RingKey.InKms(name, KeyRing.OAEP_SHA256);
    }

    @Test
    void markersTellWhereEachHasOneKey() {
        Document document = Document.of(TEXT);
        List<Found> found = Decrypter.find(document, ring());
        assertThat(KeyUse.byMarker(found, Parts.of(document, found), ring())).containsExactly(
                new KeyUse(List.of("alias/new", "alias/old"), "<n:", ":n>", 3, 2),
                new KeyUse(List.of("alias/old"), "<o:", ":o>", 1, 1),
                new KeyUse(List.of(), "<l:", ":l>", 1, 1));
    }

    @Test
    void openingTellsTheRest() {
        Document document = Document.of(TEXT);
        List<Found> found = Decrypter.find(document, ring());
        List<Field> fields = found.stream()
                .map(each -> each.path().equals("$[0].b")
                        ? new Field(each.path(), each.offset(), "alias/old", FieldStatus.DECRYPTED, TextNode.valueOf("x"), "", "")
                        : each.marker().equals(LOST)
                        ? new Field(each.path(), each.offset(), "alias/old", FieldStatus.CORRUPT, null, "changed", "")
                        : new Field(each.path(), each.offset(), "alias/new", FieldStatus.DECRYPTED, TextNode.valueOf("x"), "", ""))
                .toList();
        assertThat(KeyUse.byOpening(found, Parts.of(document, found), new Opened(fields, 4, 1, document))).containsExactly(
                new KeyUse(List.of("alias/new"), "<n:", ":n>", 2, 2),
                new KeyUse(List.of("alias/old"), "<n:", ":n>", 1, 1),
                new KeyUse(List.of("alias/new"), "<o:", ":o>", 1, 1),
                new KeyUse(List.of(), "<l:", ":l>", 1, 1));
    }

    @Test
    void callsAreCountedOncePerCiphertextAndKey() {
        List<Found> found = Decrypter.find(Document.of(TEXT), ring());
        // <n:QQ==:n> stands twice; two ciphertexts by two keys, one by one, one by none.
        assertThat(Decrypter.calls(found, ring())).isEqualTo(5);
    }
}
