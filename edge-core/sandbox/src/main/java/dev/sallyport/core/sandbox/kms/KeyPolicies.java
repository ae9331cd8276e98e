package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.iam.Directory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;

/**
 * What KMS demands of a key policy.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html">PutKeyPolicy</a>
 */
final class KeyPolicies {
    private static final int MOST_BYTES = 32_768;

    private final Directory directory;
    private final KeyAccess access;

    KeyPolicies(Directory directory, KeyAccess access) {
        this.directory = directory;
        this.access = access;
    }

    /** The policy of a key that was created without one: the account decides through IAM. */
    static String standard() {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:aws:iam::%s:root"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }"""
                .formatted(Call.current().account());
    }

    /**
     * The policy once it is found good.
     *
     * @param key that it is for
     * @param bypass whether the caller accepts to lock the account out
     */
    String checked(KmsKey key, @Nullable String policy, boolean bypass) {
        String given = KmsFaults.present(policy, "policy");
        if (given.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw KmsFaults.limit("The key policy is longer than " + MOST_BYTES + " bytes.");
        }
        Policy parsed;
        try {
            parsed = Policy.parse(given, Policy.Kind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw KmsFaults.malformedPolicy(String.valueOf(e.getMessage()));
        }
        for (String arn : parsed.principalArns()) {
            boolean ours = Arns.of(arn)
                    .flatMap(Arn::accountId)
                    .filter(Call.current().account()::equals)
                    .isPresent();
            if (ours && directory.principal(arn).isEmpty()) {
                throw KmsFaults.malformedPolicy("Policy contains a statement with one or more invalid principals.");
            }
        }
        if (!bypass && !access.leavesAWayBack(key, given)) {
            throw KmsFaults.malformedPolicy(
                    "The new key policy will not allow you to update the key policy in the future.");
        }
        return given;
    }
}
