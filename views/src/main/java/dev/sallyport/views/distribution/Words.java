package dev.sallyport.views.distribution;

/** What the page of distributions says. */
final class Words {
    static final String TITLE = "Distributions";
    static final String READING = "Reading distributions";
    static final String FILTER = "Filter by name, domain, status or finding";
    static final String NONE = "No distribution yet";
    static final String NONE_WHY = "This account has no CloudFront distribution. A blueprint deploys one that proves itself.";
    static final String MISSING = "There is no distribution %s in this account.";
    static final String CHOOSE = "Choose a blueprint";
    static final String FINDINGS = "Findings";
    static final String NO_FINDINGS = "Nothing in the configuration is weak.";
    static final String TESTER = "Which way does this path go?";
    static final String TESTER_PROMPT = "/path";
    static final String TRAFFIC = "Requests of this distribution";
    static final String EVIDENCE = "Seen in";
    static final String FIX = "To do";
    static final String NO_WEB_ACL = "No web ACL";
    static final String WEB_ACL = "Web ACL";

    private Words() {}
}
