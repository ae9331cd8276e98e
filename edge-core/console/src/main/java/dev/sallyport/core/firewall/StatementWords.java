package dev.sallyport.core.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.webacl.WafArn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a rule's statement looks at, in words. Works on what AWS WAF answered, so that a statement that is newer than this
 * program keeps its name.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html">Rule statements</a>
 */
final class StatementWords {
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private static final Map<String, String> KINDS = Map.of(
            "ManagedRuleGroupStatement", "managed group",
            "RuleGroupReferenceStatement", "rule group",
            "RateBasedStatement", "rate-based",
            "IPSetReferenceStatement", "IP set",
            "GeoMatchStatement", "geo match",
            "LabelMatchStatement", "label match",
            "AsnMatchStatement", "ASN match");

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("UriPath", "URI path"),
            Map.entry("UriFragment", "URI fragment"),
            Map.entry("AllQueryArguments", "query arguments"),
            Map.entry("JsonBody", "JSON body"),
            Map.entry("JA3Fingerprint", "JA3 fingerprint"),
            Map.entry("JA4Fingerprint", "JA4 fingerprint"));

    private static final Map<String, String> POSITIONS = Map.of(
            "EXACTLY", "is", "STARTS_WITH", "starts with", "ENDS_WITH", "ends with", "CONTAINS", "contains",
            "CONTAINS_WORD", "contains the word");

    private static final Map<String, String> COMPARISONS = Map.of(
            "EQ", "exactly", "NE", "other than", "LE", "at most", "LT", "less than", "GE", "at least", "GT", "more than");

    private StatementWords() {}

    /** The kind in a few words, such as {@code managed group} or {@code rate-based}; {@code match} for plain ones. */
    static String kind(JsonNode statement) {
        String name = name(statement);
        boolean plain = name.matches("(Byte|Regex|Sqli|Xss)Match.*|RegexPatternSet.*|SizeConstraint.*|(And|Or|Not)Statement|");
        return plain ? "match" : KINDS.getOrDefault(name, spaced(name.replaceFirst("Statement$", "")));
    }

    /** What it looks at; empty for no statement. */
    static String of(JsonNode statement) {
        String name = name(statement);
        JsonNode inside = statement.path(name);
        return switch (name) {
            case "" -> "";
            case "ManagedRuleGroupStatement" -> managed(inside);
            case "RuleGroupReferenceStatement", "IPSetReferenceStatement", "RegexPatternSetReferenceStatement" ->
                    reference(name, inside);
            case "RateBasedStatement" -> rate(inside);
            case "ByteMatchStatement" -> field(inside) + " "
                    + POSITIONS.getOrDefault(inside.path("PositionalConstraint").asText(), "matches") + " “"
                    + decoded(inside.path("SearchString").asText()) + "”";
            case "RegexMatchStatement" -> field(inside) + " matches /" + inside.path("RegexString").asText() + "/";
            case "SizeConstraintStatement" -> field(inside) + " of "
                    + COMPARISONS.getOrDefault(inside.path("ComparisonOperator").asText(), "")
                    + " " + counted(inside.path("Size").asLong()) + " bytes";
            case "SqliMatchStatement" -> "SQL injection in " + field(inside);
            case "XssMatchStatement" -> "cross-site scripting in " + field(inside);
            case "GeoMatchStatement" -> "country " + listed(inside.path("CountryCodes"));
            case "AsnMatchStatement" -> "ASN " + listed(inside.path("AsnList"));
            case "LabelMatchStatement" ->
                    (inside.path("Scope").asText().equals("NAMESPACE") ? "labels of " : "label ") + inside.path("Key").asText();
            case "AndStatement" -> joined(inside.path("Statements"), " and ");
            case "OrStatement" -> joined(inside.path("Statements"), " or ");
            case "NotStatement" -> "not (" + of(inside.path("Statement")) + ")";
            default -> spaced(name.replaceFirst("Statement$", ""));
        };
    }

    private static String name(JsonNode statement) {
        return statement.propertyStream()
                .filter(member -> !member.getValue().isNull())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private static String managed(JsonNode group) {
        String version = group.path("Version").asText();
        return group.path("VendorName").asText() + "/" + group.path("Name").asText()
                + (version.isEmpty() ? "" : " " + version) + scope(group);
    }

    private static String scope(JsonNode statement) {
        String inside = of(statement.path("ScopeDownStatement"));
        return inside.isEmpty() ? "" : ", only where " + inside;
    }

    /** A set or group of one's own by its name. */
    private static String reference(String kind, JsonNode inside) {
        String named = WafArn.nameIn(inside.path("ARN").asText());
        if (kind.startsWith("RuleGroup")) {
            return named;
        }
        if (kind.startsWith("Regex")) {
            return field(inside) + " matches a pattern of " + named;
        }
        String header = inside.path("IPSetForwardedIPConfig").path("HeaderName").asText();
        return (header.isEmpty() ? "client address" : "address in header " + header) + " in " + named;
    }

    private static String rate(JsonNode rate) {
        long window = rate.path("EvaluationWindowSec").asLong(300);
        List<String> keys = new ArrayList<>();
        rate.path("CustomKeys").forEach(key -> keys.add(spaced(name(key))));
        String by = keys.isEmpty() ? rate.path("AggregateKeyType").asText() : String.join(" and ", keys);
        return counted(rate.path("Limit").asLong()) + " in " + span(window) + " by " + by + scope(rate);
    }

    /** AWS WAF's windows are 60, 120, 300 and 600 s. */
    private static String span(long seconds) {
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    private static String counted(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String field(JsonNode statement) {
        JsonNode field = statement.path("FieldToMatch");
        String name = name(field);
        return switch (name) {
            case "" -> "request";
            case "SingleHeader" -> "header " + field.path(name).path("Name").asText();
            case "SingleQueryArgument" -> "query argument " + field.path(name).path("Name").asText();
            default -> FIELDS.getOrDefault(name, spaced(name));
        };
    }

    /** As AWS WAF prints it: base64; anything else as it stands. */
    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return text;
        }
    }

    private static String listed(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return String.join(", ", texts);
    }

    private static String joined(JsonNode statements, String word) {
        List<String> texts = new ArrayList<>();
        statements.forEach(one -> {
            boolean nested = name(one).matches("(And|Or)Statement");
            texts.add(nested ? "(" + of(one) + ")" : of(one));
        });
        return String.join(word, texts);
    }

    private static String spaced(String name) {
        return HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
    }
}
