package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionResponse;

/** What callers do to layers; a part of {@link SandboxLambda}. */
abstract class LayerCalls extends FunctionCalls {
    LayerCalls(
            SandboxState state,
            Authorizer authorizer,
            AccessKeys keys,
            Clock clock,
            SandboxLambda.Surroundings surroundings) {
        super(state, authorizer, keys, clock, surroundings);
    }

    @Override
    public PublishLayerVersionResponse publishLayerVersion(PublishLayerVersionRequest request) {
        return as(layers.publish(request), PublishLayerVersionResponse.builder());
    }

    @Override
    public GetLayerVersionResponse getLayerVersion(GetLayerVersionRequest request) {
        String name = Layers.name(request.layerName());
        layers.require("GetLayerVersion", name, request.versionNumber());
        return layers.get(name, request.versionNumber()).answer();
    }

    @Override
    public GetLayerVersionByArnResponse getLayerVersionByArn(GetLayerVersionByArnRequest request) {
        layers.require("GetLayerVersion", null, null);
        return as(layers.get(request.arn()).answer(), GetLayerVersionByArnResponse.builder());
    }

    private static LayerVersionsListItem item(StoredLayer.Version version) {
        GetLayerVersionResponse answer = version.answer();
        LayerVersionsListItem.Builder item = LayerVersionsListItem.builder()
                .layerVersionArn(answer.layerVersionArn())
                .version(answer.version())
                .description(answer.description())
                .createdDate(answer.createdDate())
                .licenseInfo(answer.licenseInfo());
        if (answer.hasCompatibleRuntimes()) {
            item.compatibleRuntimesWithStrings(answer.compatibleRuntimesAsStrings());
        }
        if (answer.hasCompatibleArchitectures()) {
            item.compatibleArchitecturesWithStrings(answer.compatibleArchitecturesAsStrings());
        }
        return item.build();
    }

    private static boolean fits(StoredLayer.Version version, @Nullable String runtime) {
        return runtime == null || version.answer().compatibleRuntimesAsStrings().contains(runtime);
    }

    /** Every layer by its newest version. */
    @Override
    public ListLayersResponse listLayers(ListLayersRequest request) {
        layers.require("ListLayers", null, null);
        List<LayersListItem> items = layers.all().stream()
                .map(layer -> layer.versions().entrySet().stream()
                        .max(Map.Entry.comparingByKey())
                        .orElseThrow()
                        .getValue())
                .filter(version -> fits(version, request.compatibleRuntimeAsString()))
                .map(version -> LayersListItem.builder()
                        .layerName(Layers.name(version.answer().layerArn()))
                        .layerArn(version.answer().layerArn())
                        .latestMatchingVersion(item(version))
                        .build())
                .toList();
        return ListLayersResponse.builder().layers(items).build();
    }

    @Override
    public ListLayerVersionsResponse listLayerVersions(ListLayerVersionsRequest request) {
        String name = Layers.name(request.layerName());
        layers.require("ListLayerVersions", name, null);
        List<LayerVersionsListItem> items = layers.find(name).stream()
                .flatMap(layer -> layer.versions().entrySet().stream())
                .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                .map(Map.Entry::getValue)
                .filter(version -> fits(version, request.compatibleRuntimeAsString()))
                .map(LayerCalls::item)
                .toList();
        return ListLayerVersionsResponse.builder().layerVersions(items).build();
    }

    @Override
    public DeleteLayerVersionResponse deleteLayerVersion(DeleteLayerVersionRequest request) {
        String name = Layers.name(request.layerName());
        layers.require("DeleteLayerVersion", name, request.versionNumber());
        layers.remove(name, request.versionNumber());
        return DeleteLayerVersionResponse.builder().build();
    }

    @Override
    public AddLayerVersionPermissionResponse addLayerVersionPermission(AddLayerVersionPermissionRequest request) {
        String name = Layers.name(request.layerName());
        layers.require("AddLayerVersionPermission", name, request.versionNumber());
        StoredLayer.Version version = layers.get(name, request.versionNumber());
        ObjectNode statement = Json.MAPPER.createObjectNode();
        statement.put("Sid", request.statementId())
                .put("Effect", "Allow")
                .put("Principal", request.principal())
                .put("Action", request.action())
                .put("Resource", version.answer().layerVersionArn());
        if (request.organizationId() != null) {
            statement.putObject("Condition").putObject("StringEquals").put("aws:PrincipalOrgID", request.organizationId());
        }
        ObjectNode policy = version.policy() instanceof ObjectNode had ? had.deepCopy() : Json.MAPPER.createObjectNode();
        policy.put("Version", "2012-10-17").put("Id", "default");
        ArrayNode statements = policy.withArray("Statement");
        statements.forEach(each -> {
            if (each.path("Sid").asText().equals(request.statementId())) {
                throw LambdaFaults.conflict("The statement id (" + request.statementId()
                        + ") provided already exists. Please provide a new statement id, or remove the existing statement.");
            }
        });
        statements.add(statement);
        layers.change(name, request.versionNumber(), had -> new StoredLayer.Version(had.answer(), policy));
        return AddLayerVersionPermissionResponse.builder()
                .statement(statement.toString())
                .revisionId(revision(policy.toString()))
                .build();
    }

    private static String revision(String policy) {
        return UUID.nameUUIDFromBytes(policy.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public GetLayerVersionPolicyResponse getLayerVersionPolicy(GetLayerVersionPolicyRequest request) {
        String name = Layers.name(request.layerName());
        layers.require("GetLayerVersionPolicy", name, request.versionNumber());
        StoredLayer.Version version = layers.get(name, request.versionNumber());
        if (version.policy() == null) {
            throw LambdaFaults.notFound("No policy is associated with the given resource.");
        }
        String policy = version.policy().toString();
        return GetLayerVersionPolicyResponse.builder().policy(policy).revisionId(revision(policy)).build();
    }

    @Override
    public RemoveLayerVersionPermissionResponse removeLayerVersionPermission(
            RemoveLayerVersionPermissionRequest request) {
        String name = Layers.name(request.layerName());
        layers.require("RemoveLayerVersionPermission", name, request.versionNumber());
        StoredLayer.Version version = layers.get(name, request.versionNumber());
        ArrayNode kept = Json.MAPPER.createArrayNode();
        int before = version.policy() == null ? 0 : version.policy().path("Statement").size();
        if (version.policy() != null) {
            version.policy().path("Statement").forEach(each -> {
                if (!each.path("Sid").asText().equals(request.statementId())) {
                    kept.add(each);
                }
            });
        }
        if (kept.size() == before) {
            throw LambdaFaults.notFound("Statement " + request.statementId() + " is not found in resource policy.");
        }
        ObjectNode policy = (ObjectNode) Objects.requireNonNull(version.policy()).deepCopy();
        policy.set("Statement", kept);
        layers.change(name, request.versionNumber(), had ->
                new StoredLayer.Version(had.answer(), kept.isEmpty() ? null : policy));
        return RemoveLayerVersionPermissionResponse.builder().build();
    }
}
