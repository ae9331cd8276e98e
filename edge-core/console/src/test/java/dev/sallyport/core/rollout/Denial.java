package dev.sallyport.core.rollout;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.Network;
import dev.sallyport.core.sandbox.Sandbox;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.apigatewayv2.model.ApiGatewayV2Exception;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Clients of somebody to whom one operation is denied; of {@code DescribeStacks} only the list of all. */
record Denial(Sandbox sandbox, String operation) implements ExecutionInterceptor {
    AwsClients aws() {
        return new AwsClients(new AwsClients.Connection(
                sandbox.credentials(), sandbox.transport(), sandbox.endpoint(), "us-east-1", List.of(this),
                Network.DIRECT, sandbox::address, null));
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        boolean isOfOne = context.request() instanceof DescribeStacksRequest request && request.stackName() != null;
        if (!isOfOne && operation.equals(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))) {
            throw denied();
        }
    }

    private AwsServiceException denied() {
        AwsErrorDetails error = AwsErrorDetails.builder()
                .errorCode("AccessDenied")
                .errorMessage("no " + operation)
                .build();
        AwsServiceException.Builder denied =
                switch (operation) {
                    case "DescribeStacks" -> CloudFormationException.builder();
                    case "GetObject" -> S3Exception.builder();
                    default -> ApiGatewayV2Exception.builder();
                };
        return denied.statusCode(403).awsErrorDetails(error).build();
    }
}
