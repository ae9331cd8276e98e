package dev.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.account.AwsClients;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * A function URL demands a signature, and no statement lets everyone in (Lambda Developer Guide, "Control access to Lambda
 * function URLs").
 *
 * @param function its name
 * @param open the statements for everyone, which are taken away
 */
record FunctionUrlClosing(String function, String region, List<Open> open) implements Measure {
    /**
     * A statement of a function's policy that lets everyone call the URL.
     *
     * @param action {@code lambda:InvokeFunctionUrl} or {@code lambda:InvokeFunction}
     * @param authType of the condition {@code lambda:FunctionUrlAuthType}, null for none
     * @param viaUrl of the condition {@code lambda:InvokedViaFunctionUrl}, null for none
     */
    record Open(String sid, String action, @Nullable String authType, @Nullable Boolean viaUrl) {
        /** Empty where the statement is for somebody, or has conditions of its own. */
        static Optional<Open> of(JsonNode statement) {
            JsonNode principal = statement.path("Principal");
            boolean everyone = principal.asText().equals("*") || principal.path("AWS").asText().equals("*");
            String action = statement.path("Action").asText();
            if (!everyone || !statement.path("Effect").asText().equals("Allow") || !action.startsWith("lambda:Invoke")) {
                return Optional.empty();
            }
            String authType = null;
            Boolean viaUrl = null;
            for (var test : statement.path("Condition").properties()) {
                for (var key : test.getValue().properties()) {
                    if (key.getKey().equalsIgnoreCase("lambda:FunctionUrlAuthType")) {
                        authType = key.getValue().asText();
                    } else if (key.getKey().equalsIgnoreCase("lambda:InvokedViaFunctionUrl")) {
                        viaUrl = key.getValue().asBoolean();
                    } else {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(new Open(statement.path("Sid").asText(), action, authType, viaUrl));
        }
    }

    @Override
    public String says() {
        return "Demand a signature of whoever calls the URL of the function " + function;
    }

    @Override
    public boolean closes() {
        return true;
    }

    @Override
    public Set<String> locks() {
        return Set.of(Locks.ofFunction(region, function));
    }

    @Override
    public String make(AwsClients aws) {
        LambdaClient lambda = aws.lambda(region);
        if (lambda.getFunctionUrlConfig(request -> request.functionName(function)).authType()
                != FunctionUrlAuthType.NONE) {
            throw Measure.changed("The URL of the function " + function);
        }
        authType(lambda, FunctionUrlAuthType.AWS_IAM);
        open.forEach(statement -> FunctionEntry.remove(lambda, function, statement.sid()));
        return "";
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        LambdaClient lambda = aws.lambda(region);
        try {
            if (lambda.getFunctionUrlConfig(request -> request.functionName(function)).authType()
                    != FunctionUrlAuthType.AWS_IAM) {
                return Optional.of("The URL of " + function + " was changed since, and stays as it is.");
            }
            open.forEach(statement -> add(lambda, statement));
            authType(lambda, FunctionUrlAuthType.NONE);
        } catch (ResourceNotFoundException gone) {
            // The function or its URL was deleted meanwhile.
        }
        return Optional.empty();
    }

    /** Its first write is the URL's: one that demands nothing is as it was. */
    @Override
    public Optional<String> unmakeBegun(AwsClients aws) {
        try {
            FunctionUrlAuthType now = aws.lambda(region)
                    .getFunctionUrlConfig(request -> request.functionName(function))
                    .authType();
            return now == FunctionUrlAuthType.NONE ? Optional.empty() : unmake(aws);
        } catch (ResourceNotFoundException gone) {
            return Optional.empty();
        }
    }

    private void add(LambdaClient lambda, Open statement) {
        try {
            lambda.addPermission(request -> request.functionName(function)
                    .statementId(statement.sid())
                    .principal("*")
                    .action(statement.action())
                    .functionUrlAuthType(statement.authType())
                    .invokedViaFunctionUrl(statement.viaUrl()));
        } catch (ResourceConflictException thereAlready) {
            // It was not taken away.
        }
    }

    private void authType(LambdaClient lambda, FunctionUrlAuthType type) {
        lambda.updateFunctionUrlConfig(request -> request.functionName(function).authType(type));
    }
}
