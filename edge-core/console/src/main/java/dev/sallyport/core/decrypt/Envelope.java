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
 *
 * @param value with its type; numbers keep every digit
 * @param json the value's JSON text as it was sealed; empty for a string
 * @param note a sentence when the value stands for what is no text; else empty
 */
record Envelope(JsonNode value, String json, String note) {
    private static final ObjectReader EXACT = Json.MAPPER
            .reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    static Envelope read(byte[] plaintext) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plaintext)).toString();
        } catch (CharacterCodingException e) {
            String bytes = Base64.getEncoder().encodeToString(plaintext);
            return new Envelope(TextNode.valueOf(bytes), "", "The plaintext is not UTF-8; the value is its bytes in base64.");
        }
        if (text.startsWith("\0")) {
            try {
                JsonNode value = EXACT.readTree(text.substring(1));
                return new Envelope(value, value.isTextual() ? "" : text.substring(1), "");
            } catch (JsonProcessingException e) {
                // Another program's plaintext that happens to begin with U+0000.
            }
        }
        return new Envelope(TextNode.valueOf(text), "", "");
    }

    /** A string that stands in the place of another. */
    static Envelope ofText(String text) {
        return new Envelope(TextNode.valueOf(text), "", "");
    }

    /** What was sealed, to be sealed again. */
    byte[] bytes() {
        if (!note.isEmpty()) {
            return Base64.getDecoder().decode(value.asText());
        }
        String text = value.asText();
        // A string that begins with U+0000 goes in its JSON form, so that no envelope has two readings.
        String envelope = !isString() ? "\0" + json : text.startsWith("\0") ? "\0" + value : text;
        return envelope.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the value is a string. */
    boolean isString() {
        return json.isEmpty();
    }

    /** The value as it stands inside a longer text. */
    String text() {
        return isString() ? value.asText() : json;
    }

    @Override
    public String toString() {
        return "Envelope";
    }
}
