package dev.sallyport.core.decrypt;

import dev.sallyport.core.decrypt.Found.Place;
import dev.sallyport.core.decrypt.Found.Span;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The text in which ciphertexts are looked for: UTF-8, or else any bytes at all, which come out again as they were.
 */
public final class Document {
    private final String text;
    /** UTF-8; or ISO 8859-1, which gives each byte a character, for bytes that are not UTF-8. */
    private final Charset charset;

    private Document(String text, Charset charset) {
        this.text = text;
        this.charset = charset;
    }

    /** Text. */
    public static Document of(String text) {
        return new Document(text, StandardCharsets.UTF_8);
    }

    /** Bytes of any kind. */
    public static Document of(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return new Document(text, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return new Document(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
        }
    }

    /** The bytes, as in the source where nothing was opened. */
    public byte[] bytes() {
        return text.getBytes(charset);
    }

    /** As text for a person. */
    public String shown() {
        return legible(text);
    }

    /** A piece of {@link #text} for a person. */
    String legible(String piece) {
        return charset.equals(StandardCharsets.UTF_8) ? piece : new String(piece.getBytes(charset), StandardCharsets.UTF_8);
    }

    String text() {
        return text;
    }

    /** How {@code words} are written in {@link #text}. */
    String asWritten(String words) {
        return new String(words.getBytes(StandardCharsets.UTF_8), charset);
    }

    long bytesBetween(int from, int to) {
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return (long) to - from;
        }
        long bytes = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of the four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** The place that lies so many bytes after {@code from}; both between characters. */
    int after(int from, long bytes) {
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return Math.toIntExact(from + bytes);
        }
        int at = from;
        for (long left = bytes; left > 0; at++) {
            left -= bytesBetween(at, at + 1);
        }
        return at;
    }

    /** How many characters the first {@code bytes} bytes are, as far as the document goes. */
    int charactersIn(long bytes) {
        return bytes == 0 ? 0 : bytes >= bytesBetween(0, text.length()) ? text.length() : after(0, bytes);
    }

    /** The document with each of these ciphertexts, markers included, replaced by what it says. */
    Document with(Map<Found, Envelope> opened) {
        List<Map.Entry<Found, Envelope>> inOrder = new ArrayList<>(opened.entrySet());
        inOrder.sort(Comparator.comparingInt(entry -> entry.getKey().place().start()));
        StringBuilder out = new StringBuilder(text.length());
        int copied = 0;
        for (Map.Entry<Found, Envelope> entry : inOrder) {
            Place place = entry.getKey().place();
            Envelope envelope = entry.getValue();
            List<Layer> layers = place.layers();
            Span span = new Span(place.start(), place.end());
            if (!envelope.isString() && place.string() != null) {
                // A number, boolean or object takes the place of the whole string, so that it has its type again.
                span = place.string();
                layers = layers.subList(0, layers.size() - 1);
            }
            String spelled = envelope.text();
            for (Layer layer : layers.reversed()) {
                spelled = layer.spell(spelled);
            }
            out.append(text, copied, span.start()).append(asWritten(spelled));
            copied = span.end();
        }
        return new Document(out.append(text, copied, text.length()).toString(), charset);
    }
}
