package dev.sallyport.core.sandbox.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * A role or a user.
 *
 * @param id {@code AROA…} or {@code AIDA…}
 * @param inline policy name to document
 * @param attached ARNs of managed policies
 * @param boundary ARN of the managed policy that bounds it
 * @param trust of a role; a user has none
 */
public record Principal(
        String name,
        String path,
        String id,
        String arn,
        Instant created,
        Map<String, String> inline,
        List<String> attached,
        List<Tag> tags,
        @Nullable String boundary,
        @Nullable Trust trust) {

    /**
     * What only a role has.
     *
     * @param document who may assume it
     * @param maxSession the longest session in seconds
     */
    public record Trust(String document, @Nullable String description, int maxSession) {}

    Principal withInline(String policyName, @Nullable String document) {
        Map<String, String> changed = new LinkedHashMap<>(inline);
        if (document == null) {
            changed.remove(policyName);
        } else {
            changed.put(policyName, document);
        }
        return new Principal(name, path, id, arn, created, changed, attached, tags, boundary, trust);
    }

    Principal withAttached(String policyArn, boolean on) {
        List<String> changed = new ArrayList<>(attached);
        changed.remove(policyArn);
        if (on) {
            changed.add(policyArn);
        }
        return new Principal(name, path, id, arn, created, inline, changed, tags, boundary, trust);
    }

    Principal withTags(List<Tag> changed) {
        return new Principal(name, path, id, arn, created, inline, attached, changed, boundary, trust);
    }

    Principal withBoundary(@Nullable String policyArn) {
        return new Principal(name, path, id, arn, created, inline, attached, tags, policyArn, trust);
    }

    Principal withTrust(Trust changed) {
        return new Principal(name, path, id, arn, created, inline, attached, tags, boundary, changed);
    }
}
