package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.edgefunction.FunctionError;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import dev.sallyport.core.sandbox.access.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;

/** Answers Invoke: synchronous, asynchronous or dry. */
final class Invoker {
    private static final Logger LOG = LoggerFactory.getLogger(Invoker.class);
    private static final int SYNC_LIMIT = 6 << 20;
    private static final int ASYNC_LIMIT = 1 << 20;
    private static final int RESPONSE_LIMIT = 6_291_556;
    private static final int UNRESERVED = 1000;

    private final Functions functions;
    private final Runner runner;

    Invoker(Functions functions, Runner runner) {
        this.functions = functions;
        this.runner = runner;
    }

    InvokeResponse invoke(FunctionName name, InvokeRequest request) {
        return invoke(name, request, null);
    }

    /** {@code pieces} takes what the function streams; null for one payload. */
    InvokeResponse invoke(FunctionName name, InvokeRequest request, @Nullable Consumer<JsonNode> pieces) {
        StoredFunction function = functions.get(name);
        FunctionConfiguration version =
                Functions.resolve(function, name.qualifier()).orElseThrow(() -> Functions.missing(name));
        if (request.invocationType() == InvocationType.DRY_RUN) {
            return InvokeResponse.builder().statusCode(204).build();
        }
        boolean async = request.invocationType() == InvocationType.EVENT;
        JsonNode event = event(request.payload(), async ? ASYNC_LIMIT : SYNC_LIMIT);
        int concurrency = function.concurrency() == null ? UNRESERVED : function.concurrency();
        if (concurrency == 0) {
            throw LambdaFaults.throttled();
        }
        String requestId = UUID.randomUUID().toString();
        if (async) {
            Thread.ofVirtual()
                    .name("lambda-event")
                    .start(() -> inBackground(version, name.qualifiedArn(), requestId, event, concurrency));
            return InvokeResponse.builder().statusCode(202).build();
        }
        Runner.Run run = runner.invoke(version, name.qualifiedArn(), requestId, event, concurrency, pieces);
        InvokeResponse.Builder response =
                InvokeResponse.builder().statusCode(200).executedVersion(version.version());
        if (request.logType() == LogType.TAIL) {
            response.logResult(run.logTail());
        }
        return switch (run.invocation().outcome()) {
            case Returned(JsonNode value) -> returned(response, value);
            case Failed(FunctionError error) -> failed(response, error);
        };
    }

    /** Nobody waits for the answer: what keeps the function from running is told in its log, and in one line of ours. */
    private void inBackground(
            FunctionConfiguration version, String arn, String requestId, JsonNode event, int concurrency) {
        try {
            runner.invoke(version, arn, requestId, event, concurrency, null);
        } catch (AwsServiceException | SallyportException e) {
            String why = e instanceof AwsServiceException refused
                    ? refused.awsErrorDetails().errorMessage()
                    : String.valueOf(e.getMessage());
            LOG.warn("{} was invoked asynchronously and did not run: {}", arn, why);
            runner.tell(version, requestId, why);
        } catch (RuntimeException e) {
            // Messages of strange exceptions may quote the event, so they stay out of the log.
            LOG.error("{} was invoked asynchronously and failed with {}", arn, e.getClass().getName());
        }
    }

    private static InvokeResponse returned(InvokeResponse.Builder response, JsonNode value) {
        byte[] payload = value.toString().getBytes(StandardCharsets.UTF_8);
        if (payload.length > RESPONSE_LIMIT) {
            return failed(
                    response,
                    new FunctionError(
                            "Function.ResponseSizeTooLarge",
                            "Response payload size exceeded maximum allowed payload size (" + RESPONSE_LIMIT
                                    + " bytes).",
                            List.of()));
        }
        return response.payload(SdkBytes.fromByteArrayUnsafe(payload)).build();
    }

    private static InvokeResponse failed(InvokeResponse.Builder response, FunctionError error) {
        if (error.errorType().equals(FunctionError.THROTTLED)) {
            throw LambdaFaults.throttled();
        }
        return response.functionError("Unhandled")
                .payload(SdkBytes.fromUtf8String(error.toJson().toString()))
                .build();
    }

    private static JsonNode event(@Nullable SdkBytes payload, int limit) {
        byte[] bytes = payload == null ? new byte[0] : payload.asByteArrayUnsafe();
        if (bytes.length > limit) {
            throw Fault.of(
                    RequestTooLargeException.builder(),
                    "Lambda",
                    "RequestTooLargeException",
                    413,
                    bytes.length + " byte payload is too large for the invocation (limit " + limit + " bytes)");
        }
        try {
            JsonNode event = Json.MAPPER.readTree(bytes);
            return event.isMissingNode() ? Json.MAPPER.createObjectNode() : event;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).replaceAll("(?s)\\n.*", "");
            throw LambdaFaults.content("Could not parse request body into json: " + why);
        }
    }
}
