package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.access.Caller;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** AWS::IAM::Role, ::Policy and ::ManagedPolicy. */
final class IamHandlers {
    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** A managed policy has at most five versions; source: AWS page "IAM and AWS STS quotas". */
    private static final int MOST_VERSIONS = 5;

    private IamHandlers() {}

    static Map<String, ResourceHandler> of(IamClient iam) {
        return Map.of(
                "AWS::IAM::Role", new Roles(iam),
                "AWS::IAM::Policy", new InlinePolicies(iam),
                "AWS::IAM::ManagedPolicy", new ManagedPolicies(iam));
    }

    private static String document(JsonNode policy) {
        return policy.isTextual() ? policy.textValue() : policy.toString();
    }

    private static Set<String> texts(@Nullable ObjectNode properties, String name) {
        Set<String> texts = new LinkedHashSet<>();
        if (properties != null) {
            properties.path(name).forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    private static Set<String> without(Set<String> all, Set<String> removed) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(removed);
        return rest;
    }

    private record Roles(IamClient iam) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.except("ManagedPolicyArns", "Policies");

        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.name("RoleName", 64);
            return Absence.found(name, () -> iam.getRole(r -> r.roleName(name)));
        }

        @Override
        public String create(Wanted wanted) {
            String name = wanted.name("RoleName", 64);
            iam.createRole(wanted.with("RoleName", name).request(CreateRoleRequest.builder(), MAPPING));
            return name;
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            ObjectNode now = wanted.properties();
            if (before != null) {
                iam.updateAssumeRolePolicy(r ->
                        r.roleName(id).policyDocument(document(now.path("AssumeRolePolicyDocument"))));
                iam.updateRole(r -> r.roleName(id)
                        .description(wanted.text("Description"))
                        .maxSessionDuration(now.path("MaxSessionDuration").asInt(3600)));
                if (now.has("PermissionsBoundary")) {
                    iam.putRolePermissionsBoundary(
                            r -> r.roleName(id).permissionsBoundary(wanted.text("PermissionsBoundary")));
                } else if (before.has("PermissionsBoundary")) {
                    iam.deleteRolePermissionsBoundary(r -> r.roleName(id));
                }
            }
            Set<String> arns = texts(now, "ManagedPolicyArns");
            arns.forEach(arn -> iam.attachRolePolicy(r -> r.roleName(id).policyArn(arn)));
            for (String arn : without(texts(before, "ManagedPolicyArns"), arns)) {
                Absence.gone(() -> iam.detachRolePolicy(r -> r.roleName(id).policyArn(arn)));
            }
            Map<String, String> policies = inline(now);
            policies.forEach((name, document) ->
                    iam.putRolePolicy(r -> r.roleName(id).policyName(name).policyDocument(document)));
            for (String name : without(inline(before).keySet(), policies.keySet())) {
                Absence.gone(() -> iam.deleteRolePolicy(r -> r.roleName(id).policyName(name)));
            }
            TagChange.between(before, now)
                    .apply(
                            put -> iam.tagRole(r -> r.roleName(id).tags(TagChange.list(put, IamHandlers::tag))),
                            gone -> iam.untagRole(r -> r.roleName(id).tagKeys(gone)));
        }

