package dev.sallyport.core.guard;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * The locks of APIs and functions that stand, for stacks that are put before them. Looking changes nothing.
 */
public final class Locks {
    private final AwsClients aws;
    private final String account;
    private final Sharing sharing;

    /** @param account 12 digits */
    public Locks(AwsClients aws, String account) {
        this.aws = aws;
        this.account = account;
        this.sharing = new Sharing(aws);
    }

    /** Names the lock of an API, all of whose stages have the same methods or routes. */
    static String ofApi(String region, String api) {
        return "api " + region + " " + api;
    }

    /** Names the lock of a function. */
    static String ofFunction(String region, String function) {
        return "function " + region + " " + function;
    }

    /**
     * Names the lock of an API or a function.
     *
     * @param arn of what can be called of the API, or of the function
     */
    public static String of(String arn) {
        Arn one = Arn.fromString(arn);
        String region = one.region().orElse("");
        return one.service().equals("lambda")
                ? ofFunction(region, one.resource().resource())
                : ofApi(region, Arns.path(arn).getFirst());
    }

    /**
     * Names the lock of an API.
     *
     * @param host such as {@code abc123.execute-api.eu-west-1.amazonaws.com}
     */
    public static String ofApiAt(String host) {
        List<String> parts = List.of(host.split("\\.", -1));
        return ofApi(parts.get(2), parts.getFirst());
    }

    /**
     * The lock of an API's stage: its methods or routes.
     *
     * @param name of the closing, which no other has
     * @param host such as {@code abc123.execute-api.eu-west-1.amazonaws.com}
     * @param path {@code /STAGE}; empty for the default stage of an HTTP API
     * @throws SallyportException {@code SP-NOT-FOUND} where there is no such API or stage, {@code SP-GUARD-ORIGIN} where
     *     its lock cannot be turned
     */
    public Lock ofApi(String name, String host, String path) {
        Api api;
        try {
            api = Api.find(aws, account, name, host, path);
        } catch (AwsServiceException e) {
            if (e.statusCode() != 404) {
                throw e;
            }
            throw SallyportException.refused(
                            "SP-NOT-FOUND",
                            "Account " + account + " has no API at https://" + host + path + ": "
                                    + e.awsErrorDetails().errorMessage() + ".",
                            "Take the invoke URL of one of its stages.")
                    .causedBy(e);
        }
        String where = "the " + api.kind() + " API " + api.id() + ", stage " + api.stage() + ": ";
        return new Lock(
                host + "/" + api.stage(),
                api.kind(),
                api.arn(),
                api.open().stream()
                        .map(method -> new Lock.Switched(where + method, "NONE", "AWS_IAM"))
                        .toList(),
                api.gets(),
                api.tags(),
                api.open().isEmpty() ? List.of() : api.undeployed(),
                api.open().isEmpty() ? "" : api.unseen(),
                api.open().isEmpty() ? List.of() : List.of(api.closing()));
    }

    /**
     * The lock of a function URL: its AuthType, and the statements that let everyone in.
     *
     * @param host such as {@code abc123.lambda-url.eu-west-1.on.aws}
     * @param sid of the statement that lets a distribution in
     * @param distribution its ARN; empty where it does not call by itself
     * @throws SallyportException {@code SP-GUARD-ORIGIN} where no function of the account has that URL
     */
    public Lock ofFunctionUrl(String host, String sid, String distribution) {
        FunctionUrl url = FunctionUrl.find(aws, account, host);
        boolean open = url.authType().equals("NONE");
        List<Measure> measures = new ArrayList<>();
        if (!distribution.isEmpty()) {
            measures.add(new FunctionEntry(url.name(), url.region(), sid, distribution));
        }
        if (open) {
            measures.add(new FunctionUrlClosing(url.name(), url.region(), url.open()));
        }
        return new Lock(
                host,
                "URL",
                url.arn(),
                open ? List.of(new Lock.Switched("the URL of the function " + url.name(), "NONE", "AWS_IAM")) : List.of(),
                List.of(),
                Map.of(),
                List.of(),
                "",
                List.copyOf(measures));
    }

