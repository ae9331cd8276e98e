package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Those resources of CloudFront that are one configuration under a unique name: a policy of some kind, or an origin access
 * control.
 *
 * @param property the template's only property, which holds the configuration
 */
record NamedConfig<C extends SdkPojo>(String property, Supplier<SdkBuilder<?, C>> builder, Calls<C> calls)
        implements ResourceHandler {

    /** The service's calls for one such kind. */
    interface Calls<C> {
        Page list(@Nullable String marker);

        String create(C config);

        Current get(String id);

        void update(String id, String etag, C config);

        void delete(String id, String etag);

        /** Names by id, and where the next page begins. */
        record Page(Map<String, String> names, @Nullable String next) {
            Page(@Nullable String next) {
                this(new HashMap<>(), next);
            }
        }

        /** The version that a change must name, and when it was made. */
        record Current(String etag, @Nullable Instant modified) {}
    }

    private ObjectNode config(ObjectNode properties) {
        if (properties.path(property) instanceof ObjectNode object) {
            return object;
        }
        throw new ResourceException("#/" + property + ": expected type: JSONObject");
    }

    private C config(Wanted wanted) {
        return PropertyMapping.SAME.request(wanted.type(), config(wanted.properties()), builder.get());
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        String name = config(wanted.properties()).path("Name").asText();
        return Listing.all(marker -> {
            Calls.Page page = calls.list(marker);
            return new Listing(
                    page.names().entrySet().stream()
                            .filter(one -> one.getValue().equals(name))
                            .map(Map.Entry::getKey),
                    page.next());
        });
    }

    @Override
    public String create(Wanted wanted) {
        return calls.create(config(wanted));
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before != null) {
            calls.update(id, calls.get(id).etag(), config(wanted));
        }
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode().put("Id", id);
        Instant modified = calls.get(id).modified();
        String name = property.equals("PublicKeyConfig") ? "CreatedTime" : "LastModifiedTime";
        return modified == null ? attributes : attributes.put(name, modified.toString());
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> calls.delete(id, calls.get(id).etag()));
    }
}
