package dev.sallyport.core.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.FieldSet;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * What the edge function makes of a posted field, asked of the version at the edge itself: the application that stands
 * behind it is sent nothing, since nobody knows what it would do with a planted record.
 */
final class SealingProofs {
    private final AwsClients aws;
    private final Subject subject;
    private final List<FieldSet> sets;
    private final String planted = "planted-" + UUID.randomUUID();

    /** {@code sets} are the fields that the stack seals. */
    SealingProofs(AwsClients aws, Subject subject, List<FieldSet> sets) {
        this.aws = aws;
        this.subject = subject;
        this.sets = sets;
    }

    List<Check> checks() {
        return List.of(new Check("edge-seals", "A posted field leaves the edge encrypted", Lag.LOCK, this::seals));
    }

    private Verdict seals() {
        String version = subject.output("EdgeFunctionVersion");
        List<String> sealed = new ArrayList<>();
        for (Map.Entry<String, String> body : bodies().entrySet()) {
            InvokeResponse answer = aws.lambda(EdgeRegion.NAME)
                    .invoke(request -> request.functionName(version)
                            .payload(SdkBytes.fromUtf8String(event(body.getKey(), body.getValue()))));
            String why = answer.functionError() == null
                    ? objection(body.getKey(), answer.payload().asUtf8String())
                    : answer.functionError();
            if (!why.isEmpty()) {
                return Verdict.of(false, version + " called with " + body.getKey() + ": " + why);
            }
            sealed.add(body.getKey().replaceFirst(";.*", ""));
        }
        return Verdict.of(
                true, version + ", called by itself, seals what is posted as " + String.join(", ", sealed));
    }

    /** A record of each kind, by its Content-Type; XML where a field's name can be an element's. */
    private Map<String, String> bodies() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        StringBuilder xml = new StringBuilder();
        StringBuilder form = new StringBuilder();
        StringBuilder parts = new StringBuilder();
        for (FieldSet set : sets) {
            String field = set.fields().stream().findFirst().orElse("");
            json.put(field, planted);
            form.append(form.isEmpty() ? "" : "&")
                    .append(PercentCoding.encode(field))
                    .append('=')
                    .append(planted);
            if (field.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
                xml.append('<').append(field).append('>').append(planted).append("</").append(field).append('>');
                parts.append("--planted\r\nContent-Disposition: form-data; name=\"")
                        .append(field)
                        .append("\"\r\n\r\n")
                        .append(planted)
                        .append("\r\n");
            }
        }
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("application/json", json.toString());
        bodies.put("application/x-www-form-urlencoded", form.toString());
        if (!xml.isEmpty()) {
            bodies.put("application/xml", "<record>" + xml + "</record>");
            bodies.put("multipart/form-data; boundary=planted", parts + "--planted--\r\n");
        }
        return bodies;
    }

    /** Lambda@Edge event structure, origin request. */
    private String event(String type, String body) {
        URI origin = URI.create(subject.parameter("Origin"));
        ObjectNode event = Json.MAPPER.createObjectNode();
        ObjectNode cf = event.putArray("Records").addObject().putObject("cf");
        cf.putObject("config").put("eventType", "origin-request").put("requestId", planted);
        ObjectNode request = cf.putObject("request");
        request.put("clientIp", "203.0.113.1").put("method", "POST").put("uri", "/").put("querystring", "");
        ObjectNode headers = request.putObject("headers");
        headers.putArray("host").addObject().put("key", "Host").put("value", origin.getHost());
        headers.putArray("content-type").addObject().put("key", "Content-Type").put("value", type);
        request.putObject("body")
                .put("inputTruncated", false)
                .put("action", "read-only")
                .put("encoding", "base64")
                .put("data", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
        ObjectNode custom = request.putObject("origin").putObject("custom");
        custom.put("domainName", origin.getHost())
                .put("path", origin.getPath())
                .put("port", 443)
                .put("protocol", "https");
        custom.putObject("customHeaders");
        return event.toString();
    }

    /** Why the answer is no sealed request; empty where it is one. What it signs is told to nobody. */
    private String objection(String type, String payload) {
        JsonNode answer;
        try {
            answer = Json.MAPPER.readTree(payload);
        } catch (JsonProcessingException e) {
            return "the answer is no JSON";
        }
        if (answer.has("status")) {
            return answer.path("status").asText() + " " + answer.path("body").asText();
        }
        String data = answer.path("body").path("data").asText();
        String text = new String(
                answer.path("body").path("encoding").asText().equals("text")
                        ? data.getBytes(StandardCharsets.UTF_8)
                        : Base64.getDecoder().decode(data),
                StandardCharsets.UTF_8);
        if (text.contains(planted)) {
            return "the planted value leaves it in the clear";
        }
        String read = type.contains("urlencoded") ? new String(PercentCoding.decode(text, true), StandardCharsets.UTF_8) : text;
        return sets.stream()
                .filter(set -> !set.fields().isEmpty() && !isUnder(set, type, read))
                .findFirst()
                .map(set -> "nothing stands between " + set.prefix() + " and " + set.suffix())
                .orElse("");
    }

    private static boolean isUnder(FieldSet set, String type, String text) {
        boolean isXml = type.endsWith("xml");
        int prefix = text.indexOf(isXml ? escaped(set.prefix()) : set.prefix());
        return prefix >= 0 && text.indexOf(isXml ? escaped(set.suffix()) : set.suffix(), prefix) > prefix;
    }

    private static String escaped(String marker) {
        return marker.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&apos;");
    }
}
