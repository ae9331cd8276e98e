package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB's items as plain JSON: numbers as they are, binary values as base64, sets as lists. */
final class PlainItems {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PlainItems() {}

    static ObjectNode json(Map<String, AttributeValue> item) {
        ObjectNode object = JSON.objectNode();
        new TreeMap<>(item).forEach((name, value) -> object.set(name, json(value)));
        return object;
    }

    private static JsonNode json(AttributeValue value) {
        return switch (value.type()) {
            case S -> JSON.textNode(value.s());
            case N -> JSON.numberNode(new BigDecimal(value.n()));
            case B -> JSON.textNode(base64(value.b()));
            case BOOL -> JSON.booleanNode(value.bool());
            case M -> json(value.m());
            case L -> list(value.l().stream().map(PlainItems::json).toList());
            case SS -> list(value.ss().stream().map(JSON::textNode).toList());
            case NS -> list(value.ns().stream().map(n -> JSON.numberNode(new BigDecimal(n))).toList());
            case BS -> list(value.bs().stream().map(b -> JSON.textNode(base64(b))).toList());
            case NUL, UNKNOWN_TO_SDK_VERSION -> JSON.nullNode();
        };
    }

    private static ArrayNode list(List<? extends JsonNode> items) {
        ArrayNode list = JSON.arrayNode();
        items.forEach(list::add);
        return list;
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }
}
