package dev.sallyport.core.permission;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Operations.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The policies of three people, and the role that CloudFormation works in for a deployer, so that none of them calls IAM to
 * change it. They stand beside this in {@code policies}, as JSON and as a CloudFormation template.
 *
 * <p>A deployer is trusted with more than these words say: in a stack of the service role it makes any role and policy, and
 * to a function it may pass any role that trusts Lambda, since the roles that CloudFormation names have no path to tell them
 * by. Only a permissions boundary or a policy of the organisation confines it further.
 */
public final class Policies {
    private static final String STACK = "passStack";

    private Policies() {}

    /** What a role's policy allows. */
    public static NavigableSet<String> actions(Role role) {
        return role == Role.DECRYPTOR ? Permissions.of("decrypt") : Actions.of(role);
    }

    /** The policy of a role. A deployer has the viewer's beside this. */
    public static JsonNode of(Role role) {
        NavigableSet<String> actions = new TreeSet<>(actions(role));
        boolean passes = actions.remove("iam:PassRole");
        ObjectNode policy = (ObjectNode) Permissions.policy(actions, OwnResources::ofRole);
        if (passes) {
            // CloudFormation gets the role of the stack, Lambda that of a temporary function ("PassedToService", IAM).
            policy.withArray("Statement").add(pass(STACK, "cloudformation")).add(pass("passFunction", "lambda"));
        }
        return policy;
    }

    /**
     * The policy of a viewer, decryptor or deployer, or of who runs a command.
     *
     * @throws SallyportException as {@link Permissions#of}
     */
    public static JsonNode named(String who) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equalsIgnoreCase(who))
                .findFirst()
                .map(Policies::of)
                .orElseGet(() -> Permissions.policy(Permissions.of(who)));
    }

    private static ObjectNode pass(String sid, String service) {
        ObjectNode statement = Json.MAPPER.createObjectNode().put("Sid", sid).put("Effect", "Allow");
        statement.putArray("Action").add("iam:PassRole");
        statement.put("Resource", "*");
        statement.putObject("Condition").putObject("StringEquals").put("iam:PassedToService", service + ".amazonaws.com");
        return statement;
    }

    /** What CloudFormation calls for the resources of the blueprints, by resource type. */
    public static SortedMap<String, NavigableSet<String>> resourceTypes() {
        try (InputStream in = Policies.class.getResourceAsStream("/sallyport/policies/resource-types.json")) {
            return Json.MAPPER.readValue(
                    Objects.requireNonNull(in), new TypeReference<TreeMap<String, NavigableSet<String>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The policies as a template of CloudFormation, with the role that its stacks are made in. */
    public static JsonNode template() {
        ObjectNode template = Json.MAPPER.createObjectNode();
        template.put("AWSTemplateFormatVersion", "2010-09-09");
        template.put("Description", "Who may do what with Sallyport, and the role that CloudFormation works in for it");
        ObjectNode resources = template.putObject("Resources");
        for (Role role : Role.values()) {
            String word = role.name().charAt(0) + role.name().substring(1).toLowerCase(Locale.ROOT);
            ObjectNode policy = resources.putObject(word).put("Type", "AWS::IAM::ManagedPolicy");
            policy.putObject("Properties")
                    .put("Description", description(role))
                    .set("PolicyDocument", inTemplate(of(role)));
        }
        resources.set("ServiceRole", serviceRole());
        ObjectNode output = template.putObject("Outputs").putObject("ServiceRoleArn");
        output.put("Description", "For the parameter ServiceRoleArn of the blueprints");
        output.putObject("Value").putArray("Fn::GetAtt").add("ServiceRole").add("Arn");
        return template;
    }

    private static String description(Role role) {
        String what = "Sallyport, " + role.name().toLowerCase(Locale.ROOT);
        return role == Role.DEPLOYER
                ? what + "; may make any role in a stack, and pass any role that trusts Lambda to a function"
                : what;
    }

    /** Here the role is known that stacks are made in. */
    private static JsonNode inTemplate(JsonNode policy) {
        for (JsonNode statement : policy.path("Statement")) {
            if (statement.path("Sid").asText().equals(STACK)) {
                ((ObjectNode) statement).putObject("Resource").putArray("Fn::GetAtt").add("ServiceRole").add("Arn");
            }
        }
        return policy;
    }

    private static ObjectNode serviceRole() {
        ObjectNode trust = Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
        ObjectNode statement = trust.putArray("Statement").addObject();
        statement.put("Effect", "Allow").put("Action", "sts:AssumeRole");
        statement.putObject("Principal").put("Service", "cloudformation.amazonaws.com");
        ObjectNode role = Json.MAPPER.createObjectNode().put("Type", "AWS::IAM::Role");
        ObjectNode properties = role.putObject("Properties");
        properties.set("AssumeRolePolicyDocument", trust);
        List<String> actions = resourceTypes().values().stream().flatMap(Collection::stream).distinct().toList();
        properties.putArray("Policies").addObject().put("PolicyName", "stacks")
                .set("PolicyDocument", Permissions.policy(actions, action -> "*"));
        return role;
    }
}
