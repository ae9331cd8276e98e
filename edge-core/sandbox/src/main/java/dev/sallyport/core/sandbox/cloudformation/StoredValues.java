package dev.sallyport.core.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.sandbox.cloudformation.template.Resolver;
import dev.sallyport.core.sandbox.cloudformation.template.TemplateException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The values of a stack's resources as they stand, and of other stacks' exports. */
final class StoredValues implements Resolver.Lookup {
    private final StackStore store;
    private final StoredStack stack;
    private final Set<String> imports = new ConcurrentSkipListSet<>();

    StoredValues(StackStore store, StoredStack stack) {
        this.store = store;
        this.stack = stack;
    }

    /** The exports that were asked for so far. */
    Set<String> imports() {
        return Set.copyOf(imports);
    }

    @Override
    public JsonNode ref(String logicalId) {
        return store.resource(stack, logicalId)
                .filter(StoredResource::made)
                .<JsonNode>map(resource -> JsonNodeFactory.instance.textNode(resource.physicalId()))
                .orElse(Resolver.UNKNOWN);
    }

    @Override
    public JsonNode attribute(String logicalId, String name) {
        return store.resource(stack, logicalId)
                .map(resource -> resource.attributes().path(name))
                .filter(value -> !value.isMissingNode())
                .orElseThrow(() -> new TemplateException(
                        "Attribute '" + name + "' does not exist for resource " + logicalId));
    }

    @Override
    public JsonNode imported(String exportName) {
        imports.add(exportName);
        return store.in(stack.region()).stream()
                .filter(other -> !other.deletedForGood())
                .flatMap(other -> other.outputs().values().stream())
                .filter(output -> exportName.equals(output.export()))
                .findFirst()
                .<JsonNode>map(output -> JsonNodeFactory.instance.textNode(output.value()))
                .orElseThrow(() -> new TemplateException("No export named " + exportName + " found"));
    }
}
