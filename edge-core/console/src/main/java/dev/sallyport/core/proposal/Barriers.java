package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.webacl.RuleSets;
import dev.sallyport.core.webacl.WafArn;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.IPSetSummary;
import software.amazon.awssdk.services.wafv2.model.WafAssociatedItemException;
import software.amazon.awssdk.services.wafv2.model.WafDuplicateItemException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/** Puts blocks of addresses into web ACLs: a rule before all others, and the IP set that it needs. */
final class Barriers {
    /** How long AWS WAF may still hold a set for in use, once no rule names it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final DateTimeFormatter UNTIL =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String NONE = "00000000-0000-0000-0000-000000000000";

    private final LiveAcls live;
    private final ProposalFiles files;

    Barriers(LiveAcls live, ProposalFiles files) {
        this.live = live;
        this.files = files;
    }

    /** What is wanted, before anything of it is made. */
    static Barrier planned(Target acl, String proposal, List<String> addresses, Duration length) {
        Instant until = Instant.now().plus(length).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        String name = "block-until-" + UNTIL.format(until) + "-" + proposal;
        String arn = WafArn.of(acl.arn()).orElseThrow().beside("ipset", name, NONE);
        return new Barrier(name, arn, Barrier.ranges(addresses), until, false);
    }

    /** Puts the rule first, by the lowest priority; others move down where there is no room before them. */
    static void place(ObjectNode acl, Barrier barrier) {
        ArrayNode rules = acl.path("Rules") instanceof ArrayNode there ? there : acl.putArray("Rules");
        int first = Integer.MAX_VALUE;
        for (JsonNode rule : rules) {
            first = Math.min(first, rule.path("Priority").asInt());
        }
        if (first == 0) {
            Exemptions.makeRoom(acl, 0);
        }
        ObjectNode rule = Json.MAPPER.createObjectNode()
                .put("Name", barrier.set())
                .put("Priority", rules.isEmpty() || first == 0 ? 0 : first - 1);
        rule.putObject("Statement").putObject("IPSetReferenceStatement").put("ARN", barrier.arn());
        rule.putObject("Action").putObject("Block");
        rule.putObject("VisibilityConfig")
                .put("SampledRequestsEnabled", true)
                .put("CloudWatchMetricsEnabled", true)
                .put("MetricName", barrier.set());
        rules.insert(0, rule);
    }

    /** The sets of a replay, with the one that is not made yet. */
    static RuleSets with(RuleSets sets, Barrier barrier) {
        Map<String, IPSet> all = new HashMap<>(sets.ipSets());
        all.put(barrier.arn(), IPSet.builder().arn(barrier.arn()).name(barrier.set()).addresses(barrier.addresses()).build());
        return new RuleSets(all, sets.regexPatternSets(), sets.ruleGroups());
    }

    /** Makes the IP set; one that an earlier run made is taken. */
    Proposal raised(Proposal proposal) {
        Barrier barrier = proposal.barrier();
        if (barrier == null || barrier.made()) {
            return proposal;
        }
        return AwsErrors.translating(() -> files.keep(proposal.with(barrier.as(made(proposal, barrier), true))));
    }

    private String made(Proposal proposal, Barrier barrier) {
        Wafv2Client waf = live.waf(proposal.acl());
        try {
            return waf.createIPSet(request -> request.name(barrier.set())
                            .scope(proposal.acl().scope())
                            .description("Blocked with Sallyport by proposal " + proposal.id() + " until " + barrier.until())
                            .ipAddressVersion(barrier.addresses().getFirst().contains(":") ? "IPV6" : "IPV4")
                            .addresses(barrier.addresses()))
                    .summary()
                    .arn();
        } catch (WafDuplicateItemException e) {
            String marker = null;
            do {
                String from = marker;
                var page = waf.listIPSets(request -> request.scope(proposal.acl().scope()).nextMarker(from));
                for (IPSetSummary one : page.ipSets()) {
                    if (one.name().equals(barrier.set())) {
                        return one.arn();
                    }
                }
                marker = page.nextMarker();
            } while (marker != null && !marker.isEmpty());
            throw e;
        }
    }

    /** Removes the IP set of a proposal that does not stand; without one nothing is asked. */
    void lower(Proposal proposal) throws InterruptedException {
        Barrier barrier = proposal.barrier();
        boolean stands = proposal.state() != ProposalState.PROPOSED && proposal.state() != ProposalState.UNDONE;
        if (barrier == null || !barrier.made() || stands) {
            return;
        }
        Pace pace = Pace.ofQuestions();
        Instant end = Instant.now().plus(PATIENCE);
        while (!removed(proposal, barrier)) {
            if (Instant.now().isAfter(end)) {
                throw SallyportException.unavailable(
                        "SP-SET-IN-USE",
                        "The web ACL " + proposal.acl().name() + " is as it was, but AWS WAF still holds the IP set "
                                + barrier.set() + " for in use.",
                        "Run sallyport firewall undo " + proposal.id() + " again later; it removes the set.");
            }
            pace.rest();
        }
        files.keep(proposal.with(barrier.as(barrier.arn(), false)));
    }

    private boolean removed(Proposal proposal, Barrier barrier) {
        Wafv2Client waf = live.waf(proposal.acl());
        String id = WafArn.of(barrier.arn()).orElseThrow().id();
        String scope = proposal.acl().scope();
        return AwsErrors.translating(() -> {
            try {
                String token = waf.getIPSet(request -> request.name(barrier.set()).scope(scope).id(id)).lockToken();
                waf.deleteIPSet(request -> request.name(barrier.set()).scope(scope).id(id).lockToken(token));
                return true;
            } catch (WafNonexistentItemException gone) {
                return true;
            } catch (WafAssociatedItemException inUse) {
                return false;
            }
        });
    }
}
