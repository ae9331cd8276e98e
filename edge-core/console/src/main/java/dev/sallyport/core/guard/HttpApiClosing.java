package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

/**
 * The routes of an HTTP API demand a signature (API Gateway Developer Guide, "Control access to HTTP APIs with IAM
 * authorization").
 *
 * @param api id
 * @param routes ids of those that demanded nothing before
 * @param deployment that the stage served before; null where it deploys by itself
 */
record HttpApiClosing(String api, String region, String stage, List<String> routes, @Nullable String deployment)
        implements Measure {

    @Override
    public String says() {
        return "Demand a signature for " + routes.size() + " routes of the HTTP API " + api
                + (deployment == null ? "" : ", and deploy the API as it is now to its stage " + stage);
    }

    @Override
    public boolean closes() {
        return true;
    }

    @Override
    public String make(AwsClients aws) {
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        authorization(gateway, AuthorizationType.AWS_IAM);
        if (deployment != null) {
            gateway.createDeployment(request ->
                    request.apiId(api).stageName(stage).description("Every route demands a signature"));
        }
        return "";
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        try {
            if (deployment != null) {
                gateway.updateStage(request -> request.apiId(api)
                        .stageName(stage)
                        .deploymentId(Objects.requireNonNull(deployment)));
            }
            authorization(gateway, AuthorizationType.NONE);
        } catch (NotFoundException gone) {
            return Optional.of("A part of the HTTP API " + api + " is gone, and was not opened again.");
        }
        return Optional.empty();
    }

    private void authorization(ApiGatewayV2Client gateway, AuthorizationType type) {
        routes.forEach(route ->
                gateway.updateRoute(request -> request.apiId(api).routeId(route).authorizationType(type)));
    }
}
