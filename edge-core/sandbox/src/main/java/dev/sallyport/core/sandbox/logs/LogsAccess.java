package dev.sallyport.core.sandbox.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.delivery.LogGroupArn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of log resources and who may use them.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html">Overview</a>
 */
final class LogsAccess {
    private final Authorizer authorizer;
    private final ResourcePolicies policies;

    LogsAccess(Authorizer authorizer, ResourcePolicies policies) {
        this.authorizer = authorizer;
        this.policies = policies;
    }

    /** Checks an action that has no resource. */
    void check(String action) {
        authorizer.require("logs:" + action, "*", null, Map.of());
    }

    /** Checks an action on a log group. */
    void checkGroup(String action, String group) {
        authorizer.require("logs:" + action, groupArn(group) + ":*", policy(), Map.of());
    }

    /** Checks an action on a log stream. */
    void checkStream(String action, String group, String stream) {
        // AWS itself adds the policy AWSLogDeliveryWrite20150319 when a delivery to a group is set up.
        if (Call.current().caller().arn().equals("delivery.logs.amazonaws.com")) {
            return;
        }
        authorizer.require("logs:" + action, groupArn(group) + ":log-stream:" + stream, policy(), Map.of());
    }

    static String prefix() {
        Call call = Call.current();
        return "arn:aws:logs:" + call.region() + ':' + call.account() + ':';
    }

    static String groupArn(String name) {
        return prefix() + "log-group:" + name;
    }

    /** The key of a resource of this name in the Region of the call. */
    static String key(String name) {
        return Call.current().region() + '/' + name;
    }

    /** The group's name from a name or an ARN; one of the two must be there. */
    static String group(@Nullable String name, @Nullable String identifier) {
        if (name != null && identifier != null) {
            throw LogsFaults.invalid("Either logGroupName or logGroupIdentifier must be specified, not both");
        }
        String given = LogsFaults.present(name == null ? identifier : name, "logGroupName");
        return LogGroupArn.of(given).map(LogGroupArn::name).orElse(given);
    }

    /** All resource policies of the account in this Region as one document. */
    private @Nullable String policy() {
        List<String> documents = policies.documents();
        if (documents.isEmpty()) {
            return null;
        }
        try {
            ObjectNode all = Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
            ArrayNode statements = all.putArray("Statement");
            for (String document : documents) {
                var statement = Json.MAPPER.readTree(document).path("Statement");
                if (statement.isArray()) {
                    statements.addAll((ArrayNode) statement);
                } else if (statement.isObject()) {
                    statements.add(statement);
                }
            }
            return Json.MAPPER.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored policy is no JSON", e);
        }
    }
}
