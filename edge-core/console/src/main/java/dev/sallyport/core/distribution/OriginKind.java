package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an origin's domain name says that it is. The names of AWS's endpoints differ by partition:
 * {@code amazonaws.com}, {@code amazonaws.com.cn} in China, {@code amazonaws.eu} in the European Sovereign Cloud,
 * others in the isolated ones (AWS General Reference, "AWS service endpoints"; AWS SDKs, partitions).
 */
public enum OriginKind {
    /**
     * An S3 bucket or access point over its REST endpoint: with and without the Region, path-style, dual-stack, FIPS,
     * accelerated, of S3 Express, Object Lambda and multi-Region access points (S3 User Guide, "Virtual hosting of
     * general purpose buckets", "Using dual-stack endpoints from the REST API", "Transfer Acceleration"; General
     * Reference, "Amazon S3 endpoints").
     */
    S3("s3", "(?:.+\\.)?s3(?:express)?(?:-[a-z0-9-]+)?(?:\\.dualstack)?(?:\\.[a-z0-9-]+)?(?:\\.vpce)?", Suffix.AWS),
    /**
     * An S3 website endpoint: public by nature (S3 User Guide, "Website endpoints"; a dash or a dot before the Region).
     */
    S3_WEBSITE("s3-website", "(?:.+\\.)?s3-website(?:\\.dualstack)?[.-][a-z0-9-]+", Suffix.AWS),
    /** A Lambda function URL (Lambda Developer Guide, "Invoking Lambda function URLs"). */
    FUNCTION_URL("function-url", ".+\\.lambda-url\\.[a-z0-9-]+\\.on", "aws|amazonwebservices\\.(?:com\\.cn|eu)"),
    /** API Gateway's default endpoint. */
    API_GATEWAY("api-gateway", ".+\\.execute-api(?:-fips)?\\.[a-z0-9-]+", Suffix.AWS + "|api\\.aws"),
    /**
     * An Elastic Load Balancer: the Region stands before {@code elb} for Application and Classic, behind it for
     * Network.
     */
    LOAD_BALANCER("load-balancer", ".+\\.elb(?:\\.[a-z0-9-]+)?", Suffix.AWS),
    /** Any other HTTP server. */
    CUSTOM("custom", ".*", ".*");

    private static final class Suffix {
        static final String AWS = "amazonaws\\.com|amazonaws\\.com\\.cn|amazonaws\\.eu|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov"
                + "|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov";
    }

    /** A part that only AWS knows, as {@code ${Bucket}} in a template. */
    private static final Pattern OPEN = Pattern.compile("\\$\\{[^}$]*}");

    private final String word;
    private final Pattern domain;

    OriginKind(String word, String host, String suffix) {
        this.word = word;
        this.domain = Pattern.compile(host + "\\.(?:" + suffix + ")");
    }

    /** The kind of the origin at {@code domainName}, whose case and closing dot do not count. */
    public static OriginKind of(String domainName) {
        String name = OPEN.matcher(domainName).replaceAll("x").toLowerCase(Locale.ROOT);
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        for (OriginKind kind : new OriginKind[] {S3_WEBSITE, S3, FUNCTION_URL, API_GATEWAY, LOAD_BALANCER}) {
            if (kind.domain.matcher(host).matches()) {
                return kind;
            }
        }
        return CUSTOM;
    }

    /** Whether the end of a name tells its kind: not where it is still open, as in {@code ${DomainName}}. */
    static boolean isTold(String domainName) {
        int end = domainName.lastIndexOf('}');
        return of(domainName) != CUSTOM
                || end < 0
                || domainName.substring(end).chars().filter(sign -> sign == '.').count() > 1;
    }

    /** Lower-case word for tables and JSON. */
    @JsonValue
    public String word() {
        return word;
    }
}
