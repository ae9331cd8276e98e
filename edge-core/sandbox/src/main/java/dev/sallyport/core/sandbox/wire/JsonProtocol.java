package dev.sallyport.core.sandbox.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * awsJson 1.0 and 1.1, and rpcv2Cbor; both also in the form that query services speak to newer clients.
 *
 * @param cbor whether bodies are CBOR
 * @param ofQueryService whether the service's own protocol is awsQuery: members go by their model's name, and errors
 *     name the query protocol's code in a header
 * @param contentType of responses
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html">AWS JSON 1.1 protocol</a>
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">Smithy RPC v2 CBOR</a>
 */
record JsonProtocol(boolean cbor, boolean ofQueryService, String contentType) implements WireProtocol {
    private static final ObjectMapper CBOR = new CBORMapper();
    private static final Pattern CBOR_PATH = Pattern.compile("/service/([^/]+)/operation/([^/]+)");

    // CloudWatch's errors by their query code: newer clients want the shape's name beside it.
    private static final Map<String, String> SHAPES_BY_QUERY_CODE = Map.of(
            "InternalServiceError", "InternalServiceFault",
            "InvalidFormat", "InvalidFormatFault",
            "InvalidParameterCombination", "InvalidParameterCombinationException",
            "InvalidParameterInput", "DashboardInvalidInputError",
            "InvalidParameterValue", "InvalidParameterValueException",
            "LimitExceeded", "LimitExceededFault",
            "MissingParameter", "MissingRequiredParameterException",
            "ResourceNotFound", "DashboardNotFoundError");

    /** Writes the inside of an object. */
    private interface Members {
        void write(JsonGenerator out) throws IOException;
    }

    static boolean speaks(Request request) {
        return cbor(request) || request.header("X-Amz-Target").isPresent();
    }

    private static boolean cbor(Request request) {
        return request.header("Smithy-Protocol").filter("rpc-v2-cbor"::equals).isPresent();
    }

    static JsonProtocol of(Request request, boolean ofQueryService) {
        if (cbor(request)) {
            return new JsonProtocol(true, ofQueryService, "application/cbor");
        }
        String type = request.header("Content-Type").orElse("");
        String older = "application/x-amz-json-1.0";
        return new JsonProtocol(false, ofQueryService, type.startsWith(older) ? older : "application/x-amz-json-1.1");
    }

    @Override
    public Optional<Target> target(ServiceModel service, Request request) {
        if (cbor) {
            Matcher path = CBOR_PATH.matcher(request.path());
            return path.matches() ? target(service, path.group(2), null) : Optional.empty();
        }
        String target = request.header("X-Amz-Target").orElse("");
        return target(service, target.substring(target.lastIndexOf('.') + 1), ofQueryService ? null : target);
    }

    private static Optional<Target> target(ServiceModel service, String name, @Nullable String identifier) {
        return service.operation(name)
                .filter(operation -> operation.name().equals(name))
                .filter(operation ->
                        identifier == null || identifier.equals(operation.binding().operationIdentifier()))
                .map(operation -> new Target(operation, Map.of()));
    }

    @Override
    public SdkPojo read(Target target, Request request) {
        SdkPojo builder = SdkInternals.builder(target.operation().requestType());
        return (SdkPojo) new JsonCodec(ofQueryService).read(tree(cbor ? CBOR : Json.MAPPER, request.bytes()), builder);
    }

    /** The tree of a body; an empty body is an empty object. */
    static JsonNode tree(ObjectMapper mapper, byte[] body) {
        try {
            JsonNode tree = body.length == 0 ? null : mapper.readTree(body);
            return tree == null || tree.isMissingNode() ? mapper.createObjectNode() : tree;
        } catch (IOException e) {
            throw new MalformedRequestException("The body is not well-formed.");
        }
    }

    @Override
    public WireResponse write(OperationModel operation, SdkPojo response, String requestId) {
        return respond(200, out -> new JsonCodec(ofQueryService).writeMembers(out, response));
    }

    @Override
    public WireResponse fault(Fault fault, String requestId) {
        WireResponse response = respond(fault.status(), out -> {
            out.writeStringField(
                    "__type",
                    ofQueryService ? SHAPES_BY_QUERY_CODE.getOrDefault(fault.code(), fault.code()) : fault.code());
            out.writeStringField("message", fault.message());
            if (fault.members().isPresent()) {
                new JsonCodec(ofQueryService).writeMembers(out, fault.members().get());
            }
        });
        return ofQueryService
                ? response.with("x-amzn-query-error", fault.code() + ';' + fault.type())
                : response;
    }

    private WireResponse respond(int status, Members members) {
        WireResponse response = WireResponse.of(status, contentType, object(cbor ? CBOR : Json.MAPPER, members));
        return cbor ? response.with("Smithy-Protocol", "rpc-v2-cbor") : response;
    }

    private static byte[] object(ObjectMapper mapper, Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = mapper.getFactory().createGenerator(bytes)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The body of a restJson1 response. */
    static byte[] json(SdkPojo shape) {
        return object(Json.MAPPER, out -> new JsonCodec(false).writeMembers(out, shape));
    }

    /** The body of a restJson1 error. */
    static byte[] json(Fault fault) {
        return object(Json.MAPPER, out -> {
            out.writeStringField("message", fault.message());
            if (fault.members().isPresent()) {
                new JsonCodec(false).writeMembers(out, fault.members().get());
            }
        });
    }

    @Override
    public String malformedCode() {
        return "SerializationException";
    }

    @Override
    public Fault unknown(String operation) {
        return Fault.of(400, "UnknownOperationException", "The sandbox does not offer " + operation + ".");
    }

    @Override
    public Refusal.Style style() {
        return Refusal.Style.JSON;
    }
}
