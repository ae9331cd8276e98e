package dev.sallyport.core.sandbox.lambda;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;

/**
 * A function with all that hangs on it.
 *
 * @param latest {@code $LATEST}
 * @param versions by number
 * @param aliases by name
 * @param lastVersion the highest number ever given; numbers are not reused
 * @param policies JSON by qualifier, empty for the unqualified function
 * @param urls by qualifier, empty for the unqualified function
 * @param tags of the function
 * @param concurrency reserved, null for none
 */
record StoredFunction(
        FunctionConfiguration latest,
        Map<String, FunctionConfiguration> versions,
        Map<String, AliasConfiguration> aliases,
        int lastVersion,
        Map<String, String> policies,
        Map<String, FunctionUrlConfig> urls,
        Map<String, String> tags,
        @Nullable Integer concurrency) {

    StoredFunction withLatest(FunctionConfiguration changed) {
        return new StoredFunction(changed, versions, aliases, lastVersion, policies, urls, tags, concurrency);
    }

    StoredFunction withVersion(String number, FunctionConfiguration published) {
        return new StoredFunction(
                latest,
                changed(versions, all -> all.put(number, published)),
                aliases,
                Integer.parseInt(number),
                policies,
                urls,
                tags,
                concurrency);
    }

    StoredFunction withVersions(Map<String, FunctionConfiguration> kept) {
        return new StoredFunction(latest, kept, aliases, lastVersion, policies, urls, tags, concurrency);
    }

    StoredFunction withAliases(Map<String, AliasConfiguration> changed) {
        return new StoredFunction(latest, versions, changed, lastVersion, policies, urls, tags, concurrency);
    }

    StoredFunction withPolicies(Map<String, String> changed) {
        return new StoredFunction(latest, versions, aliases, lastVersion, changed, urls, tags, concurrency);
    }

    StoredFunction withUrls(Map<String, FunctionUrlConfig> changed) {
        return new StoredFunction(latest, versions, aliases, lastVersion, policies, changed, tags, concurrency);
    }

    StoredFunction withTags(Map<String, String> changed) {
        return new StoredFunction(latest, versions, aliases, lastVersion, policies, urls, changed, concurrency);
    }

    StoredFunction withConcurrency(@Nullable Integer reserved) {
        return new StoredFunction(latest, versions, aliases, lastVersion, policies, urls, tags, reserved);
    }

    /** A changed copy of a map. */
    static <V> Map<String, V> changed(Map<String, V> map, Consumer<Map<String, V>> change) {
        Map<String, V> copy = new TreeMap<>(map);
        change.accept(copy);
        return copy;
    }
}
