package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of a web ACL's traffic log are looked at: those of a time that have one of the values asked for in every
 * field that is asked about, and none of those that are not wanted.
 *
 * @param since the first moment
 * @param until the first moment after it
 * @param terms what is asked of the requests
 * @param acl only what this web ACL logged; null for all
 */
public record HitFilter(Instant since, Instant until, List<Term> terms, WebAcls.@Nullable Named acl) {
    /** Of whatever web ACL. */
    public HitFilter(Instant since, Instant until, List<Term> terms) {
        this(since, until, terms, null);
    }

    /** What of a request can be asked about. */
    public enum Field {
        /** How it ended; CAPTCHA and Challenge together are {@link #CHALLENGED}, what is not known here {@link #UNKNOWN}. */
        ACTION("action"),
        /** A rule that it met, a rule of a group as {@code group/rule}. */
        RULE(""),
        /** A rule group of which a rule met it. */
        GROUP(""),
        /** A label. */
        LABEL("labels"),
        /** The client's address. */
        IP("clientIp"),
        /** The country of that address. */
        COUNTRY("country"),
        /** The path, without the query string. */
        URI("uri"),
        /** The User-Agent header. */
        USER_AGENT("userAgent"),
        /** The method. */
        METHOD("httpMethod"),
        /** The Host header. */
        HOST("host");

        private final String column;

        Field(String column) {
            this.column = column;
        }
    }

    /**
     * One thing that is asked.
     *
     * @param value null for requests that have none
     * @param without whether those that have it are left out
     */
    public record Term(Field field, @Nullable String value, boolean without) {}

    /** Stands for the actions CAPTCHA and CHALLENGE. */
    public static final String CHALLENGED = "CHALLENGE";

    /** Stands for actions that this program does not know. */
    public static final String UNKNOWN = "UNKNOWN";

    /** Whether a rule inside the group matched, whatever came of it. */
    private static final String MET =
            """
            (g.terminatingRule.ruleId IS NOT NULL OR len(g.nonTerminatingMatchingRules) > 0 OR len(g.excludedRules) > 0)""";

    /** What an action of the log is called as a term: CAPTCHA and Challenge are one. */
    public static String outcome(String action) {
        return action.equals("CAPTCHA") ? CHALLENGED : action;
    }

    /** As {@link LogBrowser} takes it. */
    String condition() {
        return without(null);
    }

    private String without(@Nullable Field but) {
        List<String> all = new ArrayList<>(List.of(LogBrowser.between(since, until)));
        if (acl != null) {
            all.add(OwnRecords.condition(acl));
        }
        for (Field field : Field.values()) {
            String wanted = terms.stream()
                    .filter(term -> term.field() == field && field != but && !term.without())
                    .map(HitFilter::condition)
                    .collect(Collectors.joining(" OR "));
            if (!wanted.isEmpty()) {
                all.add("(" + wanted + ")");
            }
        }
        terms.stream().filter(Term::without).forEach(term -> all.add("NOT coalesce(%s, false)".formatted(condition(term))));
        return String.join(" AND ", all);
    }

    private static String condition(Term term) {
        String value = term.value();
        return switch (term.field()) {
            case ACTION -> action(Objects.requireNonNullElse(value, UNKNOWN));
            case RULE -> value == null ? "false" : rule(value);
            // As the facet counts: requests that met a rule, but none inside a group.
            case GROUP -> value == null
                    ? """
                    ("#met" AND NOT %s)""".formatted(inGroups(MET))
                    : inGroups("(%s) AND %s".formatted(named(value), MET));
            case LABEL -> value == null ? "len(labels) = 0" : "list_contains(labels, %s)".formatted(text(value));
            case IP, COUNTRY, URI, USER_AGENT, METHOD, HOST -> LogBrowser.condition(term.field().column, value);
        };
    }

    private static String action(String value) {
        return switch (value) {
            case CHALLENGED -> "action IN ('CAPTCHA', 'CHALLENGE')";
            case UNKNOWN -> """
                    action NOT IN ('ALLOW', 'BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT', 'CAPTCHA', 'CHALLENGE')""";
            default -> LogBrowser.condition("action", value);
        };
    }

    private static String rule(String name) {
        int end = name.lastIndexOf('/');
        if (end < 0) {
            String ended = name.equals(Verdict.DEFAULT_ACTION)
                    ? "coalesce(terminatingRuleId, %1$s) = %1$s"
                    : "terminatingRuleId = %s";
            return "(%s OR %s)".formatted(ended.formatted(text(name)), has("\"#rules\"", name));
        }
        String rule = name.substring(end + 1);
        return inGroups("""
                (%s) AND (g.terminatingRule.ruleId = %s OR %s OR %s)"""
                .formatted(
                        named(name.substring(0, end)),
                        text(rule),
                        has("g.nonTerminatingMatchingRules", rule),
                        has("g.excludedRules", rule)));
    }

    private static String has(String rules, String rule) {
        return """
                coalesce(list_contains(list_transform(%s, lambda r: r.ruleId), %s), false)"""
                .formatted(rules, text(rule));
    }

    private static String inGroups(String condition) {
        return """
                coalesce(len(list_filter("#groups", lambda g: %s)) > 0, false)""".formatted(condition);
    }

    /** The ways in which the log names a group that people know by {@code name}. */
    private static String named(String name) {
        return """
                g.ruleGroupId = %s OR contains('#' || g.ruleGroupId || '#', %s) OR contains(g.ruleGroupId, %s)"""
                .formatted(
                        text(name), text("#" + name.replaceFirst("/", "#") + "#"), text("/rulegroup/" + name + "/"));
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** How many requests of the time are of other web ACLs, and so not looked at. */
    public long others(LogStore logs) {
        return acl == null ? 0 : OwnRecords.others(logs, acl, LogBrowser.between(since, until));
    }

    /**
     * The most frequent values of each field among the requests that are looked at. What is asked about a field itself
     * counts for the others only, so that the values beside the chosen one can be chosen too.
     *
     * @param top how many of each
     */
    public Map<Field, List<ValueCount>> facets(LogStore logs, int top) {
        Map<Field, List<ValueCount>> facets = new EnumMap<>(Field.class);
        LogBrowser browser = logs.browse(LogKind.WAF);
        for (Field field : Field.values()) {
            String where = without(field);
            List<ValueCount> values = switch (field) {
                case RULE -> RuleHits.rules(logs.matches(where));
                case GROUP -> RuleHits.groups(logs.matches(where));
                default -> browser.facet(where, field.column, top);
            };
            facets.put(field, values.stream().limit(top).toList());
        }
        return facets;
    }
}
