package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** AWS::CDK::Metadata, which the CDK puts into every stack: it tells AWS what made the stack, and makes nothing. */
record CdkMetadata() implements ResourceHandler {
    static final String TYPE = "AWS::CDK::Metadata";

    @Override
    public Set<String> existing(Wanted wanted) {
        return Set.of();
    }

    @Override
    public String create(Wanted wanted) {
        return UUID.nameUUIDFromBytes((wanted.stackId() + wanted.token()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        // Nothing stands behind it.
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return true;
    }
}
