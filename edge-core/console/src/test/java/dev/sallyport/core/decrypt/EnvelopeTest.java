package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\0", "\0 ", "\0no json", "\0\"\\u0000x\"", "\0\"in JSON\"", "\0 {\"a\": 1.50}", "\0null"})
    void whatIsSealedAgainIsWhatWasSealed(String plaintext) {
        byte[] bytes = plaintext.getBytes(StandardCharsets.UTF_8);
        assertThat(Envelope.read(bytes.clone()).bytes()).isEqualTo(bytes);
    }

    @Test
    void bytesThatAreNoTextAreSealedAgainAsTheyWere() {
        byte[] bytes = {(byte) 0xff, 0, 1};
        assertThat(Envelope.read(bytes.clone()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\0 \n"})
    void noJsonAtAllIsText(String plaintext) {
        Envelope envelope = Envelope.read(plaintext.getBytes(StandardCharsets.UTF_8));
        assertThat(envelope.value().isTextual()).isTrue();
        assertThat(envelope.text()).isEqualTo(plaintext);
    }
}
