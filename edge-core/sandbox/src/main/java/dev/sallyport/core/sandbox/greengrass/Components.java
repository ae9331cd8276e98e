package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.edgefunction.FunctionArn;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.greengrass.StoredComponent.LambdaSource;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.greengrassv2.model.CloudComponentState;
import software.amazon.awssdk.services.greengrassv2.model.CreateComponentVersionRequest;
import software.amazon.awssdk.services.greengrassv2.model.LambdaFunctionRecipeSource;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The account's own components: made of recipes or of Lambda functions, {@code REQUESTED} until they are checked. */
final class Components {
    private static final Pattern NUMBERED =
            Pattern.compile("arn:aws:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]+:\\d+");
    private static final Pattern ARN =
            Pattern.compile("arn:aws:greengrass:[a-z0-9-]+:(?:\\d{12}|aws):components:[^:]+(?::versions:[^:]+)?");
    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/(.+)");
    private static final int TAGS = 50;

    private final Shelf<StoredComponent> shelf;
    private final Clock clock;
    private final LambdaClient lambda;
    private final Function<String, Path> code;
    private final S3Client s3;
    private final Tokens tokens;

    /** {@code code} finds the unpacked package of a hash. */
    Components(
            SandboxState state,
            Clock clock,
            LambdaClient lambda,
            Function<String, Path> code,
            S3Client s3,
            Tokens tokens) {
        this.shelf = state.shelf("greengrass/components", StoredComponent.class);
        this.clock = clock;
        this.lambda = lambda;
        this.code = code;
        this.s3 = s3;
        this.tokens = tokens;
    }

    /**
     * What an ARN names.
     *
     * @param owner the account, or {@code aws}
     * @param version null where the ARN names the component as a whole
     */
    record Name(
            String region,
            String owner,
            String name,
            @Nullable String version) {
        static Name parse(@Nullable String arn, boolean withVersion) {
            return Arns.of(arn)
                    .filter(one -> ARN.matcher(one.toString()).matches())
                    .filter(one -> one.resource().qualifier().isPresent() == withVersion)
                    .map(one -> new Name(
                            one.region().orElseThrow(),
                            one.accountId().orElseThrow(),
                            one.resource().resource(),
                            one.resource()
                                    .qualifier()
                                    .map(last -> last.substring("versions:".length()))
                                    .orElse(null)))
                    .orElseThrow(() -> GreengrassFaults.invalid(
                            "arn", "is not the ARN of a component" + (withVersion ? " version." : ".")));
        }

        boolean isPublic() {
            return owner.equals("aws");
        }
    }

    /** Whether the request names exactly one source, and the name of what it would make. */
    static String nameOf(CreateComponentVersionRequest request) {
        if ((request.inlineRecipe() == null) == (request.lambdaFunction() == null)) {
            throw GreengrassFaults.invalid("Specify either inlineRecipe or lambdaFunction.");
        }
        return request.lambdaFunction() == null
                ? Recipe.read(request.inlineRecipe().asUtf8String())
                        .path("ComponentName")
                        .asText()
                : nameOf(request.lambdaFunction());
    }

    private static String nameOf(LambdaFunctionRecipeSource source) {
        String name = source.componentName() == null ? numbered(source).name() : source.componentName();
        if (!name.matches("[a-zA-Z0-9-_.]{1,128}")) {
            throw GreengrassFaults.invalid(
                    "componentName", "has 1 to 128 letters, digits, hyphens, underscores and dots.");
        }
        return name;
    }

    private static FunctionArn numbered(LambdaFunctionRecipeSource source) {
        String arn = Objects.requireNonNullElse(source.lambdaArn(), "");
        return FunctionArn.of(arn)
                .filter(one -> NUMBERED.matcher(arn).matches())
                .orElseThrow(() -> GreengrassFaults.invalid(
                        "lambdaArn", "must be the ARN of a function with a version's number."));
    }

    StoredComponent create(CreateComponentVersionRequest request) {
        checkTags(request.tags());
        String key = tokens.once("component", request.clientToken(), () -> {
            StoredComponent made = request.lambdaFunction() == null
                    ? ofRecipe(Recipe.read(request.inlineRecipe().asUtf8String()), request.tags())
                    : ofLambda(request.lambdaFunction(), request.tags());
            put(made);
            return made.key();
        });
        StoredComponent made = shelf.get(key).orElseThrow(() -> GreengrassFaults.missing("component", key));
        if (made.state().equals(CloudComponentState.REQUESTED.toString())) {
            Call call = Call.current();
            Thread.ofVirtual()
                    .name("component-" + made.name())
                    .start(() -> call.answer(() -> {
                        check(made);
                        return made;
                    }));
        }
        return made;
    }

