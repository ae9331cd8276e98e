package dev.sallyport.views.log;

import dev.sallyport.core.log.LogKind;

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
    static final String EARLIER = "Previous rows";
    static final String LATER = "Next rows";
    static final String REJECTED = "Show lines that did not parse";
    static final String SOURCES = "Sources";
    static final String TOP = "Top values";
    static final String CLEAR = "Clear the condition";

    private Words() {}

    static String kind(LogKind kind) {
        return switch (kind) {
            case WAF -> "WAF";
            case CLOUDFRONT -> "CloudFront";
            case EDGE -> "Lambda@Edge";
        };
    }
}
