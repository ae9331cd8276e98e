package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.FunctionUrls;
import dev.sallyport.core.guard.FunctionUrlClosing.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * The function behind a function URL.
 *
 * @param name of the function
 * @param arn unqualified
 * @param authType as it is
 * @param open statements of its policy that let everyone in
 */
record FunctionUrl(String name, String arn, String region, String authType, List<Open> open) {
    /** @throws SallyportException {@code SP-GUARD-ORIGIN} where no function of the account has that URL */
    static FunctionUrl find(AwsClients aws, String account, String host) {
        String region = FunctionUrls.region(host).orElseThrow(() -> none(host, account));
        LambdaClient lambda = aws.lambda(region);
        FunctionUrlConfig found = FunctionUrls.find(lambda, Set.of(host)).get(host);
        // An alias has a policy of its own.
        if (found == null || Arn.fromString(found.functionArn()).resource().qualifier().isPresent()) {
            throw none(host, account);
        }
        return of(lambda, region, found);
    }

    private static SallyportException none(String host, String account) {
        return SallyportException.refused(
                "SP-GUARD-ORIGIN",
                "No function of account " + account + " has the URL " + host + " without an alias.",
                "Lock it in the account that owns it.");
    }

    private static FunctionUrl of(LambdaClient lambda, String region, FunctionUrlConfig config) {
        String name = Arns.name(config.functionArn());
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
