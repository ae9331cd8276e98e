package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * restJson1: Lambda and both API Gateways.
 *
 * @param service module of the SDK, such as {@code apigatewayv2}
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS restJson1 protocol</a>
 */
record RestJsonProtocol(String service) implements WireProtocol {
    private static final String TYPE = "application/json";

    @Override
    public Optional<Target> target(ServiceModel service, Request request) {
        return service.routes().match(request).map(match -> new Target(match.operation(), match.labels()));
    }

    @Override
    public SdkPojo read(Target target, Request request) {
        SdkPojo builder = SdkInternals.builder(target.operation().requestType());
        RestMembers.read(request, target.labels(), builder);
        Optional<SdkField<?>> payload = OperationModel.payload(builder);
        if (payload.isEmpty()) {
            return (SdkPojo) new JsonCodec(false).read(JsonProtocol.tree(Json.MAPPER, request.bytes()), builder);
        }
        return RestPayload.read(payload.get(), builder, request, member ->
                new JsonCodec(false).read(JsonProtocol.tree(Json.MAPPER, request.bytes()), member));
    }

    @Override
    public WireResponse write(OperationModel operation, SdkPojo response, String requestId) {
        int status = RestMembers.status(response, SuccessStatus.of(service, operation.name()));
        Map<String, List<String>> headers = RestMembers.headers(response, TYPE);
        Optional<SdkField<?>> payload = OperationModel.payload(response);
        byte[] body = payload.isPresent()
                ? RestPayload.bytes(payload.get().getValueOrDefault(response), JsonProtocol::json)
                : JsonProtocol.json(response);
        return new WireResponse(status, headers, SdkBytes.fromByteArrayUnsafe(status == 204 ? new byte[0] : body));
    }

    @Override
    public WireResponse fault(Fault fault, String requestId) {
        return WireResponse.of(fault.status(), TYPE, JsonProtocol.json(fault)).with("x-amzn-ErrorType", fault.code());
    }

    @Override
    public String malformedCode() {
        return "SerializationException";
    }

    @Override
    public Fault unknown(String operation) {
        return Fault.of(501, "NotImplemented", "The sandbox does not offer " + operation + ".");
    }

    @Override
    public Refusal.Style style() {
        return Refusal.Style.JSON;
    }
}
