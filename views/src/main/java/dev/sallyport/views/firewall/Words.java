package dev.sallyport.views.firewall;

/** What the page of the firewall says. */
final class Words {
    static final String TITLE = "Firewall";
    static final String READING = "Reading the web ACL's traffic";
    static final String NONE = "No web ACL";
    static final String NONE_WHY =
            "No web ACL of scope CLOUDFRONT exists in this account. The API perimeter blueprint deploys one.";
    static final String MISSING = "There is no web ACL %s in this account.";
    static final String NO_RULE = "The web ACL has no rule %s.";
    static final String NOT_LATEST = "Request %s is not among the latest ones.";
    static final String CHOOSE = "Choose a blueprint";
    static final String ACL = "Web ACL";
    static final String WINDOW = "Time window";
    static final String FILTER = "Filter the latest %s";
    static final String LIVE = "Live";
    static final String LIVE_MEANS = "Reads the traffic again and again while this page is open";
    static final String RULES = "Rules in the order of evaluation";
    static final String REQUESTS = "Latest requests";
    static final String FACET = "Count requests by";
    static final String NO_REQUEST = "No request in this time window";

    static final String TRAIL = "Why it ended so";
    static final String MATCHED = "Rules that matched";
    static final String WAF_ALONE = "As the web ACL's own log tells it. sallyport explain reads the logs of CloudFront and of"
            + " the edge functions too.";

    private Words() {}
}