    private synchronized void put(StoredComponent made) {
        if (shelf.has(made.key())) {
            throw GreengrassFaults.conflict(
                    "component",
                    made.arn(),
                    "Component [" + made.name() + " : " + made.version() + "] for account [" + made.account()
                            + "] already exists with state: ["
                            + find(made.key()).map(StoredComponent::state).orElse("")
                            + "]");
        }
        shelf.put(made.key(), made);
    }

    private StoredComponent ofRecipe(ObjectNode recipe, Map<String, String> tags) {
        return made(recipe, null, tags);
    }

    private StoredComponent ofLambda(LambdaFunctionRecipeSource source, Map<String, String> tags) {
        FunctionArn arn = numbered(source);
        String version = source.componentVersion() == null
                ? arn.qualifier().orElseThrow() + ".0.0"
                : source.componentVersion();
        if (Version.of(version).isEmpty()) {
            throw GreengrassFaults.invalid("componentVersion", "must be a semantic version.");
        }
        FunctionConfiguration function;
        try {
            function =
                    lambda.getFunction(r -> r.functionName(source.lambdaArn())).configuration();
        } catch (LambdaException e) {
            throw GreengrassFaults.invalid(
                    "lambdaArn", "Lambda says: " + e.awsErrorDetails().errorMessage());
        }
        return made(
                LambdaRecipe.of(source, nameOf(source), version, function),
                new LambdaSource(
                        source.lambdaArn(), function.codeSha256(), function.runtimeAsString(), function.handler()),
                tags);
    }

    private StoredComponent made(ObjectNode recipe, @Nullable LambdaSource source, Map<String, String> tags) {
        Call call = Call.current();
        return new StoredComponent(
                call.region(),
                call.account(),
                recipe.path("ComponentName").asText(),
                recipe.path("ComponentVersion").asText(),
                recipe,
                source,
                CloudComponentState.REQUESTED.toString(),
                "",
                Map.of(),
                clock.instant(),
                Map.copyOf(tags));
    }

    static void checkTags(Map<String, String> tags) {
        if (tags.size() > TAGS || tags.keySet().stream().anyMatch(key -> key.isEmpty() || key.length() > 128)) {
            throw GreengrassFaults.invalid("tags", "are at most 50, with keys of 1 to 128 characters.");
        }
    }

    /**
     * Copies the function's code, or looks for the recipe's artifacts; then the version can be deployed, or says why
     * not.
     */
    private void check(StoredComponent made) {
        Map<String, String> errors = new HashMap<>();
        LambdaSource source = made.lambda();
        if (source != null && !Files.isDirectory(code.apply(source.codeSha256()))) {
            errors.put("greengrass:lambda-artifact.zip", "the function's package cannot be unpacked");
        }
        for (String uri : Recipe.s3Artifacts(made.recipe())) {
            Matcher place = S3.matcher(uri);
            if (place.matches()) {
                try {
                    s3.headObject(r -> r.bucket(place.group(1)).key(place.group(2)));
                } catch (S3Exception e) {
                    errors.put(uri, "the artifact cannot be read (HTTP status " + e.statusCode() + ")");
                }
            }
        }
        shelf.update(
                made.key(),
                now -> errors.isEmpty() ? now.deployable() : now.failed("Artifacts cannot be read.", errors));
    }

    /** Goes on with what was requested when the sandbox last ended. */
    void resume() {
        shelf.values().stream()
                .filter(component -> component.state().equals(CloudComponentState.REQUESTED.toString()))
                .forEach(this::check);
    }

    private Optional<StoredComponent> find(String key) {
        return shelf.get(key);
    }

    Optional<StoredComponent> find(String region, String name, String version) {
        return find(StoredComponent.key(region, name, version));
    }

    StoredComponent require(Name name) {
        return find(name.region(), name.name(), String.valueOf(name.version()))
                .orElseThrow(() -> GreengrassFaults.missing("component", name.name() + " " + name.version()));
    }

    /** The versions of a component, newest first. */
    List<StoredComponent> versions(String region, String name) {
        return shelf.valuesUnder(region + "/" + name + "/").stream()
                .sorted((a, b) -> Version.of(b.version())
                        .orElseThrow()
                        .compareTo(Version.of(a.version()).orElseThrow()))
                .toList();
    }

    /** The latest version of each component of the Region, in the order of their names. */
    List<StoredComponent> latest(String region) {
        return shelf.valuesUnder(region + "/").stream()
                .map(StoredComponent::name)
                .distinct()
                .sorted()
                .map(name -> versions(region, name).getFirst())
                .toList();
    }

    void delete(Name name) {
        StoredComponent found = require(name);
        if (found.state().equals(CloudComponentState.REQUESTED.toString())) {
            throw GreengrassFaults.conflict("component", found.arn(), "The component version is still being made.");
        }
        shelf.remove(found.key());
    }

    void tag(StoredComponent component, Map<String, String> tags) {
        shelf.update(component.key(), now -> now.withTags(tags));
    }
}
