package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/**
 * The methods of a REST API demand a signature, and its stage serves them so (API Gateway Developer Guide, "Control access
 * to a REST API with IAM permissions").
 *
 * @param name of the guard, which its deployment bears
 * @param api id
 * @param methods that demanded nothing before; none where that was changed and not deployed
 * @param deployment that the stage served before
 */
record ApiClosing(String name, String api, String region, String stage, List<Method> methods, String deployment)
        implements StageClosing<ApiClosing.Method> {
    /**
     * A method of a resource.
     *
     * @param resource its id
     * @param verb such as {@code GET} or {@code ANY}
     */
    record Method(String resource, String path, String verb) {}

    @Override
    public String says() {
        return (methods.isEmpty()
                        ? "Deploy the REST API " + api + ", whose methods demand a signature already"
                        : "Demand a signature for " + methods.size() + " methods of the REST API " + api
                                + ", and deploy the API")
                + " as it is now to its stage " + stage;
    }

    @Override
    public List<Method> opened() {
        return methods;
    }

    @Override
    public String kind() {
        return "REST API";
    }

    @Override
    public String parts() {
        return "methods";
    }

    @Override
    public String words(Method method) {
        return method.verb() + " " + method.path();
    }

    @Override
    public ApiStage<Method> at(AwsClients aws) {
        return new Stage(aws.apiGateway(region), api, stage);
    }

    private record Stage(ApiGatewayClient gateway, String api, String stage) implements ApiStage<Method> {
        @Override
        public String served() {
            return gateway.getStage(request -> request.restApiId(api).stageName(stage)).deploymentId();
        }

        @Override
        public boolean deploysByItself() {
            return false;
        }

        @Override
        public Map<String, String> deployments() {
            Map<String, String> all = new HashMap<>();
            gateway.getDeploymentsPaginator(request -> request.restApiId(api).limit(500)).items().forEach(
                    one -> all.put(one.id(), Objects.requireNonNullElse(one.description(), "")));
            return all;
        }

        @Override
        public void deploy(String description) {
            gateway.createDeployment(request -> request.restApiId(api).stageName(stage).description(description));
        }

        @Override
        public void serve(String deployment) {
            gateway.updateStage(request -> request.restApiId(api)
                    .stageName(stage)
                    .patchOperations(replace("/deploymentId", deployment)));
        }

        @Override
        public void delete(String deployment) {
            gateway.deleteDeployment(request -> request.restApiId(api).deploymentId(deployment));
        }

        @Override
        public void authorize(Method method, String from, String to) {
            String now = gateway.getMethod(request -> request.restApiId(api)
                            .resourceId(method.resource())
                            .httpMethod(method.verb()))
                    .authorizationType();
            if (from.equals(now)) {
                gateway.updateMethod(request -> request.restApiId(api)
                        .resourceId(method.resource())
                        .httpMethod(method.verb())
                        .patchOperations(replace("/authorizationType", to)));
            }
        }

        private static PatchOperation replace(String path, String value) {
            return PatchOperation.builder().op(Op.REPLACE).path(path).value(value).build();
        }
    }
}
