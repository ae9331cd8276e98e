package dev.sallyport.core.sandbox.lambda;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Cors;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;

/** Function URLs: one per function or alias. */
final class FunctionUrls {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private final Functions functions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    FunctionUrls(Functions functions, Clock clock) {
        this.functions = functions;
        this.clock = clock;
    }

    FunctionUrlConfig create(
            FunctionName name, @Nullable String authType, @Nullable Cors cors, @Nullable String invokeMode) {
        String now = clock.instant().toString();
        FunctionUrlConfig made = FunctionUrlConfig.builder()
                .functionUrl("https://" + id() + ".lambda-url." + name.region() + ".on.aws/")
                .functionArn(name.qualifiedArn())
                .authType(checked(authType))
                .cors(cors)
                .invokeMode(Objects.requireNonNullElse(invokeMode, "BUFFERED"))
                .creationTime(now)
                .lastModifiedTime(now)
                .build();
        functions.update(name, function -> {
            if (name.qualifier() != null && !function.aliases().containsKey(name.qualifier())) {
                throw Functions.missing(name);
            }
            if (function.urls().containsKey(key(name))) {
                throw LambdaFaults.conflict(
                        "Failed to create function url config for [functionArn = " + name.qualifiedArn()
                                + "]. Error message: FunctionUrlConfig exists for this Lambda function");
            }
            return function.withUrls(StoredFunction.changed(function.urls(), all -> all.put(key(name), made)));
        });
        return made;
    }

    FunctionUrlConfig update(
            FunctionName name, @Nullable String authType, @Nullable Cors cors, @Nullable String invokeMode) {
        StoredFunction after = functions.update(name, function -> {
            FunctionUrlConfig.Builder changed = get(function, name).toBuilder()
                    .lastModifiedTime(clock.instant().toString());
            if (authType != null) {
                changed.authType(checked(authType));
            }
            if (cors != null) {
                changed.cors(cors);
            }
            if (invokeMode != null) {
                changed.invokeMode(invokeMode);
            }
            return function.withUrls(
                    StoredFunction.changed(function.urls(), all -> all.put(key(name), changed.build())));
        });
        return get(after, name);
    }

    FunctionUrlConfig get(FunctionName name) {
        return get(functions.get(name), name);
    }

    private static FunctionUrlConfig get(StoredFunction function, FunctionName name) {
        FunctionUrlConfig found = function.urls().get(key(name));
        if (found == null) {
            throw LambdaFaults.notFound("The resource you requested does not exist.");
        }
        return found;
    }

    void delete(FunctionName name) {
        functions.update(name, function -> {
            get(function, name);
            return function.withUrls(StoredFunction.changed(function.urls(), all -> all.remove(key(name))));
        });
    }

    /** The URL that answers at a host such as {@code abc….lambda-url.us-east-1.on.aws}. */
    Optional<FunctionUrlConfig> at(String host) {
        return functions.everywhere().stream()
                .map(StoredFunction::urls)
                .map(Map::values)
                .flatMap(urls -> urls.stream())
                .filter(url -> url.functionUrl().equals("https://" + host + "/"))
                .findFirst();
    }

    private static String key(FunctionName name) {
        return Objects.requireNonNullElse(name.qualifier(), "");
    }

    private static String checked(@Nullable String authType) {
        if (authType != null && (authType.equals("AWS_IAM") || authType.equals("NONE"))) {
            return authType;
        }
        throw LambdaFaults.validation(
                "authType", String.valueOf(authType), "Member must satisfy enum value set: [NONE, AWS_IAM]");
    }

    private String id() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
