package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sallyport.core.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What was sealed. The form is described once, in {@code assets/functions/shared/seal.mjs}: the string itself in
 * UTF-8, or U+0000 and the JSON text of any value. Whatever else was sealed by others reads as a string.
 */
final class Envelope {
    private static final ObjectReader EXACT = Json.MAPPER
            .reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private final byte[] bytes;
    private final JsonNode value;
    private final String json;
    private final String note;

    private Envelope(byte[] bytes, JsonNode value, String json, String note) {
        this.bytes = bytes;
        this.value = value;
        this.json = json;
        this.note = note;
    }

    static Envelope read(byte[] plaintext) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plaintext)).toString();
        } catch (CharacterCodingException e) {
            String base64 = Base64.getEncoder().encodeToString(plaintext);
            return new Envelope(
                    plaintext,
                    TextNode.valueOf(base64),
                    "",
                    "The plaintext is not UTF-8; the value is its bytes in base64.");
        }
        if (text.startsWith("\0")) {
            try {
                JsonNode value = EXACT.readTree(text.substring(1));
                if (!value.isMissingNode()) {
                    return new Envelope(plaintext, value, value.isTextual() ? "" : text.substring(1), "");
                }
            } catch (JsonProcessingException | NumberFormatException e) {
                // Another program's plaintext that happens to begin with U+0000.
            }
        }
        return new Envelope(plaintext, TextNode.valueOf(text), "", "");
    }

    /** A string that stands in the place of another. */
    static Envelope ofText(String text) {
        return new Envelope(text.getBytes(StandardCharsets.UTF_8), TextNode.valueOf(text), "", "");
    }

    /** What was sealed as it was, to be sealed again. */
    byte[] bytes() {
        return bytes;
    }

    /** With its type; numbers keep every digit. */
    JsonNode value() {
        return value;
    }

    /** A sentence when the value stands for what is no text; else empty. */
    String note() {
        return note;
    }

    /** Whether the value is a string. */
    boolean isString() {
        return json.isEmpty();
    }

    /** The value as it stands inside a longer text: its JSON text as it was sealed where it is no string. */
    String text() {
        return isString() ? value.asText() : json;
    }

    @Override
    public String toString() {
        return "Envelope";
    }
}
