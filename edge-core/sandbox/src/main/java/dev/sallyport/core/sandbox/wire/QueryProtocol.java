package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * awsQuery: a form in, XML out.
 *
 * @param service signing name, empty where it is not known
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS Query protocol</a>
 */
record QueryProtocol(String service) implements WireProtocol {
    private static final Map<String, String> NAMESPACES = Map.of(
            "iam", "https://iam.amazonaws.com/doc/2010-05-08/",
            "sts", "https://sts.amazonaws.com/doc/2011-06-15/",
            "cloudformation", "http://cloudformation.amazonaws.com/doc/2010-05-15/",
            "monitoring", "http://monitoring.amazonaws.com/doc/2010-08-01/");

    private static QueryCodec form(Request request) {
        return QueryCodec.parse(
                request.method().equals("GET")
                        ? request.query()
                        : new String(request.bytes(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public Optional<Target> target(ServiceModel service, Request request) {
        QueryCodec form = form(request);
        String version = form.value("Version");
        return service.operation(form.value("Action"))
                .filter(operation -> operation.name().equals(form.value("Action")))
                .filter(operation -> version.equals(operation.binding().apiVersion()))
                .map(operation -> new Target(operation, Map.of()));
    }

    @Override
    public SdkPojo read(Target target, Request request) {
        return (SdkPojo) form(request).read(SdkInternals.builder(target.operation().requestType()));
    }

    private String namespace() {
        String namespace = NAMESPACES.get(service);
        return namespace == null ? "" : XmlText.attribute("xmlns", namespace);
    }

    @Override
    public WireResponse write(OperationModel operation, SdkPojo response, String requestId) {
        String name = operation.name();
        XmlText xml = new XmlText().open(name + "Response", namespace());
        // Also around nothing: botocore demands the element for outputs that have no members, such as ExecuteChangeSet's.
        xml.open(name + "Result");
        XmlCodec.writeMembers(xml, response);
        xml.close(name + "Result");
        xml.open("ResponseMetadata").leaf("RequestId", requestId).close("ResponseMetadata");
        return WireResponse.of(200, "text/xml", xml.close(name + "Response").bytes());
    }

    @Override
    public WireResponse fault(Fault fault, String requestId) {
        XmlText xml = new XmlText().open("ErrorResponse", namespace()).open("Error");
        xml.leaf("Type", fault.type()).leaf("Code", fault.code()).leaf("Message", fault.message());
        fault.members().ifPresent(members -> XmlCodec.writeMembers(xml, members));
        xml.close("Error").leaf("RequestId", requestId).close("ErrorResponse");
        return WireResponse.of(fault.status(), "text/xml", xml.bytes());
    }

    @Override
    public String malformedCode() {
        return "MalformedInput";
    }

    @Override
    public Fault unknown(String operation) {
        return Fault.of(400, "InvalidAction", "The sandbox does not offer " + operation + ".");
    }

    @Override
    public Refusal.Style style() {
        return Refusal.Style.XML;
    }
}
