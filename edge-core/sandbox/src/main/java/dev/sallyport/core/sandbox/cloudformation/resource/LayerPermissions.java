package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** AWS::Lambda::LayerVersionPermission; its id is the version's ARN and the statement's id. */
record LayerPermissions(LambdaClient lambda) implements ResourceHandler {
    private static final String VERSION = "LayerVersionArn";

    private static String statement(Wanted wanted) {
        return wanted.token(100);
    }

    private static String id(Wanted wanted) {
        return wanted.text(VERSION) + "#" + statement(wanted);
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        String[] version = LayerVersions.parts(wanted.text(VERSION));
        return Absence.found(id(wanted), () -> {
            String policy = lambda.getLayerVersionPolicy(
                            r -> r.layerName(version[0]).versionNumber(Long.valueOf(version[1])))
                    .policy();
            return policy.contains("\"" + statement(wanted) + "\"") ? policy : null;
        });
    }

    @Override
    public String create(Wanted wanted) {
        String[] version = LayerVersions.parts(wanted.text(VERSION));
        String organization = wanted.text("OrganizationId");
        lambda.addLayerVersionPermission(r -> r.layerName(version[0])
                .versionNumber(Long.valueOf(version[1]))
                .statementId(statement(wanted))
                .action(wanted.text("Action"))
                .principal(wanted.text("Principal"))
                .organizationId(organization.isEmpty() ? null : organization));
        return id(wanted);
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        // Every property of a permission needs a replacement.
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode().put("Id", id);
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        int mark = id.indexOf('#');
        String[] version = LayerVersions.parts(id.substring(0, mark));
        return Absence.gone(() -> lambda.removeLayerVersionPermission(r -> r.layerName(version[0])
                .versionNumber(Long.valueOf(version[1]))
                .statementId(id.substring(mark + 1))));
    }
}
