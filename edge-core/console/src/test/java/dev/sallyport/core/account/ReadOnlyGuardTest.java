package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;

class ReadOnlyGuardTest {
    /** Words that begin the names of AWS operations that change nothing; all others are taken to change something. */
    private static final Set<String> READS = Set.of(
            "Get", "List", "Describe", "Head", "Batch", "Filter", "Lookup", "Search", "Select", "Simulate", "Estimate",
            "Validate", "Check");

    /** Read operations whose names do not say so, each looked up: what it does stands on its page of the API reference. */
    private static final Set<String> ALSO_READ = Set.of(
            "AssumeRole", "Decrypt", "Query", "Scan", "StartLiveTail", "StartQuery", "StopQuery", "TestDNSAnswer",
            "TestMetricFilter", "Verify");

    private static final Pattern CLIENT =
            Pattern.compile("(software/amazon/awssdk/services/(?:\\w+/)+\\w+(?<!Async|Base)Client)\\.class");

    /** Every client of the SDK on the class path. */
    static List<Class<?>> clients() throws IOException, ClassNotFoundException {
        ClassLoader loader = ReadOnlyGuardTest.class.getClassLoader();
        List<Class<?>> clients = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.endsWith(".jar")) {
                continue;
            }
            try (JarFile jar = new JarFile(entry)) {
                for (JarEntry file : Collections.list(jar.entries())) {
                    Matcher client = CLIENT.matcher(file.getName());
                    if (client.matches()) {
                        Class<?> type = Class.forName(client.group(1).replace('/', '.'), false, loader);
                        if (type.isInterface() && SdkClient.class.isAssignableFrom(type)) {
                            clients.add(type);
                        }
                    }
                }
            }
        }
        return clients;
    }

    @Test
    @Attack(Area.READ_ONLY_OPERATIONS)
    void noOperationOfAnyClientThatChangesSomethingPasses(TestReporter reporter) throws Exception {
        Set<String> writing = new TreeSet<>();
        Set<String> passing = new TreeSet<>();
        List<Class<?>> clients = clients();
        for (Class<?> client : clients) {
            String service = client.getSimpleName().replaceFirst("Client$", "");
            for (String operation : operations(client)) {
                boolean batchWrites = operation.startsWith("Batch") && !operation.startsWith("BatchGet");
                if ((READS.stream().noneMatch(operation::startsWith) && !ALSO_READ.contains(operation)) || batchWrites) {
                    writing.add(client.getSimpleName() + ' ' + operation);
                    if (ReadOnlyGuard.reads(service, operation)) {
                        passing.add(client.getSimpleName() + ' ' + operation);
                    }
                }
            }
        }
        assertThat(clients).extracting(Class::getSimpleName)
                .as("those that the console itself makes")
                .contains("IamClient", "StsClient", "CloudWatchLogsClient", "AthenaClient", "SsmClient", "ApiGatewayClient");
        assertThat(clients).hasSizeGreaterThan(20);
        reporter.publishEntry(Attack.TRIED, String.valueOf(writing.size()));
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
