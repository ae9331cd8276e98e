package dev.sallyport.core.proof;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** Who is let in, by the configuration of what the stack has made: what a refused request alone cannot show. */
final class AccessProofs {
    private final AwsClients aws;
    private final Subject subject;

    AccessProofs(AwsClients aws, Subject subject) {
        this.aws = aws;
        this.subject = subject;
    }

    List<Check> checks() {
        return List.of(
                new Check("methods-signed", "Every method of the API demands a signature", Lag.LOCK, this::isSigned),
                new Check(
                        "functions-private", "No function of the stack lets everyone in", Lag.LOCK, this::functionsArePrivate),
                new Check("shield-as-asked", "Shield Advanced protects the distribution", Lag.LOCK, this::isShielded));
    }

    /** No function, version or function URL of the stack lets everyone in. */
    private Verdict functionsArePrivate() {
        List<String> open = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        for (StackResourceSummary resource : resources()) {
            String id = resource.physicalResourceId();
            switch (resource.resourceType()) {
                case "AWS::Lambda::Function", "AWS::Lambda::Version" -> {
                    seen.add(resource.logicalResourceId());
                    publicStatement(id).forEach(sid -> open.add(resource.logicalResourceId() + " by statement " + sid));
                }
                case "AWS::Lambda::Url" -> {
                    seen.add(resource.logicalResourceId());
                    String type = aws.lambda(EdgeRegion.NAME)
                            .getFunctionUrlConfig(request -> request.functionName(id))
                            .authTypeAsString();
                    if (!"AWS_IAM".equals(type)) {
                        open.add(resource.logicalResourceId() + " whose AuthType is " + type);
                    }
                }
                default -> {
                    // Nothing that can be invoked.
                }
            }
        }
        return open.isEmpty()
                ? Verdict.of(true, "no policy of " + String.join(", ", seen) + " lets everyone in")
                : Verdict.of(false, "everyone may invoke " + String.join("; ", open));
    }

    private List<StackResourceSummary> resources() {
        return aws.cloudFormation(EdgeRegion.NAME)
                .listStackResourcesPaginator(request -> request.stackName(subject.stack()))
                .stackResourceSummaries()
                .stream()
                .filter(resource -> resource.physicalResourceId() != null)
                .toList();
    }

    /** Ids of the statements that let everyone in. */
    private List<String> publicStatement(String function) {
        try {
            String policy = aws.lambda(EdgeRegion.NAME)
                    .getPolicy(request -> request.functionName(function))
                    .policy();
            return StreamSupport.stream(Json.MAPPER.readTree(policy).path("Statement").spliterator(), false)
                    .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                    .filter(AccessProofs::isForEveryone)
                    .map(statement -> statement.path("Sid").asText())
                    .toList();
        } catch (ResourceNotFoundException noPolicy) {
            return List.of();
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-AWS-FAULT", "The policy of " + function + " is not JSON.", "Look at it in Lambda.")
                    .causedBy(e);
        }
    }

    /** A condition on the way of the call, such as a function URL's AuthType, narrows it to nobody. */
    private static boolean isForEveryone(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        boolean everyone = principal.asText().equals("*") || principal.path("AWS").asText().equals("*");
        JsonNode condition = statement.path("Condition");
        boolean narrowed = condition.toString().contains("aws:SourceArn")
                || condition.toString().contains("aws:SourceAccount")
                || condition.toString().contains("aws:PrincipalOrgID");
        return everyone && !narrowed;
    }

    /** The API is a REST API unless a parameter of the stack says otherwise. */
    private Verdict isSigned() {
        String api = subject.output("ApiId");
        return subject.parameter("ApiType").equals("HTTP") ? routesAreSigned(api) : methodsAreSigned(api);
    }

    /** Every method of a REST API demands a signature in what its stage serves, which is not what was last changed. */
    private Verdict methodsAreSigned(String apiId) {
        String path = URI.create(subject.output("OriginUrl")).getPath();
        String stageName = path.substring(path.lastIndexOf('/') + 1);
        var gateway = aws.apiGateway(subject.originRegion());
        String deployment = gateway.getStage(request -> request.restApiId(apiId).stageName(stageName)).deploymentId();
        SortedMap<String, String> methods = new TreeMap<>();
        gateway.getDeployment(request ->
                        request.restApiId(apiId).deploymentId(deployment).embed("apisummary"))
                .apiSummary()
                .forEach((resource, verbs) -> verbs.forEach((verb, method) ->
                        methods.put(verb + " " + resource, String.valueOf(method.authorizationType()))));
        return areSigned(methods);
    }

    /** Every route of an HTTP API demands a signature. */
    private Verdict routesAreSigned(String apiId) {
        SortedMap<String, String> routes = new TreeMap<>();
        String token = null;
        do {
            String from = token;
            GetRoutesResponse page =
                    aws.apiGatewayV2(subject.originRegion()).getRoutes(request -> request.apiId(apiId).nextToken(from));
            page.items().forEach(route -> routes.put(route.routeKey(), route.authorizationTypeAsString()));
            token = page.nextToken();
        } while (token != null);
        return areSigned(routes);
    }

    private static Verdict areSigned(SortedMap<String, String> authorization) {
        String open = authorization.entrySet().stream()
                .filter(entry -> !"AWS_IAM".equals(entry.getValue()))
                .map(entry -> entry.getKey() + " demands " + entry.getValue())
                .collect(Collectors.joining(", "));
        return open.isEmpty()
                ? Verdict.of(!authorization.isEmpty(), String.join(", ", authorization.keySet()) + " demand AWS_IAM")
                : Verdict.of(false, open);
    }

    /** Shield Advanced protects the distribution, and mitigates by itself in the mode that was asked for. */
    private Verdict isShielded() {
        String id = subject.output("DistributionId");
        String arn = aws.cloudFront()
                .getDistribution(request -> request.id(id))
                .distribution()
                .arn();
        return aws.shield().listProtectionsPaginator(request -> {}).protections().stream()
                .filter(protection -> arn.equals(protection.resourceArn()))
                .findFirst()
                .map(protection -> {
                    var response = protection.applicationLayerAutomaticResponseConfiguration();
                    boolean counts = response != null
                            && "ENABLED".equals(response.statusAsString())
                            && response.action() != null
                            && response.action().count() != null;
                    String checks = protection.healthCheckIds().isEmpty()
                            ? "no health check"
                            : "health check " + String.join(", ", protection.healthCheckIds());
                    return Verdict.of(
                            counts,
                            arn + " is protected as " + protection.id() + ", automatic mitigation "
                                    + (counts ? "counts" : "is not in Count") + ", " + checks);
                })
                .orElseGet(() -> Verdict.of(false, "Shield Advanced has no protection of " + arn));
    }
}
