package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.resource.TypeSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceDriftsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeTypeRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeTypeResponse;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftRequest;
import software.amazon.awssdk.services.cloudformation.model.DetectStackDriftResponse;
import software.amazon.awssdk.services.cloudformation.model.SignalResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.SignalResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.TypeNotFoundException;

/** What callers ask of resource types and of drift; a part of {@link SandboxCloudFormation}. */
abstract class TypeCalls implements CloudFormationClient {
    final ResourceTypes types;
    private final StackStore store;
    private final Operations operations;
    private final Authorizer authorizer;
    private final Drifts drifts;

    TypeCalls(StackStore store, ResourceTypes types, Operations operations, Authorizer authorizer) {
        this.types = types;
        this.store = store;
        this.operations = operations;
        this.authorizer = authorizer;
        this.drifts = new Drifts(store, types);
    }

    final void allow(String action, @Nullable String stack) {
        Call call = Call.current();
        String name = stack == null ? "*" : stack;
        String arn = Arns.isMeant(name)
                ? name
                : "arn:aws:cloudformation:" + call.region() + ":" + call.account() + ":stack/" + name + "/*";
        authorizer.require("cloudformation:" + action, stack == null ? "*" : arn, null, Map.of());
    }

    /** The schema has the names of the top-level properties, which is what the sandbox knows of a type. */
    @Override
    public DescribeTypeResponse describeType(DescribeTypeRequest request) {
        allow("DescribeType", null);
        String arn = request.arn();
        String name = arn == null
                ? String.valueOf(request.typeName())
                : Arns.name(arn).replace("-", "::");
        TypeSchema schema = types.schema(name)
                .filter(known -> !known.open())
                .orElseThrow(() -> Fault.of(
                        TypeNotFoundException.builder(),
                        "CloudFormation",
                        "TypeNotFoundException",
                        404,
                        "The type '" + name + "' cannot be found."));
        return DescribeTypeResponse.builder()
                .arn("arn:aws:cloudformation:" + Call.current().region() + "::type/resource/" + name.replace("::", "-"))
                .type("RESOURCE")
                .typeName(name)
                .visibility("PUBLIC")
                .provisioningType(schema.createOnly().containsAll(schema.properties()) ? "IMMUTABLE" : "FULLY_MUTABLE")
                .deprecatedStatus("LIVE")
                .schema(text(name, schema))
                .build();
    }

    private static String text(String name, TypeSchema schema) {
        ObjectNode text = JsonNodeFactory.instance.objectNode().put("typeName", name);
        ObjectNode properties = text.putObject("properties");
        schema.properties().forEach(properties::putObject);
        schema.attributes().forEach(properties::putObject);
        names(text.putArray("required"), "", schema.required());
        names(text.putArray("createOnlyProperties"), "/properties/", schema.createOnly());
        names(text.putArray("readOnlyProperties"), "/properties/", schema.attributes());
        return text.toString();
    }

    private static void names(ArrayNode list, String prefix, Collection<String> names) {
        names.forEach(name -> list.add(prefix + name));
    }

    /** Only a resource with a creation policy takes signals, and only while it is made. */
    @Override
    public SignalResourceResponse signalResource(SignalResourceRequest request) {
        allow("SignalResource", request.stackName());
        StoredStack stack = operations.stack(request.stackName());
        String id = String.valueOf(request.logicalResourceId());
        boolean making = store.resource(stack, id)
                .filter(resource -> resource.status().equals("CREATE_IN_PROGRESS"))
                .isPresent();
        if (!making || !types.signal(stack.id(), id, String.valueOf(request.uniqueId()), request.statusAsString())) {
            throw Faults.validation("Resource " + id + " is not waiting for signals");
        }
        return SignalResourceResponse.builder().build();
    }

    @Override
    public DetectStackDriftResponse detectStackDrift(DetectStackDriftRequest request) {
        allow("DetectStackDrift", request.stackName());
        return DetectStackDriftResponse.builder()
                .stackDriftDetectionId(drifts.detect(operations.stack(request.stackName())))
                .build();
    }

    @Override
    public DescribeStackDriftDetectionStatusResponse describeStackDriftDetectionStatus(
            DescribeStackDriftDetectionStatusRequest request) {
        allow("DescribeStackDriftDetectionStatus", null);
        return drifts.status(String.valueOf(request.stackDriftDetectionId()));
    }

    @Override
    public DescribeStackResourceDriftsResponse describeStackResourceDrifts(DescribeStackResourceDriftsRequest request) {
        allow("DescribeStackResourceDrifts", request.stackName());
        List<String> wanted = request.stackResourceDriftStatusFiltersAsStrings();
        return DescribeStackResourceDriftsResponse.builder()
                .stackResourceDrifts(drifts.found(operations.stack(request.stackName())).stream()
                        .filter(drift -> wanted.isEmpty() || wanted.contains(drift.stackResourceDriftStatusAsString()))
                        .toList())
                .build();
    }
}
