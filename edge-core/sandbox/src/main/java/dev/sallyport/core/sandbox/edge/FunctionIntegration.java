package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Invokes the Lambda function behind an API as API Gateway does: as the service, for one API. */
final class FunctionIntegration {
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:lambda:[^/]+");

    private final SandboxLambda lambda;

    FunctionIntegration(SandboxLambda lambda) {
        this.lambda = lambda;
    }

    /** What became of an invocation. */
    sealed interface Outcome {}

    /** The function returned. */
    record Answered(SdkBytes payload) implements Outcome {}

    /** The function threw, or ran out of time. */
    record Broken(boolean late) implements Outcome {}

    /** No permission, no such function, or throttled: API Gateway does not tell the viewer which. */
    record Refused() implements Outcome {}

    /**
     * The call of an API.
     *
     * @param region of the API
     * @param requestId of the viewer's request
     * @param sourceArn what the function's policy sees, such as {@code arn:aws:execute-api:…:abc/prod/GET/pets/{petId}}
     */
    record Source(String region, String requestId, String sourceArn) {}

    /** The ARN of the function in an integration's URI; empty when there is none. */
    static Optional<String> function(String uri) {
        Matcher arn = ARN.matcher(uri);
        return arn.find() ? Optional.of(arn.group()) : Optional.empty();
    }

    Outcome invoke(String functionArn, ObjectNode event, Source source) {
        SdkBytes payload = SdkBytes.fromUtf8String(event.toString());
        Call asGateway = new Call(
                Caller.service("apigateway.amazonaws.com"),
                source.region(),
                source.requestId(),
                Map.of(
                        "aws:SourceArn", List.of(source.sourceArn()),
                        "aws:SourceAccount", List.of(Caller.ACCOUNT)));
        InvokeResponse answer;
        try {
            answer = asGateway.answer(() -> lambda.invoke(r -> r.functionName(functionArn).payload(payload)));
        } catch (AwsServiceException e) {
            return new Refused();
        }
        return answer.functionError() == null
                ? new Answered(answer.payload())
                : new Broken(answer.payload().asUtf8String().contains("Sandbox.Timedout"));
    }
}
