package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads the text of a template, JSON or YAML, into a JSON tree with the functions in their long form. Hostile text costs
 * at most time linear in its length: size, depth and aliases are bounded.
 */
public final class TemplateReader {
    /** The most bytes a template from S3 may have, 1 MB; source: AWS page "CloudFormation quotas". */
    public static final int MAX_BYTES = 1_000_000;

    /** Deeper than any real template; keeps every recursive walk within the stack. */
    static final int MAX_DEPTH = 200;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private TemplateReader() {}

    /**
     * Reads a template.
     *
     * @throws TemplateException when it is no template, with the place where it can be told
     */
    public static ObjectNode read(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new TemplateException("Template may not exceed " + MAX_BYTES + " bytes in size.");
        }
        String trimmed = text.stripLeading();
        JsonNode tree = trimmed.startsWith("{") ? json(trimmed) : YamlReader.read(text);
        if (!(tree instanceof ObjectNode object)) {
            throw new TemplateException("Template format error: unsupported structure.");
        }
        refuseNulls(object, "");
        return object;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            if (String.valueOf(e.getOriginalMessage()).contains("nesting depth")) {
                throw tooDeep();
            }
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw new TemplateException("Template format error: JSON not well-formed." + where);
        }
    }

    static TemplateException tooDeep() {
        return new TemplateException("Template format error: nested deeper than " + MAX_DEPTH + " levels.");
    }

    private static void refuseNulls(JsonNode node, String path) {
        if (node.isNull()) {
            throw new TemplateException("[" + path + "] 'null' values are not allowed in templates");
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                refuseNulls(member.getValue(), path + "/" + member.getKey());
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            refuseNulls(node.get(i), path + "/" + i);
        }
    }
}
