package dev.sallyport.core.sandbox.ssm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parameter with all of its versions.
 *
 * @param name as it was given, with the leading slash of a path
 * @param versions oldest first, at least one
 * @param tags of the parameter
 */
record StoredParameter(String name, List<Version> versions, Map<String, String> tags) {
    /** AWS keeps the last hundred versions. */
    private static final int MOST_VERSIONS = 100;

    /**
     * One version.
     *
     * @param value of a SecureString the base64 of what KMS made of it
     * @param type {@code String}, {@code StringList} or {@code SecureString}
     * @param keyId of a SecureString, null for the others
     */
    record Version(
            long number,
            String type,
            String value,
            Instant modified,
            String user,
            @Nullable String description,
            @Nullable String allowedPattern,
            @Nullable String keyId,
            String tier,
            String dataType,
            List<String> labels) {
        Version withLabels(List<String> changed) {
            return new Version(
                    number, type, value, modified, user, description, allowedPattern, keyId, tier, dataType, changed);
        }
    }

    Version latest() {
        return versions.getLast();
    }

    StoredParameter with(Version next) {
        List<Version> all = new ArrayList<>(versions);
        all.add(next);
        List<Version> kept = all.size() > MOST_VERSIONS ? all.subList(all.size() - MOST_VERSIONS, all.size()) : all;
        return new StoredParameter(name, List.copyOf(kept), tags);
    }

    StoredParameter withVersions(List<Version> changed) {
        return new StoredParameter(name, changed, tags);
    }

    StoredParameter withTags(Map<String, String> changed) {
        return new StoredParameter(name, versions, changed);
    }

    /** The version of that number or label. */
    Optional<Version> select(String selector) {
        return versions.stream()
                .filter(each -> Long.toString(each.number()).equals(selector) || each.labels().contains(selector))
                .findFirst();
    }
}
