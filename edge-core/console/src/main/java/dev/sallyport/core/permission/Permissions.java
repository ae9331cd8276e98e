package dev.sallyport.core.permission;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.Operations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;

/**
 * The smallest policy for a command. What each needs stands in {@code policies/commands.json}, and a test holds it against
 * what the command calls. GetCallerIdentity needs no permission (STS API Reference).
 */
public final class Permissions {
    private static final SortedMap<String, NavigableSet<String>> COMMANDS = read();

    private static final String PASS = "iam:PassRole";

    private Permissions() {}

    private static SortedMap<String, NavigableSet<String>> read() {
        try (InputStream in = Permissions.class.getResourceAsStream("/sallyport/policies/commands.json")) {
            return Json.MAPPER.readValue(
                    Objects.requireNonNull(in), new TypeReference<TreeMap<String, NavigableSet<String>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of all commands that only look. */
    public static NavigableSet<String> all() {
        return Actions.of(Operations.Role.VIEWER);
    }

    /**
     * The actions that a command needs, or a viewer, a decryptor, a deployer.
     *
     * @throws SallyportException {@code SP-PERMISSIONS} where nothing is known of it, or it asks AWS nothing
     */
    public static NavigableSet<String> of(String command) {
        for (Operations.Role role : Operations.Role.values()) {
            if (role.name().equalsIgnoreCase(command)) {
                return Policies.actions(role);
            }
        }
        NavigableSet<String> actions = COMMANDS.get(command);
        if (actions == null) {
            throw SallyportException.badInput(
                    "SP-PERMISSIONS",
                    "The permissions of " + command + " are not known; those of " + String.join(", ", COMMANDS.keySet())
                            + " are, and of a viewer, a decryptor and a deployer.",
                    "Name one of them, or none for all of them.");
        }
        return actions;
    }

    /**
     * An identity-based policy that allows these actions, service by service, on what Sallyport names itself or on everything
     * (IAM User Guide, "JSON policy elements").
     */
    public static JsonNode policy(Collection<String> actions) {
        return policy(actions, OwnResources::ofCommand);
    }

    /**
     * The same on other resources.
     *
     * @param on ARN or pattern for an action
     */
    static JsonNode policy(Collection<String> actions, UnaryOperator<String> on) {
        SortedMap<String, SortedMap<String, NavigableSet<String>>> services = new TreeMap<>();
        actions.forEach(action -> services.computeIfAbsent(action.replaceFirst(":.*", ""), service -> new TreeMap<>())
                .computeIfAbsent(on.apply(action), resource -> new TreeSet<>())
                .add(action));
        ObjectNode policy = Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        services.forEach((service, resources) -> resources.forEach((resource, some) -> {
            // A Sid is unique in its policy and has letters and digits only (IAM User Guide, "Sid").
            String sid = resource.equals(OwnResources.ANY) ? service : service + "Own";
            ObjectNode statement = statements.addObject().put("Sid", sid).put("Effect", "Allow");
            some.forEach(statement.putArray("Action")::add);
            statement.put("Resource", resource);
        }));
        return policy;
    }

    /**
     * What a session lacks.
     *
     * @param action that is not allowed
     * @param resource that it was asked for
     */
    public record Missing(String action, String resource) {}

    /**
     * Asks IAM what of a policy, such as {@link #policy} makes, the caller's policies do not allow (SimulatePrincipalPolicy;
     * service control policies of the organisation count there, session policies and policies of resources do not). Whether a
     * role may be passed hangs on the role, so that is not asked.
     *
     * @param caller ARN as GetCallerIdentity answers
     * @throws SallyportException {@code SP-DENIED} where the caller may not ask that
     */
    public static List<Missing> missing(AwsClients aws, String caller, JsonNode policy) {
        Arn arn = Arn.fromString(caller);
        return missing(aws, arn, principal -> StreamSupport.stream(policy.path("Statement").spliterator(), false)
                .map(statement -> question(
                                principal,
                                StreamSupport.stream(statement.path("Action").spliterator(), false)
                                        .map(JsonNode::asText)
                                        // IAM simulates no patterns.
                                        .filter(action -> !action.equals(PASS) && !action.endsWith("*"))
                                        .toList(),
                                OwnResources.example(statement.path("Resource").asText(), arn, aws.region()))
                        .build()));
    }

    /**
     * The same for what CloudFormation does in the caller's name, on resources whose names are not known yet.
     *
     * @param serviceRole ARN of the role that it is to work in, which the caller must be able to pass; empty for none
     */
    static List<Missing> missing(AwsClients aws, String caller, Collection<String> actions, String serviceRole) {
        return missing(aws, Arn.fromString(caller), principal -> {
            List<String> others = actions.stream().filter(action -> !action.equals(PASS)).toList();
            SimulatePrincipalPolicyRequest.Builder pass = question(principal, List.of(PASS), serviceRole)
                    .contextEntries(ContextEntry.builder()
                            .contextKeyName("iam:PassedToService")
                            .contextKeyType("string")
                            .contextKeyValues("cloudformation.amazonaws.com")
                            .build());
            return Stream.concat(
                    Stream.of(question(principal, others, "*").build()),
                    serviceRole.isEmpty() ? Stream.of() : Stream.of(pass.build()));
        });
    }

    private static List<Missing> missing(
            AwsClients aws, Arn caller, Function<String, Stream<SimulatePrincipalPolicyRequest>> questions) {
        if (caller.resource().resource().equals("root")) {
            return List.of();
        }
        return AwsErrors.translating(() -> questions.apply(principal(aws, caller))
                .filter(question -> !question.actionNames().isEmpty())
                .flatMap(question -> aws.iam().simulatePrincipalPolicyPaginator(question).evaluationResults().stream())
                .filter(result -> !"allowed".equals(result.evalDecisionAsString()))
                .map(Permissions::missing)
                .sorted(Comparator.comparing(Missing::action))
                .toList());
    }

    private static SimulatePrincipalPolicyRequest.Builder question(
            String principal, Collection<String> actions, String resource) {
        return SimulatePrincipalPolicyRequest.builder()
                .policySourceArn(principal)
                .actionNames(actions)
                .resourceArns(resource);
    }

    private static Missing missing(EvaluationResult result) {
        return new Missing(result.evalActionName(), Objects.requireNonNullElse(result.evalResourceName(), "*"));
    }

    /** Of a session of a role the role itself, by the path that the session's ARN leaves out. */
    private static String principal(AwsClients aws, Arn caller) {
        if (!Arns.isOf(caller.toString(), "sts", "assumed-role")) {
            return caller.toString();
        }
        String role = Arns.path(caller.toString()).get(1);
        try {
            return aws.iam().getRole(request -> request.roleName(role)).role().arn();
        } catch (SdkException mayNotAsk) {
            // Most roles have no path.
            return "arn:" + caller.partition() + ":iam::" + caller.accountId().orElse("") + ":role/" + role;
        }
    }
}
