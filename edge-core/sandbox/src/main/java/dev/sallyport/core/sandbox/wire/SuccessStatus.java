package dev.sallyport.core.sandbox.wire;

import java.util.Map;

/**
 * The status codes of success that AWS's models name and the SDK's do not keep; 200 for everything else.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations.html">such as in CloudFront's
 *     API reference, "Response Syntax"</a>
 */
final class SuccessStatus {
    private static final Map<String, Integer> CLOUDFRONT = Map.of(
            "CreateAnycastIpList", 202,
            "CreateMonitoringSubscription", 200,
            "CreateVpcOrigin", 202,
            "DeleteMonitoringSubscription", 200,
            "DeleteResourcePolicy", 200,
            "DeleteVpcOrigin", 202,
            "UpdateVpcOrigin", 202);
    private static final Map<String, Integer> LAMBDA = Map.of(
            "CreateCapacityProvider", 202,
            "CreateEventSourceMapping", 202,
            "DeleteCapacityProvider", 202,
            "DeleteEventSourceMapping", 202,
            "InvokeAsync", 202,
            "PutFunctionScalingConfig", 202,
            "PutProvisionedConcurrencyConfig", 202,
            "UpdateCapacityProvider", 202,
            "UpdateEventSourceMapping", 202);
    private static final Map<String, Integer> API_GATEWAY = Map.ofEntries(
            Map.entry("CreateVpcLink", 202),
            Map.entry("DeleteIntegration", 204),
            Map.entry("DeleteIntegrationResponse", 204),
            Map.entry("DeleteMethod", 204),
            Map.entry("DeleteMethodResponse", 204),
            Map.entry("FlushStageAuthorizersCache", 202),
            Map.entry("FlushStageCache", 202),
            Map.entry("GenerateClientCertificate", 201),
            Map.entry("ImportApiKeys", 201),
            Map.entry("ImportRestApi", 201),
            Map.entry("PutRestApi", 200),
            Map.entry("RejectDomainNameAccessAssociation", 202),
            Map.entry("UpdateMethodResponse", 201));

    private static final Map<String, Integer> API_GATEWAY_V2 = Map.of(
            "DeleteVpcLink", 202,
            "ImportApi", 201,
            "PreviewPortal", 202,
            "PublishPortal", 202,
            "ReimportApi", 201,
            "TagResource", 201);

    private SuccessStatus() {}

    /** The status with which the REST service of an SDK module answers an operation that succeeded. */
    static int of(String service, String operation) {
        return switch (service) {
            case "cloudfront" ->
                CLOUDFRONT.getOrDefault(operation, ruled(operation, operation.startsWith("Copy") ? 201 : 200, 204));
            case "lambda" -> {
                boolean made = operation.startsWith("Publish") || operation.startsWith("Add");
                boolean gone = operation.startsWith("Remove");
                yield LAMBDA.getOrDefault(operation, ruled(operation, made ? 201 : gone ? 204 : 200, 204));
            }
            case "apigateway" ->
                API_GATEWAY.getOrDefault(operation, ruled(operation, operation.startsWith("Put") ? 201 : 200, 202));
            case "apigatewayv2" -> {
                boolean gone = operation.startsWith("Disable") || operation.startsWith("Reset");
                yield API_GATEWAY_V2.getOrDefault(operation, ruled(operation, gone ? 204 : 200, 204));
            }
            case "route53" -> operation.startsWith("Create") && !operation.endsWith("Authorization") ? 201 : 200;
            case "greengrassv2" ->
                operation.startsWith("Create") ? 201 : operation.startsWith("Delete") ? 204 : 200;
            case "s3" ->
                (operation.startsWith("Delete") && !operation.equals("DeleteObjects"))
                                || operation.equals("AbortMultipartUpload")
                        ? 204
                        : 200;
            default -> 200;
        };
    }

    private static int ruled(String operation, int otherwise, int deleted) {
        if (operation.startsWith("Create")) {
            return 201;
        }
        if (operation.equals("TagResource") || operation.equals("UntagResource")) {
            return 204;
        }
        return operation.startsWith("Delete") ? deleted : otherwise;
    }
}
