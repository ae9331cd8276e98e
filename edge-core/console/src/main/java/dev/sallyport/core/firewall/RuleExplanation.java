package dev.sallyport.core.firewall;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.webacl.MatchDetail;
import dev.sallyport.core.webacl.MetRules;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafLogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why AWS WAF allowed, counted or blocked a request, told from its log record.
 *
 * @param requestId as CloudFront and AWS WAF have it
 * @param action the final one
 * @param rule the rule that ended it, or {@code Default_Action}
 * @param group the rule group that it is in, as {@code AWS/AWSManagedRulesCommonRuleSet}; null outside of groups
 * @param tier {@code carried}: what AWS WAF logged
 * @param matched every rule that matched, the deciding one first
 * @param labels added, fully qualified
 * @param trail stage by stage, in the order of events
 * @param rules of the web ACL in their order; empty where it is not at hand
 * @param notes where the web ACL has changed since, and what of it could not be read, one sentence each
 */
public record RuleExplanation(
        String requestId,
        WafAction action,
        String rule,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String group,
        Tier tier,
        List<Matched> matched,
        List<String> labels,
        List<Stage> trail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JudgedRule> rules,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {
    private static final String WAF = "waf";

    /**
     * A rule that matched.
     *
     * @param rule its name
     * @param group that it is in, null outside of groups
     * @param action taken
     * @param overriddenAction its own action where the web ACL overrides it, else null
     * @param details of injection statements
     */
    public record Matched(
            String rule,
            @Nullable String group,
            WafAction action,
            @Nullable WafAction overriddenAction,
            List<MatchDetail> details) {
        /** The rule, inside a group as {@code group/rule}. */
        public String name() {
            return named(group, rule);
        }

        /** The rule in words, then what matched and where, one line each; its action is told beside them. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add(overriddenAction == null
                    ? name()
                    : name() + ", its own action is " + overriddenAction.name().charAt(0)
                            + overriddenAction.name().substring(1).toLowerCase(Locale.ROOT));
            details.forEach(detail -> lines.add(sentence(detail)));
            return lines;
        }

        static String sentence(MatchDetail detail) {
            String level = detail.sensitivityLevel();
            String field = detail.matchedFieldName();
            return detail.conditionType() + (level == null ? "" : " of sensitivity " + level) + " in " + detail.location()
                    + (field == null || field.isEmpty() ? "" : " " + field)
                    + (detail.matchedData().isEmpty() ? "" : ": " + String.join(" ", detail.matchedData()));
        }
    }

    /**
     * One stage on the way of a request.
     *
     * @param at {@code cloudfront}, {@code waf}, {@code edge} or {@code origin}
     * @param what happened, one sentence
     */
    public record Stage(String at, String what) {}

    /** Whether no other log than AWS WAF's tells of the request. */
    @JsonIgnore
    public boolean isOfWafAlone() {
        return trail.stream().allMatch(stage -> stage.at().equals(WAF));
    }

    /** The trail, one line a stage; with the place of each where it is not AWS WAF's log alone that tells. */
    public List<String> trailLines() {
        boolean alone = isOfWafAlone();
        return trail.stream()
                .map(stage -> alone ? stage.what() : stage.at() + "  " + stage.what())
                .toList();
    }

    /** The explanation of a line of a log; empty where it is no record. */
    public static Optional<RuleExplanation> read(String line) {
        return WafLogRecord.parse(line).map(RuleExplanation::of);
    }

    /** The explanation of a record. */
    public static RuleExplanation of(WafLogRecord record) {
        List<Stage> trail = new ArrayList<>();
        MetRules.Ended ended = MetRules.ended(record);
        List<Matched> matched = MetRules.of(record).stream().map(RuleExplanation::matched).toList();
        record.ruleGroupList()
                .forEach(entry -> trail.add(new Stage(WAF, sentence(entry, RuleName.ofGroup(entry.ruleGroupId())))));
        record.nonTerminatingMatchingRules()
                .forEach(one -> trail.add(new Stage(WAF, "Rule " + one.ruleId() + " matched and was counted.")));
        boolean stopped = !ended.rule().equals(Verdict.DEFAULT_ACTION);
        record.rateBasedRuleList().forEach(rate -> {
            boolean acted = (stopped && rate.rateBasedRuleName().equals(record.terminatingRuleId()))
                    || matched.stream().anyMatch(one -> one.rule().equals(rate.rateBasedRuleName()));
            trail.add(new Stage(WAF, acted ? held(rate) : evaluated(rate)));
        });
        trail.add(new Stage(WAF, end(record, ended)));
        return new RuleExplanation(
                record.httpRequest().requestId(),
                record.finalAction(),
                ended.rule(),
                ended.group(),
                Tier.CARRIED,
                matched,
                record.labels().stream().map(WafLogRecord.Label::name).toList(),
                trail,
                List.of(),
                List.of());
    }

    /** What ended the request, inside a group as {@code group/rule}. */
    public String endedBy() {
        return named(group, rule);
    }

    private static String named(@Nullable String group, String rule) {
        return group == null ? rule : group + "/" + rule;
    }

    /** What is said of a request of which the logs that could be read hold nothing. */
    public static RuleExplanation unknown(String requestId) {
        return new RuleExplanation(requestId, WafAction.UNKNOWN, "", null, Tier.UNKNOWN, List.of(), List.of(), List.of(),
                List.of(), List.of());
    }

    /** The same explanation with what happened before and behind AWS WAF. */
    public RuleExplanation within(List<Stage> before, List<Stage> behind) {
        List<Stage> all = new ArrayList<>(before);
        all.addAll(trail);
        all.addAll(behind);
        return new RuleExplanation(requestId, action, rule, group, tier, matched, labels, all, rules, notes);
    }

    /**
     * The same explanation with each rule of the web ACL.
     *
     * @param record as it was logged
     * @param masks by which what a rule saw is shown
     */
    RuleExplanation under(AclNow now, WafLogRecord record, Masking masks) {
        List<String> said = new ArrayList<>(now.notes());
        if (now.acl() == null) {
            return new RuleExplanation(requestId, action, rule, group, tier, matched, labels, trail, rules, said);
        }
        RuleByRule each = new RuleByRule(now.acl(), now, record, masks);
        said.addAll(each.changed());
        return new RuleExplanation(requestId, action, rule, group, tier, matched, labels, trail, each.rules(), said);
    }

    /** The web ACL rule by rule, one line each and more of those that matched, then the notes. */
    @JsonIgnore
    public List<String> ruleLines() {
        List<String> lines = new ArrayList<>();
        rules.forEach(one -> {
            List<String> said = one.lines();
            lines.add(said.getFirst());
            said.subList(1, said.size()).forEach(line -> lines.add("  " + line));
        });
        lines.addAll(notes);
        return lines;
    }

    private static Matched matched(MetRules.Met met) {
        WafLogRecord.RuleEntry entry = met.entry();
        List<MatchDetail> details = entry.ruleMatchDetails();
        String overridden = entry.overriddenAction();
        return new Matched(
                entry.ruleId(),
                met.group(),
                WafAction.named(entry.action() == null ? "" : entry.action()),
                overridden == null ? null : WafAction.named(overridden),
                details == null ? List.of() : details);
    }

    private static String sentence(WafLogRecord.GroupEntry entry, String name) {
        WafLogRecord.RuleEntry end = entry.terminatingRule();
        if (end != null) {
            return "Rule group " + name + ": " + end.ruleId() + " matched, action " + end.action() + ".";
        }
        int counted = entry.nonTerminatingMatchingRules().size() + entry.excluded().size();
        return counted == 0
                ? "Rule group " + name + ": no rule matched."
                : "Rule group " + name + ": " + counted + " matched and only counted.";
    }

    static String held(WafLogRecord.RateEntry rate) {
        List<WafLogRecord.CustomValue> custom = rate.customValues();
        String key = custom == null
                ? rate.limitKey() + (rate.limitValue() == null ? "" : " " + rate.limitValue())
                : custom.stream()
                        .map(part -> part.key() + (part.name() == null ? "" : " " + part.name()) + " "
                                + Objects.requireNonNullElse(part.value(), "–"))
                        .collect(Collectors.joining(", "));
        String window = rate.evaluationWindowSec();
        return "Rate-based rule " + rate.rateBasedRuleName() + " held " + key + ": more than " + rate.maxRateAllowed()
                + " requests" + (window == null ? "." : " in " + window + " s.");
    }

    static String evaluated(WafLogRecord.RateEntry rate) {
        return "Rate-based rule " + rate.rateBasedRuleName() + " was evaluated and did not act.";
    }

    private static String end(WafLogRecord record, MetRules.Ended ended) {
        Integer code = record.responseCodeSent();
        String answered = code == null ? "" : ", answered with " + code;
        if (ended.rule().equals(Verdict.DEFAULT_ACTION)) {
            return "No rule ended it: the default action " + record.action() + " was taken" + answered + ".";
        }
        return record.action() + " by rule " + ended.name() + answered + ".";
    }
}
