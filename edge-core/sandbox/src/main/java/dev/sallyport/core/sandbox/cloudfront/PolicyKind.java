package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.cloudfront.PolicyBook.Policy;
import dev.sallyport.core.shape.Shapes;
import java.util.Locale;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The six operations that CloudFront has for each kind of policy. The shapes of the kinds differ by the kind's name
 * alone, so that requests are read and answers are written by their members' names.
 *
 * @param <C> the policy's configuration
 */
final class PolicyKind<C extends SdkPojo> {
    private final String name;
    private final PolicyBook<C> book;
    private final Rights rights;

    /** The kind of that name in AWS's API model, such as {@code CachePolicy}. */
    PolicyKind(String name, PolicyBook<C> book, Rights rights) {
        this.name = name;
        this.book = book;
        this.rights = rights;
    }

    PolicyBook<C> book() {
        return book;
    }

    C config(String id) {
        return book.config(book.get(id));
    }

    <T extends SdkPojo> T create(SdkRequest request, SdkBuilder<?, T> answer) {
        rights.require("Create" + name, "*");
        Policy made = book.create(givenConfig(request));
        ObjectNode members = members(made);
        members.put("Location", CloudFrontIds.location(path(), made.id()));
        return Shapes.fromJson(members, answer);
    }

    <T extends SdkPojo> T get(SdkRequest request, SdkBuilder<?, T> answer) {
        return Shapes.fromJson(members(book.get(requireId("Get" + name, request))), answer);
    }

    <T extends SdkPojo> T getConfig(SdkRequest request, SdkBuilder<?, T> answer) {
        Policy found = book.get(requireId("Get" + name + "Config", request));
        ObjectNode members = JsonNodeFactory.instance.objectNode().put("ETag", found.etag());
        members.set(name + "Config", found.config());
        return Shapes.fromJson(members, answer);
    }

    <T extends SdkPojo> T update(SdkRequest request, SdkBuilder<?, T> answer) {
        String id = requireId("Update" + name, request);
        return Shapes.fromJson(members(book.update(id, text(request, "IfMatch"), givenConfig(request))), answer);
    }

    /** {@code inUse} says of an id whether a distribution refers to it. */
    <T extends SdkPojo> T delete(SdkRequest request, SdkBuilder<?, T> answer, Predicate<String> inUse) {
        String id = requireId("Delete" + name, request);
        if (inUse.test(id)) {
            throw CloudFrontFaults.of(
                    book.code("", "InUse"), 409, "Cannot delete it because it is attached to one or more distributions.");
        }
        book.delete(id, text(request, "IfMatch"));
        return answer.build();
    }

    <T extends SdkPojo> T list(SdkRequest request, SdkBuilder<?, T> answer) {
        rights.require("List" + name.replaceFirst("cy$", "cie") + 's', "*");
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        // A policy's summary holds the policy; an origin access control's summary has the members of both in itself.
        book.list(text(request, "Type")).forEach(each -> {
            ObjectNode item = each.config().deepCopy();
            item.put("Id", each.id()).put("Type", each.byAws() ? "managed" : "custom");
            item.put("CreatedTime", each.created().toString());
            items.add(item.set(name, policy(each)));
        });
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.putObject(name + "List")
                .put("Marker", "")
                .put("MaxItems", 100)
                .put("IsTruncated", false)
                .put("Quantity", items.size())
                .set("Items", items);
        return Shapes.fromJson(members, answer);
    }

    private String requireId(String action, SdkRequest request) {
        String id = text(request, "Id");
        rights.require(action, path(), id);
        return id;
    }

    private SdkPojo givenConfig(SdkRequest request) {
        return request.getValueForField(name + "Config", SdkPojo.class)
                .orElseThrow(() -> CloudFrontFaults.invalidArgument("The parameter " + name + "Config is required."));
    }

    /** A member of the request; empty when the request has none of that name. */
    private static String text(SdkRequest request, String member) {
        return request.getValueForField(member, String.class).orElse("");
    }

    private ObjectNode members(Policy policy) {
        ObjectNode members = JsonNodeFactory.instance.objectNode().put("ETag", policy.etag());
        return members.set(name, policy(policy));
    }

    private ObjectNode policy(Policy policy) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("Id", policy.id())
                .put("LastModifiedTime", policy.modified().toString())
                .put("CreatedTime", policy.created().toString());
        return members.set(name + "Config", policy.config());
    }

    /** The kind's name in ARNs and locations, such as {@code cache-policy}. */
    private String path() {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
