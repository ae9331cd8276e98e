package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.GivenFile;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A saved answer as a tree: JSON in any Unicode encoding, with or without a byte order mark, or YAML, which
 * {@code --output yaml} prints.
 */
final class SavedFile {
    /** Of a Terraform plan or state, which holds all that a configuration manages; less where the memory is small. */
    private static final int LARGEST = (int)
            Math.min(256 << 20, Math.max(GivenFile.DOCUMENT, Runtime.getRuntime().maxMemory() / 8));

    private static final Pattern HCL = Pattern.compile(
            "(?m)^\\s*(?:resource|module|data)\\s+\"[A-Za-z0-9_-]+\"(?:\\s+\"[^\"]+\")?\\s*\\{");

    private SavedFile() {}

    /**
     * The documents of a file; several where {@code jq} or a shell put them one behind the other.
     *
     * @throws SallyportException {@code SP-FILE} when it cannot be read, {@code SP-NO-DISTRIBUTION} when it is neither
     */
    static List<JsonNode> documents(Path file) {
        byte[] bytes = bytes(file);
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            List<JsonNode> read = new ArrayList<>();
            while (parser.nextToken() != null) {
                read.add(Json.MAPPER.readTree(parser));
            }
            if (read.isEmpty()) {
                throw Unfit.because(file + " is empty.");
            }
            return read;
        } catch (JacksonException e) {
            return List.of(otherwise(file, decoded(bytes), e));
        } catch (IOException e) {
            // The bytes are all here: what is left is an encoding that they break.
            throw Unfit.because(file + " is no text in any encoding of Unicode.").causedBy(e);
        }
    }

    /** On which lines the parts of a file stand that {@link #documents} reads. */
    static SavedLines lines(Path file) {
        byte[] bytes = bytes(file);
        return SavedLines.of(bytes, decoded(bytes));
    }

    private static byte[] bytes(Path file) {
        try {
            return GivenFile.read(file, LARGEST);
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-FILE", "Cannot read " + file + ".", "Check the file's name and rights.")
                    .causedBy(e);
        }
    }

    private static JsonNode otherwise(Path file, String text, JacksonException asJson) {
        if (HCL.matcher(text).find()) {
            throw Unfit.because(file + " is a Terraform configuration, not an answer of CloudFront.").causedBy(asJson);
        }
        if (text.stripLeading().startsWith("<")) {
            throw Unfit.because(file + " is XML or HTML, not JSON.").causedBy(asJson);
        }
        boolean begunAsJson = text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
        JsonNode yaml = begunAsJson ? null : Yaml.read(text);
        if (yaml == null || !yaml.isContainerNode()) {
            throw Unfit.because(file + " is not JSON" + (begunAsJson ? place(asJson) : "") + ".").causedBy(asJson);
        }
        return yaml;
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : ": it breaks off or goes wrong at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static String decoded(byte[] bytes) {
        Charset charset = charset(bytes);
        String text = new String(bytes, charset == null ? StandardCharsets.UTF_8 : charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** By the byte order mark; the longer one of UTF-32 begins like that of UTF-16. */
    private static @Nullable Charset charset(byte[] bytes) {
        int mark = 0;
        for (int i = 0; i < 4; i++) {
            mark = (mark << 8) | (i < bytes.length ? bytes[i] & 0xFF : 0x20);
        }
        if (mark == 0x0000FEFF || mark == 0xFFFE0000) {
            return StandardCharsets.UTF_32;
        }
        return mark >>> 16 == 0xFEFF || mark >>> 16 == 0xFFFE ? StandardCharsets.UTF_16 : null;
    }
}
