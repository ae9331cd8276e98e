package dev.sallyport.core.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sallyport.core.masking.Masking;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Masks a record of a web ACL's traffic log. Address, method, host, path, labels and rules stay; what a rule matched stays
 * where it is of the query or the body, and goes where it is of a header or a cookie that is masked.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html">Log fields for web ACL
 *     traffic</a>
 */
public final class WafRecordMask {
    /** Members that AWS WAF itself writes, or that are never masked. */
    private static final Set<String> PLAIN = Set.of(
            "timestamp", "formatVersion", "webaclId", "terminatingRuleId", "terminatingRuleType", "action",
            "httpSourceName", "httpSourceId", "responseCodeSent", "labels", "ja3Fingerprint", "ja4Fingerprint",
            "clientAsn", "forwardedAsn", "oversizeFields", "requestBodySize", "requestBodySizeInspectedByWAF",
            "captchaResponse", "challengeResponse");

    private static final Set<String> PLAIN_OF_REQUEST = Set.of(
            "clientIp", "country", "uri", "httpVersion", "httpMethod", "requestId", "scheme", "host");

    private static final Set<String> RULES = Set.of(
            "terminatingRuleMatchDetails", "ruleGroupList", "rateBasedRuleList", "nonTerminatingMatchingRules");

    private final Masking masking;

    private WafRecordMask(Masking masking) {
        this.masking = masking;
    }

    /** The record; where the line is none, as a line that could not be read. */
    public static String masked(Masking masking, String line) {
        if (!masking.isOn()) {
            return line;
        }
        if (!(LineKinds.json(line.strip()).orElse(null) instanceof ObjectNode record)) {
            return masking.unread(line);
        }
        ObjectNode masked = record.deepCopy();
        new WafRecordMask(masking).record(masked);
        return masked.equals(record) ? line : masked.toString();
    }

    private void record(ObjectNode record) {
        for (String member : record.properties().stream().map(one -> one.getKey()).toList()) {
            JsonNode value = record.path(member);
            if (member.equals("httpRequest") && value instanceof ObjectNode request) {
                request(request);
            } else if (RULES.contains(member)) {
                rules(value);
            } else if (!PLAIN.contains(member)) {
                // Also the headers that rules insert.
                record.set(member, masking.member(member, value));
            }
        }
    }

    private void request(ObjectNode request) {
        for (String member : request.properties().stream().map(one -> one.getKey()).toList()) {
            if (!PLAIN_OF_REQUEST.contains(member)) {
                request.set(member, masking.member(member, request.path(member)));
            }
        }
    }

    private void rules(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("matchedData") instanceof ArrayNode data) {
                matched(object, data);
            }
            if (object.path("limitValue").isTextual()) {
                String value = object.path("limitValue").textValue();
                object.put("limitValue", key(object.path("limitKey").asText(), "", value));
            }
            if (object.path("customValues") instanceof ArrayNode) {
                object.path("customValues").forEach(this::custom);
            }
        }
        node.forEach(this::rules);
    }

    private void custom(JsonNode part) {
        if (part instanceof ObjectNode object && object.path("value").isTextual()) {
            object.put("value", key(
                    object.path("key").asText(), object.path("name").asText(""), object.path("value").textValue()));
        }
    }

    /** What a rate-based rule counts by. */
    private String key(String kind, String name, String value) {
        return switch (kind.toUpperCase(Locale.ROOT)) {
            case "HEADER" -> masking.header(name, value);
            case "COOKIE" -> masking.cookie(name, value);
            case "QUERY_ARGUMENT" -> masking.parameter(name, value);
            case "QUERY_STRING" -> masking.query(value);
            default -> value;
        };
    }

    /**
     * Of a masked header or cookie the match is a part of the secret. Elsewhere it is what the operator must see to
     * judge the rule, unless the argument's name tells a secret, or its form.
     */
    private void matched(ObjectNode detail, ArrayNode data) {
        String location = detail.path("location").asText().toUpperCase(Locale.ROOT);
        String name = detail.path("matchedFieldName").asText("");
        String all = data.valueStream().map(JsonNode::asText).collect(Collectors.joining(" "));
        boolean hidden = location.contains("COOKIE")
                ? !masking.cookie(name, all).equals(all)
                : location.contains("HEADER") ? !masking.header(name, all).equals(all) : masking.isTelling(name);
        if (hidden) {
            data.removeAll().add(masking.value(all));
        } else {
            for (int i = 0; i < data.size(); i++) {
                data.set(i, TextNode.valueOf(masking.tokens(data.path(i).asText())));
            }
        }
    }
}
