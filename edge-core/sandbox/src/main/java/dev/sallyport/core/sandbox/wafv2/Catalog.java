package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.webacl.RuleSets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Everything that AWS WAF keeps, and who refers to whom. */
record Catalog(
        Entities<WebACL> acls, Entities<IPSet> ipSets, Entities<RegexPatternSet> patternSets, Entities<RuleGroup> ruleGroups) {

    static Catalog in(SandboxState state, Authorizer authorizer) {
        return new Catalog(
                new Entities<>(state, authorizer, "webacl", "WebACL", WebACL::builder),
                new Entities<>(state, authorizer, "ipset", "IPSet", IPSet::builder),
                new Entities<>(state, authorizer, "regexpatternset", "RegexPatternSet", RegexPatternSet::builder),
                new Entities<>(state, authorizer, "rulegroup", "RuleGroup", RuleGroup::builder));
    }

    /** Whether an IP set, regex pattern set or rule group of that ARN exists. */
    boolean exists(String arn) {
        return ipSets.find(arn).isPresent() || patternSets.find(arn).isPresent() || ruleGroups.find(arn).isPresent();
    }

    /** Whether anything of that ARN exists. */
    boolean has(String arn) {
        return acls.find(arn).isPresent() || exists(arn);
    }

    RuleSets sets() {
        return new RuleSets(byArn(ipSets), byArn(patternSets), byArn(ruleGroups));
    }

    private static <T extends SdkPojo> Map<String, T> byArn(Entities<T> entities) {
        Map<String, T> all = new HashMap<>();
        entities.all().forEach(one -> all.put(one.arn(), one.value()));
        return all;
    }

    /** Grows with every change of anything. */
    long generation() {
        return acls.generation() + ipSets.generation() + patternSets.generation() + ruleGroups.generation();
    }

    /** Whether a web ACL or rule group refers to that ARN. */
    boolean referredTo(String arn) {
        return acls.all().stream().anyMatch(acl -> refer(acl.value().rules(), arn))
                || ruleGroups.all().stream().anyMatch(group -> refer(group.value().rules(), arn));
    }

    private static boolean refer(List<Rule> rules, String arn) {
        return rules.stream().anyMatch(rule -> refers(rule.statement(), arn));
    }

    private static boolean refers(@Nullable Statement statement, String arn) {
        if (statement == null) {
            return false;
        } else if (statement.ipSetReferenceStatement() != null) {
            return arn.equals(statement.ipSetReferenceStatement().arn());
        } else if (statement.regexPatternSetReferenceStatement() != null) {
            return arn.equals(statement.regexPatternSetReferenceStatement().arn());
        } else if (statement.ruleGroupReferenceStatement() != null) {
            return arn.equals(statement.ruleGroupReferenceStatement().arn());
        } else if (statement.andStatement() != null) {
            return statement.andStatement().statements().stream().anyMatch(inner -> refers(inner, arn));
        } else if (statement.orStatement() != null) {
            return statement.orStatement().statements().stream().anyMatch(inner -> refers(inner, arn));
        } else if (statement.notStatement() != null) {
            return refers(statement.notStatement().statement(), arn);
        } else if (statement.rateBasedStatement() != null) {
            return refers(statement.rateBasedStatement().scopeDownStatement(), arn);
        } else if (statement.managedRuleGroupStatement() != null) {
            return refers(statement.managedRuleGroupStatement().scopeDownStatement(), arn);
        }
        return false;
    }
}
