package dev.sallyport.core.proposal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.webacl.Capacity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.WafLimitsExceededException;

/**
 * Web ACL capacity units before and after a change.
 *
 * @param before as the web ACL has it; null where AWS does not tell
 * @param after as AWS computes it; null where it could not be asked
 * @param included above this each request costs more
 * @param limit the most that a web ACL may use
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CapacityUse(@Nullable Long before, @Nullable Long after, long included, long limit) {
    /** What AWS says where it would not take the rules either. */
    private static final Set<String> NO_ANSWER = Set.of("SP-DENIED", "SP-NOT-OFFERED", "SP-AWS-FAULT", "SP-THROTTLED");

    /**
     * Asks AWS.
     *
     * @param notes gets what is to be known of it
     * @throws SallyportException {@code SP-ACL-CAPACITY} above the limit, or why AWS would not take the rules
     */
    static CapacityUse of(Wafv2Client waf, String scope, JsonNode before, JsonNode after, List<String> notes) {
        Long old = before.has(AclJson.CAPACITY) ? before.path(AclJson.CAPACITY).longValue() : null;
        Long now = null;
        try {
            now = asked(waf, scope, after);
            if (old != null && (!before.path("PreProcessFirewallManagerRuleGroups").isEmpty()
                    || !before.path("PostProcessFirewallManagerRuleGroups").isEmpty())) {
                // Firewall Manager's groups count too, and cannot be asked about.
                now += old - asked(waf, scope, before);
            }
        } catch (WafLimitsExceededException e) {
            throw tooMuch(AwsErrors.translate(e).message());
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            if (!NO_ANSWER.contains(why.code())) {
                throw why;
            }
            notes.add("What capacity the change needs is unknown: " + why.message());
        }
        if (now != null && now > Capacity.LIMIT) {
            throw tooMuch("it needs " + now + " web ACL capacity units.");
        }
        if (now != null && now > Capacity.INCLUDED && (old == null || old <= Capacity.INCLUDED)) {
            notes.add("With " + now + " web ACL capacity units, above the " + Capacity.INCLUDED
                    + " that the price of a request includes, each request costs more.");
        }
        return new CapacityUse(old, now, Capacity.INCLUDED, Capacity.LIMIT);
    }

    /** The same with one match of an IP set more, which is 1 unit (AWS WAF Developer Guide, "IP set match"). */
    CapacityUse withAnIpSet() {
        return new CapacityUse(before, after == null ? null : after + 1, included, limit);
    }

    private static long asked(Wafv2Client waf, String scope, JsonNode acl) {
        JsonNode rules = acl.deepCopy();
        // They cost nothing, and name bodies that the rules alone do not bring.
        rules.findParents("CustomResponse").forEach(block -> ((ObjectNode) block).remove("CustomResponse"));
        return waf.checkCapacity(request -> request.scope(scope).rules(AclJson.acl(rules).rules())).capacity();
    }

    private static SallyportException tooMuch(String why) {
        return SallyportException.badInput(
                "SP-ACL-CAPACITY",
                "The changed web ACL does not fit into " + Capacity.LIMIT + " web ACL capacity units: " + why,
                "Take rules out, or ask AWS for more.");
    }

    /** One line for a person. */
    public String sentence() {
        return "Web ACL capacity units: " + (before == null ? "unknown" : before) + " → "
                + (after == null ? "unknown" : after) + " of " + limit + ".";
    }
}
