package dev.sallyport.core.sandbox.ecr;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.model.Repository;

/**
 * A repository with what is set on it.
 *
 * @param lifecycle the lifecycle policy's text, null for none
 * @param policy the repository policy's text, null for none
 */
record StoredRepository(
        Repository repository, @Nullable String lifecycle, @Nullable String policy, Map<String, String> tags) {
    StoredRepository with(Repository changed) {
        return new StoredRepository(changed, lifecycle, policy, tags);
    }

    StoredRepository withLifecycle(@Nullable String changed) {
        return new StoredRepository(repository, changed, policy, tags);
    }

    StoredRepository withPolicy(@Nullable String changed) {
        return new StoredRepository(repository, lifecycle, changed, tags);
    }

    StoredRepository withTags(Map<String, String> changed) {
        return new StoredRepository(repository, lifecycle, policy, changed);
    }
}
