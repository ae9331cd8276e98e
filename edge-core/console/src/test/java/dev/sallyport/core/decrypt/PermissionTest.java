package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.KmsException;

/** The sentences are those of IAM User Guide, "Troubleshoot access denied error messages". */
class PermissionTest {
    private static final String USER = "User: arn:aws:iam::123456789012:user/JohnDoe is not authorized to perform: kms:Decrypt on"
            + " resource: arn:aws:kms:us-east-1:123456789012:key/1 ";

    private static Permission refused(int status, String code, String message) {
        return Permission.refused((KmsException) KmsException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).serviceName("Kms").build())
                .build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "because no identity-based policy allows the kms:Decrypt action | IAM policy | No IAM policy allows it",
        "because no resource-based policy allows the kms:Decrypt action | key policy | Neither the key policy nor a grant allows it",
        "because no service control policy allows the kms:Decrypt action | service control policy | No service control policy",
        "because no permissions boundary allows the kms:Decrypt action | permissions boundary | No permissions boundary",
        "because no session policy allows the kms:Decrypt action | session policy | No session policy",
        "because no VPC endpoint policy allows the kms:Decrypt action | VPC endpoint policy | No VPC endpoint policy",
        "with an explicit deny in an identity-based policy | IAM policy | Denied on purpose by the IAM policy",
        "with an explicit deny in a resource-based policy | key policy | Denied on purpose by the key policy",
        "with an explicit deny in a service control policy | service control policy | Denied on purpose by the service",
        "with an explicit deny in a permissions boundary | permissions boundary | Denied on purpose by the permissions",
        "and that is all | denied | AccessDeniedException: User:",
    })
    void saysWhichPolicyStandsInTheWay(String end, String cause, String begins) {
        Permission refused = refused(400, "AccessDeniedException", USER + end);
        assertThat(refused.answer()).isEqualTo(Permission.Answer.NO);
        assertThat(refused.cause()).isEqualTo(cause);
        assertThat(refused.reason()).startsWith(begins).contains("kms:Decrypt on");
    }

    @ParameterizedTest
    @CsvSource({"400, ThrottlingException", "500, KMSInternalException", "503, DependencyTimeoutException"})
    void whatWasNotAnsweredIsNoRefusal(int status, String code) {
        Permission unknown = refused(status, code, "Rate exceeded");
        assertThat(unknown.answer()).isEqualTo(Permission.Answer.UNKNOWN);
        assertThat(unknown.granted()).isFalse();
        assertThat(unknown.reason()).contains("Rate exceeded");
    }
}
