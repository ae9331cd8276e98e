package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.fuzz.FuzzedReader;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/**
 * Signed requests of every protocol whose signer means harm: a line with method and target, header lines, an empty line, a
 * body. Read as the operation's shape, or refused as malformed; the signature is taken apart before.
 */
class WireFuzzTest extends FuzzedReader {
    private static final List<ServiceModel> SERVICES = List.of(
            ServiceModel.of(Wafv2Client.class, "wafv2"),
            ServiceModel.of(CloudFrontClient.class, "cloudfront"),
            ServiceModel.of(CloudFormationClient.class, "cloudformation"),
            ServiceModel.of(CloudWatchClient.class, "monitoring"),
            ServiceModel.of(LambdaClient.class, "lambda"),
            ServiceModel.of(S3Client.class, "s3"));

    @Override
    protected void read(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        List<String> head = (end < 0 ? text : text.substring(0, end)).lines().toList();
        String first = head.isEmpty() ? "" : head.getFirst();
        Headers headers = Headers.NONE;
        for (String line : head.subList(Math.min(1, head.size()), head.size())) {
            int colon = Math.max(0, line.indexOf(':'));
            headers = headers.plus(line.substring(0, colon), line.substring(Math.min(line.length(), colon + 1)).strip());
        }
        int space = Math.max(0, first.indexOf(' '));
        String target = first.substring(space).strip();
        Request request = Request.of(
                first.substring(0, space),
                target.startsWith("/") ? target : '/' + target,
                headers,
                SdkBytes.fromByteArrayUnsafe(end < 0 ? new byte[0] : Arrays.copyOfRange(input, end + 2, input.length)));
        SignatureClaim.of(request);
        AwsChunkedBody.of(request.bytes()).ifPresent(AwsChunkedBody::content);
        for (ServiceModel service : SERVICES) {
            try {
                WireProtocol protocol = WireProtocol.of(service, request);
                Request plain = protocol.style() == Refusal.Style.S3 ? S3Framing.plain(request) : request;
                protocol.target(service, plain).ifPresent(called -> protocol.read(called, plain));
            } catch (MalformedRequestException | AwsServiceException refused) {
                // As declared.
            }
        }
    }
}
