package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.guard.FunctionUrlClosing.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * The function behind a function URL. Nothing in the name tells which it is, so the functions of the Region are asked for
 * their URLs until one answers with it.
 *
 * @param name of the function
 * @param arn unqualified
 * @param authType as it is
 * @param open statements of its policy that let everyone in
 */
record FunctionUrl(String name, String arn, String region, String authType, List<Open> open) {
    private static final Pattern HOST = Pattern.compile("[a-z0-9]+\\.lambda-url\\.(?<region>[a-z0-9-]+)\\.on\\.aws");

    /** Lambda publishes 15 reads a second for such calls (Lambda quotas, control plane). */
    private static final int AT_ONCE = 5;

    /** @throws SallyportException {@code SP-GUARD-ORIGIN} where no function of the account has that URL */
    static FunctionUrl find(AwsClients aws, String account, String host) {
        Matcher matcher = HOST.matcher(host);
        if (!matcher.matches()) {
            throw none(host, account);
        }
        String region = matcher.group("region");
        LambdaClient lambda = aws.lambda(region);
        for (var page : lambda.listFunctionsPaginator(request -> {})) {
            List<Optional<FunctionUrlConfig>> asked =
                    AtOnce.each(page.functions(), AT_ONCE, function -> url(lambda, function, host));
            Optional<FunctionUrlConfig> found = asked.stream().flatMap(Optional::stream).findFirst();
            if (found.isPresent()) {
                return of(lambda, region, found.get());
            }
        }
        throw none(host, account);
    }

    private static SallyportException none(String host, String account) {
        return SallyportException.refused(
                "SP-GUARD-ORIGIN",
                "No function of account " + account + " has the URL " + host + " without an alias.",
                "Lock it in the account that owns it.");
    }

    private static Optional<FunctionUrlConfig> url(LambdaClient lambda, FunctionConfiguration function, String host) {
        return lambda.listFunctionUrlConfigs(request -> request.functionName(function.functionName()))
                .functionUrlConfigs()
                .stream()
                .filter(config -> config.functionUrl().contains("//" + host + "/"))
                // An alias has a policy of its own.
                .filter(config -> Arn.fromString(config.functionArn()).resource().qualifier().isEmpty())
                .findFirst();
    }

    private static FunctionUrl of(LambdaClient lambda, String region, FunctionUrlConfig config) {
        String name = config.functionArn().substring(config.functionArn().lastIndexOf(':') + 1);
        List<Open> open = new ArrayList<>();
        try {
            String policy = lambda.getPolicy(request -> request.functionName(name)).policy();
            Json.MAPPER.readTree(policy).path("Statement").forEach(one -> Open.of(one).ifPresent(open::add));
        } catch (ResourceNotFoundException noPolicy) {
            // Nobody is let in by one.
        } catch (JsonProcessingException e) {
            throw SallyportException.unavailable(
                            "SP-AWS-FAULT", "The policy of " + name + " is not JSON.", "Look at it in Lambda.")
                    .causedBy(e);
        }
        return new FunctionUrl(name, config.functionArn(), region, config.authTypeAsString(), List.copyOf(open));
    }
}
