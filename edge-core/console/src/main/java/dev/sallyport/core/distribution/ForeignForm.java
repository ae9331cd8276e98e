package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;

/**
 * Brings what CloudFormation or Terraform call a setting into the form of CloudFront's API, along the SDK's model:
 * plain lists become {@code Quantity} and {@code Items}, a block that stands once in a list becomes an object, names
 * differ by case and underscores (CloudFormation Template Reference, {@code AWS::CloudFront::Distribution}; Terraform AWS
 * provider, {@code aws_cloudfront_distribution}). What cannot be resolved stays {@link Unresolved}.
 */
final class ForeignForm {
    /** Names that differ by more than case and underscores, some only in a certain shape. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("origincustomheaders", "CustomHeaders"),
            Map.entry("cnames", "Aliases"),
            Map.entry("ipv6enabled", "IsIPV6Enabled"),
            Map.entry("origin", "Origins"),
            Map.entry("origingroup", "OriginGroups"),
            Map.entry("orderedcachebehavior", "CacheBehaviors"),
            Map.entry("loggingconfig", "Logging"),
            Map.entry("customerrorresponse", "CustomErrorResponses"),
            Map.entry("customheader", "CustomHeaders"),
            Map.entry("member", "Members"),
            Map.entry("lambdafunctionassociation", "LambdaFunctionAssociations"),
            Map.entry("functionassociation", "FunctionAssociations"),
            Map.entry("lambdaarn", "LambdaFunctionARN"),
            Map.entry("name", "HeaderName"),
            Map.entry("value", "HeaderValue"),
            Map.entry("originid", "Id"));

    /** Lists of which the other items are judged although one of them is not known. */
    private static final Set<String> EACH_FOR_ITSELF = Set.of("Origins", "CacheBehaviors");

    /** CloudFormation has it beside {@code AllowedMethods}, CloudFront within; no judgement needs it. */
    private static final Set<String> LEFT_OUT = Set.of("cachedmethods");

    /** What is judged although the SDK's model may not have it, under the names of the API. */
    private static final Map<String, String> BEYOND =
            Map.of("originmtlsconfig", "OriginMtlsConfig", "clientcertificatearn", "ClientCertificateArn");

    private static final int DEEPEST = 60;

    private final Resolver resolver;
    private final Spots spots;
    private final List<String> open = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    ForeignForm(Resolver resolver, Spots spots) {
        this.resolver = resolver;
        this.spots = spots;
    }

    /** What could not be resolved, each as its place in CloudFront's form and the text that stands for it. */
    List<String> open() {
        return List.copyOf(open);
    }

    /** Places of members that CloudFront's form does not have, as far as it is known here. */
    List<String> unknown() {
        return List.copyOf(unknown);
    }

    /** An object in the form of {@code shape}; missing or {@link Unresolved} where the whole of it is. */
    JsonNode read(JsonNode raw, String pointer, SdkPojo shape) {
        return object(resolver.resolve(raw, pointer), shape, "", 0);
    }

