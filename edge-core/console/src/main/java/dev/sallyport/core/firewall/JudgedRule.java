package dev.sallyport.core.firewall;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.Verdict.Seen;
import dev.sallyport.core.webacl.WafAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one rule of a web ACL made of a logged request.
 *
 * @param rule its name
 * @param group that it is in, as {@code AWS/AWSManagedRulesCommonRuleSet}; null at the web ACL's own level
 * @param looksAt in words; empty where only AWS knows, and inside groups
 * @param outcome whether it matched
 * @param action that it took, or takes on a match
 * @param overriddenAction its own action where the web ACL overrides it, else null
 * @param excluded whether the web ACL excludes it by name, which counts instead
 * @param tier {@code carried} where the log tells it, {@code exact} or {@code documented} where its statement says the
 *     same of the logged request
 * @param saw what its statement looked at; empty where that was not evaluated
 * @param labels that it added, fully qualified
 * @param said more of it, one sentence each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JudgedRule(
        String rule,
        @Nullable String group,
        String looksAt,
        Outcome outcome,
        WafAction action,
        @Nullable WafAction overriddenAction,
        boolean excluded,
        Tier tier,
        List<Seen> saw,
        List<String> labels,
        List<String> said) {
    /** Whether a rule matched. */
    public enum Outcome {
        /** It matched and the request went on. */
        MATCHED("matched"),
        /** It matched and ended the request. */
        ENDED("ended the request"),
        /** It did not match. */
        PASSED("did not match"),
        /** Another rule had ended the request before. */
        NOT_REACHED("not reached"),
        /** Neither the log nor its statement tells. */
        UNKNOWN("unknown");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /** In output. */
        @JsonValue
        public String words() {
            return words;
        }

        boolean matched() {
            return this == MATCHED || this == ENDED;
        }
    }

    /** The rule, inside a group as {@code group/rule}. */
    @JsonIgnore
    public String name() {
        return group == null ? rule : group + "/" + rule;
    }

    /** Its name and outcome, then what it saw and did, one line each. */
    @JsonIgnore
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        String act = outcome.matched() && action != WafAction.UNKNOWN ? ", " + word(action) : "";
        lines.add(name() + ": " + outcome.words() + act
                + (outcome == Outcome.NOT_REACHED || outcome == Outcome.UNKNOWN ? "" : " (" + tier.word() + ")"));
        if (!looksAt.isEmpty()) {
            lines.add("looks at: " + looksAt);
        }
        saw.forEach(seen -> lines.add("saw " + seen.location()
                + (seen.after().isEmpty() ? "" : " after " + String.join(", ", seen.after()))
                + ": “" + seen.content() + "”" + (seen.matched() ? ", which matched" : "")));
        if (overriddenAction != null) {
            lines.add("its own action is " + word(overriddenAction) + ", which the web ACL overrides");
        }
        if (excluded) {
            lines.add("the web ACL excludes it, so it only counts");
        }
        labels.forEach(label -> lines.add("added the label " + label));
        lines.addAll(said);
        return lines;
    }

    static String word(WafAction action) {
        return action == WafAction.CAPTCHA
                ? action.name()
                : action.name().charAt(0) + action.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
