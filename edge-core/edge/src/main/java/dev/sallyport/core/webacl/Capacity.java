package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.managed.ManagedGroup;
import dev.sallyport.core.webacl.managed.ManagedGroups;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupStatement;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;

/**
 * Web ACL capacity units (WCU), as the pages of the single rule statements publish them
 * (waf/latest/developerguide/waf-rule-statements-list.html).
 */
public final class Capacity {
    /** The most that a web ACL or a rule group may use. */
    public static final long LIMIT = 5000;

    /** Above this a web ACL costs more for each request. */
    public static final long INCLUDED = 1500;

    private static final long TRANSFORMATION = 10;
    private static final long ALL_ARGUMENTS = 10;
    private static final long CUSTOM_KEY = 30;

    private final Map<String, RuleGroup> ruleGroups;

    private Capacity(Map<String, RuleGroup> ruleGroups) {
        this.ruleGroups = ruleGroups;
    }

    /** Capacity of all rules; a rule group that {@code sets} lacks, or that is not known here, counts as 0. */
    public static long of(List<Rule> rules, RuleSets sets) {
        Capacity capacity = new Capacity(sets.ruleGroups());
        return rules.stream().mapToLong(rule -> capacity.of(rule.statement())).sum();
    }

    private long of(@Nullable Statement statement) {
        if (statement == null) {
            return 0;
        } else if (statement.byteMatchStatement() != null) {
            var match = statement.byteMatchStatement();
            boolean contains = String.valueOf(match.positionalConstraintAsString()).startsWith("CONTAINS");
            return inspecting(contains ? 10 : 2, match.fieldToMatch(), match.textTransformations());
        } else if (statement.sqliMatchStatement() != null) {
            var match = statement.sqliMatchStatement();
            boolean high = "HIGH".equals(match.sensitivityLevelAsString());
            return inspecting(high ? 30 : 20, match.fieldToMatch(), match.textTransformations());
        } else if (statement.xssMatchStatement() != null) {
            var match = statement.xssMatchStatement();
            return inspecting(40, match.fieldToMatch(), match.textTransformations());
        } else if (statement.sizeConstraintStatement() != null) {
            var match = statement.sizeConstraintStatement();
            return inspecting(1, match.fieldToMatch(), match.textTransformations());
        } else if (statement.regexMatchStatement() != null) {
            var match = statement.regexMatchStatement();
            return inspecting(3, match.fieldToMatch(), match.textTransformations());
        } else if (statement.regexPatternSetReferenceStatement() != null) {
            var match = statement.regexPatternSetReferenceStatement();
            return inspecting(25, match.fieldToMatch(), match.textTransformations());
        } else if (statement.ipSetReferenceStatement() != null) {
            var forwarded = statement.ipSetReferenceStatement().ipSetForwardedIPConfig();
            return forwarded != null && "ANY".equals(forwarded.positionAsString()) ? 5 : 1;
        }
        return ofOthers(statement);
    }

    private long ofOthers(Statement statement) {
        if (statement.andStatement() != null) {
            return statement.andStatement().statements().stream().mapToLong(this::of).sum();
        } else if (statement.orStatement() != null) {
            return statement.orStatement().statements().stream().mapToLong(this::of).sum();
        } else if (statement.notStatement() != null) {
            return of(statement.notStatement().statement());
        } else if (statement.rateBasedStatement() != null) {
            var rate = statement.rateBasedStatement();
            return 2 + CUSTOM_KEY * rate.customKeys().size() + of(rate.scopeDownStatement());
        } else if (statement.ruleGroupReferenceStatement() != null) {
            RuleGroup group = ruleGroups.get(statement.ruleGroupReferenceStatement().arn());
            return group == null ? 0 : Objects.requireNonNullElse(group.capacity(), 0L);
        } else if (statement.managedRuleGroupStatement() != null) {
            return managed(statement.managedRuleGroupStatement());
        }
        // GeoMatch, LabelMatch and AsnMatch.
        return 1;
    }

    private long managed(ManagedRuleGroupStatement statement) {
        long group = ManagedGroups.find(String.valueOf(statement.vendorName()), String.valueOf(statement.name()))
                .map(ManagedGroup::capacity)
                .orElse(0L);
        return group + of(statement.scopeDownStatement());
    }

    private static long inspecting(long base, @Nullable FieldToMatch field, List<TextTransformation> transformations) {
        long cost = base;
        if (field != null && field.jsonBody() != null) {
            cost *= 2;
        }
        if (field != null && field.allQueryArguments() != null) {
            cost += ALL_ARGUMENTS;
        }
        long paid = transformations.stream().filter(one -> !"NONE".equals(one.typeAsString())).count();
        return cost + TRANSFORMATION * paid;
    }
}
