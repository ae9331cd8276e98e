package dev.sallyport.core.sandbox.apigateway;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.Resource;

/** What an integration must have, and what a deployment must. */
final class Integrations {
    private static final Pattern LAMBDA = Pattern.compile(
            "arn:aws[a-z-]*:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/arn:aws[a-z-]*:lambda:.+/invocations");
    private static final Set<String> SERVED = Set.of("AWS_PROXY", "MOCK", "HTTP_PROXY");

    private Integrations() {}

    static Integration checked(PutIntegrationRequest request) {
        String type = Objects.requireNonNullElse(request.typeAsString(), "");
        if (!SERVED.contains(type)) {
            throw GatewayFaults.bad("The sandbox serves integrations of type " + SERVED + ", not " + type + ".");
        }
        if (type.equals("AWS_PROXY")) {
            if (!LAMBDA.matcher(Objects.requireNonNullElse(request.uri(), "")).matches()) {
                throw GatewayFaults.bad("AWS ARN for integration must contain path or action");
            }
            if (!"POST".equals(request.integrationHttpMethod())) {
                throw GatewayFaults.bad("Integration method must be POST for a Lambda function");
            }
        }
        if (type.equals("HTTP_PROXY") && (request.uri() == null || request.integrationHttpMethod() == null)) {
            throw GatewayFaults.bad("Enumeration value for HttpMethod must be non-empty");
        }
        Integration.Builder made = Integration.builder()
                .type(type)
                .httpMethod(request.integrationHttpMethod())
                .uri(request.uri())
                .credentials(request.credentials())
                .connectionType(request.connectionTypeAsString())
                .passthroughBehavior(Objects.requireNonNullElse(request.passthroughBehavior(), "WHEN_NO_MATCH"))
                .contentHandling(request.contentHandlingAsString())
                .timeoutInMillis(Objects.requireNonNullElse(request.timeoutInMillis(), 29_000))
                .cacheNamespace(Objects.requireNonNullElse(request.cacheNamespace(), request.resourceId()))
                .cacheKeyParameters(request.cacheKeyParameters());
        if (request.hasRequestParameters()) {
            made.requestParameters(request.requestParameters());
        }
        if (request.hasRequestTemplates()) {
            made.requestTemplates(request.requestTemplates());
        }
        return made.build();
    }

    static void checkDeployable(StoredApi api) {
        boolean any = false;
        for (Resource resource : api.resources().values()) {
            for (Method method : resource.resourceMethods().values()) {
                any = true;
                if (method.methodIntegration() == null) {
                    throw GatewayFaults.bad("No integration defined for method");
                }
            }
        }
        if (!any) {
            throw GatewayFaults.bad("The REST API doesn't contain any methods");
        }
    }
}
