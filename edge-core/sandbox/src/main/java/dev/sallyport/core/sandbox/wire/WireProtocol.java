package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.http.Request;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** One way in which requests, responses and errors look on the wire. */
sealed interface WireProtocol permits JsonProtocol, QueryProtocol, RestJsonProtocol, RestXmlProtocol, TreeProtocol {

    /**
     * What a request asks for.
     *
     * @param operation of the service
     * @param labels decoded values of the path's labels, empty outside of REST
     */
    record Target(OperationModel operation, Map<String, String> labels) {}

    /** The form in which {@code request} speaks to {@code service}: CloudWatch understands three. */
    static WireProtocol of(ServiceModel service, Request request) {
        if (TreeProtocol.speaks(request)) {
            return new TreeProtocol();
        }
        return switch (service.protocol()) {
            case REST_JSON -> new RestJsonProtocol(service.module());
            case REST_XML -> new RestXmlProtocol(service.module());
            case AWS_JSON -> JsonProtocol.of(request, false);
            case QUERY ->
                JsonProtocol.speaks(request) ? JsonProtocol.of(request, true) : new QueryProtocol(service.name());
        };
    }

    /** The form of an error where the service is not known. */
    static WireProtocol guess(Request request) {
        if (JsonProtocol.speaks(request)) {
            return JsonProtocol.of(request, false);
        }
        if (request.path().equals("/") && request.method().equals("POST")) {
            return new QueryProtocol("");
        }
        return new RestXmlProtocol("s3");
    }

    /** What the request asks for; empty when the service has no such operation. */
    Optional<Target> target(ServiceModel service, Request request);

    /**
     * The typed request.
     *
     * @throws MalformedRequestException when it does not fit the operation's shape
     */
    SdkPojo read(Target target, Request request);

    /** The response of an operation that succeeded, without the request id's header. */
    WireResponse write(OperationModel operation, SdkPojo response, String requestId);

    /** The response of an operation that failed, without the request id's header. */
    WireResponse fault(Fault fault, String requestId);

    /** The error code of a request that does not fit its operation's shape. */
    String malformedCode();

    /** The error of an operation that is not there. */
    Fault unknown(String operation);

    /** How refusals are named. */
    Refusal.Style style();
}
