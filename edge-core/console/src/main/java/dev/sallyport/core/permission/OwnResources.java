package dev.sallyport.core.permission;

import static java.util.Map.entry;

import dev.sallyport.core.Arns;
import java.util.Map;
import software.amazon.awssdk.arns.Arn;

/**
 * What Sallyport names itself, so that a policy can name it too. The names of everything else are its owners'.
 *
 * <p>The service-linked roles are those of "Setting up IAM permissions and roles for Lambda@Edge", CloudFront Developer
 * Guide.
 */
final class OwnResources {
    static final String ANY = "*";

    /** The one parameter that Sallyport keeps, whose key seals what it wrote of rollouts. */
    private static final String SEAL = "arn:aws:ssm:*:*:parameter/sallyport/rollouts/seal";

    private static final String ARTIFACTS = "arn:aws:s3:::sallyport-artifacts-*";
    private static final String STAGED = "arn:aws:lambda:*:*:function:sallyport-staged-*";

    private static final Map<String, String> OF = Map.ofEntries(
            entry("iam:CreateServiceLinkedRole", "arn:aws:iam::*:role/aws-service-role/*.amazonaws.com/AWSServiceRoleFor*"),
            entry("lambda:CreateFunction", STAGED),
            entry("lambda:DeleteFunction", STAGED),
            entry("lambda:PublishVersion", STAGED),
            entry("s3:CreateBucket", ARTIFACTS),
            entry("s3:PutBucketVersioning", ARTIFACTS),
            entry("ssm:GetParameter", SEAL),
            entry("ssm:PutParameter", SEAL));

    private OwnResources() {}

    /** What the policy of a role names, whose stacks are made by CloudFormation in a role of its own. */
    static String ofRole(String action) {
        return OF.getOrDefault(action, ANY);
    }

    /** What the policy of a command names, in which CloudFormation may work too. */
    static String ofCommand(String action) {
        String resource = ofRole(action);
        return resource.equals(SEAL) ? SEAL : ANY;
    }

    /**
     * A resource of that name, for a question to IAM, which takes no pattern.
     *
     * @param resource as a policy names it
     * @param caller whose account it is in
     */
    static String example(String resource, Arn caller, String region) {
        if (resource.equals(ANY)) {
            return ANY;
        }
        String account = caller.accountId().orElse("");
        String[] parts = Arns.parts(resource).toArray(String[]::new);
        parts[1] = caller.partition();
        parts[3] = parts[3].replace(ANY, region);
        parts[4] = parts[4].replace(ANY, account);
        parts[5] = switch (resource) {
            case ARTIFACTS -> parts[5].replace(ANY, account + "-" + region);
            case STAGED -> parts[5].replace(ANY, "function");
            default -> parts[5].replace("*.", "replicator.lambda.").replace("For*", "ForLambdaReplicator");
        };
        return String.join(":", parts);
    }
}
