package dev.sallyport.core.proposal;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.webacl.WafArn;
import java.util.Optional;

/**
 * A web ACL, as calls name it.
 *
 * @param name unique in its scope
 * @param id UUID
 * @param arn of the web ACL
 * @param scope {@code CLOUDFRONT} or {@code REGIONAL}
 * @param region where it is called; us-east-1 for CLOUDFRONT
 */
public record Target(String name, String id, String arn, String scope, String region) {
    /**
     * What an ARN of AWS WAF names: {@code arn:aws:wafv2:REGION:ACCOUNT:global|regional/KIND/NAME/ID} (Service
     * Authorization Reference, "AWS WAF V2").
     *
     * @param kind such as {@code webacl} or {@code ipset}
     */
    static Optional<Target> ofArn(String arn, String kind) {
        return WafArn.of(arn).filter(known -> known.kind().equals(kind)).map(known -> new Target(
                known.name(),
                known.id(),
                arn,
                known.global() ? "CLOUDFRONT" : "REGIONAL",
                known.global() ? EdgeRegion.NAME : known.arn().region().orElse(EdgeRegion.NAME)));
    }
}
