package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/**
 * restXml: CloudFront, Route 53, and S3 with its own root names and errors.
 *
 * @param service module of the SDK, such as {@code s3}
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html">AWS restXml protocol</a>
 */
record RestXmlProtocol(String service) implements WireProtocol {
    private static final String S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final String CLOUDFRONT_NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/";
    private static final String ROUTE53_NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";
    private static final Map<String, String> ROOTS = Map.ofEntries(
            Map.entry("ListBuckets", "ListAllMyBucketsResult"),
            Map.entry("ListObjects", "ListBucketResult"),
            Map.entry("ListObjectsV2", "ListBucketResult"),
            Map.entry("ListObjectVersions", "ListVersionsResult"),
            Map.entry("ListMultipartUploads", "ListMultipartUploadsResult"),
            Map.entry("ListParts", "ListPartsResult"),
            Map.entry("CreateMultipartUpload", "InitiateMultipartUploadResult"),
            Map.entry("DeleteObjects", "DeleteResult"),
            Map.entry("GetBucketAcl", "AccessControlPolicy"),
            Map.entry("GetObjectAcl", "AccessControlPolicy"),
            Map.entry("GetBucketCors", "CORSConfiguration"),
            Map.entry("GetBucketLifecycleConfiguration", "LifecycleConfiguration"),
            Map.entry("GetBucketLogging", "BucketLoggingStatus"),
            Map.entry("GetBucketNotificationConfiguration", "NotificationConfiguration"),
            Map.entry("GetBucketTagging", "Tagging"),
            Map.entry("GetObjectTagging", "Tagging"),
            Map.entry("GetBucketVersioning", "VersioningConfiguration"),
            Map.entry("GetBucketWebsite", "WebsiteConfiguration"));

    private boolean s3() {
        return service.equals("s3");
    }

    private String namespace() {
        String namespace =
                switch (service) {
                    case "s3" -> S3_NAMESPACE;
                    case "route53" -> ROUTE53_NAMESPACE;
                    default -> CLOUDFRONT_NAMESPACE;
                };
        return XmlText.attribute("xmlns", namespace);
    }

    private String contentType() {
        return s3() ? "application/xml" : "text/xml";
    }

    @Override
    public Optional<Target> target(ServiceModel service, Request request) {
        return service.routes().match(request).map(match -> new Target(match.operation(), match.labels()));
    }

    @Override
    public SdkPojo read(Target target, Request request) {
        SdkPojo builder = SdkInternals.builder(target.operation().requestType());
        RestMembers.read(request, target.labels(), builder);
        Optional<SdkField<?>> payload = OperationModel.payload(builder);
        if (payload.isPresent()) {
            return RestPayload.read(payload.get(), builder, request, member ->
                    XmlCodec.read(XmlCodec.parse(request.bytes()), member));
        }
        return target.operation().kind() == OperationModel.Kind.UPLOAD || request.bytes().length == 0
                ? RestPayload.built(builder)
                : (SdkPojo) XmlCodec.read(XmlCodec.parse(request.bytes()), builder);
    }

    @Override
    public WireResponse write(OperationModel operation, SdkPojo response, String requestId) {
        int status = RestMembers.status(response, SuccessStatus.of(service, operation.name()));
        Map<String, List<String>> headers = RestMembers.headers(response, contentType());
        byte[] body = body(operation, response);
        return new WireResponse(status, headers, SdkBytes.fromByteArrayUnsafe(body));
    }

    private byte[] body(OperationModel operation, SdkPojo response) {
        Optional<SdkField<?>> payload = OperationModel.payload(response);
        if (payload.isPresent()) {
            Object value = payload.get().getValueOrDefault(response);
            String name = payload.get().locationName();
            // The one operation whose body is an element without a wrapper; us-east-1 is an empty one.
            return operation.name().equals("GetBucketLocation")
                    ? new XmlText().leaf(name, namespace(), value == null ? "" : value.toString()).bytes()
                    : RestPayload.bytes(value, shape -> document(name, shape));
        }
        boolean empty = response.sdkFields().stream()
                .noneMatch(field -> field.location() == MarshallLocation.PAYLOAD);
        return empty || operation.kind() == OperationModel.Kind.DOWNLOAD
                ? new byte[0]
                : document(root(operation), response);
    }

    private String root(OperationModel operation) {
        return service.equals("route53")
                ? operation.name() + "Response"
                : ROOTS.getOrDefault(operation.name(), operation.name() + "Result");
    }

    private byte[] document(String root, SdkPojo shape) {
        XmlText xml = new XmlText().open(root, namespace());
        XmlCodec.writeMembers(xml, shape);
        return xml.close(root).bytes();
    }

    @Override
    public WireResponse fault(Fault fault, String requestId) {
        XmlText xml = new XmlText();
        if (s3()) {
            xml.open("Error").leaf("Code", fault.code()).leaf("Message", fault.message());
            fault.members().ifPresent(members -> XmlCodec.writeMembers(xml, members));
            xml.leaf("RequestId", requestId).close("Error");
        } else {
            xml.open("ErrorResponse", namespace()).open("Error").leaf("Type", fault.type());
            xml.leaf("Code", fault.code()).leaf("Message", fault.message());
            fault.members().ifPresent(members -> XmlCodec.writeMembers(xml, members));
            xml.close("Error").leaf("RequestId", requestId).close("ErrorResponse");
        }
        return WireResponse.of(fault.status(), contentType(), xml.bytes());
    }

    @Override
    public String malformedCode() {
        return s3() ? "MalformedXML" : "MalformedInput";
    }

    @Override
    public Fault unknown(String operation) {
        return Fault.of(501, "NotImplemented", "The sandbox does not offer " + operation + ".");
    }

    @Override
    public Refusal.Style style() {
        return s3() ? Refusal.Style.S3 : Refusal.Style.XML;
    }
}
