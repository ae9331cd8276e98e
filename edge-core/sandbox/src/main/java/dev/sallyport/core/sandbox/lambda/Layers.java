package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;

/**
 * Layers: packages that are unpacked beside a function's own code.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html">Managing Lambda dependencies with
 *     layers</a>
 */
final class Layers {
    /** The most layers of a function. */
    private static final int MOST = 5;

    private static final Pattern VERSION_ARN =
            Pattern.compile("arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]{1,140}:\\d{1,18}");
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Shelf<StoredLayer> shelf;

    /** The hash of each version's package by its ARN; it stays, since functions go on with a layer that is removed. */
    private final Shelf<String> packages;
    private final CodeStore code;
    private final Authorizer authorizer;
    private final Clock clock;

    Layers(SandboxState state, CodeStore code, Authorizer authorizer, Clock clock) {
        this.shelf = state.shelf("lambda/layers", StoredLayer.class);
        this.packages = state.shelf("lambda/layer-packages", String.class);
        this.code = code;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    private static String key(String name) {
        return Call.current().region() + '/' + name;
    }

    private static String arn(String name) {
        return "arn:aws:lambda:" + Call.current().region() + ':' + Call.current().account() + ":layer:" + name;
    }

    void require(String action, @Nullable String name, @Nullable Long version) {
        String resource = name == null ? "*" : version == null ? arn(name) : arn(name) + ':' + version;
        authorizer.require("lambda:" + action, resource, null, Map.of());
    }

    /** A layer's name from itself or from its ARN. */
    static String name(@Nullable String given) {
        String name = Fault.present(given, "layerName", message -> LambdaFaults.validation("layerName", "null", message));
        String bare = Arns.name(name);
        if (!bare.matches("[a-zA-Z0-9-_]{1,140}")) {
            throw LambdaFaults.validation(
                    "layerName", name, "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+");
        }
        return bare;
    }

    synchronized GetLayerVersionResponse publish(PublishLayerVersionRequest request) {
        String name = name(request.layerName());
        require("PublishLayerVersion", name, null);
        LayerVersionContentInput from = request.content();
        if (from == null) {
            throw LambdaFaults.validation("content", "null", "Member must not be null");
        }
        CodeStore.Code accepted = code.accept(from.zipFile(), from.s3Bucket(), from.s3Key(), from.s3ObjectVersion());
        StoredLayer layer = shelf.get(key(name)).orElseGet(() -> new StoredLayer(name, 0, Map.of()));
        long number = layer.last() + 1;
        GetLayerVersionResponse.Builder made = GetLayerVersionResponse.builder()
                .content(content -> content.codeSha256(accepted.sha256()).codeSize(accepted.size()))
                .layerArn(arn(name))
                .layerVersionArn(arn(name) + ':' + number)
                .description(Objects.requireNonNullElse(request.description(), ""))
                .createdDate(CREATED.format(clock.instant()))
                .version(number)
                .licenseInfo(request.licenseInfo());
        if (request.hasCompatibleRuntimes()) {
            made.compatibleRuntimesWithStrings(request.compatibleRuntimesAsStrings());
        }
        if (request.hasCompatibleArchitectures()) {
            made.compatibleArchitecturesWithStrings(request.compatibleArchitecturesAsStrings());
        }
        packages.put(arn(name) + ':' + number, accepted.sha256());
        shelf.put(key(name), layer.with(number, new StoredLayer.Version(made.build(), null)));
        return made.build();
    }

    List<StoredLayer> all() {
        return shelf.valuesUnder(key("")).stream().filter(layer -> !layer.versions().isEmpty()).toList();
    }

    Optional<StoredLayer> find(String name) {
        return shelf.get(key(name));
    }

    StoredLayer.Version get(String name, @Nullable Long number) {
        return find(name)
                .flatMap(layer -> Optional.ofNullable(layer.versions().get(Objects.requireNonNullElse(number, 0L))))
                .orElseThrow(() -> LambdaFaults.notFound("The resource you requested does not exist."));
    }

    StoredLayer.Version get(@Nullable String versionArn) {
        return known(Objects.requireNonNullElse(versionArn, ""))
                .orElseThrow(() -> LambdaFaults.notFound("The resource you requested does not exist."));
    }

    void change(String name, long number, UnaryOperator<StoredLayer.Version> change) {
        shelf.update(key(name), layer -> layer.changed(number, change));
    }

    /** Functions that have it go on with it. */
    void remove(String name, long number) {
        shelf.update(key(name), layer -> layer.without(number));
    }

    private Optional<StoredLayer.Version> known(String versionArn) {
        return Arns.of(versionArn)
                .filter(arn -> VERSION_ARN.matcher(versionArn).matches())
                .filter(arn -> arn.region().filter(Call.current().region()::equals).isPresent())
                .filter(arn -> arn.accountId().filter(Call.current().account()::equals).isPresent())
                .flatMap(arn -> find(arn.resource().resource()).flatMap(layer -> Optional.ofNullable(
                        layer.versions().get(Long.valueOf(arn.resource().qualifier().orElseThrow())))));
    }

    /** The hash of the package of a version that a function has. */
    String packageOf(String versionArn) {
        return packages.get(versionArn)
                .orElseThrow(() -> new IllegalStateException("the package of " + versionArn + " is gone"));
    }

    /** The layers of a function as its configuration has them. */
    List<Layer> checked(List<String> versionArns) {
        if (versionArns.size() > MOST) {
            throw LambdaFaults.invalid("Cannot reference more than " + MOST + " layers.");
        }
        return versionArns.stream()
                .map(arn -> {
                    StoredLayer.Version version = known(arn)
                            .orElseThrow(() -> LambdaFaults.invalid("Layer version " + arn + " does not exist."));
                    return Layer.builder()
                            .arn(arn)
                            .codeSize(version.answer().content().codeSize())
                            .build();
                })
                .toList();
    }
}
