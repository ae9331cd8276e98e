package dev.sallyport.core.sandbox.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

@Attack(Area.POLICIES)
class AuthorizerTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/viewer";
    private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/1234";
    private static final Caller VIEWER = Caller.assumedRole(ROLE, "s", "ASIAX");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T08:00:00Z"), ZoneOffset.UTC);
    private static final String NAMES_ACCOUNT =
            policy("Allow", "\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},", "kms:*", "");
    private static final String NAMES_ROLE = policy("Allow", "\"Principal\":{\"AWS\":\"" + ROLE + "\"},", "kms:*", "");

    private static String policy(String effect, String principal, String action, String condition) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\"," + principal
                + "\"Action\":\""
                + action + "\",\"Resource\":\"*\"" + condition + "}]}";
    }

    private static boolean decrypts(Caller caller, @Nullable String keyPolicy, String... own) {
        return new Authorizer(c -> new Identity(ROLE, List.of(own), List.of()), CLOCK)
                .allows(caller, "kms:Decrypt", KEY, keyPolicy, Map.of("kms:KeyUsage", List.of("ENCRYPT_DECRYPT")));
    }

    private static boolean reads(Caller caller, @Nullable String resourcePolicy, String... own) {
        return new Authorizer(c -> new Identity(ROLE, List.of(own), List.of()), CLOCK)
                .allows(caller, "s3:GetObject", "arn:aws:s3:::b/k", resourcePolicy, Map.of());
    }

    @Test
    void aKeyPolicyDecidesOrHandsOver() {
        String own = policy("Allow", "", "kms:Decrypt", "");
        assertThat(decrypts(VIEWER, NAMES_ACCOUNT)).isFalse();
        assertThat(decrypts(VIEWER, NAMES_ACCOUNT, own)).isTrue();
        assertThat(decrypts(VIEWER, NAMES_ROLE)).isTrue();
        assertThat(decrypts(VIEWER, NAMES_ROLE, policy("Deny", "", "kms:*", ""))).isFalse();
        assertThat(decrypts(VIEWER, NAMES_ROLE.replace("viewer", "other"), own)).isFalse();
        assertThat(decrypts(Caller.root(), NAMES_ACCOUNT)).isTrue();
        assertThat(decrypts(Caller.root(), NAMES_ROLE)).as("even the root needs the key policy").isFalse();
    }

    @Test
    void elsewhereEitherPolicySufficesAndADenyWins() {
        String own = policy("Allow", "", "s3:Get*", "");
        String bucket = policy("Allow", "\"Principal\":{\"AWS\":\"" + ROLE + "\"},", "s3:GetObject", "");
        assertThat(reads(VIEWER, null)).isFalse();
        assertThat(reads(VIEWER, null, own)).isTrue();
        assertThat(reads(VIEWER, bucket)).isTrue();
        assertThat(reads(VIEWER, bucket.replace("\"Allow\"", "\"Deny\""), own)).isFalse();
        assertThat(reads(VIEWER, policy("Allow", "\"Principal\":{\"AWS\":\"111122223333\"},", "s3:*", "")))
                .as("naming the account leaves it to identity-based policies")
                .isFalse();
        assertThat(reads(Caller.root(), bucket)).isTrue();
        assertThat(reads(Caller.root(), policy("Deny", "\"Principal\":\"*\",", "s3:*", ""))).isFalse();
    }

    @Test
    void aServiceAndAStrangerNeedTheResourcesPolicy() {
        Caller cloudFront = Caller.service("cloudfront.amazonaws.com");
        String bucket = policy("Allow", "\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},", "s3:GetObject",
                "");
        assertThat(reads(cloudFront, bucket)).isTrue();
        assertThat(reads(cloudFront, null)).isFalse();
        assertThat(reads(Caller.service("lambda.amazonaws.com"), bucket)).isFalse();
        assertThat(reads(Caller.anonymous(), bucket)).isFalse();
        assertThat(reads(Caller.anonymous(), policy("Allow", "\"Principal\":\"*\",", "s3:*", ""))).isTrue();
    }

    @Test
    void aBoundaryNarrows() {
        Authorizer authorizer = new Authorizer(
                c -> new Identity(
                        ROLE, List.of(policy("Allow", "", "*", "")), List.of(policy("Allow", "", "s3:*", ""))),
                CLOCK);
        assertThat(authorizer.allows(VIEWER, "s3:GetObject", "arn:aws:s3:::b/k", null, Map.of())).isTrue();
        assertThat(authorizer.allows(VIEWER, "iam:ListRoles", "*", null, Map.of())).isFalse();
    }

    @Test
    void everyRequestCarriesTheGlobalKeys() {
        String session = ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalArn\":\"" + ROLE
                + "\",\"aws:RequestedRegion\":\"us-east-1\"},\"DateLessThan\":{\"aws:CurrentTime\":\"2026-11-24\"}}";
        assertThat(reads(VIEWER, null, policy("Allow", "", "s3:*", session))).isTrue();
        assertThat(reads(VIEWER, null, policy("Allow", "", "s3:*", session.replace("-24", "-22")))).isFalse();
    }

    @Test
    void theRefusalNamesPrincipalActionAndResource() {
        Authorizer authorizer = new Authorizer(Identity::bare, CLOCK);
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new Call(VIEWER, "us-east-1", "r-1").answer(() -> {
                    authorizer.require("kms:Decrypt", KEY, NAMES_ACCOUNT, Map.of());
                    return "";
                }))
                .satisfies(e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).isEqualTo("r-1");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("User: arn:aws:sts::111122223333:assumed-role/viewer/s is not authorized to"
                            + " perform:"
                                    + " kms:Decrypt on resource: " + KEY
                                    + " because no identity-based policy allows the kms:Decrypt action");
                });
    }
}