        private static Map<String, String> inline(@Nullable ObjectNode properties) {
            Map<String, String> policies = new LinkedHashMap<>();
            if (properties != null) {
                properties.path("Policies").forEach(policy ->
                        policies.put(policy.path("PolicyName").asText(), document(policy.path("PolicyDocument"))));
            }
            return policies;
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            Role role = iam.getRole(r -> r.roleName(id)).role();
            return JsonNodeFactory.instance.objectNode().put("Arn", role.arn()).put("RoleId", role.roleId());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            texts(properties, "ManagedPolicyArns").forEach(arn ->
                    Absence.gone(() -> iam.detachRolePolicy(r -> r.roleName(id).policyArn(arn))));
            inline(properties).keySet().forEach(name ->
                    Absence.gone(() -> iam.deleteRolePolicy(r -> r.roleName(id).policyName(name))));
            return Absence.gone(() -> iam.deleteRole(r -> r.roleName(id)));
        }
    }

    private record InlinePolicies(IamClient iam) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = wanted.text("PolicyName");
            for (String role : texts(wanted.properties(), "Roles")) {
                Set<String> found =
                        Absence.found(name, () -> iam.getRolePolicy(r -> r.roleName(role).policyName(name)));
                if (!found.isEmpty()) {
                    return found;
                }
            }
            return Set.of();
        }

        @Override
        public String create(Wanted wanted) {
            ObjectNode properties = wanted.properties();
            for (String holders : List.of("Users", "Groups")) {
                if (!properties.path(holders).isEmpty()) {
                    throw new ResourceException("The sandbox attaches AWS::IAM::Policy to roles only, not to " + holders + ".");
                }
            }
            if (texts(properties, "Roles").isEmpty()) {
                throw new ResourceException("At least one of [Groups,Roles,Users] must be non-empty.");
            }
            put(wanted);
            return wanted.text("PolicyName");
        }

        private void put(Wanted wanted) {
            String document = document(wanted.properties().path("PolicyDocument"));
            for (String role : texts(wanted.properties(), "Roles")) {
                iam.putRolePolicy(r ->
                        r.roleName(role).policyName(wanted.text("PolicyName")).policyDocument(document));
            }
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            put(wanted);
            if (before == null) {
                return;
            }
            boolean renamed = !before.path("PolicyName").asText().equals(wanted.text("PolicyName"));
            Set<String> left = renamed
                    ? texts(before, "Roles")
                    : without(texts(before, "Roles"), texts(wanted.properties(), "Roles"));
            remove(before.path("PolicyName").asText(), left);
        }

        private void remove(String name, Set<String> roles) {
            roles.forEach(role -> Absence.gone(() -> iam.deleteRolePolicy(r -> r.roleName(role).policyName(name))));
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            remove(properties.path("PolicyName").asText(), texts(properties, "Roles"));
            return true;
        }
    }

    private record ManagedPolicies(IamClient iam) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME
                .renaming("ManagedPolicyName", "PolicyName")
                .except("Roles", "Users", "Groups");

        private static String arn(Wanted wanted) {
            String path = wanted.text("Path").isEmpty() ? "/" : wanted.text("Path");
            return "arn:aws:iam::" + Caller.ACCOUNT + ":policy" + path + wanted.name("ManagedPolicyName", 128);
        }

        @Override
        public Set<String> existing(Wanted wanted) {
            String arn = arn(wanted);
            return Absence.found(arn, () -> iam.getPolicy(r -> r.policyArn(arn)));
        }

        @Override
        public String create(Wanted wanted) {
            return iam.createPolicy(wanted.with("ManagedPolicyName", wanted.name("ManagedPolicyName", 128))
                            .request(CreatePolicyRequest.builder(), MAPPING))
                    .policy()
                    .arn();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            JsonNode document = wanted.properties().path("PolicyDocument");
            if (before != null && !before.path("PolicyDocument").equals(document)) {
                List<PolicyVersion> versions =
                        iam.listPolicyVersions(r -> r.policyArn(id)).versions();
                if (versions.size() >= MOST_VERSIONS) {
                    PolicyVersion oldest = versions.stream()
                            .filter(version -> !version.isDefaultVersion())
                            .toList()
                            .getLast();
                    iam.deletePolicyVersion(r -> r.policyArn(id).versionId(oldest.versionId()));
                }
                iam.createPolicyVersion(
                        r -> r.policyArn(id).policyDocument(document(document)).setAsDefault(true));
            }
            Set<String> roles = texts(wanted.properties(), "Roles");
            roles.forEach(role -> iam.attachRolePolicy(r -> r.roleName(role).policyArn(id)));
            detach(id, without(texts(before, "Roles"), roles));
        }

        private void detach(String arn, Set<String> roles) {
            roles.forEach(role -> Absence.gone(() -> iam.detachRolePolicy(r -> r.roleName(role).policyArn(arn))));
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            var policy = iam.getPolicy(r -> r.policyArn(id)).policy();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("PolicyArn", id)
                    .put("PolicyId", policy.policyId())
                    .put("DefaultVersionId", policy.defaultVersionId());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            detach(id, texts(properties, "Roles"));
            return Absence.gone(() -> {
                iam.listPolicyVersions(r -> r.policyArn(id)).versions().stream()
                        .filter(version -> !version.isDefaultVersion())
                        .forEach(version -> iam.deletePolicyVersion(
                                r -> r.policyArn(id).versionId(version.versionId())));
                iam.deletePolicy(r -> r.policyArn(id));
            });
        }
    }
}
