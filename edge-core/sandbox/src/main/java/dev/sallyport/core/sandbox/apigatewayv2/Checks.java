package dev.sallyport.core.sandbox.apigatewayv2;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * What API Gateway V2 refuses, and what the sandbox's data plane could not serve: a setting that would have no effect
 * is refused, never kept in silence.
 */
final class Checks {
    private static final Pattern FUNCTION = Pattern.compile(
            "(arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/)?"
                    + "arn:aws[a-z-]*:lambda:[^/]+(/invocations)?");
    private static final Pattern STAGE = Pattern.compile("\\$default|[A-Za-z0-9_-]{1,128}");
    private static final Pattern TARGET = Pattern.compile("integrations/[a-z0-9]+");
    private static final Pattern LOG_GROUP =
            Pattern.compile("arn:aws[a-z-]*:logs:[a-z0-9-]+:\\d{12}:log-group:[^:]+(?::\\*)?");

    /** Milliseconds; AWS's page on the quotas of HTTP APIs. */
    private static final int LONGEST = 30_000;

    private Checks() {}

    static String needed(@Nullable String value, String member) {
        if (value == null || value.isEmpty()) {
            throw HttpApiFaults.bad(member + " must be specified");
        }
        return value;
    }

    static void api(Api api) {
        if (!"HTTP".equals(api.protocolTypeAsString())) {
            throw HttpApiFaults.bad(
                    "The sandbox serves APIs of the protocol HTTP, not " + api.protocolTypeAsString() + ".");
        }
        if (api.corsConfiguration() != null) {
            throw HttpApiFaults.bad("The sandbox carries no CORS configuration of an HTTP API.");
        }
    }

    static void route(Route route, StoredHttpApi api) {
        String key = needed(route.routeKey(), "Route key");
        if (RouteKey.parse(key).isEmpty()) {
            throw HttpApiFaults.bad("The provided route key is not formatted properly for HTTP protocol. "
                    + "Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"");
        }
        boolean taken = api.routes().values().stream()
                .anyMatch(other -> other.routeKey().equals(key) && !other.routeId().equals(route.routeId()));
        if (taken) {
            throw HttpApiFaults.conflict("Route with key " + key + " already exists for this API");
        }
        String authorization = Objects.requireNonNullElse(route.authorizationTypeAsString(), "NONE");
        if (!Set.of("NONE", "AWS_IAM").contains(authorization)) {
            throw HttpApiFaults.bad("The sandbox authorizes routes with NONE and AWS_IAM, not " + authorization + ".");
        }
        if (Boolean.TRUE.equals(route.apiKeyRequired())) {
            throw HttpApiFaults.bad("apiKeyRequired is not currently supported for HTTP APIs.");
        }
        String target = route.target();
        if (target != null) {
            if (!TARGET.matcher(target).matches()) {
                throw HttpApiFaults.bad("Invalid target " + target + ": it should be integrations/<integration id>");
            }
            api.integration(target.substring(target.indexOf('/') + 1));
        }
    }

    static void integration(Integration integration) {
        String type = integration.integrationTypeAsString();
        if (!"AWS_PROXY".equals(type) || integration.integrationSubtype() != null) {
            throw HttpApiFaults.bad(
                    "The sandbox serves integrations of type AWS_PROXY with a Lambda function, not " + type + ".");
        }
        if (!FUNCTION.matcher(Objects.requireNonNullElse(integration.integrationUri(), "")).matches()) {
            throw HttpApiFaults.bad("Invalid function ARN or invalid uri");
        }
        String version = needed(integration.payloadFormatVersion(), "PayloadFormatVersion");
        if (!version.equals("2.0")) {
            throw HttpApiFaults.bad("The sandbox sends the payload format version 2.0, not " + version + ".");
        }
        if (integration.timeoutInMillis() < 50 || integration.timeoutInMillis() > LONGEST) {
            throw HttpApiFaults.bad("Timeout should be between 50 ms and 30000 ms");
        }
        if (integration.credentialsArn() != null) {
            throw HttpApiFaults.bad("The sandbox invokes functions by their own policies, not with credentialsArn.");
        }
        if (!integration.requestParameters().isEmpty() || !integration.responseParameters().isEmpty()) {
            throw HttpApiFaults.bad("The sandbox carries no parameter mapping.");
        }
    }

    static void stage(Stage stage) {
        if (!STAGE.matcher(needed(stage.stageName(), "Stage name")).matches()) {
            throw HttpApiFaults.bad("Stage name must be $default or contain only a-zA-Z0-9_-");
        }
        if (stage.clientCertificateId() != null) {
            throw HttpApiFaults.bad("Client certificates are not supported for HTTP APIs.");
        }
        settings(stage.defaultRouteSettings());
        stage.routeSettings().values().forEach(Checks::settings);
        if (stage.accessLogSettings() != null) {
            needed(stage.accessLogSettings().format(), "Access log format");
            String to = needed(stage.accessLogSettings().destinationArn(), "Access log destination");
            if (!LOG_GROUP.matcher(to).matches()) {
                throw HttpApiFaults.bad(
                        "The sandbox writes access logs of HTTP APIs to log groups, not to " + to + ".");
            }
        }
    }

    private static void settings(@Nullable RouteSettings settings) {
        if (settings == null) {
            return;
        }
        if (settings.loggingLevel() != null || Boolean.TRUE.equals(settings.dataTraceEnabled())) {
            throw HttpApiFaults.bad("Execution logs are not supported on protocolType HTTP");
        }
        int burst = Objects.requireNonNullElse(settings.throttlingBurstLimit(), 0);
        double rate = Objects.requireNonNullElse(settings.throttlingRateLimit(), 0.0);
        if (burst < 0 || rate < 0) {
            throw HttpApiFaults.bad("Throttling limits must be zero or more");
        }
    }
}
