package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
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
        implements Measure {
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
    public boolean closes() {
        return true;
    }

    @Override
    public Set<String> locks() {
        return Set.of(Locks.ofApi(region, api));
    }

    @Override
    public String make(AwsClients aws) {
        ApiGatewayClient gateway = aws.apiGateway(region);
        if (!served(gateway).equals(deployment)) {
            throw Measure.changed("The stage " + stage + " of the API " + api);
        }
        methods.forEach(method -> authorization(gateway, method, "NONE", "AWS_IAM"));
        deploy(gateway, description());
        return "";
    }

    private void deploy(ApiGatewayClient gateway, String description) {
        gateway.createDeployment(request -> request.restApiId(api).stageName(stage).description(description));
    }

    private String description() {
        return "Every method demands a signature (" + name + ")";
    }

    private String served(ApiGatewayClient gateway) {
        return gateway.getStage(request -> request.restApiId(api).stageName(stage)).deploymentId();
    }

    /** What was released since would be taken back with it. */
    @Override
    public void requireOurs(AwsClients aws) {
        ApiGatewayClient gateway = aws.apiGateway(region);
        try {
            if (!isOurs(gateway)) {
                throw Measure.changed("The stage " + stage + " of the API " + api);
            }
        } catch (NotFoundException gone) {
            // Nothing of anybody's is left to run over.
        }
    }

    /** Whether nothing was released since. */
    private boolean isOurs(ApiGatewayClient gateway) {
        String now = served(gateway);
        return now.equals(deployment)
                || description().equals(gateway.getDeployment(request -> request.restApiId(api).deploymentId(now))
                        .description());
    }

    @Override
    public Optional<String> unmakeBegun(AwsClients aws) {
        ApiGatewayClient gateway = aws.apiGateway(region);
        try {
            if (!isOurs(gateway) && ours(gateway).isEmpty()) {
                return Optional.of("The stage " + stage + " of the REST API " + api
                        + " serves a release of someone else, and stays as it is.");
            }
        } catch (NotFoundException gone) {
            // What is left of it is opened.
        }
        return unmake(aws);
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        ApiGatewayClient gateway = aws.apiGateway(region);
        List<String> notes = new ArrayList<>();
        boolean deploysAgain = false;
        try {
            if (!isOurs(gateway)) {
                notes.add("The stage " + stage + " of the REST API " + api
                        + " served a later release, which was deployed again with its methods open.");
                deploysAgain = true;
            } else if (!serveBefore(gateway)) {
                notes.add("The deployment " + deployment + " of the REST API " + api
                        + " is gone, so the API as it is now was deployed to its stage " + stage
                        + " with its methods open.");
                deploysAgain = true;
            }
        } catch (NotFoundException gone) {
            notes.add("The stage " + stage + " of the REST API " + api + " is gone.");
        }
        List<String> gone = new ArrayList<>();
        for (Method method : methods) {
            try {
                authorization(gateway, method, "AWS_IAM", "NONE");
            } catch (NotFoundException e) {
                gone.add(method.verb() + " " + method.path());
            }
        }
        if (!gone.isEmpty()) {
            notes.add("Gone from the REST API " + api + " meanwhile: " + String.join(", ", gone) + ".");
        }
        if (deploysAgain) {
            deploy(gateway, "Methods are open again (" + name + ")");
        }
        forget(gateway);
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes));
    }

    /** Has the stage serve what it did; false where that is gone. Writes only what is not so already. */
    private boolean serveBefore(ApiGatewayClient gateway) {
        if (served(gateway).equals(deployment)) {
            return true;
        }
        try {
            gateway.updateStage(request -> request.restApiId(api)
                    .stageName(stage)
                    .patchOperations(replace("/deploymentId", deployment)));
            return true;
        } catch (BadRequestException | NotFoundException gone) {
            return false;
        }
    }

    /** Ids of the deployments that this made. */
    private List<String> ours(ApiGatewayClient gateway) {
        return gateway.getDeploymentsPaginator(request -> request.restApiId(api)).items().stream()
                .filter(one -> description().equals(one.description()))
                .map(Deployment::id)
                .toList();
    }

    private void forget(ApiGatewayClient gateway) {
        try {
            for (String id : ours(gateway)) {
                try {
                    gateway.deleteDeployment(request -> request.restApiId(api).deploymentId(id));
                } catch (BadRequestException served) {
                    // Someone has put it on another stage.
                }
            }
        } catch (NotFoundException gone) {
            // As it should be.
        }
    }

    /** Only where it still is what it was: someone may have given a method an authorizer meanwhile. */
    private void authorization(ApiGatewayClient gateway, Method method, String from, String to) {
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
