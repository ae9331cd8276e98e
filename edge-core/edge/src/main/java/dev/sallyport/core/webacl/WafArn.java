package dev.sallyport.core.webacl;

import dev.sallyport.core.Arns;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/**
 * What an ARN of AWS WAF names: {@code arn:aws:wafv2:REGION:ACCOUNT:global|regional/KIND/NAME/ID}.
 *
 * @param arn taken apart
 * @param global whether it is of scope CLOUDFRONT, else REGIONAL
 * @param kind such as {@code webacl}, {@code rulegroup} or {@code ipset}
 * @param name unique in its scope
 * @param id UUID
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html">Service
 *     Authorization Reference, "AWS WAF V2"</a>
 */
public record WafArn(Arn arn, boolean global, String kind, String name, String id) {
    /** The parts; empty for other text. */
    public static Optional<WafArn> of(String text) {
        Arn arn = Arns.of(text).orElse(null);
        if (arn == null || !arn.service().equals("wafv2")) {
            return Optional.empty();
        }
        String[] parts = arn.resourceAsString().split("/", -1);
        return parts.length != 4 || parts[2].isEmpty()
                ? Optional.empty()
                : Optional.of(new WafArn(arn, parts[0].equals("global"), parts[1], parts[2], parts[3]));
    }

    /** The ARN of something else of its scope, Region and account. */
    public String beside(String kind, String name, String id) {
        String resource = String.join("/", global ? "global" : "regional", kind, name, id);
        return arn.toBuilder().resource(resource).build().toString();
    }

    /** The account that it belongs to; empty where it names none. */
    public String account() {
        return arn.accountId().orElse("");
    }

    /** The name that an ARN tells; the text itself where it is none. */
    public static String nameIn(String text) {
        return of(text).map(WafArn::name).orElse(text);
    }
}
