package dev.sallyport.core.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.WafArn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/**
 * A stack's distribution and web ACL as they stand, to see whether someone else changed them. CloudFormation's drift
 * detection would take minutes and knows only the properties that the template sets.
 *
 * @param versions ETag and lock token, by {@code Distribution} and {@code WebAcl}
 * @param documents configurations, by the same names
 */
record Live(SortedMap<String, String> versions, SortedMap<String, JsonNode> documents) {
    private static final String DISTRIBUTION = "Distribution";
    private static final String WEB_ACL = "WebAcl";

    /** Shield Advanced adds and removes this rule group by itself while it mitigates. */
    private static final String SHIELD_RULES = "ShieldMitigationRuleGroup";

    static final Live NOTHING = new Live(new TreeMap<>(), new TreeMap<>());

    /** @param outputs of the stack */
    static Live read(AwsClients aws, Map<String, String> outputs) {
        Live live = new Live(new TreeMap<>(), new TreeMap<>());
        String distribution = outputs.get("DistributionId");
        if (distribution != null) {
            live.readDistribution(aws, distribution);
        }
        String acl = outputs.get("WebAclArn");
        if (acl != null) {
            live.readWebAcl(aws, acl);
        }
        return live;
    }

    private void readDistribution(AwsClients aws, String id) {
        try {
            var answer = aws.cloudFront().getDistributionConfig(request -> request.id(id));
            ObjectNode config = Shapes.toJson(answer.distributionConfig());
            // A staging copy comes and goes through this member alone.
            config.remove(List.of("CallerReference", "ContinuousDeploymentPolicyId"));
            versions.put(DISTRIBUTION, answer.eTag());
            documents.put(DISTRIBUTION, asKept(config));
        } catch (NoSuchDistributionException gone) {
            documents.put(DISTRIBUTION, JsonNodeFactory.instance.nullNode());
        }
    }

    private void readWebAcl(AwsClients aws, String arn) {
        WafArn named = WafArn.of(arn).orElse(null);
        if (named == null) {
            return;
        }
        try {
            var answer = aws.waf(EdgeRegion.NAME)
                    .getWebACL(request -> request.name(named.name()).id(named.id()).scope("CLOUDFRONT"));
            ObjectNode acl = Shapes.toJson(answer.webACL());
            acl.remove(List.of("Capacity", "LabelNamespace", "ManagedByFirewallManager",
                    "PostProcessFirewallManagerRuleGroups",
                    "PreProcessFirewallManagerRuleGroups", "RetrofittedByFirewallManager"));
            ArrayNode rules = acl.putArray("Rules");
            Shapes.toJson(answer.webACL()).path("Rules").forEach(rule -> {
                if (!rule.path("Name").asText().startsWith(SHIELD_RULES)) {
                    rules.add(rule);
                }
            });
            versions.put(WEB_ACL, answer.lockToken());
            documents.put(WEB_ACL, asKept(acl));
        } catch (WafNonexistentItemException gone) {
            documents.put(WEB_ACL, JsonNodeFactory.instance.nullNode());
        }
    }

    /** As the journal reads it back: an int and a long of the same value are not equal in a tree. */
    private static JsonNode asKept(JsonNode document) {
        try {
            return Json.MAPPER.readTree(document.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What {@code now} has otherwise than this, one line each; empty when nothing, or where this never knew it.
     *
     * @param secrets are shown in no line
     */
    List<String> changed(Live now, Secrets secrets) {
        List<String> lines = new ArrayList<>();
        documents.forEach((name, before) -> {
            JsonNode after = now.documents().get(name);
            if (after != null) {
                JsonDiff.between(before, after).forEach(leaf -> {
                    boolean secret = secrets.isIn(leaf.before()) || secrets.isIn(leaf.after());
                    String was = secret ? Secrets.masked(leaf.shownBefore()) : leaf.shownBefore();
                    String is = secret ? Secrets.masked(leaf.shownAfter()) : leaf.shownAfter();
                    lines.add(name + "/" + leaf.path() + ": " + shown(was) + " → " + shown(is));
                });
            }
        });
        return lines;
    }

    /** Whether something got another version since {@code earlier}. */
    static boolean moved(Map<String, String> earlier, Live now) {
        return earlier.entrySet().stream()
                .anyMatch(each -> !Objects.equals(each.getValue(), now.versions().get(each.getKey())));
    }

    private static String shown(String value) {
        return value.isEmpty() ? "absent" : value;
    }
}
