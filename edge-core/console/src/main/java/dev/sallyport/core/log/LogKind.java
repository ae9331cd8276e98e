package dev.sallyport.core.log;

/** The logs that can be read; each is one view. */
public enum LogKind {
    /** AWS WAF web ACL traffic logs. See AWS WAF Developer Guide, "Log fields for web ACL traffic". */
    WAF("waf", "action", "AWS WAF"),
    /** CloudFront standard logs, W3C or JSON. See CloudFront Developer Guide, "Standard logging reference". */
    CLOUDFRONT("cloudfront", "x_edge_result_type", "CloudFront"),
    /** What Lambda@Edge functions and the Lambda runtime around them print. */
    EDGE("edge", "level", "Lambda@Edge");

    private final String view;
    private final String outcome;
    private final String writer;

    LogKind(String view, String outcome, String writer) {
        this.view = view;
        this.outcome = outcome;
        this.writer = writer;
    }

    /** The name of the view in SQL. */
    public String view() {
        return view;
    }

    /** The column that tells how a record ended: a web ACL action, an edge result, a log level. */
    public String outcome() {
        return outcome;
    }

    /** The service that writes it, as AWS spells its name. */
    String writer() {
        return writer;
    }

    /** The table behind the view: records and rejected lines in the order of the sources. */
    String table() {
        return view + "_lines";
    }
}
