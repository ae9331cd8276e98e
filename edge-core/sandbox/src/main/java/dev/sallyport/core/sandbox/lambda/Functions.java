package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** The functions that exist, and who may do what with them. */
final class Functions {
    private final Shelf<StoredFunction> shelf;
    private final Authorizer authorizer;

    Functions(SandboxState state, Authorizer authorizer) {
        this.shelf = state.shelf("lambda/functions", StoredFunction.class);
        this.authorizer = authorizer;
    }

    /** Checks identity-based and resource-based policies for an action on what {@code name} names. */
    void require(String action, FunctionName name) {
        String policy = shelf.get(name.key())
                .map(function -> function.policies().get(Objects.requireNonNullElse(name.qualifier(), "")))
                .orElse(null);
        authorizer.require("lambda:" + action, name.qualifiedArn(), policy, Map.of());
    }

    /** Checks an action that has no resource. */
    void requireAny(String action) {
        authorizer.require("lambda:" + action, "*", null, Map.of());
    }

    Authorizer authorizer() {
        return authorizer;
    }

    boolean has(FunctionName name) {
        return shelf.has(name.key());
    }

    void put(FunctionName name, StoredFunction function) {
        shelf.put(name.key(), function);
    }

    void remove(FunctionName name) {
        shelf.remove(name.key());
    }

    StoredFunction get(FunctionName name) {
        return shelf.get(name.key()).orElseThrow(() -> missing(name));
    }

    StoredFunction update(FunctionName name, UnaryOperator<StoredFunction> change) {
        return shelf.update(name.key(), change).orElseThrow(() -> missing(name));
    }

    List<StoredFunction> inRegion() {
        return shelf.valuesUnder(Call.current().region() + '/');
    }

    List<StoredFunction> everywhere() {
        return shelf.values();
    }

    static RuntimeException missing(FunctionName name) {
        return LambdaFaults.notFound("Function not found: " + name.qualifiedArn());
    }

    /** The configuration that the name's qualifier stands for; an alias leads to its version. */
    FunctionConfiguration configuration(FunctionName name) {
        return resolve(get(name), name.qualifier()).orElseThrow(() -> missing(name));
    }

    static Optional<FunctionConfiguration> resolve(StoredFunction function, @Nullable String qualifier) {
        if (qualifier == null || qualifier.equals(FunctionName.LATEST)) {
            return Optional.of(function.latest());
        }
        AliasConfiguration alias = function.aliases().get(qualifier);
        String version = alias == null ? qualifier : alias.functionVersion();
        return version.equals(FunctionName.LATEST)
                ? Optional.of(function.latest())
                : Optional.ofNullable(function.versions().get(version));
    }

    static void checkRevision(@Nullable String given, @Nullable String actual) {
        if (given != null && !given.equals(actual)) {
            throw LambdaFaults.stale();
        }
    }
}
