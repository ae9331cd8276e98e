package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsResponse;

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
        implements StageClosing<String> {

    @Override
    public String says() {
        return "Demand a signature for " + routes.size() + " routes of the HTTP API " + api
                + (deployment == null ? "" : ", and deploy the API as it is now to its stage " + stage);
    }

    @Override
    public List<String> opened() {
        return routes;
    }

    @Override
    public String kind() {
        return "HTTP API";
    }

    @Override
    public String parts() {
        return "routes";
    }

    @Override
    public String words(String route) {
        return "the route " + route;
    }

    @Override
    public ApiStage<String> at(AwsClients aws) {
        return new Stage(aws.apiGatewayV2(region), api, stage);
    }

    private record Stage(ApiGatewayV2Client gateway, String api, String stage) implements ApiStage<String> {
        @Override
        public @Nullable String served() {
            return gateway.getStage(request -> request.apiId(api).stageName(stage)).deploymentId();
        }

        @Override
        public boolean deploysByItself() {
            return Boolean.TRUE.equals(
                    gateway.getStage(request -> request.apiId(api).stageName(stage)).autoDeploy());
        }

        @Override
        public Map<String, String> deployments() {
            Map<String, String> all = new HashMap<>();
            String token = null;
            do {
                String from = token;
                GetDeploymentsResponse page = gateway.getDeployments(request -> request.apiId(api).nextToken(from));
                page.items().forEach(one ->
                        all.put(one.deploymentId(), Objects.requireNonNullElse(one.description(), "")));
                token = page.nextToken();
            } while (token != null);
            return all;
        }

        @Override
        public void deploy(String description) {
            gateway.createDeployment(request -> request.apiId(api).stageName(stage).description(description));
        }

        @Override
        public void serve(String deployment) {
            gateway.updateStage(request -> request.apiId(api).stageName(stage).deploymentId(deployment));
        }

        @Override
        public void delete(String deployment) {
            gateway.deleteDeployment(request -> request.apiId(api).deploymentId(deployment));
        }

        @Override
        public void authorize(String route, String from, String to) {
            String now = gateway.getRoute(request -> request.apiId(api).routeId(route)).authorizationTypeAsString();
            if (from.equals(now)) {
                gateway.updateRoute(request -> request.apiId(api).routeId(route).authorizationType(to));
            }
        }
    }
}
