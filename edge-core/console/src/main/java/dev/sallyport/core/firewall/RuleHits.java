package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a web ACL met, counted over its traffic log.
 *
 * @param by what was counted
 * @param rows most first, then by value; a null value stands for requests that have none
 * @param records web ACL records read
 * @param rejected lines that did not parse
 * @param warnings sources that were cut short, one sentence each
 */
public record RuleHits(By by, List<ValueCount> rows, long records, long rejected, List<String> warnings) {
    /** What to count by. */
    public enum By {
        /** Each rule that matched, once a request; a rule of a group as {@code group/rule}. */
        RULE(LIST_OF_RULES, true),
        /** The final action, of every request. */
        ACTION("action", false),
        /** The client's address. */
        IP("clientIp", false),
        /** The country that AWS WAF found for the address. */
        COUNTRY("country", false),
        /** The path, without the query string. */
        URI("uri", false),
        /** Each label, once a request. */
        LABEL("list_distinct(labels)", true),
        /** Each rule group of which a rule matched, once a request. */
        GROUP(LIST_OF_GROUPS, true);

        private final String value;
        private final boolean list;

        By(String value, boolean list) {
            this.value = value;
            this.list = list;
        }
    }

    /**
     * The rules that matched in a group: the one that ended the evaluation, those that were counted, and those that the
     * web ACL had excluded, which AWS WAF counts too.
     */
    private static final String MATCHED_IN_GROUP =
            "list_filter(list_concat([g.terminatingRule.ruleId], coalesce(list_transform(g.nonTerminatingMatchingRules,"
                    + " lambda rule: rule.ruleId), []), coalesce(list_transform(g.excludedRules,"
                    + " lambda rule: rule.ruleId), [])), lambda id: id IS NOT NULL)";

    /** {@code AWS#AWSManagedRulesCommonRuleSet} or the ARN of a rule group, as a person names it. */
    private static final String GROUP_NAME = "CASE WHEN starts_with(g.ruleGroupId, 'arn:')"
            + " THEN coalesce(nullif(regexp_extract(g.ruleGroupId, '/rulegroup/([^/]+)', 1), ''), g.ruleGroupId)"
            + " ELSE array_to_string(string_split(g.ruleGroupId, '#')[1:2], '/') END";

    private static final String RULES_IN_GROUPS = "flatten(list_transform(coalesce(\"#groups\", []),"
            + " lambda g: list_transform(" + MATCHED_IN_GROUP + ", lambda id: concat_ws('/', "
            + GROUP_NAME + ", id))))";

    private static final String LIST_OF_RULES =
            "list_distinct(list_concat([coalesce(terminatingRuleId, 'Default_Action')], list_filter(list_transform("
                    + "coalesce(\"#rules\", []), lambda rule: rule.ruleId), lambda id: id IS NOT NULL), "
                    + RULES_IN_GROUPS + "))";

    private static final String LIST_OF_GROUPS = "list_distinct(list_transform(list_filter(coalesce(\"#groups\", []),"
            + " lambda g: len(" + MATCHED_IN_GROUP + ") > 0), lambda g: " + GROUP_NAME + "))";

    private static final String MET_A_RULE = "(terminatingRuleId <> 'Default_Action' OR len(\"#rules\") > 0 OR len("
            + RULES_IN_GROUPS + ") > 0)";

    /**
     * Counts over the web ACL records of a store.
     *
     * @param since only requests from then on; null for all
     */
    public static RuleHits count(LogStore logs, By by, @Nullable Instant since) {
        String time = since == null ? "" : " AND timestamp >= make_timestamp(" + since.toEpochMilli() + "000)";
        boolean everyRequest = by == By.RULE || by == By.ACTION;
        String value = by.list
                ? "unnest(CASE WHEN len(" + by.value + ") > 0 THEN " + by.value + " ELSE [NULL] END)"
                : by.value;
        // Few combinations of rules occur, so they are counted before they are taken apart.
        String combinations = "SELECT count(*) AS n, " + combined(by) + " FROM waf_lines WHERE \"#ok\"" + time
                + " GROUP BY ALL";
        String requests = "SELECT n, " + value + " AS value FROM (" + combinations + ")"
                + (everyRequest ? "" : " WHERE " + MET_A_RULE);
        List<ValueCount> rows = logs
                .rows("SELECT value, CAST(sum(n) AS BIGINT) AS count FROM (" + requests
                        + ") GROUP BY value ORDER BY count DESC, value NULLS LAST")
                .stream()
                .map(row -> new ValueCount(
                        row.get("value"), ((Number) Objects.requireNonNull(row.get("count"))).longValue()))
                .toList();
        LoadReport report = logs.report(LogKind.WAF);
        long records = report.records().getOrDefault(LogKind.WAF, 0L);
        return new RuleHits(by, rows, records, report.rejected(), report.warnings());
    }

    private static String combined(By by) {
        return switch (by) {
            case ACTION -> "action";
            case RULE, GROUP -> "terminatingRuleId, \"#rules\", \"#groups\"";
            case IP, COUNTRY, URI -> by.value + ", terminatingRuleId, \"#rules\", \"#groups\"";
            case LABEL -> "labels, terminatingRuleId, \"#rules\", \"#groups\"";
        };
    }
}