    private JsonNode object(Resolver.Value value, SdkPojo shape, String place, int depth) {
        JsonNode node = value.node();
        if (!node.isObject() || depth > DEEPEST) {
            return node;
        }
        Map<String, SdkField<?>> fields = new HashMap<>();
        shape.sdkFields().forEach(field -> fields.put(field.memberName().toLowerCase(Locale.ROOT), field));
        ObjectNode object = Json.MAPPER.createObjectNode();
        spots.add(object, value.pointer());
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String plain = member.getKey().replace("_", "").toLowerCase(Locale.ROOT);
            if (LEFT_OUT.contains(plain)) {
                continue;
            }
            SdkField<?> field = fields.get(plain);
            if (field == null && RENAMED.containsKey(plain)) {
                field = fields.get(RENAMED.get(plain).toLowerCase(Locale.ROOT));
            }
            String beyond = field == null ? BEYOND.get(plain) : null;
            String name = field != null ? field.memberName() : beyond != null ? beyond : member.getKey();
            String pointer = value.pointer() + "/" + member.getKey();
            Resolver.Value inner = resolver.resolve(member.getValue(), pointer);
            spots.add(object, name, pointer);
            String here = place + name;
            JsonNode read = field != null
                    ? read(inner, field, here, depth + 1)
                    : beyond != null ? beyond(inner, depth + 1) : resolved(inner, resolver, depth + 1);
            if (field == null && beyond == null && !read.isMissingNode() && !read.isNull()) {
                unknown.add(here);
            }
            if (Unresolved.is(read)) {
                open.add(here + " (" + read.asText() + ")");
            }
            if (!read.isMissingNode() && !read.isNull()) {
                object.set(name, read);
            }
        }
        return object;
    }

    /** Terraform has a block as a list with one item. */
    private JsonNode beyond(Resolver.Value value, int depth) {
        JsonNode tree = resolved(value, resolver, depth);
        JsonNode block = tree.isArray() ? tree.path(0) : tree;
        if (!block.isObject()) {
            return block;
        }
        ObjectNode object = Json.MAPPER.createObjectNode();
        block.properties().forEach(member -> object.set(
                BEYOND.getOrDefault(member.getKey().replace("_", "").toLowerCase(Locale.ROOT), member.getKey()),
                member.getValue()));
        return object;
    }

    /** A tree with every value in it resolved, such as a policy document. */
    static JsonNode resolved(Resolver.Value value, Resolver resolver, int depth) {
        JsonNode node = value.node();
        if (depth > DEEPEST || !node.isContainerNode()) {
            return node;
        }
        if (node.isArray()) {
            ArrayNode list = Json.MAPPER.createArrayNode();
            for (JsonNode item : node) {
                JsonNode read = resolved(resolver.resolve(item, value.pointer()), resolver, depth + 1);
                if (!read.isMissingNode()) {
                    list.add(read);
                }
            }
            return list;
        }
        ObjectNode object = Json.MAPPER.createObjectNode();
        node.properties().forEach(member -> {
            JsonNode read = resolved(resolver.resolve(member.getValue(), value.pointer()), resolver, depth + 1);
            if (!read.isMissingNode()) {
                object.set(member.getKey(), read);
            }
        });
        return object;
    }

    private JsonNode read(Resolver.Value value, SdkField<?> field, String place, int depth) {
        JsonNode node = value.node();
        if (node.isMissingNode() || node.isNull() || Unresolved.is(node)) {
            return node;
        }
        if (field.marshallingType().equals(MarshallingType.SDK_POJO)) {
            SdkPojo shape = field.constructor().get();
            SdkField<?> items = field(shape, "Items");
            if (node.path(0).has("items")) {
                return read(new Resolver.Value(node.path(0).path("items"), value.pointer()), field, place, depth + 1);
            }
            if (node.isArray() && items != null) {
                return listed(value, items, place, depth);
            }
            if (node.isArray()) {
                Resolver.Value first = node.isEmpty()
                        ? new Resolver.Value(node.path(0), value.pointer())
                        : resolver.resolve(node.get(0), value.pointer() + "/0");
                return object(first, shape, place + ".", depth);
            }
            return object(value, shape, place + ".", depth);
        }
        if (field.marshallingType().equals(MarshallingType.LIST)) {
            return list(value, field, place, depth);
        }
        return field.marshallingType().equals(MarshallingType.BOOLEAN) ? truth(node) : node;
    }

    /** A yes or no as YAML 1.1 has it ("Boolean Language-Independent Type"), which CloudFormation takes in any case. */
    static JsonNode truth(JsonNode node) {
        if (node.isBoolean() || node.isMissingNode() || Unresolved.is(node)) {
            return node;
        }
        return switch (node.asText().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y" -> BooleanNode.TRUE;
            case "false", "no", "off", "n" -> BooleanNode.FALSE;
            default -> new Unresolved(node.asText());
        };
    }

    private static @Nullable SdkField<?> field(SdkPojo shape, String name) {
        return shape.sdkFields().stream()
                .filter(field -> field.memberName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private JsonNode listed(Resolver.Value value, SdkField<?> items, String place, int depth) {
        JsonNode list = list(value, items, place, depth);
        if (!list.isArray()) {
            return list;
        }
        ObjectNode object = Json.MAPPER.createObjectNode().put("Quantity", list.size());
        object.set("Items", list);
        spots.add(object, value.pointer());
        return object;
    }

    private JsonNode list(Resolver.Value value, SdkField<?> field, String place, int depth) {
        if (!value.node().isArray()) {
            return value.node();
        }
        SdkField<?> item = field.getTrait(ListTrait.class).memberFieldInfo();
        ArrayNode list = Json.MAPPER.createArrayNode();
        int index = 0;
        for (JsonNode raw : value.node()) {
            String here = place + "[" + index + "]";
            Resolver.Value one = resolver.resolve(raw, value.pointer() + "/" + index++);
            JsonNode read = read(one, item, here, depth);
            if (Unresolved.is(read)) {
                if (!EACH_FOR_ITSELF.contains(place)) {
                    return read;
                }
                open.add(here + " (" + read.asText() + ")");
            } else if (!read.isMissingNode() && !read.isNull()) {
                list.add(read);
            }
        }
        return list;
    }
}
