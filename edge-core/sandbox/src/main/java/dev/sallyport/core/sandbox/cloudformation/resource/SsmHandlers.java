package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.Tag;

/** AWS::SSM::Parameter. */
record SsmHandlers(SsmClient ssm) implements ResourceHandler {
    private static final PropertyMapping MAPPING = PropertyMapping.SAME.except("Tags");

    /** The longest name; source: AWS page "PutParameter", counted without the ARN before it. */
    private static final int LONGEST_NAME = 1011;

    static Map<String, ResourceHandler> of(SsmClient ssm) {
        return Map.of("AWS::SSM::Parameter", new SsmHandlers(ssm));
    }

    private static String name(Wanted wanted) {
        return wanted.name("Name", LONGEST_NAME);
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return Absence.found(name(wanted), () -> ssm.getParameter(r -> r.name(name(wanted))));
    }

    @Override
    public String create(Wanted wanted) {
        if (wanted.text("Type").equals("SecureString")) {
            throw new ResourceException("AWS CloudFormation doesn't support creating a SecureString parameter type.");
        }
        ssm.putParameter(request(wanted)
                .tags(TagChange.list(TagChange.tags(wanted.properties()), SsmHandlers::tag))
                .build());
        return name(wanted);
    }

    private static PutParameterRequest.Builder request(Wanted wanted) {
        return wanted.with("Name", name(wanted)).request(PutParameterRequest.builder(), MAPPING).toBuilder();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        if (before == null) {
            return;
        }
        ssm.putParameter(request(wanted.with("Name", id)).overwrite(true).build());
        TagChange.between(before, wanted.properties())
                .apply(
                        put -> ssm.addTagsToResource(r -> r.resourceType("Parameter")
                                .resourceId(id)
                                .tags(TagChange.list(put, SsmHandlers::tag))),
                        gone -> ssm.removeTagsFromResource(
                                r -> r.resourceType("Parameter").resourceId(id).tagKeys(gone)));
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        Parameter parameter = ssm.getParameter(r -> r.name(id)).parameter();
        return JsonNodeFactory.instance
                .objectNode()
                .put("Type", parameter.typeAsString())
                .put("Value", parameter.value());
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> ssm.deleteParameter(r -> r.name(id)));
    }
}
