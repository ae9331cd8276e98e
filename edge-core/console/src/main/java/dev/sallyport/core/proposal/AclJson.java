package dev.sallyport.core.proposal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.shape.Shapes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.wafv2.model.UpdateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * A web ACL as JSON, with the members that {@code GetWebACL} prints, and what of it can be sent back. Which members an
 * update takes is asked of the SDK's own shapes, so that one that a newer SDK adds goes along without a change here.
 */
final class AclJson {
    /** AWS computes it from the rules. */
    static final String CAPACITY = "Capacity";

    private static final Set<String> UPDATED = UpdateWebAclRequest.builder().build().sdkFields().stream()
            .map(SdkField::memberName)
            .collect(Collectors.toUnmodifiableSet());

    private static final List<String> FIXED = WebACL.builder().build().sdkFields().stream()
            .map(SdkField::memberName)
            .filter(name -> !UPDATED.contains(name))
            .toList();

    private AclJson() {}

    static ObjectNode of(WebACL acl) {
        // Read anew, so that numbers are of the kinds that a parser makes, and equal those of a file.
        return parsed(Shapes.toJson(acl).toString());
    }

    static WebACL acl(JsonNode json) {
        return Shapes.fromJson(json, WebACL.builder());
    }

    /** Members of a web ACL that no update changes, such as its ARN and Firewall Manager's rule groups. */
    static List<String> fixed() {
        return FIXED;
    }

    /** What two web ACLs differ in, but for what AWS computes. */
    static List<Difference> differences(JsonNode before, JsonNode after) {
        return Difference.between(telling(before), telling(after)).stream()
                .filter(difference -> !difference.path().equals(CAPACITY))
                .toList();
    }

    static boolean same(JsonNode one, JsonNode other) {
        return differences(one, other).isEmpty();
    }

    /**
     * Without members that say nothing: AWS answers an empty description for none, and takes no empty one back (API
     * Reference, UpdateWebACL: length of Description, entries of CustomResponseBodies).
     */
    private static ObjectNode telling(JsonNode acl) {
        ObjectNode copy = acl.deepCopy();
        copy.properties().removeIf(member -> member.getValue().isContainerNode()
                ? member.getValue().isEmpty()
                : member.getValue().isTextual() && member.getValue().textValue().isEmpty());
        return copy;
    }

    /** Everything that an update can set, as the web ACL has it. */
    static UpdateWebAclRequest update(JsonNode acl, String scope, String lockToken) {
        ObjectNode request = telling(acl);
        request.put("Scope", scope).put("LockToken", lockToken);
        return Shapes.fromJson(request, UpdateWebAclRequest.builder());
    }

    /** The paths of what {@code json} says and the SDK's shape of a web ACL cannot hold; nulls say nothing. */
    static List<String> unknown(JsonNode json) {
        JsonNode said = withoutNulls(json);
        return Difference.between(said, of(acl(said))).stream().map(Difference::path).toList();
    }

    private static JsonNode withoutNulls(JsonNode json) {
        JsonNode copy = json.deepCopy();
        removeNulls(copy);
        return copy;
    }

    private static void removeNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        json.forEach(AclJson::removeNulls);
    }

    static ObjectNode parsed(String text) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
