package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationRequest;
import software.amazon.awssdk.services.apigateway.model.PutIntegrationResponseRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodRequest;
import software.amazon.awssdk.services.apigateway.model.PutMethodResponseRequest;

/** AWS::ApiGateway::Method with its integration and responses. */
record ApiMethods(ApiGatewayClient api) implements ResourceHandler {
    private static final PropertyMapping METHOD = PropertyMapping.SAME.except("Integration", "MethodResponses");
    private static final PropertyMapping INTEGRATION = PropertyMapping.SAME.except("IntegrationResponses");

    private static String id(ObjectNode properties) {
        return properties.path("RestApiId").asText() + "|" + properties.path("ResourceId").asText() + "|"
                + properties.path("HttpMethod").asText();
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return Absence.found(id(wanted.properties()), () -> api.getMethod(r -> r.restApiId(wanted.text("RestApiId"))
                .resourceId(wanted.text("ResourceId"))
                .httpMethod(wanted.text("HttpMethod"))));
    }

    @Override
    public String create(Wanted wanted) {
        api.putMethod(wanted.request(PutMethodRequest.builder(), METHOD));
        return id(wanted.properties());
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before != null) {
            // Put anew rather than patched: deployments are snapshots, so no caller sees the moment in between.
            delete(id, before);
            create(wanted);
        }
        for (JsonNode response : wanted.properties().path("MethodResponses")) {
            api.putMethodResponse(
                    METHOD.request(wanted.type(), below(wanted, response), PutMethodResponseRequest.builder()));
        }
        JsonNode integration = wanted.properties().path("Integration");
        if (integration.isMissingNode()) {
            return;
        }
        ObjectNode own = below(wanted, integration);
        JsonNode method = own.remove("IntegrationHttpMethod");
        PutIntegrationRequest request = INTEGRATION.request(wanted.type(), own, PutIntegrationRequest.builder());
        api.putIntegration(
                method == null ? request : request.toBuilder().integrationHttpMethod(method.asText()).build());
        for (JsonNode response : integration.path("IntegrationResponses")) {
            api.putIntegrationResponse(
                    METHOD.request(wanted.type(), below(wanted, response), PutIntegrationResponseRequest.builder()));
        }
    }

    /** A part of the method, with the three names that every call about it takes. */
    private static ObjectNode below(Wanted wanted, JsonNode part) {
        if (!(part instanceof ObjectNode object)) {
            throw new ResourceException("#/Integration: expected type: JSONObject");
        }
        ObjectNode own = object.deepCopy();
        own.put("RestApiId", wanted.text("RestApiId"));
        own.put("ResourceId", wanted.text("ResourceId"));
        own.put("HttpMethod", wanted.text("HttpMethod"));
        return own;
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> api.deleteMethod(r -> r.restApiId(properties.path("RestApiId").asText())
                .resourceId(properties.path("ResourceId").asText())
                .httpMethod(properties.path("HttpMethod").asText())));
    }
}
