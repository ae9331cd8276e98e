package dev.sallyport.core.sandbox.secretsmanager;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A secret with its versions.
 *
 * @param name as it was given
 * @param arn which ends in six letters of its own
 * @param versions by id, oldest first
 * @param tags of the secret
 * @param deleted when its deletion was asked for, null while it is in use
 * @param ends when it is gone for good
 */
record StoredSecret(
        String name,
        String arn,
        @Nullable String description,
        @Nullable String keyId,
        Instant created,
        Instant changed,
        Map<String, Version> versions,
        Map<String, String> tags,
        @Nullable Instant deleted,
        @Nullable Instant ends) {
    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";

    /**
     * One version.
     *
     * @param text the value, null when it is binary
     * @param binary base64, null when it is text
     * @param stages such as {@code AWSCURRENT}
     */
    record Version(@Nullable String text, @Nullable String binary, Instant created, List<String> stages) {}

    Optional<Map.Entry<String, Version>> at(@Nullable String versionId, @Nullable String stage) {
        return versions.entrySet().stream()
                .filter(each -> versionId == null || each.getKey().equals(versionId))
                .filter(each -> (versionId != null && stage == null)
                        || each.getValue().stages().contains(stage == null ? CURRENT : stage))
                .findFirst();
    }

    /** With one more version under these stages, which others lose; the current one before becomes the previous. */
    StoredSecret with(String id, Version made) {
        Map<String, Version> all = new LinkedHashMap<>();
        boolean replaces = made.stages().contains(CURRENT);
        versions.forEach((other, version) -> {
            List<String> stages = version.stages().stream()
                    .filter(stage -> !made.stages().contains(stage) && !(replaces && stage.equals(PREVIOUS)))
                    .toList();
            if (replaces && version.stages().contains(CURRENT)) {
                stages = List.of(PREVIOUS);
            }
            all.put(other, new Version(version.text(), version.binary(), version.created(), stages));
        });
        // A version without a stage is deprecated, and AWS removes it.
        all.values().removeIf(version -> version.stages().isEmpty());
        all.put(id, made);
        return new StoredSecret(name, arn, description, keyId, created, made.created(), all, tags, deleted, ends);
    }

    StoredSecret described(@Nullable String text, @Nullable String key, Instant now) {
        return new StoredSecret(
                name, arn, text == null ? description : text, key == null ? keyId : key, created, now, versions, tags,
                deleted, ends);
    }

    StoredSecret withDeletion(@Nullable Instant asked, @Nullable Instant end) {
        return new StoredSecret(name, arn, description, keyId, created, changed, versions, tags, asked, end);
    }

    StoredSecret retagged(Consumer<Map<String, String>> change) {
        Map<String, String> all = new TreeMap<>(tags);
        change.accept(all);
        return new StoredSecret(name, arn, description, keyId, created, changed, versions, all, deleted, ends);
    }
}
