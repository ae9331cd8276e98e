package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    public Set<String> locks() {
        return Set.of(Locks.ofApi(region, api));
    }

    @Override
    public String make(AwsClients aws) {
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        if (deployment != null && !deployment.equals(served(gateway))) {
            throw Measure.changed("The stage " + stage + " of the API " + api);
        }
        routes.forEach(route -> authorization(gateway, route, AuthorizationType.NONE, AuthorizationType.AWS_IAM));
        if (deployment != null) {
            deploy(gateway, description());
        }
        return "";
    }

    private void deploy(ApiGatewayV2Client gateway, String description) {
        gateway.createDeployment(request -> request.apiId(api).stageName(stage).description(description));
    }

    private String description() {
        return "Every route demands a signature (" + name + ")";
    }

    private @Nullable String served(ApiGatewayV2Client gateway) {
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
        if (now == null || now.equals(deployment)) {
            return Objects.equals(now, deployment);
        }
        return description().equals(gateway.getDeployment(request -> request.apiId(api).deploymentId(now)).description());
    }

    @Override
    public Optional<String> unmakeBegun(AwsClients aws) {
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        try {
            if (deployment != null && !isOurs(gateway) && ours(gateway).isEmpty()) {
                return Optional.of("The stage " + stage + " of the HTTP API " + api
                        + " serves a release of someone else, and stays as it is.");
            }
        } catch (NotFoundException gone) {
            // What is left of it is opened.
        }
        return unmake(aws);
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        ApiGatewayV2Client gateway = aws.apiGatewayV2(region);
        List<String> notes = new ArrayList<>();
        boolean deploysAgain = false;
        try {
            var now = gateway.getStage(request -> request.apiId(api).stageName(stage));
            boolean byItself = deployment == null || Boolean.TRUE.equals(now.autoDeploy());
            if (!byItself && !isOurs(gateway)) {
                notes.add("The stage " + stage + " of the HTTP API " + api
                        + " served a later release, which was deployed again with its routes open.");
                deploysAgain = true;
            } else if (!byItself && !serveBefore(gateway)) {
                notes.add("The deployment " + deployment + " of the HTTP API " + api
                        + " is gone, so the API as it is now was deployed to its stage " + stage
                        + " with its routes open.");
                deploysAgain = true;
            }
        } catch (NotFoundException gone) {
            notes.add("The stage " + stage + " of the HTTP API " + api + " is gone.");
        }
        List<String> gone = new ArrayList<>();
        for (String route : routes) {
            try {
                authorization(gateway, route, AuthorizationType.AWS_IAM, AuthorizationType.NONE);
            } catch (NotFoundException e) {
                gone.add(route);
            }
        }
        if (!gone.isEmpty()) {
            notes.add("Routes that are gone from the HTTP API " + api + " meanwhile: " + String.join(", ", gone) + ".");
        }
        if (deploysAgain) {
            deploy(gateway, "Routes are open again (" + name + ")");
        }
        forget(gateway);
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes));
    }

    /** Has the stage serve what it did; false where that is gone. Writes only what is not so already. */
    private boolean serveBefore(ApiGatewayV2Client gateway) {
        if (Objects.equals(served(gateway), deployment)) {
            return true;
        }
        try {
            gateway.updateStage(request -> request.apiId(api)
                    .stageName(stage)
                    .deploymentId(Objects.requireNonNull(deployment)));
            return true;
        } catch (BadRequestException | NotFoundException gone) {
            return false;
        }
    }

    /** Ids of the deployments that this made. */
    private List<String> ours(ApiGatewayV2Client gateway) {
        List<String> ids = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            GetDeploymentsResponse page = gateway.getDeployments(request -> request.apiId(api).nextToken(from));
            page.items().stream()
                    .filter(one -> description().equals(one.description()))
                    .forEach(one -> ids.add(one.deploymentId()));
            token = page.nextToken();
        } while (token != null);
        return ids;
    }

    private void forget(ApiGatewayV2Client gateway) {
        try {
            for (String id : ours(gateway)) {
                try {
                    gateway.deleteDeployment(request -> request.apiId(api).deploymentId(id));
                } catch (BadRequestException served) {
                    // Someone has put it on another stage.
                }
            }
        } catch (NotFoundException gone) {
            // As it should be.
        }
    }

    /** Only where it still is what it was: someone may have given a route an authorizer meanwhile. */
    private void authorization(ApiGatewayV2Client gateway, String route, AuthorizationType from, AuthorizationType to) {
        if (gateway.getRoute(request -> request.apiId(api).routeId(route)).authorizationType() == from) {
            gateway.updateRoute(request -> request.apiId(api).routeId(route).authorizationType(to));
        }
    }
}
