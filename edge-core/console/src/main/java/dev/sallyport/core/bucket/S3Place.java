package dev.sallyport.core.bucket;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.webacl.WafArn;
import java.util.Optional;

/**
 * A bucket, or the part of it whose keys begin alike.
 *
 * @param bucket its name
 * @param prefix of the keys; empty for the whole bucket
 */
public record S3Place(String bucket, String prefix) {
    private static final String SCHEME = "s3://";

    /** Whether a source is meant to lie in S3. */
    public static boolean names(String source) {
        return source.startsWith(SCHEME);
    }

    /**
     * What {@code s3://BUCKET/PREFIX} names.
     *
     * @throws SallyportException {@code SP-SOURCE} where there is no bucket in it
     */
    public static S3Place of(String source) {
        String[] parts = source.substring(SCHEME.length()).split("/", 2);
        if (parts[0].isEmpty()) {
            throw SallyportException.badInput(
                    "SP-SOURCE", source + " names no bucket.", "Write it as s3://BUCKET/PREFIX.");
        }
        return new S3Place(parts[0], parts.length == 1 ? "" : parts[1]);
    }

    /** The bucket of an ARN, and the prefix that may stand behind it; empty for an ARN of anything else. */
    public static Optional<S3Place> ofArn(String arn) {
        return Arns.of(arn)
                .filter(known -> known.service().equals("s3"))
                .map(known -> of(SCHEME + known.resourceAsString()));
    }

    /**
     * The place below this one where AWS WAF delivers the log of a web ACL.
     *
     * @param acl of the web ACL
     * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html">Logging to S3</a>
     */
    public S3Place ofWebAcl(WafArn acl) {
        String where = acl.global() ? "cloudfront" : acl.arn().region().orElse("");
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        return new S3Place(
                bucket, folder + "AWSLogs/" + acl.account() + "/WAFLogs/" + where + "/" + acl.name() + "/");
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
