package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.RuleSets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;

/**
 * What a web ACL refers to, as it stands: rule groups, and the sets that they and the web ACL name. What may not be read is
 * left out, which makes the rules that need it undecidable.
 */
final class LiveSets {
    private final AwsClients aws;
    private final List<String> notes;
    private final Map<String, IPSet> ipSets = new HashMap<>();
    private final Map<String, RegexPatternSet> patternSets = new HashMap<>();
    private final Map<String, RuleGroup> groups = new HashMap<>();

    private LiveSets(AwsClients aws, List<String> notes) {
        this.aws = aws;
        this.notes = notes;
    }

    /** Reads them; with the set of a barrier that is not made yet; {@code notes} gets a sentence for each that could not be read. */
    static RuleSets of(AwsClients aws, JsonNode acl, @Nullable Barrier barrier, List<String> notes) {
        LiveSets sets = new LiveSets(aws, notes);
        Set<String> arns = new TreeSet<>(acl.findValuesAsText("ARN"));
        if (barrier != null) {
            arns.remove(barrier.arn());
        }
        arns.forEach(sets::read);
        List.copyOf(sets.groups.values())
                .forEach(group -> Shapes.toJson(group).path("Rules").findValuesAsText("ARN").forEach(sets::read));
        RuleSets there = new RuleSets(sets.ipSets, sets.patternSets, sets.groups);
        return barrier == null ? there : Barriers.with(there, barrier);
    }

    private void read(String arn) {
        try {
            AwsErrors.translating(() -> {
                Target.ofArn(arn, "ipset").filter(set -> !ipSets.containsKey(arn)).ifPresent(this::ipSet);
                Target.ofArn(arn, "regexpatternset").filter(set -> !patternSets.containsKey(arn)).ifPresent(this::patternSet);
                Target.ofArn(arn, "rulegroup").filter(group -> !groups.containsKey(arn)).ifPresent(this::group);
                return arn;
            });
        } catch (SallyportException e) {
            if (!e.kind().equals(SallyportException.Kind.REFUSED)) {
                throw e;
            }
            notes.add(arn + " could not be read, so what needs it is unknown: " + e.message());
        }
    }

    private void ipSet(Target set) {
        ipSets.put(set.arn(), aws.waf(set.region())
                .getIPSet(request -> request.name(set.name()).scope(set.scope()).id(set.id()))
                .ipSet());
    }

    private void patternSet(Target set) {
        patternSets.put(set.arn(), aws.waf(set.region())
                .getRegexPatternSet(request -> request.name(set.name()).scope(set.scope()).id(set.id()))
                .regexPatternSet());
    }

    private void group(Target group) {
        groups.put(group.arn(), aws.waf(group.region())
                .getRuleGroup(request -> request.arn(group.arn()))
                .ruleGroup());
    }
}
