package dev.sallyport.core.sandbox.lambda;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** Numbered versions and the aliases that point to them. */
final class Publishing {
    private final Functions functions;

    Publishing(Functions functions) {
        this.functions = functions;
    }

    /** Publishes {@code $LATEST}; when neither code nor configuration changed since the last version, that one. */
    FunctionConfiguration publish(FunctionName name, @Nullable String sha256, @Nullable String description) {
        StoredFunction after = functions.update(name, function -> {
            FunctionConfiguration latest = function.latest();
            if (sha256 != null && !sha256.equals(latest.codeSha256())) {
                throw LambdaFaults.invalid("CodeSHA256 (" + sha256
                        + ") is different from current CodeSHA256 in $LATEST (" + latest.codeSha256()
                        + "). Please try again with the CodeSHA256 in $LATEST.");
            }
            FunctionConfiguration last = function.versions().get(Integer.toString(function.lastVersion()));
            if (last != null && content(last).equals(content(latest))) {
                return function;
            }
            String number = Integer.toString(function.lastVersion() + 1);
            return function.withVersion(
                    number,
                    latest.toBuilder()
                            .version(number)
                            .functionArn(name.arn() + ':' + number)
                            .description(Objects.requireNonNullElse(description, latest.description()))
                            .revisionId(UUID.randomUUID().toString())
                            .build());
        });
        return Objects.requireNonNull(after.versions().get(Integer.toString(after.lastVersion())));
    }

    private static FunctionConfiguration content(FunctionConfiguration configuration) {
        return configuration.toBuilder()
                .version(null)
                .functionArn(null)
                .description(null)
                .revisionId(null)
                .lastModified(null)
                .build();
    }

    /**
     * Removes a function with all its versions, or the one version that {@code name} carries; neither while an alias or
     * a replica needs it.
     */
    void remove(FunctionName name, Replicas replicas) {
        StoredFunction function = functions.get(name);
        String version = name.qualifier();
        if (FunctionName.LATEST.equals(version)) {
            throw LambdaFaults.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        if (version == null) {
            function.versions().values().forEach(each -> refuseReplicated(each.functionArn(), replicas));
            functions.remove(name);
            return;
        }
        function.aliases().values().stream()
                .filter(alias -> alias.functionVersion().equals(version))
                .findFirst()
                .ifPresent(alias -> {
                    throw LambdaFaults.conflict("Version cannot be deleted. It is referenced by alias " + alias.name());
                });
        refuseReplicated(name.qualifiedArn(), replicas);
        functions.update(
                name, old -> old.withVersions(StoredFunction.changed(old.versions(), all -> all.remove(version))));
    }

    private static void refuseReplicated(String versionArn, Replicas replicas) {
        if (replicas.has(versionArn)) {
            throw LambdaFaults.invalid("Lambda was unable to delete " + versionArn
                    + " because it is a replicated function. Please see our documentation for Deleting Lambda@Edge "
                    + "Functions and Replicas.");
        }
    }

    AliasConfiguration create(
            FunctionName name,
            String alias,
            String version,
            @Nullable String description,
            @Nullable AliasRoutingConfiguration routing) {
        if (!alias.matches("(?!^[0-9]+$)([a-zA-Z0-9-_]+)")) {
            throw LambdaFaults.validation(
                    "name", alias, "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        }
        AliasConfiguration made = AliasConfiguration.builder()
                .aliasArn(name.arn() + ':' + alias)
                .name(alias)
                .functionVersion(version)
                .description(Objects.requireNonNullElse(description, ""))
                .routingConfig(routing)
                .revisionId(UUID.randomUUID().toString())
                .build();
        functions.update(name, function -> {
            if (function.aliases().containsKey(alias)) {
                throw LambdaFaults.conflict("Alias already exists: " + made.aliasArn());
            }
            checkVersion(name, function, version);
            return function.withAliases(StoredFunction.changed(function.aliases(), all -> all.put(alias, made)));
        });
        return made;
    }

    AliasConfiguration update(
            FunctionName name,
            String alias,
            @Nullable String version,
            @Nullable String description,
            @Nullable AliasRoutingConfiguration routing,
            @Nullable String revision) {
        StoredFunction after = functions.update(name, function -> {
            AliasConfiguration old = alias(name, function, alias);
            Functions.checkRevision(revision, old.revisionId());
            AliasConfiguration.Builder changed =
                    old.toBuilder().revisionId(UUID.randomUUID().toString());
            if (version != null) {
                checkVersion(name, function, version);
                changed.functionVersion(version);
            }
            if (description != null) {
                changed.description(description);
            }
            if (routing != null) {
                changed.routingConfig(routing);
            }
            return function.withAliases(
                    StoredFunction.changed(function.aliases(), all -> all.put(alias, changed.build())));
        });
        return alias(name, after, alias);
    }

    void delete(FunctionName name, String alias) {
        functions.update(
                name,
                function -> function.withAliases(StoredFunction.changed(function.aliases(), all -> all.remove(alias))));
    }

    AliasConfiguration alias(FunctionName name, StoredFunction function, String alias) {
        AliasConfiguration found = function.aliases().get(alias);
        if (found == null) {
            throw LambdaFaults.notFound("Cannot find alias arn: " + name.arn() + ':' + alias);
        }
        return found;
    }

    private static void checkVersion(FunctionName name, StoredFunction function, String version) {
        if (!version.equals(FunctionName.LATEST) && !function.versions().containsKey(version)) {
            throw LambdaFaults.notFound("Function not found: " + name.arn() + ':' + version);
        }
    }

    /** All versions, {@code $LATEST} first, then by number. */
    static Map<String, FunctionConfiguration> all(StoredFunction function) {
        Map<String, FunctionConfiguration> all = new TreeMap<>();
        FunctionConfiguration latest = function.latest();
        all.put("", latest.toBuilder().functionArn(latest.functionArn() + ":$LATEST").build());
        function.versions().forEach((number, version) -> all.put(padded(number), version));
        return all;
    }

    private static String padded(String number) {
        return "0".repeat(Math.max(0, 12 - number.length())) + number;
    }
}
