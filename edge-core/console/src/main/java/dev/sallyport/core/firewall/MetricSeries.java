package dev.sallyport.core.firewall;

import dev.sallyport.core.webacl.RuleName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of the series that AWS WAF publishes of a web ACL, with its values.
 *
 * @param of what it counts by
 * @param name the rule's metric name, {@code group/rule}, the label, or the country
 * @param metric such as {@code BlockedRequests}
 * @param values for each period, 0 where nothing was published: AWS WAF publishes only what is not zero
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html">AWS WAF metrics and dimensions</a>
 */
public record MetricSeries(Of of, String name, String metric, List<Long> values) {
    /** What a series counts by. */
    public enum Of {
        /** A rule of the web ACL, by its metric name; the web ACL's own metric name is its default action. */
        RULE,
        /** All of the web ACL. */
        ALL,
        /** A rule inside a managed group. */
        IN_GROUP,
        /** A label. */
        LABEL,
        /** A country. */
        COUNTRY
    }

    /** The value of the dimension {@code Rule} that stands for all of them. */
    static final String EVERY_RULE = "ALL";

    private static final String RULE = "Rule";
    private static final String NAMESPACE = "LabelNamespace";
    private static final String GROUP = "ManagedRuleGroup";
    private static final String IN_GROUP = "ManagedRuleGroupRule";
    private static final String COUNTRY = "Country";

    /** How a series of those dimensions is called; {@code WebACL} and {@code Region} aside. Empty for one that is not used. */
    static Optional<MetricSeries> of(String metric, Map<String, String> dimensions, Map<String, String> vendors) {
        Set<String> by = dimensions.keySet();
        if (by.equals(Set.of(RULE))) {
            String rule = dimensions.getOrDefault(RULE, "");
            return Optional.of(new MetricSeries(rule.equals(EVERY_RULE) ? Of.ALL : Of.RULE, rule, metric, List.of()));
        }
        if (by.equals(Set.of(GROUP, IN_GROUP))) {
            String group = dimensions.getOrDefault(GROUP, "");
            String id = vendors.getOrDefault(group, "AWS") + "#" + group;
            return Optional.of(new MetricSeries(
                    Of.IN_GROUP, RuleName.of(id, dimensions.getOrDefault(IN_GROUP, "")), metric, List.of()));
        }
        // The page says Label, accounts have LabelName.
        if (by.equals(Set.of(NAMESPACE, "LabelName")) || by.equals(Set.of(NAMESPACE, "Label"))) {
            String label = dimensions.getOrDefault("LabelName", dimensions.getOrDefault("Label", ""));
            String whole = dimensions.getOrDefault(NAMESPACE, "").replaceFirst(":$", "") + ":" + label;
            return Optional.of(new MetricSeries(Of.LABEL, whole, metric, List.of()));
        }
        return by.equals(Set.of(COUNTRY))
                ? Optional.of(new MetricSeries(Of.COUNTRY, dimensions.getOrDefault(COUNTRY, ""), metric, List.of()))
                : Optional.empty();
    }

    MetricSeries with(List<Long> now) {
        return new MetricSeries(of, name, metric, now);
    }

    /** Over all periods. */
    public long sum() {
        return values.stream().mapToLong(Long::longValue).sum();
    }
}
