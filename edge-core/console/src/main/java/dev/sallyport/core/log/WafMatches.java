package dev.sallyport.core.log;

import dev.sallyport.core.webacl.MetRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What rules met the requests of web ACL traffic logs, counted over a store. */
public final class WafMatches {
    private final LogDatabase database;
    private final String condition;

    /** Of the records that fulfil an SQL condition. */
    WafMatches(LogDatabase database, String condition) {
        this.database = database;
        this.condition = condition;
    }

    /**
     * Requests that met the same rules; few combinations occur, however many requests there are.
     *
     * @param requests how many
     * @param ended the terminating rule's id, {@code Default_Action} where none ended them
     * @param counted ids of the rules of the web ACL that matched without an end
     * @param groups the rule groups that were evaluated
     */
    public record Combination(long requests, String ended, List<String> counted, List<Group> groups) {}

    /**
     * A rule group that was evaluated.
     *
     * @param id as the log has it
     * @param rules ids of its rules that matched: what ended the request, what was counted, and what the web ACL excluded,
     *     which AWS WAF counts too
     */
    public record Group(String id, List<String> rules) {}

    /** All combinations. */
    public List<Combination> combinations() {
        List<Combination> combinations = new ArrayList<>();
        asking(() -> database.each(
                """
                SELECT count(*) AS n, coalesce(terminatingRuleId, 'Default_Action') AS ended, "#rules" AS rules,
                    "#groups" AS groups
                FROM waf_lines
                WHERE "#ok" AND %s
                GROUP BY ALL
                """
                        .formatted(condition),
                Integer.MAX_VALUE,
                row -> combinations.add(new Combination(
                        ((Number) Objects.requireNonNull(row.get("n"))).longValue(),
                        String.valueOf(row.get("ended")),
                        ids(row.get("rules")),
                        items(row.get("groups")).stream().map(WafMatches::group).toList()))));
        return combinations;
    }

    /** What ended the request of a row of the table. */
    static MetRules.Ended ended(Map<String, @Nullable Object> row, @Nullable Object groups) {
        List<MetRules.GroupEnd> ends = new ArrayList<>();
        items(groups).forEach(group -> {
            if (group.get("terminatingRule") instanceof Map<?, ?> end && end.get("ruleId") instanceof String rule) {
                ends.add(new MetRules.GroupEnd(Objects.toString(group.get("ruleGroupId"), ""), rule));
            }
        });
        return MetRules.ended(
                Objects.toString(row.get("terminatingRuleId"), ""),
                Objects.toString(row.get("terminatingRuleType"), ""),
                ends);
    }

    private static Group group(Map<?, ?> group) {
        List<String> rules = new ArrayList<>(ids(group.get("nonTerminatingMatchingRules")));
        rules.addAll(ids(group.get("excludedRules")));
        if (group.get("terminatingRule") instanceof Map<?, ?> end && end.get("ruleId") instanceof String id) {
            rules.addFirst(id);
        }
        return new Group(Objects.toString(group.get("ruleGroupId"), ""), rules);
    }

    private static List<String> ids(@Nullable Object rules) {
        return items(rules).stream()
                .map(rule -> rule.get("ruleId"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static List<? extends Map<?, ?>> items(@Nullable Object list) {
        List<Map<?, ?>> items = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(item -> {
                if (item instanceof Map<?, ?> map) {
                    items.add(map);
                }
            });
        }
        return items;
    }

    /**
     * Requests per value of a field, most first, then by value.
     *
     * @param met only requests that met at least one rule
     */
    public List<ValueCount> counts(String field, boolean met) {
        return asking(() -> new LogAnswers(database, List.of(LogKind.WAF))
                .counts(
                        """
                        (SELECT * FROM waf_lines WHERE "#ok")""",
                        met ? "\"#met\" AND " + condition : condition,
                        field,
                        Integer.MAX_VALUE));
    }

    private static <T> T asking(LogDatabase.Question<T> question) {
        return LogDatabase.asking(question, LogDatabase::broken);
    }
}
