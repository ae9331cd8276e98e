package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.Arns;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * Whether CloudFormation may be given a role and can assume it, asked before an operation begins: what the role itself may
 * do shows at each resource.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html">CloudFormation
 *     service role</a>
 */
final class ServiceRoles {
    private static final String SERVICE = "cloudformation.amazonaws.com";
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");

    private final Authorizer authorizer;
    private final IamClient iam;

    ServiceRoles(Authorizer authorizer, IamClient iam) {
        this.authorizer = authorizer;
        this.iam = iam;
    }

    void check(@Nullable String roleArn) {
        if (roleArn == null) {
            return;
        }
        if (!ARN.matcher(roleArn).matches()) {
            throw invalid(roleArn);
        }
        authorizer.require("iam:PassRole", roleArn, null, Map.of("iam:PassedToService", List.of(SERVICE)));
        Call here = Call.current();
        try {
            String name = Arns.name(roleArn);
            var role = new Call(Caller.root(), here.region(), here.requestId())
                    .answer(() -> iam.getRole(get -> get.roleName(name)))
                    .role();
            String trust = PercentCoding.decode(role.assumeRolePolicyDocument());
            if (role.arn().equals(roleArn)
                    && authorizer.allows(Caller.service(SERVICE), "sts:AssumeRole", roleArn, trust, Map.of())) {
                return;
            }
        } catch (NoSuchEntityException e) {
            // As one that trusts somebody else.
        }
        throw invalid(roleArn);
    }

    private static RuntimeException invalid(String roleArn) {
        return Faults.validation("Role " + roleArn + " is invalid or cannot be assumed");
    }
}
