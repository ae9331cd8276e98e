package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.CompiledRule.Effect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * A web ACL made ready to judge requests. Pure: the same request, counters and sets give the same verdict. Immutable, so
 * one evaluator serves many threads; the counters are shared state of their own.
 */
public final class WebAclEvaluator {
    private final List<CompiledRule> rules;
    private final Effect defaultEffect;
    private final BodyLimits bodyLimits;
    private final LabelSources labels;
    private final List<String> warnings = new ArrayList<>();

    /**
     * Compiles the web ACL.
     *
     * @param acl as GetWebACL returns it
     * @param sets what its rules refer to; a reference that is missing makes its rule undecidable
     */
    public WebAclEvaluator(WebACL acl, RuleSets sets) {
        rules = new RuleCompiler(acl, sets, warnings).compile();
        defaultEffect = Overrides.effect(acl.defaultAction(), acl.customResponseBodies());
        bodyLimits = BodyLimits.of(acl);
        labels = new LabelSources(rules);
    }

    /** Bytes of the body that are inspected at a distribution: 16 KB unless the web ACL says more, at most 64 KB. */
    public int bodyLimit() {
        return bodyLimits.ofDistribution();
    }

    /** One sentence for each rule that cannot be decided as it stands. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The names of its rules in the order of evaluation. */
    public List<String> ruleNames() {
        return rules.stream().map(CompiledRule::name).toList();
    }

    /**
     * Judges a request that passes now, with a trail.
     *
     * @param counters of this web ACL; requests come in the order of their time
     */
    public Verdict evaluate(WafRequest request, RateCounters counters) {
        return run(new Evaluation(request, counters, null, labels, bodyLimits.ofDistribution(), true));
    }

    /**
     * Judges a logged request anew. Managed rules are not evaluated but carried over from the log, as far as it tells.
     *
     * @param log the line of the request
     * @param counters of this web ACL; lines come in the order of their time
     * @param tracing whether the verdict has a trail
     */
    public Verdict evaluate(WafLogRecord log, RateCounters counters, boolean tracing) {
        return run(new Evaluation(log.request(), counters, Recorded.of(log), labels, bodyLimits.of(log), tracing));
    }

    private Verdict run(Evaluation evaluation) {
        Run run = new Run(evaluation, labels, terminatorIndex(evaluation.recorded));
        for (int i = 0; i < rules.size(); i++) {
            if (run.ends(rules.get(i), i)) {
                return run.verdict();
            }
        }
        return run.byDefault(defaultEffect);
    }

    /** Where the rule stands that ended the logged request; -1 when it is not one of these. */
    private int terminatorIndex(@Nullable Recorded recorded) {
        return recorded == null || recorded.terminator() == null ? -1 : ruleNames().indexOf(recorded.terminator());
    }
}
