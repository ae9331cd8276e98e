package dev.sallyport.core.firewall;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.webacl.Tier;
import dev.sallyport.core.webacl.WafAction;
import java.util.List;

/**
 * What a changed web ACL would have done to logged traffic. {@code requests} is the sum of the next four.
 *
 * @param requests replayed
 * @param same as many would have gone on, or been stopped, as before
 * @param newlyBlocked went on then, and would be stopped
 * @param newlyAllowed were stopped then, and would go on
 * @param unknown for these the log does not hold what decides
 * @param rules in the order of the changed web ACL, then those that it no longer has
 * @param examples of changed and undecided requests, a few of each kind
 * @param suspects newly blocked requests that are likely to be people's, the likeliest first
 * @param rejected lines that are no WAF log record
 * @param warnings what limits the result, one sentence each
 * @param read what became of the log files alone
 */
public record ReplayResult(
        long requests,
        long same,
        long newlyBlocked,
        long newlyAllowed,
        long unknown,
        List<RuleChange> rules,
        List<Example> examples,
        List<Suspect> suspects,
        long rejected,
        List<String> warnings,
        @JsonIgnore LoadReport read) {

    /**
     * One rule, before and after.
     *
     * @param name of the rule, a rule inside a group as {@code group/rule}
     * @param before requests that it matched according to the log
     * @param after requests that it would match
     * @param undecided requests of which it cannot be told
     * @param tier how far {@code after} can be trusted
     */
    public record RuleChange(String name, long before, long after, long undecided, Tier tier) {}

    /**
     * One request.
     *
     * @param requestId of the log
     * @param before the logged action
     * @param after what would be done
     * @param rule the one that makes the difference
     */
    public record Example(String requestId, WafAction before, WafAction after, String rule) {}

    /**
     * Newly blocked requests of one path that are likely to be false positives.
     *
     * @param rule that would stop them
     * @param path of their URI
     * @param requests how many
     * @param clients addresses that they came from
     * @param otherwiseAllowed of these, how many made other requests that went on and still would
     * @param withCredentials requests with an Authorization header or a cookie
     */
    public record Suspect(
            String rule, String path, long requests, long clients, long otherwiseAllowed, long withCredentials) {}
}
