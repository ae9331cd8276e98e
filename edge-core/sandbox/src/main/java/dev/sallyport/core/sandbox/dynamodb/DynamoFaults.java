package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.sandbox.access.Fault;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** DynamoDB's errors, every one with HTTP status 400. */
final class DynamoFaults {
    private static final String SERVICE = "DynamoDb";

    private DynamoFaults() {}

    static AwsServiceException invalid(String message) {
        return Fault.of(SERVICE, "ValidationException", 400, message);
    }

    static AwsServiceException parameter(String message) {
        return invalid("One or more parameter values were invalid: " + message);
    }

    static AwsServiceException missing(String message) {
        return Fault.of(ResourceNotFoundException.builder(), SERVICE, "ResourceNotFoundException", 400, message);
    }

    static AwsServiceException inUse(String message) {
        return Fault.of(ResourceInUseException.builder(), SERVICE, "ResourceInUseException", 400, message);
    }

    static AwsServiceException cancelled(List<CancellationReason> reasons) {
        return Fault.of(
                TransactionCanceledException.builder().cancellationReasons(reasons),
                SERVICE,
                "TransactionCanceledException",
                400,
                "Transaction cancelled, please refer cancellation reasons for specific reasons "
                        + reasons.stream().map(CancellationReason::code).toList());
    }

    static AwsServiceException conditionFailed(@Nullable Map<String, AttributeValue> item) {
        return Fault.of(
                ConditionalCheckFailedException.builder().item(item),
                SERVICE,
                "ConditionalCheckFailedException",
                400,
                "The conditional request failed");
    }
}
