package dev.sallyport.views.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.core.decrypt.Permission.Answer;
import dev.sallyport.core.decrypt.RingKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldStateTest {
    private static final Marker MARKER = new Marker("<", ">");
    private static final RingKey NEW = new RingKey.InKms("alias/new", KeyRing.OAEP_SHA256);
    private static final RingKey OLD = new RingKey.InKms("alias/old", KeyRing.OAEP_SHA256);
    private static final Permission DENIED = new Permission(Answer.NO, "key policy", "Neither allows it.");
    private static final Permission SILENT = new Permission(Answer.UNKNOWN, "not answered", "AWS did not answer.");

    private static FieldState state(List<RingKey> keys, Map<RingKey, Permission> answers) {
        KeyRing ring = new KeyRing(Map.of(MARKER, keys));
        Found found = Decrypter.find(Document.of("<QQ==>"), ring).getFirst();
        return FieldState.of(found, ring, answers);
    }

    @Test
    void oneKeyThatMayBeUsedIsEnough() {
        assertThat(state(List.of(NEW, OLD), Map.of(NEW, DENIED, OLD, Permission.GRANTED)))
                .isEqualTo(new FieldState(Answer.YES, "Yes", "Neither allows it."));
    }

    @Test
    void aKeyThatDidNotAnswerIsNoRefusal() {
        assertThat(state(List.of(NEW, OLD), Map.of(NEW, DENIED, OLD, SILENT)).answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(state(List.of(NEW, OLD), Map.of(NEW, DENIED)).word()).isEqualTo("Asking");
        assertThat(state(List.of(NEW), Map.of(NEW, DENIED)))
                .isEqualTo(new FieldState(Answer.NO, "key policy", "Neither allows it."));
    }

    @Test
    void aMarkerWithoutAKeyIsSaid() {
        assertThat(state(List.of(), Map.of()).word()).isEqualTo("No key");
    }
}
