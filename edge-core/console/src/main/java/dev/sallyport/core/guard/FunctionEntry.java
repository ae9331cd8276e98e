package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * Both permissions by which a distribution's origin access control calls a function URL (Developer Guide, "Restrict access
 * to an AWS Lambda function URL origin").
 *
 * @param function its name
 * @param sid of the first statement; the second has a suffix
 * @param distribution its ARN
 */
record FunctionEntry(String function, String region, String sid, String distribution) implements Measure {

    @Override
    public String says() {
        return "Let this distribution call the URL of the function " + function;
    }

    @Override
    public Set<String> locks() {
        return Set.of(Locks.ofFunction(region, function));
    }

    @Override
    public boolean covers(Measure other) {
        return other instanceof FunctionEntry entry
                && entry.function.equals(function)
                && entry.region.equals(region)
                && entry.distribution.equals(distribution);
    }

    @Override
    public String make(AwsClients aws) {
        LambdaClient lambda = aws.lambda(region);
        AddPermissionRequest.Builder permission = AddPermissionRequest.builder()
                .functionName(function)
                .principal("cloudfront.amazonaws.com")
                .sourceArn(distribution);
        add(lambda, permission.statementId(sid)
                .action("lambda:InvokeFunctionUrl")
                .functionUrlAuthType(FunctionUrlAuthType.AWS_IAM)
                .build());
        add(lambda, permission.statementId(sid + "-invoke")
                .action("lambda:InvokeFunction")
                .functionUrlAuthType((String) null)
                .invokedViaFunctionUrl(true)
                .build());
        return "";
    }

    private static void add(LambdaClient lambda, AddPermissionRequest permission) {
        try {
            lambda.addPermission(permission);
        } catch (ResourceConflictException madeBefore) {
            // The statement is there.
        }
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        LambdaClient lambda = aws.lambda(region);
        // Read first: who was not let add them may not be let remove them either, and need not.
        String policy = policy(lambda);
        List.of(sid, sid + "-invoke").stream()
                .filter(one -> policy.contains('"' + one + '"'))
                .forEach(one -> remove(lambda, function, one));
        return Optional.empty();
    }

    private String policy(LambdaClient lambda) {
        try {
            return lambda.getPolicy(request -> request.functionName(function)).policy();
        } catch (ResourceNotFoundException none) {
            return "";
        }
    }

    static void remove(LambdaClient lambda, String function, String sid) {
        try {
            lambda.removePermission(request -> request.functionName(function).statementId(sid));
        } catch (ResourceNotFoundException gone) {
            // As it should be.
        }
    }
}
