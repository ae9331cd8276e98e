package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The transform {@code AWS::Serverless-2016-10-31}: functions, APIs, tables and Globals become plain resources under the logical
 * ids that AWS generates, as far as templates refer to them. An API's methods are resources of their own, where AWS writes a
 * definition into the API. What is not carried out is refused by its place.
 *
 * @see <a href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html">AWS SAM
 *     specification</a>
 */
final class Serverless {
    static final String NAME = "AWS::Serverless-2016-10-31";

    private static final String PREFIX = "AWS::Serverless::";
    private static final Set<String> KINDS = Set.of("Function", "Api", "HttpApi", "SimpleTable");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Serverless() {}

    static ObjectNode expanded(ObjectNode root) {
        ObjectNode made = root.deepCopy();
        JsonNode globals = made.path("Globals");
        made.remove("Globals");
        globals.properties().forEach(section -> {
            if (!KINDS.contains(section.getKey())) {
                throw refused("Globals/" + section.getKey());
            }
        });
        if (!(made.get("Resources") instanceof ObjectNode declared)) {
            return made;
        }
        ObjectNode resources = JSON.objectNode();
        ServerlessApis apis = new ServerlessApis(resources);
        declared.properties().forEach(entry -> {
            String type = entry.getValue().path("Type").asText();
            if (!type.startsWith(PREFIX)) {
                resources.set(entry.getKey(), entry.getValue());
                return;
            }
            String kind = type.substring(PREFIX.length());
            if (!KINDS.contains(kind)) {
                throw new TemplateException("The sandbox carries out Function, Api, HttpApi and SimpleTable of " + NAME
                        + " only; Resources/" + entry.getKey() + " is of type " + type + ".");
            }
            ObjectNode properties = merged(globals.path(kind), entry.getValue().path("Properties"));
            ServerlessResource given = new ServerlessResource(entry.getKey(), entry.getValue(), properties);
            switch (kind) {
                case "Function" -> new ServerlessFunction(given, resources, apis).expand();
                case "Api", "HttpApi" -> apis.declare(given, kind);
                default -> table(given, resources);
            }
        });
        apis.expand(globals);
        made.set("Resources", resources);
        return made;
    }

    /** AWS page "Globals section": objects are merged, lists joined, everything else replaced. */
    static ObjectNode merged(JsonNode global, JsonNode own) {
        ObjectNode merged = global instanceof ObjectNode object ? object.deepCopy() : JSON.objectNode();
        own.properties().forEach(member -> {
            JsonNode before = merged.get(member.getKey());
            JsonNode value = member.getValue();
            if (before != null && before.isObject() && value.isObject() && !isFunction(before) && !isFunction(value)) {
                merged.set(member.getKey(), merged(before, value));
            } else if (before != null && before.isArray() && value.isArray()) {
                value.forEach(merged.withArray(member.getKey())::add);
            } else {
                merged.set(member.getKey(), value);
            }
        });
        return merged;
    }

    static boolean isFunction(JsonNode node) {
        String name = node.size() == 1 && node.isObject() ? node.fieldNames().next() : "";
        return name.equals("Ref") || name.startsWith("Fn::");
    }

    private static void table(ServerlessResource given, ObjectNode resources) {
        ObjectNode own = given.properties();
        given.allow(Set.of("PrimaryKey", "ProvisionedThroughput", "TableName", "SSESpecification", "Tags", "PointInTimeRecoverySpecification"));
        String key = own.at("/PrimaryKey/Name").asText("id");
        String type = Map.of("String", "S", "Number", "N", "Binary", "B")
                .getOrDefault(own.at("/PrimaryKey/Type").asText("String"), "S");
        ObjectNode table = JSON.objectNode();
        table.putArray("AttributeDefinitions").addObject().put("AttributeName", key).put("AttributeType", type);
        table.putArray("KeySchema").addObject().put("AttributeName", key).put("KeyType", "HASH");
        if (own.has("ProvisionedThroughput")) {
            table.set("ProvisionedThroughput", own.get("ProvisionedThroughput"));
        } else {
            table.put("BillingMode", "PAY_PER_REQUEST");
        }
        for (String same : List.of("TableName", "SSESpecification", "PointInTimeRecoverySpecification")) {
            if (own.has(same)) {
                table.set(same, own.get(same));
            }
        }
        given.tags(table);
        given.main("AWS::DynamoDB::Table", table, resources);
    }

    static TemplateException refused(String place) {
        return new TemplateException("The sandbox does not carry out this part of " + NAME + ": " + place + ".");
    }

    /** Ten letters and digits that stand for a text in a logical id. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode sub(String text) {
        return JSON.objectNode().put("Fn::Sub", text);
    }

    static ObjectNode ref(String name) {
        return JSON.objectNode().put("Ref", name);
    }

    static ObjectNode attribute(String logicalId, String name) {
        ObjectNode get = JSON.objectNode();
        get.putArray("Fn::GetAtt").add(logicalId).add(name);
        return get;
    }
}
