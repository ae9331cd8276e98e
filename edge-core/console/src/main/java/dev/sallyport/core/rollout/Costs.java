package dev.sallyport.core.rollout;

import dev.sallyport.core.rollout.Plan.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which class of a monthly bill a change belongs to, before any request. What each service charges for is as its
 * pricing page says (July 2026); the sums there differ by Region and change, so none is told.
 *
 * @see <a href="https://aws.amazon.com/waf/pricing/">AWS WAF: per web ACL and per rule, a rule group is one rule</a>
 * @see <a href="https://aws.amazon.com/kms/pricing/">AWS KMS: per key</a>
 * @see <a href="https://aws.amazon.com/shield/pricing/">Shield Advanced: a subscription of one year</a>
 * @see <a href="https://aws.amazon.com/cloudwatch/pricing/">CloudWatch Logs: per GB</a>
 */
final class Costs {
    private static final String NONE = "none";
    private static final String CENTS = "cents";
    private static final String DOLLARS = "a few dollars";
    private static final String TENS = "tens of dollars";
    private static final String UNKNOWN = "unknown";
    private static final String HUNDREDS = "hundreds of dollars or more";

    /** A web ACL costs as much as a handful of rules: with more than this many, the two together need two digits. */
    private static final int FEW_RULES = 4;

    private static final Set<String> BY_REQUEST = Set.of(
            "AWS::CloudFront::Distribution",
            "AWS::Lambda::Function",
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGatewayV2::Api",
            "AWS::DynamoDB::Table");

    private Costs() {}

    /** @param rules how many rules the web ACL has, negative when that is not known; ignored for other types */
    static List<Cost> of(Change change, int rules) {
        List<Cost> costs = new ArrayList<>();
        boolean added = change.action().equals("Add");
        if (!added && !change.action().equals("Remove")) {
            return costs;
        }
        String direction = added ? "more" : "less";
        switch (change.type()) {
            case "AWS::WAFv2::WebACL" -> costs.add(new Cost(
                    change.logicalId(),
                    direction,
                    rules < 0 ? UNKNOWN : rules <= FEW_RULES ? DOLLARS : TENS,
                    "AWS WAF charges for each web ACL and each of its rules by the month, and for requests."));
            case "AWS::KMS::Key" -> costs.add(new Cost(
                    change.logicalId(),
                    direction,
                    DOLLARS,
                    added
                            ? "AWS KMS charges for each customer managed key by the month, and for requests."
                            : "AWS KMS charges for a key until its deletion is scheduled."));
            case "AWS::Shield::Protection" -> costs.add(new Cost(
                    change.logicalId(),
                    direction,
                    added ? HUNDREDS : NONE,
                    added
                            ? "Shield Advanced is a subscription of one year for the whole organization; each"
                                    + " protection adds charges for data that leaves AWS."
                            : "The subscription of Shield Advanced stays, and so does its price."));
            case "AWS::Logs::LogGroup", "AWS::S3::Bucket" -> costs.add(new Cost(
                    change.logicalId(), direction, CENTS, "What is stored is charged by the gigabyte."));
            default -> {
                if (BY_REQUEST.contains(change.type())) {
                    costs.add(new Cost(
                            change.logicalId(), direction, NONE,
                                    "Charged by use; it costs nothing while nobody asks."));
                }
            }
        }
        return costs;
    }
}
