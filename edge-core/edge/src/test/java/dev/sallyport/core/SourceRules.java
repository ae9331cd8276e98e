package dev.sallyport.core;

import java.util.List;
import java.util.regex.Pattern;

/** What is seen in a source and no longer in the class that is made of it: texts, and what things are called. */
final class SourceRules {
    /** A text block, or a literal on one line; a character too, so that {@code '"'} begins none. */
    private static final Pattern LITERAL = Pattern.compile(
            "'(?:\\\\.|[^'\\\\\\n])'"
                    + "|\"{3}[^\\\\\"]*+(?:(?:\\\\.|\"(?!\"\"))[^\\\\\"]*+)*+\"{3}"
                    + "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"",
            Pattern.DOTALL);

    /** The statements and clauses that DuckDB is asked with. */
    private static final Pattern SQL = Pattern.compile(
            "\\b(SELECT\\s(?!over\\b)[^;]|INSERT INTO\\s|GROUP BY\\s|ORDER BY\\s|CAST\\(|DELETE FROM\\s|UPDATE\\s+\\S+\\s+SET\\s"
                    + "|WHERE\\s+\\S+\\s*(=|<|>|IS\\b|IN\\b|LIKE\\b))");

    /** What a condition of DuckDB's or Athena's is made of. */
    private static final Pattern CONDITION =
            Pattern.compile("\\b(?:(?:list_[a-z]+|coalesce|len|contains)\\(|IS (?:NOT )?(?:NULL|TRUE)\\b(?!,)|NOT IN\\b(?!,)|IN \\()");

    /** Joined to something else with a plus sign, on either side. */
    private static final Pattern JOINED_BEFORE = Pattern.compile("\\+\\s*\\z");
    private static final Pattern JOINED_AFTER = Pattern.compile("\\A\\s*\\+");

    /**
     * Members by which nothing but a record of a web ACL's log is taken apart (AWS WAF Developer Guide, "Log fields for web
     * ACL traffic"); others are columns of the log too, or names that other services have as well.
     */
    private static final Pattern RECORD_MEMBER =
            Pattern.compile("\"(?:httpRequest|ruleGroupList|ruleGroupId|rateBasedRuleList|rateBasedRuleId|"
                    + "nonTerminatingMatchingRules|excludedRules|terminatingRule|terminatingRuleMatchDetails|ruleMatchDetails|"
                    + "matchedData|matchedFieldName|limitKey|limitValue|customValues|requestHeadersInserted|httpSourceName|"
                    + "oversizeFields|requestBodySizeInspectedByWAF)\"");

    /** The questions to a text by which an ARN is taken apart. */
    private static final String CUT = "\\s*\\.\\s*(?:split|substring|indexOf|lastIndexOf|contains|startsWith|endsWith|"
            + "replaceFirst|replaceAll)\\(";

    private static final List<Pattern> CUTS_ARN = List.of(
            // Of what is called an ARN, be it a variable or a member.
            Pattern.compile("\\b(?:arn|\\w+Arn)(?:\\(\\))?" + CUT),
            // By its beginning, and by what stands between its colons.
            Pattern.compile("\\.(?:split|startsWith|indexOf|replaceFirst|replaceAll)\\(\\s*\"\\^?arn:"),
            Pattern.compile(CUT + "\\s*\"[^\"\\n]*:[a-z0-9-]+[:/]"),
            // Into its six parts.
            Pattern.compile("split\\(\":\", 6\\)"),
            // By the groups of a pattern.
            Pattern.compile("Pattern\\.compile\\(\\s*\"arn:[^\"\\n]*\\((?!\\?)"));

    private SourceRules() {}

    /** Whether a source has SQL in a literal. */
    static boolean hasSql(String source) {
        return LITERAL.matcher(source).results().anyMatch(literal -> SQL.matcher(literal.group()).find());
    }

    /** Whether a source takes records of web ACLs' logs apart. */
    static boolean readsRecords(String source) {
        return RECORD_MEMBER.matcher(source).find();
    }

    /** Whether a source has SQL that is put together from literals. */
    static boolean joinsSql(String source) {
        return LITERAL.matcher(source).results()
                .filter(literal -> SQL.matcher(literal.group()).find()
                        || CONDITION.matcher(literal.group()).find())
                .anyMatch(literal -> JOINED_BEFORE.matcher(source.substring(0, literal.start())).find()
                        || JOINED_AFTER.matcher(source.substring(literal.end())).find());
    }

    /** Whether a source takes ARNs apart by itself. */
    static boolean cutsArn(String source) {
        return CUTS_ARN.stream().anyMatch(cut -> cut.matcher(source).find());
    }
}
