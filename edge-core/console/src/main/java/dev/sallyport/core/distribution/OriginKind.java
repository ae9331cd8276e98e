package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** What an origin's domain name says that it is. */
public enum OriginKind {
    /** An S3 bucket over its REST endpoint. */
    S3("s3", "(.+\\.)?s3([.-][a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?"),
    /** An S3 website endpoint: public by nature. */
    S3_WEBSITE("s3-website", ".+\\.s3-website[.-].+\\.amazonaws\\.com(\\.cn)?"),
    /** A Lambda function URL. */
    FUNCTION_URL("function-url", ".+\\.lambda-url\\..+\\.on\\.aws"),
    /** API Gateway's default endpoint. */
    API_GATEWAY("api-gateway", ".+\\.execute-api\\..+\\.amazonaws\\.com(\\.cn)?"),
    /** An Elastic Load Balancer. */
    LOAD_BALANCER("load-balancer", ".+\\.elb\\.amazonaws\\.com(\\.cn)?"),
    /** Any other HTTP server. */
    CUSTOM("custom", ".*");

    private final String word;
    private final Pattern domain;

    OriginKind(String word, String domain) {
        this.word = word;
        this.domain = Pattern.compile(domain);
    }

    /** The kind of the origin at {@code domainName}. */
    public static OriginKind of(String domainName) {
        for (OriginKind kind : new OriginKind[] {S3_WEBSITE, S3, FUNCTION_URL, API_GATEWAY, LOAD_BALANCER}) {
            if (kind.domain.matcher(domainName).matches()) {
                return kind;
            }
        }
        return CUSTOM;
    }

    /** Lower-case word for tables and JSON. */
    @JsonValue
    public String word() {
        return word;
    }
}
