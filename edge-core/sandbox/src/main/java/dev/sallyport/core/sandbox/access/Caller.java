package dev.sallyport.core.sandbox.access;

import dev.sallyport.core.Arns;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/**
 * A principal of the sandbox.
 *
 * @param account 12 digits
 * @param arn as GetCallerIdentity prints it: the root, an IAM user, an assumed role, or a service
 * @param accessKeyId the key that signed, empty for the sandbox's own services
 */
public record Caller(String account, String arn, String accessKeyId) {
    /** The one account of the sandbox: the account of AWS's documentation examples. */
    public static final String ACCOUNT = "111122223333";

    private static final String CLOUDFRONT = "cloudfront";
    private static final String ORIGIN_ACCESS_IDENTITY = "CloudFront Origin Access Identity ";

    /** The account itself; every identity-based check passes. */
    public static Caller root() {
        return new Caller(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":root", "");
    }

    /** A service of AWS that acts for the account, such as {@code edgelambda.amazonaws.com}. */
    public static Caller service(String principal) {
        return new Caller(ACCOUNT, principal, "");
    }

    /** Who sends an unsigned request: only a resource policy that names everybody lets it in. */
    public static Caller anonymous() {
        return new Caller("anonymous", "anonymous", "");
    }

    /** CloudFront under an origin access identity, which is no principal of the account. */
    public static Caller originAccessIdentity(String id) {
        return new Caller(CLOUDFRONT, "arn:aws:iam::cloudfront:user/" + ORIGIN_ACCESS_IDENTITY + id, "");
    }

    /** The S3 canonical user id of an origin access identity: 96 hexadecimal digits that follow from its id. */
    public static String canonicalUserOf(String originAccessIdentityId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-384")
                    .digest(originAccessIdentityId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a policy may call this caller under CanonicalUser; empty for all but origin access identities. */
    Optional<String> canonicalUser() {
        return account.equals(CLOUDFRONT)
                ? Optional.of(canonicalUserOf(name().substring(ORIGIN_ACCESS_IDENTITY.length())))
                : Optional.empty();
    }

    /** The session of a role, as AssumeRole names it. */
    public static Caller assumedRole(String roleArn, String sessionName, String accessKeyId) {
        String account = Arn.fromString(roleArn).accountId().orElseThrow();
        return new Caller(account, "arn:aws:sts::" + account + ":assumed-role/" + Arns.name(roleArn) + "/"
                + sessionName, accessKeyId);
    }

    /** Whether a service of AWS calls, named by its principal. */
    public boolean isService() {
        return !Arns.isMeant(arn) && !equals(anonymous());
    }

    /** Whether an IAM user calls, or an origin access identity, which CloudFront keeps as one. */
    boolean isUser() {
        return Arns.isOf(arn, "iam", "user");
    }

    /** Whether the session of a role calls. */
    public boolean isSession() {
        return Arns.isOf(arn, "sts", "assumed-role");
    }

    /** Of a user its name, of a session what AssumeRole called it. */
    public String name() {
        return Arns.name(arn);
    }

    /** Whether this is the account's root. */
    public boolean isRoot() {
        return arn.equals("arn:aws:iam::" + account + ":root");
    }
}
