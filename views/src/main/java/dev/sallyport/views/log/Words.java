package dev.sallyport.views.log;

/** What the page of logs says. */
final class Words {
    static final String TITLE = "Logs";
    static final String OPEN = "Open log files";
    static final String NONE = "No log is open";
    static final String NONE_WHY =
            "Open WAF, CloudFront or Lambda@Edge logs, plain or gzip, or drop the files anywhere on this page.";
    static final String WHERE = "Condition, as action = 'BLOCK' and country = 'DE'";
    static final String NO_MATCH = "No record fulfils the condition.";
    static final String EARLIER = "Previous rows";
    static final String LATER = "Next rows";
    static final String REJECTED = "Show lines that did not parse";
    static final String SOURCES = "Sources";
    static final String TOP = "Top values";
    static final String CLEAR = "Clear the condition";

    private Words() {}
}
