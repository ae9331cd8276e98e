package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

/**
 * The routes of an HTTP API demand a signature (API Gateway Developer Guide, "Control access to HTTP APIs with IAM
 * authorization").
 *
 * @param name of the guard, which its deployment bears
 * @param api id
 * @param routes ids of those that demanded nothing before
 * @param deployment that the stage served before; null where it deploys by itself
 */
record HttpApiClosing(
        String name, String api, String region, String stage, List<String> routes, @Nullable String deployment)
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
        if (deployment != null && !deployment.equals(served(gateway))) {
            throw Measure.changed("The stage " + stage + " of the API " + api);
        }
        authorization(gateway, AuthorizationType.NONE, AuthorizationType.AWS_IAM);
        if (deployment != null) {
            gateway.createDeployment(request -> request.apiId(api).stageName(stage).description(description()));
        }
        return "";
    }

    private String description() {
        return "Every route demands a signature (" + name + ")";
    }

    private String served(ApiGatewayV2Client gateway) {
        return gateway.getStage(request -> request.apiId(api).stageName(stage)).deploymentId();
    }

    /** What was released since would be taken back with it. */
    @Override
    public void requireOurs(AwsClients aws) {
        if (deployment == null) {
            return;
        }
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        try {
            if (!isOurs(gateway)) {
                throw Measure.changed("The stage " + stage + " of the API " + api);
            }
        } catch (NotFoundException gone) {
            // Nothing of anybody's is left to run over.
        }
    }

    /** Whether nothing was released since. */
    private boolean isOurs(ApiGatewayV2Client gateway) {
        String now = served(gateway);
        return now.equals(deployment)
                || description().equals(gateway.getDeployment(request -> request.apiId(api).deploymentId(now))
                        .description());
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        try {
            if (deployment != null && !isOurs(gateway)) {
                authorization(gateway, AuthorizationType.AWS_IAM, AuthorizationType.NONE);
                gateway.createDeployment(request ->
                        request.apiId(api).stageName(stage).description("Routes are open again (" + name + ")"));
                return Optional.of("The stage " + stage + " of the HTTP API " + api
                        + " served a later release, which was deployed again with its routes open.");
            }
            if (deployment != null) {
                gateway.updateStage(request -> request.apiId(api)
                        .stageName(stage)
                        .deploymentId(Objects.requireNonNull(deployment)));
            }
            authorization(gateway, AuthorizationType.AWS_IAM, AuthorizationType.NONE);
            forget(gateway);
        } catch (NotFoundException gone) {
            return Optional.of("A part of the HTTP API " + api + " is gone, and was not opened again.");
        }
        return Optional.empty();
    }

    private void forget(ApiGatewayV2Client gateway) {
        String token = null;
        do {
            String from = token;
            GetDeploymentsResponse page = gateway.getDeployments(request -> request.apiId(api).nextToken(from));
            page.items().stream()
                    .filter(one -> description().equals(one.description()))
                    .forEach(one -> {
                        try {
                            gateway.deleteDeployment(request -> request.apiId(api).deploymentId(one.deploymentId()));
                        } catch (BadRequestException served) {
                            // Someone has put it on another stage.
                        }
                    });
            token = page.nextToken();
        } while (token != null);
    }

    /** Only where it still is what it was: someone may have given a route an authorizer meanwhile. */
    private void authorization(ApiGatewayV2Client gateway, AuthorizationType from, AuthorizationType to) {
        for (String route : routes) {
            if (gateway.getRoute(request -> request.apiId(api).routeId(route)).authorizationType() == from) {
                gateway.updateRoute(request -> request.apiId(api).routeId(route).authorizationType(to));
            }
        }
    }
}
