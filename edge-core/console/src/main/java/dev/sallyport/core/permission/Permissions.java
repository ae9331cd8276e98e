package dev.sallyport.core.permission;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.Operations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.iam.model.EvaluationResult;

/**
 * The smallest policy for a command. What each needs stands in {@code policies/commands.json}, and a test holds it against
 * what the command calls. GetCallerIdentity needs no permission (STS API Reference).
 */
public final class Permissions {
    private static final SortedMap<String, NavigableSet<String>> COMMANDS = read();

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

    /** An identity-based policy that allows these actions, service by service (IAM User Guide, "JSON policy elements"). */
    public static JsonNode policy(Collection<String> actions) {
        SortedMap<String, NavigableSet<String>> services = new TreeMap<>();
        actions.forEach(action -> services.computeIfAbsent(action.replaceFirst(":.*", ""), service -> new TreeSet<>()).add(action));
        ObjectNode policy = Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        services.forEach((service, some) -> {
            ObjectNode statement = statements.addObject().put("Sid", service).put("Effect", "Allow");
            some.forEach(statement.putArray("Action")::add);
            statement.put("Resource", "*");
        });
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
     * Asks IAM which of the actions the caller's policies do not allow (SimulatePrincipalPolicy; service control policies of
     * the organisation count there, session policies and policies of resources do not).
     *
     * @param caller ARN as GetCallerIdentity answers
     * @throws SallyportException {@code SP-DENIED} where the caller may not ask that
     */
    public static List<Missing> missing(AwsClients aws, String caller, Collection<String> actions) {
        Arn arn = Arn.fromString(caller);
        if (arn.resource().resource().equals("root") || actions.isEmpty()) {
            return List.of();
        }
        String principal = principal(arn);
        return AwsErrors.translating(() -> aws.iam()
                .simulatePrincipalPolicyPaginator(request -> request.policySourceArn(principal).actionNames(actions))
                .evaluationResults()
                .stream()
                .filter(result -> !"allowed".equals(result.evalDecisionAsString()))
                .map(Permissions::missing)
                .toList());
    }

    private static Missing missing(EvaluationResult result) {
        return new Missing(result.evalActionName(), Objects.requireNonNullElse(result.evalResourceName(), "*"));
    }

    /** Of a session of a role the role itself; IAM knows no path in the session's ARN. */
    private static String principal(Arn caller) {
        String resource = caller.resourceAsString();
        if (!caller.service().equals("sts") || !resource.startsWith("assumed-role/")) {
            return caller.toString();
        }
        return "arn:" + caller.partition() + ":iam::" + caller.accountId().orElse("") + ":role/"
                + resource.split("/", -1)[1];
    }
}
