package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

class ReadOnlyGuardTest {
    /** Words that begin the names of AWS operations that change something. */
    private static final Set<String> WRITES = Set.of(
            "Create", "Update", "Delete", "Put", "Add", "Remove", "Enable", "Disable", "Associate", "Disassociate", "Tag",
            "Untag", "Publish", "Invoke", "Execute", "Cancel", "Schedule", "Set", "Stop", "Rollback", "Import", "Replicate",
            "Rotate", "Revoke", "Retire", "Copy", "Activate", "Deactivate", "Register", "Deregister", "Restore", "Upload",
            "Complete", "Abort", "Write", "Continue", "Signal", "Record");

    @ParameterizedTest
    @ValueSource(
            classes = {
                KmsClient.class,
                CloudFrontClient.class,
                Wafv2Client.class,
                ShieldClient.class,
                CloudFormationClient.class,
                LambdaClient.class,
                S3Client.class
            })
    @Attack(Area.READ_ONLY_OPERATIONS)
    void noOperationThatChangesSomethingPasses(Class<?> client, TestReporter reporter) {
        String service = client.getSimpleName().replaceFirst("Client$", "");
        Set<String> writing = operations(client).stream()
                .filter(operation -> WRITES.stream().anyMatch(operation::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
        reporter.publishEntry(Attack.TRIED, String.valueOf(writing.size()));
        Set<String> passing = writing.stream()
                .filter(operation -> ReadOnlyGuard.reads(service, operation))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(writing).isNotEmpty();
        assertThat(passing).isEmpty();
    }

    /** API Gateway, Lambda, CloudFront, Step Functions, Systems Manager, CloudFormation: whatever runs code. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TestInvokeMethod", "TestInvokeAuthorizer", "TestFunction", "TestState", "TestType", "TestRole", "Invoke",
                "InvokeWithResponseStream", "ExecuteStatement", "SendCommand", "StartExecution", "RunTask",
                "StartQueryExecution"
            })
    @Attack(Area.READ_ONLY_OPERATIONS)
    void nothingThatRunsCodePasses(String operation) {
        assertThat(Operations.all().keySet())
                .isNotEmpty()
                .noneMatch(service -> ReadOnlyGuard.reads(service, operation));
    }

    @ParameterizedTest
    @CsvSource({
        "WAFV2, GetWebACL",
        "CloudFront, ListDistributions",
        "CloudFormation, DescribeStacks",
        "CloudWatch Logs, FilterLogEvents",
        "CloudWatch Logs, StartQuery",
        "DynamoDB, Scan",
        "KMS, Decrypt",
        "STS, GetCallerIdentity"
    })
    void whatTheConsoleReadsPasses(String service, String operation) {
        assertThat(ReadOnlyGuard.reads(service, operation)).isTrue();
    }

    /** A name that sounds like reading is not enough. */
    @Test
    void whatTheConsoleDoesNotCallIsRefused() {
        assertThat(ReadOnlyGuard.reads("KMS", "GetParametersForImport")).isFalse();
        assertThat(ReadOnlyGuard.reads("Secrets Manager", "GetSecretValue")).isFalse();
        assertThat(ReadOnlyGuard.reads(null, "GetWebACL")).isFalse();
    }

    private static Set<String> operations(Class<?> client) {
        return Arrays.stream(client.getMethods())
                .filter(method -> method.getParameterCount() == 1
                        && SdkRequest.class.isAssignableFrom(method.getParameterTypes()[0]))
                .map(Method::getName)
                .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
