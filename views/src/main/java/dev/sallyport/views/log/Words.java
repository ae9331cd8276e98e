package dev.sallyport.views.log;

import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.webacl.RuleName;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Format;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the page of logs says. */
final class Words {
    static final String TITLE = "Logs";
    static final String OPEN = "Open log files";
    static final String NONE = "No log is open";
    static final String NONE_WHY =
            "Read log groups of the account, or open WAF, CloudFront and Lambda@Edge logs from files, plain or gzip. Files"
                    + " can be dropped anywhere on this page.";
    static final String GROUPS = "Log groups";
    static final String READING_GROUPS = "Listing log groups";
    static final String GROUP_FILTER = "Filter by name or Region";
    static final String READ_GROUPS = "Read the log groups";
    static final String CHOOSE_GROUPS = "Choose log groups";
    static final String NO_GROUP = "No log group";
    static final String NO_GROUP_WHY = "A stack that logs makes its log groups when it is deployed.";
    static final String NO_ACCESS_LOG = "The distribution delivers no standard log to a log group.";
    static final String WHERE = "Condition, as action = 'BLOCK' and country = 'DE'";
    static final String NO_NEW_RECORD = "The log groups received no record in the last 24 hours.";
    static final String NO_RECORD = "No record of this kind.";
    static final String NO_MATCH = "No record fulfils the condition.";
    static final String REJECTED = "Show lines that did not parse";
    static final String SOURCES = "Sources";
    static final String TOP = "Top values";
    static final String CLEAR = "Clear the condition";
    static final String UNFILTER = "Clear all";
    static final String FILTERED_BY = "What the records are narrowed by";
    static final String REMOVE = "Remove ";
    static final String NOT = "not";
    static final String LEAVE_OUT = "Leave out ";
    static final String KEEP = "Keep only ";
    static final String EXPORT = "Export the records";
    static final String COPIED = "The record is copied as it was logged.";
    static final String COPIED_MASKED = "The record is copied; its secrets are masked.";
    static final String GONE = "The source of the record is gone or changed.";
    static final String SUMMARY = "Summary";
    static final String TREE = "Tree";
    static final String LOGGED = "As logged";
    static final String COPY_RECORD = "Copy as logged";
    static final String COPY_CURL = "Copy as curl";
    static final String CURL_COPIED = "The request is copied as a curl command, without its body.";
    static final String TRAIL = "Way of the request";
    static final String MATCHED = "Rules that matched";
    static final String NONE_HAS = "none";

    private Words() {}

    /** What was read. */
    static String read(LoadReport report) {
        String records = report.records().entrySet().stream()
                .map(entry -> Format.number(entry.getValue()) + " " + kind(entry.getKey()))
                .collect(Collectors.joining(", "));
        String rejected = report.rejected() == 0
                ? ""
                : " " + Format.count(report.rejected(), "line", "lines") + " did not parse.";
        return records + (report.total() == 1 ? " record." : " records.") + rejected;
    }

    /** A rule without what the rules of all web ACLs have in common. */
    static String rule(String id) {
        return Badge.brief(Badge.ended(RuleName.ofGroup(id)));
    }

    /** A span of time; the day is said once where it is one. */
    static String span(Instant from, Instant to) {
        String first = Format.utc(from);
        String last = Format.utc(to);
        return first + " to " + (first.regionMatches(0, last, 0, 10) ? last.substring(11) : last) + " UTC";
    }

    static String condition(String field, @Nullable Object value, boolean leaveOut) {
        return field + (leaveOut ? " is not " : " is ") + value(value);
    }

    static String value(@Nullable Object value) {
        String text = value == null ? NONE_HAS : value.toString();
        return text.isEmpty() ? "empty" : text;
    }

    static String kind(LogKind kind) {
        return switch (kind) {
            case WAF -> "WAF";
            case CLOUDFRONT -> "CloudFront";
            case EDGE -> "Lambda@Edge";
        };
    }
}
