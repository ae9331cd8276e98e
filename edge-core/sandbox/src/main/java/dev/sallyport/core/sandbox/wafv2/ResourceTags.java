package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.Tag;

/** Tags of web ACLs, sets and rule groups. */
final class ResourceTags {
    private final Shelf<Kept> shelf;
    private final Catalog catalog;
    private final Authorizer authorizer;

    /** Values by key. */
    record Kept(Map<String, String> tags) {}

    ResourceTags(SandboxState state, Catalog catalog, Authorizer authorizer) {
        this.shelf = state.shelf("wafv2/tags", Kept.class);
        this.catalog = catalog;
        this.authorizer = authorizer;
    }

    private String present(String verb, @Nullable String arn) {
        String given = String.valueOf(arn);
        authorizer.require("wafv2:" + verb, given, null, Map.of());
        if (!catalog.has(given)) {
            throw WafFaults.missing();
        }
        return given;
    }

    /** Adds tags to what has just been created. */
    void set(String arn, List<Tag> tags) {
        if (!tags.isEmpty()) {
            Map<String, String> all = new LinkedHashMap<>(shelf.get(arn).map(Kept::tags).orElse(Map.of()));
            tags.forEach(tag -> all.put(tag.key(), tag.value()));
            shelf.put(arn, new Kept(all));
        }
    }

    void forget(String arn) {
        shelf.remove(arn);
    }

    void tag(@Nullable String arn, List<Tag> tags) {
        set(present("TagResource", arn), tags);
    }

    void untag(@Nullable String arn, List<String> keys) {
        shelf.update(present("UntagResource", arn), kept -> {
            Map<String, String> left = new LinkedHashMap<>(kept.tags());
            keys.forEach(left::remove);
            return new Kept(left);
        });
    }

    List<Tag> list(@Nullable String arn) {
        return shelf.get(present("ListTagsForResource", arn)).map(Kept::tags).orElse(Map.of()).entrySet().stream()
                .map(entry -> Tag.builder().key(entry.getKey()).value(entry.getValue()).build())
                .toList();
    }
}
