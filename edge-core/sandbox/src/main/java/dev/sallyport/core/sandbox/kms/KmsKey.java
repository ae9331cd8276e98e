package dev.sallyport.core.sandbox.kms;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.Tag;

/**
 * A KMS key without its material.
 *
 * @param policy the key policy
 * @param rotationDays the period of automatic rotation; absent when it is off
 */
record KmsKey(KeyMetadata metadata, String policy, List<Tag> tags, @Nullable Integer rotationDays) {

    String arn() {
        return metadata.arn();
    }

    String spec() {
        return metadata.keySpecAsString();
    }

    boolean symmetric() {
        return spec().equals("SYMMETRIC_DEFAULT");
    }

    boolean is(KeyState state) {
        return metadata.keyState() == state;
    }

    /** Whether a scheduled deletion has come to pass. */
    boolean goneBy(Instant now) {
        Instant deletion = metadata.deletionDate();
        return is(KeyState.PENDING_DELETION) && deletion != null && !now.isBefore(deletion);
    }

    KmsKey with(KeyState state, @Nullable Instant deletion) {
        return new KmsKey(
                metadata.copy(m -> m.keyState(state).enabled(state == KeyState.ENABLED).deletionDate(deletion)),
                policy,
                tags,
                rotationDays);
    }

    KmsKey withDescription(String description) {
        return new KmsKey(metadata.copy(m -> m.description(description)), policy, tags, rotationDays);
    }

    KmsKey withPolicy(String changed) {
        return new KmsKey(metadata, changed, tags, rotationDays);
    }

    KmsKey withTags(List<Tag> changed) {
        return new KmsKey(metadata, policy, changed, rotationDays);
    }

    KmsKey withRotation(@Nullable Integer days) {
        return new KmsKey(metadata, policy, tags, days);
    }
}
