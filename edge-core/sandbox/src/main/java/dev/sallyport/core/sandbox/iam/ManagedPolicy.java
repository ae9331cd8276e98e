package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.Arns;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * A managed policy.
 *
 * @param versions the documents that are kept, oldest first; at most five
 * @param defaultVersion the one in force, such as {@code v2}
 * @param last the number of the newest version ever made
 */
record ManagedPolicy(
        String arn,
        String id,
        @Nullable String description,
        Instant created,
        Instant updated,
        List<Version> versions,
        String defaultVersion,
        int last,
        List<Tag> tags) {

    record Version(String id, String document, Instant created) {}

    String name() {
        return Arns.name(arn);
    }

    /** Between the resource type and the name, with a slash at both ends. */
    String path() {
        String resource = Arn.fromString(arn).resourceAsString();
        return resource.substring("policy".length(), resource.lastIndexOf('/') + 1);
    }

    boolean ofAws() {
        return Arns.of(arn).flatMap(Arn::accountId).filter("aws"::equals).isPresent();
    }

    String document() {
        return versions.stream()
                .filter(version -> version.id().equals(defaultVersion))
                .findFirst()
                .orElseThrow()
                .document();
    }

    ManagedPolicy with(List<Version> changed, String inForce, int newest, Instant now) {
        return new ManagedPolicy(arn, id, description, created, now, changed, inForce, newest, tags);
    }

    ManagedPolicy withTags(List<Tag> changed) {
        return new ManagedPolicy(arn, id, description, created, updated, versions, defaultVersion, last, changed);
    }
}