    /**
     * What to tell of a lock that would be turned. What may not be asked, or has no answer now, is said to be unknown.
     *
     * @param lock as {@link #ofApi} or {@link #ofFunctionUrl} found it
     */
    public Lock.Beside beside(Lock lock) {
        return beside(lock.kind(), lock.arn(), lock.tags());
    }

    Lock.Beside beside(String kind, String arn, Map<String, String> tags) {
        if (kind.equals("URL")) {
            return new Lock.Beside(List.of(), List.of(), owner(arn), "");
        }
        Owner owner = Owner.of(tags);
        try {
            return kind.equals("HTTP")
                    ? besideHttp(arn, owner)
                    : new Lock.Beside(List.of(), others(arn), owner, "");
        } catch (SdkException e) {
            return new Lock.Beside(List.of(), List.of(), owner, unanswered(e).message());
        }
    }

    /** Why there is no answer: another fault than a missing permission or a busy service is none to go on after. */
    private static SallyportException unanswered(SdkException e) {
        SallyportException why = AwsErrors.translate(e);
        if (!why.code().equals("SP-DENIED") && why.kind() != SallyportException.Kind.UNAVAILABLE) {
            throw e;
        }
        return why;
    }

    /** In stages that deploy by themselves a route changes too (Developer Guide, "Automatic deployments"). */
    private Lock.Beside besideHttp(String arn, Owner owner) {
        List<String> parts = Arns.path(arn);
        Map<Boolean, List<String>> stages = httpStages(Arns.of(arn).flatMap(Arn::region).orElseThrow(), parts.getFirst()).stream()
                .filter(stage -> !stage.stageName().equals(parts.get(1)))
                .collect(Collectors.partitioningBy(
                        stage -> Boolean.TRUE.equals(stage.autoDeploy()),
                        Collectors.mapping(Stage::stageName, Collectors.toList())));
        return new Lock.Beside(
                stages.getOrDefault(true, List.of()), stages.getOrDefault(false, List.of()), owner, "");
    }

    /** Other stages of a REST API, which serve what was deployed to them. */
    private List<String> others(String arn) {
        List<String> parts = Arns.path(arn);
        return restStages(Arns.of(arn).flatMap(Arn::region).orElseThrow(), parts.getFirst()).stream()
                .filter(stage -> !stage.equals(parts.get(1)))
                .toList();
    }

    private List<String> restStages(String region, String api) {
        return aws.apiGateway(region).getStages(request -> request.restApiId(api)).item().stream()
                .map(software.amazon.awssdk.services.apigateway.model.Stage::stageName)
                .toList();
    }

    private List<Stage> httpStages(String region, String api) {
        List<Stage> stages = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            var page = aws.apiGatewayV2(region).getStages(request -> request.apiId(api).nextToken(from));
            stages.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return stages;
    }

    /**
     * The stages of an API, of a REST API or an HTTP one.
     *
     * @param host such as {@code abc123.execute-api.eu-west-1.amazonaws.com}
     */
    public List<String> stages(String host) {
        List<String> parts = List.of(host.split("\\.", -1));
        String api = parts.getFirst();
        try {
            return restStages(parts.get(2), api);
        } catch (NotFoundException httpApi) {
            return httpStages(parts.get(2), api).stream().map(Stage::stageName).toList();
        }
    }

    private Owner owner(String function) {
        String region = Arn.fromString(function).region().orElseThrow();
        try {
            return Owner.of(aws.lambda(region).listTags(request -> request.resource(function)).tags());
        } catch (SdkException e) {
            unanswered(e);
            return Owner.UNKNOWN;
        }
    }

    /** Ids of the distributions with an origin of that name, but for one. */
    public List<String> sharers(String host, String distribution) {
        return sharing.others(distribution, host);
    }
}
