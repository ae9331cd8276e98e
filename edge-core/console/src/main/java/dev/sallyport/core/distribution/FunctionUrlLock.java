package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.OwnLock.State;
import dev.sallyport.core.edgefunction.FunctionArn;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** What a function URL asks of its callers: its auth type together with the function's policy. */
final class FunctionUrlLock {
    /** Both since November 2026 for all URLs (Lambda Developer Guide, "Control access to Lambda function URLs"). */
    private static final List<String> NEEDED = List.of("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");

    private FunctionUrlLock() {}

    static OwnLock read(LambdaClient lambda, FunctionUrlConfig config) {
        String type = config.authTypeAsString();
        String name = name(config.functionArn());
        try {
            // The ARN of an alias has its qualifier, and its policy is the alias's own.
            String policy = lambda.getPolicy(request -> request.functionName(config.functionArn())).policy();
            return of(name, type, Statements.document(policy));
        } catch (ResourceNotFoundException noPolicy) {
            return of(name, type, Statements.document(null));
        } catch (SdkException e) {
            String said = "function " + name + " has AuthType " + type;
            return type.equals("NONE")
                    ? OwnLock.of(State.OPEN, said)
                            .unless("its policy lets nobody in, which was not read, "
                                    + Refusal.said(e, "lambda:GetPolicy"))
                    : OwnLock.notSeen(said + "; its policy", e, "lambda:GetPolicy");
        }
    }

    /** Of a function, or of an alias of it. */
    static String name(String arn) {
        return FunctionArn.of(arn).map(FunctionArn::qualifiedName).orElse(arn);
    }

    static OwnLock of(String name, String type, JsonNode policy) {
        Statements statements = Statements.of(policy);
        Optional<String> everyone = statements.everyoneCalls(type);
        String said = "function " + name + " has AuthType " + type;
        if (everyone.isEmpty()) {
            return OwnLock.of(State.CLOSED, said + ", and its policy does not let everyone call it")
                    .lacking(statements.lackedByCloudFront(NEEDED));
        }
        OwnLock open = OwnLock.of(State.OPEN, said + ", and its policy allows " + everyone.get() + " to Principal *");
        return statements.denies() ? open.unless("a Deny statement of the policy refuses") : open;
    }
}
