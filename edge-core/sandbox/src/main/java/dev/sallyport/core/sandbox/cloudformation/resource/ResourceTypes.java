package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** The resource types that the sandbox carries. */
public final class ResourceTypes implements AutoCloseable {
    /** Stands among the attributes of a custom resource whose function set {@code NoEcho}. */
    public static final String NO_ECHO = "aws:NoEcho";

    private final Map<String, ResourceHandler> handlers = new HashMap<>();
    private final Map<String, TypeSchema> schemas;
    private final CustomResources custom;
    private final WaitHandles handles;
    private volatile boolean closing;

    /** The id of each nested stack's parent by its own. */
    private final Shelf<String> parents;

    /** Types over these services; custom resources and wait conditions keep what they were told in {@code state}. */
    public ResourceTypes(Services services, SandboxState state) {
        schemas = schemas();
        custom = new CustomResources(services.lambda(), state);
        handles = new WaitHandles(state);
        parents = state.shelf("cloudformation/parents", String.class);
        schemas.put(CdkMetadata.TYPE, TypeSchema.UNPUBLISHED);
        handlers.put(CdkMetadata.TYPE, new CdkMetadata());
        handlers.putAll(WaitHandles.of(handles, state));
        handlers.putAll(IamHandlers.of(services.iam()));
        handlers.putAll(KmsHandlers.of(services.kms()));
        handlers.putAll(LogsHandlers.of(services.logs()));
        handlers.putAll(S3Handlers.of(services.s3()));
        handlers.putAll(DynamoDbHandlers.of(services.dynamoDb()));
        handlers.putAll(LambdaHandlers.of(services.lambda()));
        handlers.putAll(ApiGatewayHandlers.of(services.apiGateway()));
        handlers.putAll(UsageHandlers.of(services.apiGateway()));
        handlers.putAll(HttpApiHandlers.of(services.apiGatewayV2()));
        handlers.putAll(WafHandlers.of(services.wafv2()));
        handlers.putAll(CloudFrontHandlers.of(services.cloudFront()));
        handlers.putAll(Route53Handlers.of(services.route53()));
        handlers.putAll(ShieldHandlers.of(services.shield()));
        handlers.putAll(GreengrassHandlers.of(services.greengrass()));
        handlers.putAll(SsmHandlers.of(services.ssm()));
        handlers.putAll(SecretHandlers.of(services.secrets()));
        handlers.putAll(EcrHandlers.of(services.ecr()));
    }

    private static Map<String, TypeSchema> schemas() {
        try (InputStream in = Objects.requireNonNull(ResourceTypes.class.getResourceAsStream("types.json"))) {
            JsonNode types = Json.MAPPER.readTree(in);
            Map<String, TypeSchema> schemas = new HashMap<>();
            types.properties().forEach(entry -> schemas.put(entry.getKey(), TypeSchema.of(entry.getValue())));
            return schemas;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds nested stacks, which the CloudFormation makes that these types belong to. */
    public void nest(CloudFormationClient formation) {
        handlers.put(NestedStacks.TYPE, new NestedStacks(formation, parents, () -> closing));
    }

    /** The ids of the stacks that a nested one is in, its parent first; none for one that is not nested. */
    public List<String> above(String stackId) {
        List<String> above = new ArrayList<>();
        for (Optional<String> next = parents.get(stackId); next.isPresent(); next = parents.get(next.get())) {
            above.add(next.get());
        }
        return above;
    }

    /**
     * Hands a signal to the wait condition of that logical id.
     *
     * @param status {@code SUCCESS} or {@code FAILURE}
     * @return false when it waits for none
     */
    public boolean signal(String stackId, String logicalId, String uniqueId, String status) {
        return handles.signal(WaitConditions.signalled(stackId, logicalId), uniqueId, status);
    }

    /** Whether the sandbox can make such a resource. */
    public boolean carries(String type) {
        return handlers.containsKey(type) || Template.isCustom(type);
    }

    /** Every type that the sandbox can make. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(handlers.keySet());
        names.addAll(Set.of(Template.CUSTOM, "Custom::*"));
        return names;
    }

    /** What the registry says about the type; empty when the sandbox does not carry it. */
    public Optional<TypeSchema> schema(String type) {
        if (Template.isCustom(type)) {
            return Optional.of(TypeSchema.CUSTOM);
        }
        return handlers.containsKey(type) ? Optional.ofNullable(schemas.get(type)) : Optional.empty();
    }

    /**
     * The handler of the type.
     *
     * @throws ResourceException when the sandbox does not carry it
     */
    public ResourceHandler handler(String type) {
        ResourceHandler handler = Template.isCustom(type) ? custom : handlers.get(type);
        if (handler == null) {
            throw new ResourceException("The sandbox does not carry the resource type " + type + ".");
        }
        return handler;
    }

    /**
     * Checks the names of the top-level properties.
     *
     * @throws ResourceException naming those that are unknown or missing
     */
    public void check(String type, String logicalId, ObjectNode properties) {
        schema(type)
                .orElseThrow(() -> new ResourceException("The sandbox does not carry the resource type " + type + "."))
                .check(logicalId, properties);
    }

    /** Whether going from one set of properties to the other needs a new physical resource. */
    public boolean mustReplace(String type, ObjectNode before, ObjectNode after) {
        return schema(type).stream()
                .flatMap(schema -> Stream.concat(schema.createOnly().stream(), schema.conditionallyCreateOnly().stream()))
                .anyMatch(property -> !before.path(property).equals(after.path(property)));
    }

    /** Stops listening for custom resources and wait conditions. */
    @Override
    public void close() {
        closing = true;
        custom.close();
        handles.close();
    }
}
