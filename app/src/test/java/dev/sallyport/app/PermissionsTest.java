package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.permission.Permissions;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.wafv2.model.Regex;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

/** The policies that are printed: each suffices for its command, and holds nothing that the command does not call. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("sandbox")
class PermissionsTest {
    @TempDir
    private static Path folder = Path.of("");

    private SandboxAccount account;
    private AccessKey key;
    private SharedConfig config;
    /** Commands that read have a home each: what one has read the next would not ask for. */
    private int homes;

    private record Said(int status, String out, String err) {}

    @BeforeAll
    void open() throws Exception {
        account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("sandbox")));
        var root = account.session().clients();
        var rollout = Rollouts.of(account.session(), new Home(folder.resolve("sandbox")))
                .apply(Blueprints.find("api-perimeter"), "t", Map.of(), RolloutListener.SILENT);
        assertThat(rollout.holds()).isTrue();
        logToS3();
        distributionOfOpenOrigins();
        root.shield().createSubscription(request -> {});
        root.iam().createUser(request -> request.userName("reader"));
        key = root.iam().createAccessKey(request -> request.userName("reader")).accessKey();
        config = new SharedConfig(folder, "reader", key.accessKeyId(), key.secretAccessKey());
    }

    /** One web ACL has its log in S3, with a record of now. */
    private void logToS3() throws IOException {
        var root = account.session().clients();
        String arn = root.waf("us-east-1")
                .createWebACL(request -> request.name("in-s3").scope("CLOUDFRONT")
                        .defaultAction(action -> action.allow(allow -> {}))
                        .visibilityConfig(config -> config.metricName("m")
                                .cloudWatchMetricsEnabled(true)
                                .sampledRequestsEnabled(true)))
                .summary()
                .arn();
        root.s3("us-east-1").createBucket(request -> request.bucket("aws-waf-logs-p"));
        root.waf("us-east-1").putLoggingConfiguration(request -> request.loggingConfiguration(logging ->
                logging.resourceArn(arn).logDestinationConfigs("arn:aws:s3:::aws-waf-logs-p")));
        String now = DateTimeFormatter.ofPattern("uuuu/MM/dd/HH/mm", Locale.ROOT).format(LocalDateTime.now(ZoneOffset.UTC));
        String key = "AWSLogs/" + arn.split(":", -1)[4] + "/WAFLogs/cloudfront/in-s3/" + now + "/1_waflogs_cloudfront_in-s3_x.log";
        root.s3("us-east-1").putObject(request -> request.bucket("aws-waf-logs-p").key(key), RequestBody.fromString(
                "{\"timestamp\":" + System.currentTimeMillis() + ",\"webaclId\":\"w\",\"action\":\"ALLOW\","
                        + "\"terminatingRuleId\":\"Default_Action\",\"httpRequest\":{\"requestId\":\"r\"}}"));
        Files.writeString(folder.resolve("acl.json"), "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[]}");
    }

    /** Of a bucket that everyone may read, whose Region its name does not say, and of a function URL. */
    private void distributionOfOpenOrigins() {
        var root = account.session().clients();
        var s3 = root.s3("us-east-1");
        s3.createBucket(request -> request.bucket("open-site"));
        s3.deletePublicAccessBlock(request -> request.bucket("open-site"));
        s3.putBucketPolicy(request -> request.bucket("open-site").policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::open-site/*"}]}"""));
        var lambda = root.lambda("us-east-1");
        String function = lambda.listFunctions(request -> {}).functions().getFirst().functionName();
        String url = lambda.createFunctionUrlConfig(request -> request.functionName(function).authType("AWS_IAM"))
                .functionUrl();
        var bucket = Origin.builder()
                .id("site")
                .domainName("open-site.s3.amazonaws.com")
                .s3OriginConfig(config -> config.originAccessIdentity(""))
                .originAccessControlId(root.cloudFront()
                        .createOriginAccessControl(request -> request.originAccessControlConfig(config -> config.name("own")
                                .originAccessControlOriginType("s3")
                                .signingBehavior("never")
                                .signingProtocol("sigv4")))
                        .originAccessControl()
                        .id())
                .build();
        var called = Origin.builder()
                .id("function")
                .domainName(url.replaceAll("^https://|/$", ""))
                .customOriginConfig(config -> config.httpPort(80).httpsPort(443).originProtocolPolicy("https-only"))
                .build();
        root.cloudFront().createDistribution(request -> request.distributionConfig(config -> config.callerReference("open")
                .comment("open")
                .enabled(true)
                .origins(origins -> origins.quantity(2).items(bucket, called))
                .defaultCacheBehavior(behavior -> behavior.targetOriginId("site")
                        .viewerProtocolPolicy("redirect-to-https")
                        .cachePolicyId(cached())
                        .originRequestPolicyId(forwarded())
                        .responseHeadersPolicyId(answered()))));
    }

    private String cached() {
        return account.session().clients().cloudFront()
                .createCachePolicy(request -> request.cachePolicyConfig(config -> config.name("own").minTTL(0L)))
                .cachePolicy()
                .id();
    }

    private String forwarded() {
        return account.session().clients().cloudFront()
                .createOriginRequestPolicy(request -> request.originRequestPolicyConfig(config -> config.name("own")
                        .headersConfig(headers -> headers.headerBehavior("none"))
                        .cookiesConfig(cookies -> cookies.cookieBehavior("none"))
                        .queryStringsConfig(strings -> strings.queryStringBehavior("none"))))
                .originRequestPolicy()
                .id();
    }

    private String answered() {
        return account.session().clients().cloudFront()
                .createResponseHeadersPolicy(request -> request.responseHeadersPolicyConfig(config -> config.name("own")
                        .securityHeadersConfig(headers -> headers.contentTypeOptions(options -> options.override(true)))))
                .responseHeadersPolicy()
                .id();
    }

    @AfterAll
    void close() {
        config.close();
        account.close();
    }

    private void allowed(JsonNode policy) {
        account.session().clients().iam().putUserPolicy(request ->
                request.userName("reader").policyName("p").policyDocument(policy.toString()));
    }

    private Said run(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(
                "--json", "--profile", "reader", "--region", "us-east-1", "--endpoint-url",
                account.sandbox().endpoint().toString(), "--home", folder.resolve("home" + homes).toString()));
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private SortedSet<String> called() {
        SortedSet<String> called = new TreeSet<>();
        CalledOperations.take(key.accessKeyId()).forEach(operation -> called.add(
                operation.startsWith("apigateway:Get")
                        ? "apigateway:GET"
                        : operation.replace("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock")
                                .replace("s3:GetObjectLock", "s3:GetBucketObjectLock")));
        called.remove("sts:GetCallerIdentity");
        return called;
    }

    @ParameterizedTest
    @CsvSource({
        "attacks, attacks",
        "hits, hits --acl ACL; hits --acl ACL --source logs; hits --acl ACL --source sample; hits --acl in-s3",
        "explain, explain no-such-request",
        "inspect, inspect",
        "logs, logs GROUP s3://aws-waf-logs-p/; logs GROUP --insights --by action",
        "replay, replay --acl FOLDER/acl.json --log s3://aws-waf-logs-p/",
        "stacks, stacks",
    })
    void suffice(String command, String lines) throws Exception {
        var waf = account.session().clients().waf("us-east-1");
        String acl = waf.listWebACLs(request -> request.scope("CLOUDFRONT")).webACLs().stream()
                .map(WebACLSummary::name)
                .filter(name -> !name.equals("in-s3"))
                .findFirst()
                .orElseThrow();
        String group = account.session().clients().logs("us-east-1").describeLogGroups(request -> request.logGroupNamePrefix("aws-waf-logs-"))
                .logGroups().getFirst().logGroupName();
        allowed(Permissions.policy(Permissions.of(command)));
        called();
        SortedSet<String> called = new TreeSet<>();
        for (String line : lines.split("; ", -1)) {
            homes++;
            Said said = run(List.of(
                    line.replace("ACL", acl).replace("GROUP", group).replace("FOLDER", folder.toString()).split(" ", -1)));
            called.addAll(called());
            assertThat(said.err()).doesNotContain("SP-DENIED");
        }
        SortedSet<String> named = new TreeSet<>(Permissions.of(command));
        // Called where a person does not wait for the answer.
        named.remove("logs:StopQuery");
        // Called for multi-tenant distributions, which the sandbox does not have.
        named.remove("cloudfront:ListDistributionTenants");
        // Called where a behavior encrypts fields by CloudFront's own means, which the sandbox refuses.
        named.remove("cloudfront:ListFieldLevelEncryptionConfigs");
        if (command.equals("explain")) {
            // Called for a web ACL with sets and groups of the account's own, as that of changingAWebAclSuffices.
            named.removeAll(List.of("wafv2:GetIPSet", "wafv2:GetRegexPatternSet", "wafv2:GetRuleGroup"));
        }
        assertThat(called).isEqualTo(named);
    }

    @Test
    void anchoringSuffices() throws Exception {
        var root = account.session().clients();
        root.logs("us-east-1").createLogGroup(request -> request.logGroupName("heads"));
        root.s3("us-east-1").createBucket(request -> request.bucket("heads"));
        homes++;
        new Ledger(new Home(folder.resolve("home" + homes)), Clock.systemUTC())
                .append(new Deed("me", "", "decrypt", "x", "r", "revealed", Map.of()));
        for (String command : List.of("audit anchor", "audit")) {
            allowed(Permissions.policy(Permissions.of(command)));
            called();
            for (String place : List.of("logs:heads", "s3://heads")) {
                List<String> words = command.equals("audit") ? List.of("audit", "--against", place) : List.of("audit", "anchor", place);
                assertThat(run(words).status()).as("%s", words).isZero();
            }
            assertThat(called()).isEqualTo(new TreeSet<>(Permissions.of(command)));
        }
    }

    @Test
    void decryptingSuffices() throws Exception {
        var root = account.session().clients();
        String id = root.kms("us-east-1")
                .createKey(request -> request.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT"))
                .keyMetadata()
                .keyId();
        String sealed = Base64.getEncoder().encodeToString(root.kms("us-east-1")
                .encrypt(request -> request.keyId(id)
                        .plaintext(SdkBytes.fromUtf8String("4111"))
                        .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256))
                .ciphertextBlob()
                .asByteArray());
        String record = "{\"card\":\"<<" + sealed + ">>\"}";
        root.s3("us-east-1").createBucket(request -> request.bucket("records"));
        root.s3("us-east-1").putObject(request -> request.bucket("records").key("a.json"), RequestBody.fromString(record));
        root.dynamoDb("us-east-1").createTable(request -> request.tableName("records")
                .billingMode("PAY_PER_REQUEST")
                .keySchema(KeySchemaElement.builder().attributeName("id").keyType("HASH").build())
                .attributeDefinitions(AttributeDefinition.builder().attributeName("id").attributeType("S").build()));
        root.dynamoDb("us-east-1").putItem(request -> request.tableName("records")
                .item(Map.of("id", AttributeValue.fromS("1"), "card", AttributeValue.fromS("<<" + sealed + ">>"))));
        var logs = root.logs("us-east-1");
        logs.createLogGroup(request -> request.logGroupName("records"));
        logs.createLogStream(request -> request.logGroupName("records").logStreamName("s"));
        logs.putLogEvents(request -> request.logGroupName("records")
                .logStreamName("s")
                .logEvents(InputLogEvent.builder().timestamp(System.currentTimeMillis()).message(record).build()));
        for (String command : List.of("decrypt", "reseal")) {
            decryptingSuffices(command, id);
        }
    }

    private void decryptingSuffices(String command, String key) throws Exception {
        allowed(Permissions.policy(Permissions.of(command)));
        called();
        SortedSet<String> called = new TreeSet<>();
        for (String source : List.of(
                "s3://records/a.json", "s3://records/", "dynamodb://records", "dynamodb://records?id=1", "logs://records?since=1h")) {
            List<String> words = new ArrayList<>(List.of(
                    command, source, "--reason", "Test of its permissions", "--key", key, "--prefix", "<<", "--suffix", ">>"));
            if (command.equals("reseal")) {
                words.addAll(List.of("--to", key, "--to-prefix", "{{", "--to-suffix", "}}", "--out", folder.resolve("anew").toString()));
            }
            Said said = run(words);
            assertThat(said.status()).as(said.toString()).isZero();
            called.addAll(called());
        }
        assertThat(called).isEqualTo(Permissions.of(command));
    }

    private static VisibilityConfig seen(String metric) {
        return VisibilityConfig.builder()
                .metricName(metric)
                .sampledRequestsEnabled(true)
                .cloudWatchMetricsEnabled(true)
                .build();
    }

    private static Rule.Builder rule(String name, int priority, Consumer<Statement.Builder> statement) {
        return Rule.builder().name(name).priority(priority).statement(statement).visibilityConfig(seen(name));
    }

    @Test
    void changingAWebAclSuffices() throws Exception {
        var waf = account.session().clients().waf("us-east-1");
        String ips = waf.createIPSet(request -> request.name("ips").scope("CLOUDFRONT").ipAddressVersion("IPV4").addresses("192.0.2.0/24"))
                .summary()
                .arn();
        String patterns = waf.createRegexPatternSet(request -> request.name("patterns")
                        .scope("CLOUDFRONT")
                        .regularExpressionList(Regex.builder().regexString("bot").build()))
                .summary()
                .arn();
        String group = waf.createRuleGroup(request -> request.name("group")
                        .scope("CLOUDFRONT")
                        .capacity(10L)
                        .visibilityConfig(seen("group"))
                        .rules(rule("inner", 0, statement -> statement.ipSetReferenceStatement(set -> set.arn(ips)))
                                .action(action -> action.count(count -> {}))
                                .build()))
                .summary()
                .arn();
        List<Rule> rules = List.of(
                rule("core", 0, statement -> statement.managedRuleGroupStatement(managed ->
                                managed.vendorName("AWS").name("AWSManagedRulesSQLiRuleSet")))
                        .overrideAction(action -> action.none(none -> {}))
                        .build(),
                rule("own", 1, statement -> statement.ruleGroupReferenceStatement(own -> own.arn(group)))
                        .overrideAction(action -> action.none(none -> {}))
                        .build(),
                rule("patterns", 2, statement -> statement.regexPatternSetReferenceStatement(set -> set.arn(patterns)
                                .fieldToMatch(field -> field.uriPath(path -> {}))
                                .textTransformations(TextTransformation.builder().priority(0).type("NONE").build())))
                        .action(action -> action.count(count -> {}))
                        .build());
        String arn = waf.createWebACL(request -> request.name("changed")
                        .scope("CLOUDFRONT")
                        .defaultAction(action -> action.allow(allow -> {}))
                        .visibilityConfig(seen("changed"))
                        .rules(rules))
                .summary()
                .arn();
        String logs = account.session().clients().logs("us-east-1")
                .describeLogGroups(request -> request.logGroupNamePrefix("aws-waf-logs-"))
                .logGroups().getFirst().logGroupArn();
        waf.putLoggingConfiguration(
                request -> request.loggingConfiguration(logging -> logging.resourceArn(arn).logDestinationConfigs(logs)));

        allowed(Permissions.policy(Permissions.of("firewall propose")));
        called();
        Said proposed = run(List.of(
                "firewall", "propose", "--acl", "changed", "--rule", "patterns", "--action", "block", "--rule",
                "core/SQLi_BODY", "--action", "count"));
        assertThat(proposed.status()).as(proposed.toString()).isZero();
        Said version = run(List.of(
                "firewall", "propose", "--acl", "changed", "--rule", "core", "--managed-version", "Version_1.1"));
        assertThat(version.err()).contains("SP-VERSION").doesNotContain("SP-DENIED");
        Said block = run(List.of(
                "firewall", "propose", "--acl", "changed", "--block-address", "203.0.113.0/24", "--for", "1h"));
        assertThat(block.status()).as(block.toString()).isZero();
        assertThat(called()).as(proposed.toString()).isEqualTo(Permissions.of("firewall propose"));
        // The group has records of the stack's web ACL too.
        assertThat(Json.MAPPER.readTree(proposed.out()).path("warnings"))
                .extracting(JsonNode::asText)
                .allMatch(warning -> warning.startsWith("The log is of several web ACLs: "));
        for (Said one : List.of(proposed, block)) {
            String id = Json.MAPPER.readTree(one.out()).path("proposal").asText();
            for (String write : List.of("apply", "undo")) {
                allowed(Permissions.policy(Permissions.of("firewall " + write)));
                Said said = run(List.of("firewall", write, id, "--yes"));
                assertThat(said.status()).as(said.toString()).isZero();
                SortedSet<String> called = new TreeSet<>(called());
                if (one.equals(block)) {
                    SortedSet<String> named = new TreeSet<>(Permissions.of("firewall " + write));
                    // After an apply that was refused, or that a kill ended, the set is removed or taken again.
                    named.removeIf(action -> write.equals("apply")
                            && List.of("wafv2:DeleteIPSet", "wafv2:GetIPSet", "wafv2:ListIPSets").contains(action));
                    assertThat(called).isEqualTo(named);
                }
            }
        }
    }

    @Test
    void aRolloutSaysBeforeItBeginsWhatSeemsToBeMissing() throws Exception {
        List<String> apply = List.of("rollout", "apply", "edge-ssr", "--name", "t-denied", "--yes");
        allowed(Permissions.policy(List.of("iam:SimulatePrincipalPolicy", "cloudformation:DescribeStacks")));
        Said said = run(apply);
        assertThat(said.status()).as(said.toString()).isEqualTo(3);
        assertThat(said.err())
                .contains("Your policies do not allow cloudformation:ExecuteChangeSet on *.")
                .doesNotContain("do not allow cloudformation:DescribeStacks")
                .contains("SP-ROLLOUT-UNKNOWN");
        allowed(Permissions.policy(List.of("cloudformation:DescribeStacks")));
        assertThat(run(apply).err()).contains("Whether you may do all of it could not be asked: ");
    }

    @Test
    void thePoliciesOfThreePeopleArePrintedAndChecked() throws Exception {
        allowed(Permissions.policy(List.of("iam:SimulatePrincipalPolicy", "kms:Decrypt", "s3:GetObject")));
        JsonNode decryptor = Json.MAPPER.readTree(run(List.of("permissions", "decryptor", "--check")).out());
        assertThat(decryptor.path("missing").findValuesAsText("action"))
                .containsExactly(
                        "dynamodb:DescribeTable", "dynamodb:Query", "dynamodb:Scan", "logs:FilterLogEvents", "s3:ListBucket");
        assertThat(run(List.of("permissions", "viewer")).out()).contains("cloudfront:ListDistributions").doesNotContain("kms:Decrypt\"");
        for (String who : List.of("viewer", "decryptor", "deployer")) {
            JsonNode printed = Json.MAPPER.readTree(run(List.of("permissions", who)).out()).path("policy");
            assertThat(printed)
                    .as("what is shipped for a " + who)
                    .isEqualTo(Json.MAPPER.readTree(Path.of("../assets/policies", who + ".json").toFile()));
        }
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        allowed(Permissions.policy(List.of("iam:SimulatePrincipalPolicy", "logs:DescribeLogGroups")));
        Said said = run(List.of("permissions", "logs", "tail", "--check"));
        assertThat(said.status()).as(said.toString()).isEqualTo(3);
        JsonNode answer = Json.MAPPER.readTree(said.out());
        assertThat(answer.path("missing").findValuesAsText("action")).containsExactly("logs:FilterLogEvents");
        assertThat(answer.path("policy").path("Statement").path(0).path("Action").toString())
                .isEqualTo("[\"logs:DescribeLogGroups\",\"logs:FilterLogEvents\"]");
        allowed(Permissions.policy(List.of("iam:SimulatePrincipalPolicy", "logs:DescribeLogGroups", "logs:FilterLogEvents")));
        assertThat(run(List.of("permissions", "logs", "tail", "--check")).status()).isZero();
        assertThat(run(List.of("permissions", "nothing")).status()).isEqualTo(2);
        assertThat(run(List.of("permissions")).out()).contains("logs:FilterLogEvents").doesNotContain("wafv2:UpdateWebACL");
    }
}
