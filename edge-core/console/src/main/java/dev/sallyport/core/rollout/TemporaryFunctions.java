package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.rollout.Staged.TemporaryFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.State;

/** The functions with new code that live as long as a staging copy, and as long after it as their replicas. */
final class TemporaryFunctions {
    private final LambdaClient lambda;

    TemporaryFunctions(AwsClients aws) {
        this.lambda = aws.lambda(EdgeRegion.NAME);
    }

    /** The temporary function has everything of the one that it stands for, but its code. */
    TemporaryFunction publish(TemporaryFunction function, String bucket,
            String key) throws InterruptedException {
        GetFunctionConfigurationResponse like =
                lambda.getFunctionConfiguration(request -> request.functionName(function.replaces()));
        try {
            lambda.createFunction(request -> request.functionName(function.name())
                    .description("Staging copy of " + like.functionName() + ", made and removed by Sallyport")
                    .runtime(like.runtimeAsString())
                    .handler(like.handler())
                    .role(like.role())
                    .memorySize(like.memorySize())
                    .timeout(like.timeout())
                    .architectures(like.architectures())
                    .loggingConfig(like.loggingConfig())
                    .code(code -> code.s3Bucket(bucket).s3Key(key)));
        } catch (ResourceConflictException madeBefore) {
            // A copy that was killed: its name is its own, so the code is the same.
        }
        Pace pace = Pace.ofQuestions();
        while (pending(function.name())) {
            pace.rest();
        }
        String version = lambda.publishVersion(request -> request.functionName(function.name())).functionArn();
        return new TemporaryFunction(function.name(), function.replaces(), function.versionOutput(), version);
    }

    boolean pending(String name) {
        var now = lambda.getFunctionConfiguration(request -> request.functionName(name));
        if (now.state() == State.FAILED) {
            throw SallyportException.unavailable(
                    "SP-STAGED-FUNCTION",
                    "Lambda could not make " + name + ": " + Objects.requireNonNullElse(now.stateReason(),
                            "no reason given"),
                    "Look at the function in Lambda, then try again.");
        }
        return now.state() == State.PENDING;
    }

    /** Deletes temporary functions; those that cannot go yet come back. */
    List<String> delete(List<String> names) {
        List<String> left = new ArrayList<>();
        for (String name : names) {
            try {
                lambda.deleteFunction(request -> request.functionName(name));
            } catch (ResourceNotFoundException gone) {
                // Deleting can be repeated.
            } catch (InvalidParameterValueException | ResourceConflictException replicated) {
                left.add(name);
            }
        }
        return left;
    }
}
