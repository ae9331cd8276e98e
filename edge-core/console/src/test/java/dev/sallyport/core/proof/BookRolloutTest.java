package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.blueprint.SigningMode;
import dev.sallyport.core.rollout.Change;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutPhase;
import dev.sallyport.core.rollout.Rollouts;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginAccessControlSummary;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.s3.model.Bucket;

/** The books blueprint in each of its modes: deployed, proved, used as its site does, and removed without a trace. */
@SuppressWarnings("NullAway.Init")
class BookRolloutTest {
    private static final String US = EdgeRegion.NAME;

    @TempDir
    private static Path folder = Path.of("");

    private static Session session;
    private static AwsClients aws;
    private static Rollouts rollouts;

    @BeforeAll
    static void open() {
        Home home = new Home(folder);
        session = SandboxSession.open(home).session();
        aws = session.clients();
        Identity me = session.identity();
        rollouts = new Rollouts(aws, me.arn(), me.account(), home);
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static Map<String, String> apply(String stack, SigningMode mode) throws InterruptedException {
        Rollout rollout = rollouts.apply(
                Blueprints.find("function-url-signed"),
                stack,
                Map.of("SigningMode", mode.word()),
                RolloutListener.SILENT);
        assertThat(rollout.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
        return outputs(stack);
    }

    private static Map<String, String> outputs(String stack) {
        return rollouts.stacks().stream()
                .filter(each -> each.name().equals(stack))
                .findFirst()
                .orElseThrow()
                .outputs();
    }

    private static String output(Map<String, String> outputs, String name) {
        return String.valueOf(outputs.get(name));
    }

    private static void destroy(String stack) throws InterruptedException {
        Rollout end = rollouts.destroy(stack, true, RolloutListener.SILENT);
        assertThat(end.phase()).as(end.note()).isEqualTo(RolloutPhase.DESTROYED);
        assertThat(end.note()).isEmpty();
    }

    private static List<String> broken(String stack) throws InterruptedException {
        return rollouts.verify(stack, RolloutListener.SILENT).proofs().stream()
                .filter(proof -> !proof.holds())
                .map(Proof::id)
                .toList();
    }

    private static DistributionConfig config(Map<String, String> outputs) {
        return aws.cloudFront()
                .getDistributionConfig(r -> r.id(output(outputs, "DistributionId")))
                .distributionConfig();
    }

    /** What the stack's roles may do to Lambda, as their policies say it. */
    private static List<String> lambdaActions(String stack) throws IOException {
        List<String> actions = new ArrayList<>();
        for (var role : aws.iam().listRoles(r -> {}).roles()) {
            if (!role.roleName().startsWith(stack + "-")) {
                continue;
            }
            for (String name : aws.iam().listRolePolicies(r -> r.roleName(role.roleName())).policyNames()) {
                String document = aws.iam()
                        .getRolePolicy(r -> r.roleName(role.roleName()).policyName(name))
                        .policyDocument();
                for (JsonNode statement : Json.MAPPER
                        .readTree(URLDecoder.decode(document, StandardCharsets.UTF_8))
                        .path("Statement")) {
                    if (statement.path("Action").asText().startsWith("lambda:")) {
                        assertThat(statement.path("Resource")).hasSize(5);
                        assertThat(statement.path("Condition").isEmpty()).isFalse();
                        actions.add(statement.path("Action").asText());
                    }
                }
            }
        }
        return actions;
    }

    @ParameterizedTest
    @EnumSource(SigningMode.class)
    void everyModeHoldsAndGoesWithoutATrace(SigningMode mode) throws Exception {
        String stack = "t-" + mode.word();
        Map<String, String> outputs = apply(stack, mode);
        assertThat(output(outputs, "SigningMode")).isEqualTo(mode.word());
        assertThat(outputs).containsKeys("DistributionId", "WebAclArn", "AccessLogGroup", "SiteBucket");
        assertThat(output(outputs, "OriginUrl")).matches("https?://[^/]+");
        assertThat(outputs.containsKey("HashBodyVersion")).isEqualTo(mode == SigningMode.OAC_HASH);
        assertThat(outputs.containsKey("SignOriginVersion")).isEqualTo(mode == SigningMode.SIGNER);

        DistributionConfig config = config(outputs);
        assertThat(config.customErrorResponses().items()).isEmpty();
        assertThat(config.cacheBehaviors().items())
                .extracting(CacheBehavior::pathPattern)
                .containsExactlyInAnyOrder("/getBooks", "/getBook/*", "/createBook", "/updateBook/*", "/deleteBook/*");
        for (Origin origin : config.origins().items()) {
            boolean signedByCloudFront = origin.id().equals("site") || mode != SigningMode.SIGNER;
            assertThat(origin.originAccessControlId().isEmpty()).as(origin.id()).isNotEqualTo(signedByCloudFront);
        }
        assertThat(config.cacheBehaviors().items().stream()
                        .filter(behavior -> behavior.lambdaFunctionAssociations().quantity() > 0))
                .hasSize(switch (mode) {
                    case OAC -> 0;
                    case OAC_HASH -> 2;
                    case SIGNER -> 5;
                });
        if (mode == SigningMode.SIGNER) {
            assertThat(lambdaActions(stack))
                    .containsExactlyInAnyOrder("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
        } else {
            assertThat(lambdaActions(stack)).isEmpty();
        }

        // A new book of the site, whose script names the hash in every mode.
        URI create = URI.create(output(outputs, "DistributionUrl") + "/createBook");
        HttpProbe.Answer left = Viewer.send(
                "POST",
                create,
                Map.of(
                        "Content-Type", "application/json",
                        "x-amz-content-sha256", "b7b9cf8ba25a5b6a45a3dbb8bc8cebbc3e2b15db9aaf14e69bc8e8b5a2a5d7c6"),
                "{\"author\":\"Mary Shelley\",\"name\":\"Frankenstein\"}");
        // A hash that is not the body's own is mended at the edge, and refused where nothing runs there.
        assertThat(left.status()).as(left.summary()).isEqualTo(mode == SigningMode.OAC ? 403 : 201);

        destroy(stack);
        assertThat(aws.lambda(US).listFunctions().functions())
                .extracting(FunctionConfiguration::functionName)
                .noneMatch(name -> name.startsWith(stack + "-"));
        assertThat(aws.iam().listRoles(r -> {}).roles()).noneMatch(role -> role.roleName().startsWith(stack + "-"));
        assertThat(aws.dynamoDb(US).listTables().tableNames()).noneMatch(name -> name.startsWith(stack + "-"));
        assertThat(aws.s3(US).listBuckets().buckets())
                .extracting(Bucket::name)
                .noneMatch(name -> name.startsWith(stack + "-"));
        assertThat(aws.logs(US).describeLogGroups(r -> {}).logGroups())
                .noneMatch(group -> group.logGroupName().contains(stack + "/")
                        || group.logGroupName().endsWith(stack));
        assertThat(aws.cloudFront().listOriginAccessControls(r -> {}).originAccessControlList().items())
                .extracting(OriginAccessControlSummary::name)
                .noneMatch(name -> name.startsWith(stack + "-"));
        assertThat(aws.waf(US).listWebACLs(r -> r.scope("CLOUDFRONT")).webACLs())
                .noneMatch(acl -> acl.name().equals(stack));
    }

    @Test
    void aStandingStackChangesItsModeAndKeepsItsBooks() throws Exception {
        Map<String, String> outputs = apply("t-modes", SigningMode.OAC_HASH);
        URI book = URI.create(output(outputs, "DistributionUrl") + "/getBook/kept");
        HttpProbe.Answer stored = Viewer.send(
                "POST",
                book.resolve("/createBook"),
                Map.of("Content-Type", "application/json"),
                "{\"id\":\"kept\",\"author\":\"Mary Shelley\",\"name\":\"Frankenstein\"}");
        assertThat(stored.status()).as(stored.summary()).isEqualTo(201);
        for (SigningMode mode : List.of(SigningMode.OAC, SigningMode.SIGNER, SigningMode.OAC_HASH)) {
            assertThat(output(apply("t-modes", mode), "DistributionUrl")).isEqualTo(output(outputs, "DistributionUrl"));
            assertThat(Viewer.send("GET", book, Map.of(), null).status()).isEqualTo(200);
        }
        String table = aws.dynamoDb(US).listTables().tableNames().stream()
                .filter(name -> name.startsWith("t-modes-"))
                .findFirst()
                .orElseThrow();
        int books = aws.dynamoDb(US).scan(r -> r.tableName(table)).count();
        Rollout read = rollouts.verify("t-modes", false, RolloutListener.SILENT);
        assertThat(read.phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(read.note()).contains("--write");
        assertThat(read.proofs())
                .extracting(Proof::id)
                .contains("origin-refuses-direct", "site-answers")
                .doesNotContain("book-stored", "book-found", "book-removed", "unhashed-refused");
        assertThat(aws.dynamoDb(US).scan(r -> r.tableName(table)).count()).isEqualTo(books);

        protect("true");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> rollouts.destroy("t-modes", RolloutListener.SILENT))
                .satisfies(why -> assertThat(why.code()).isEqualTo("SP-STACK-PROTECTED"));
        protect("false");
        assertThat(rollouts.removal("t-modes").notes()).anyMatch(note -> note.startsWith("Books, " + table + ", stays"));
        assertThat(rollouts.removal("t-modes").changes()).extracting(Change::logicalId).doesNotContain("Books");
        assertThat(rollouts.destroy("t-modes", RolloutListener.SILENT).note())
                .isEqualTo("Stays in the account with its data: the table " + table + ".");
        assertThat(aws.dynamoDb(US).scan(r -> r.tableName(table)).items())
                .anyMatch(item -> String.valueOf(item.get("name")).contains("Frankenstein"));
        aws.dynamoDb(US).deleteTable(r -> r.tableName(table));
    }

    private static void protect(String whether) throws InterruptedException {
        Map<String, String> values = Map.of("SigningMode", SigningMode.OAC_HASH.word(), "TerminationProtection", whether);
        rollouts.apply(Blueprints.find("function-url-signed"), "t-modes", values, RolloutListener.SILENT);
        assertThat(aws.cloudFormation(US)
                        .describeStacks(r -> r.stackName("t-modes"))
                        .stacks()
                        .getFirst()
                        .enableTerminationProtection())
                .isEqualTo(Boolean.valueOf(whether));
    }

    @Test
    void theProofsNoticeWhatTheyAreFor() throws Exception {
        Map<String, String> outputs = apply("t-weak", SigningMode.OAC_HASH);
        String id = output(outputs, "DistributionId");

        // CORS-CustomOrigin forwards no query string: the list would silently be everyone's.
        changeBehaviors(id, behavior -> behavior.pathPattern().equals("/getBooks")
                ? behavior.toBuilder().originRequestPolicyId("59781a5b-3903-41f3-afcb-af62929ccde1").build()
                : behavior);
        assertThat(broken("t-weak")).containsExactly("book-found");
        changeBehaviors(id, behavior -> behavior.toBuilder()
                .originRequestPolicyId("b689b0a8-53d0-40ab-baf2-68738e2966ac")
                .build());
        assertThat(broken("t-weak")).isEmpty();

        aws.s3(US).putObject(
                r -> r.bucket(output(outputs, "SiteBucket")).key("index.html").contentType("text/html"),
                RequestBody.fromString("<title>Not the books</title>"));
        aws.cloudFront().createInvalidation(r -> r.distributionId(id)
                .invalidationBatch(batch -> batch.callerReference("t").paths(paths -> paths.quantity(1).items("/*"))));
        assertThat(broken("t-weak")).containsExactly("site-answers");

        String update = aws.lambda(US).listFunctions().functions().stream()
                .map(FunctionConfiguration::functionName)
                .filter(name -> name.startsWith("t-weak-UpdateBook"))
                .findFirst()
                .orElseThrow();
        aws.lambda(US).updateFunctionUrlConfig(r -> r.functionName(update).authType("NONE"));
        for (String action : List.of("lambda:InvokeFunctionUrl", "lambda:InvokeFunction")) {
            aws.lambda(US).addPermission(r -> r.functionName(update)
                    .statementId("all" + action.length())
                    .action(action)
                    .principal("*"));
        }
        assertThat(broken("t-weak")).contains("every-origin-refuses", "functions-private");
        destroy("t-weak");
    }

    private interface BehaviorChange {
        CacheBehavior of(CacheBehavior behavior);
    }

    private static void changeBehaviors(String id, BehaviorChange change) {
        var now = aws.cloudFront().getDistributionConfig(r -> r.id(id));
        List<CacheBehavior> behaviors = now.distributionConfig().cacheBehaviors().items().stream()
                .map(change::of)
                .toList();
        aws.cloudFront().updateDistribution(r -> r.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder()
                        .cacheBehaviors(c -> c.quantity(behaviors.size()).items(behaviors))
                        .build()));
    }
}
