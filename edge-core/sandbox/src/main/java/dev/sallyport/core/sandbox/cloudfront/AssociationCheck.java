package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.lambda.SandboxLambda;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudfront.model.EventType;
import software.amazon.awssdk.services.cloudfront.model.FunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.FunctionAssociations;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociations;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * What a function must be to run at the edge.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-restrictions.html">
 *     Restrictions on edge functions</a>
 */
final class AssociationCheck {
    private static final int VIEWER_MEMORY = 128;
    private static final int TIMEOUT = 30;

    private final SandboxLambda lambda;
    private final Predicate<String> published;

    /** {@code published} says of an ARN whether a published CloudFront Function has it. */
    AssociationCheck(SandboxLambda lambda, Predicate<String> published) {
        this.lambda = lambda;
        this.published = published;
    }

    void check(@Nullable FunctionAssociations given, @Nullable LambdaFunctionAssociations lambdas) {
        List<FunctionAssociation> associations = given == null ? List.of() : given.items();
        Set<String> events = new HashSet<>();
        for (FunctionAssociation association : associations) {
            String event = Objects.requireNonNullElse(association.eventTypeAsString(), "");
            if (!event.equals("viewer-request") && !event.equals("viewer-response")) {
                throw invalid("A CloudFront Function runs at viewer-request and viewer-response only, not at " + event + ".");
            }
            if (!events.add(event)) {
                throw invalid("A cache behavior can have only one function for the event type " + event + ".");
            }
            String arn = Objects.requireNonNullElse(association.functionARN(), "");
            if (!published.test(arn)) {
                throw invalid("The function ARN does not name a function that is published to the LIVE stage. ARN: " + arn);
            }
        }
        boolean mixed = lambdas != null
                && lambdas.items().stream().anyMatch(each -> each.eventTypeAsString().startsWith("viewer"));
        if (!associations.isEmpty() && mixed) {
            throw invalid("A cache behavior cannot have both CloudFront Functions and Lambda@Edge functions at viewer events.");
        }
    }

    private static AwsServiceException invalid(String message) {
        return CloudFrontFaults.of("InvalidFunctionAssociation", 400, message);
    }

    void check(@Nullable LambdaFunctionAssociations associations) {
        if (associations == null) {
            return;
        }
        Set<String> events = new HashSet<>();
        for (LambdaFunctionAssociation association : associations.items()) {
            String event = Objects.requireNonNullElse(association.eventTypeAsString(), "");
            if (EventType.fromValue(event) == EventType.UNKNOWN_TO_SDK_VERSION) {
                throw CloudFrontFaults.invalidAssociation("The parameter EventType is not valid: " + event);
            }
            if (!events.add(event)) {
                throw CloudFrontFaults.invalidAssociation(
                        "A cache behavior can have only one function for the event type " + event + ".");
            }
            if (Boolean.TRUE.equals(association.includeBody()) && event.endsWith("response")) {
                throw CloudFrontFaults.invalidAssociation(
                        "The parameter IncludeBody is valid only for viewer-request and origin-request events.");
            }
            function(Objects.requireNonNullElse(association.lambdaFunctionARN(), ""), event);
        }
    }

    private void function(String arn, String event) {
        if (!arn.matches("arn:aws[a-z-]*:lambda:.*")) {
            throw CloudFrontFaults.invalidAssociation("The function ARN is not valid. ARN: " + arn);
        }
        if (!arn.matches("arn:aws[a-z-]*:lambda:us-east-1:.*")) {
            throw CloudFrontFaults.invalidAssociation("The function must be in region 'us-east-1'. ARN: " + arn);
        }
        if (!arn.matches(".*:function:[^:]+:\\d+")) {
            throw CloudFrontFaults.invalidAssociation("The function ARN must reference a specific function version. "
                    + "(The ARN must end with the version number.) ARN: " + arn);
        }
        FunctionConfiguration version = new Call(Caller.root(), "us-east-1", Call.current().requestId())
                .answer(() -> lambda.version(arn))
                .orElseThrow(() -> CloudFrontFaults.invalidAssociation("The function does not exist. ARN: " + arn));
        String runtime = version.runtimeAsString();
        if (!runtime.startsWith("nodejs") && !runtime.startsWith("python")) {
            throw CloudFrontFaults.invalidAssociation(
                    "The function runtime " + runtime + " is not supported by Lambda@Edge. ARN: " + arn);
        }
        if (version.environment() != null && !version.environment().variables().isEmpty()) {
            throw CloudFrontFaults.invalidAssociation("The function cannot have environment variables. ARN: " + arn);
        }
        if (!version.layers().isEmpty()) {
            throw CloudFrontFaults.invalidAssociation("The function cannot have a layer. ARN: " + arn);
        }
        if (!version.architecturesAsStrings().equals(List.of("x86_64"))) {
            throw CloudFrontFaults.invalidAssociation("The function architecture must be x86_64. ARN: " + arn);
        }
        if (event.startsWith("viewer") && version.memorySize() > VIEWER_MEMORY) {
            throw CloudFrontFaults.invalidAssociation("The function memory size is larger than the maximum allowed "
                    + "size for functions that are triggered by a CloudFront event: " + VIEWER_MEMORY + ". ARN: " + arn);
        }
        if (version.timeout() > TIMEOUT) {
            throw CloudFrontFaults.invalidAssociation("The function timeout is larger than the maximum allowed timeout "
                    + "for functions that are triggered by a CloudFront event: " + TIMEOUT + ". ARN: " + arn);
        }
        if (!lambda.trusts(version.role(), "edgelambda.amazonaws.com")) {
            throw CloudFrontFaults.invalidAssociation("The function execution role must be assumable with "
                    + "edgelambda.amazonaws.com as well as lambda.amazonaws.com principals. Update the IAM role and try "
                    + "again. Role: " + version.role());
        }
    }
}
