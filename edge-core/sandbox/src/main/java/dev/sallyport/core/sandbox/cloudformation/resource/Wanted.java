package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * A resource as its template wants it.
 *
 * @param properties with every function carried out, tags of the stack included
 * @param suffix chosen once and stored before the first call, so that a repeated creation uses the same names and tokens
 */
public record Wanted(
        String logicalId, String type, ObjectNode properties, String stackName, String stackId, String suffix) {

    /** The text of a property; empty when it is absent. */
    public String text(String property) {
        return properties.path(property).asText("");
    }

    /** The property when the template sets it, else {@code stack-logicalId-suffix} cut to {@code longest} characters. */
    public String name(String property, int longest) {
        String given = text(property);
        return given.isEmpty() ? generated(longest) : given;
    }

    /** As {@link #name}, in lower case as bucket names must be. */
    public String lowerCaseName(String property, int longest) {
        String given = text(property);
        return given.isEmpty() ? generated(longest).toLowerCase(Locale.ROOT) : given;
    }

    private String generated(int longest) {
        int room = longest - suffix.length() - 2;
        String logical = logicalId.substring(0, Math.min(logicalId.length(), Math.max(room / 2, room - stackName.length())));
        String stack = stackName.substring(0, Math.min(stackName.length(), room - logical.length()));
        return stack + "-" + logical + "-" + suffix;
    }

    /** A token for calls that take one; the same however often the creation is repeated. */
    public String token() {
        return stackName + "-" + logicalId + "-" + suffix;
    }

    /** {@link #token()} cut to what the call takes. */
    public String token(int longest) {
        return generated(longest);
    }

    /** The properties with one more. */
    public Wanted with(String property, String value) {
        ObjectNode changed = properties.deepCopy();
        changed.put(property, value);
        return new Wanted(logicalId, type, changed, stackName, stackId, suffix);
    }

    /** The properties with one more. */
    public Wanted with(String property, JsonNode value) {
        ObjectNode changed = properties.deepCopy();
        changed.set(property, value);
        return new Wanted(logicalId, type, changed, stackName, stackId, suffix);
    }

    /** The properties as a request of the service. */
    public <T extends SdkPojo> T request(SdkBuilder<?, T> builder, PropertyMapping mapping) {
        return mapping.request(type, properties, builder);
    }
}
