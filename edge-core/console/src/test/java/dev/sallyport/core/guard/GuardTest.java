package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.guard.OpenPerimeter.Place;
import dev.sallyport.core.permission.Permissions;
import dev.sallyport.core.proof.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.cloudfront.model.CustomErrorResponse;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.wafv2.model.Scope;

/** Distributions that someone else made are guarded, proved by requests from outside, and given back to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {
    private OpenPerimeter open;
    private Guard guard;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        open = new OpenPerimeter(folder);
        guard = Guard.of(open.session, open.home, (goes, shut) -> Optional.empty());
    }

    @BeforeEach
    void clear() throws InterruptedException {
        open.clear();
    }

    @AfterAll
    void close() {
        open.close();
    }

    private GuardPlan plan(String id, Set<String> only, String... paths) {
        return guard.plan(new Guard.Wish(id, only, "", List.of(paths)));
    }

    private Set<String> findings(String id) {
        return new Distributions(open.aws)
                .get(id).findings().stream().map(Finding::id).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void anOpenBucketIsReadThroughTheEdgeAloneAndGivenBackToTheByte() throws Exception {
        String id = open.distribution(true);
        DistributionConfig found = open.config(id);
        String policy = open.aws.s3("us-east-1").getBucketPolicy(r -> r.bucket(open.outputs.get("Bucket"))).policy();
        var block = open.aws.s3("us-east-1").getPublicAccessBlock(r -> r.bucket(open.outputs.get("Bucket")));
        assertThat(open.get(open.bucketHost(), "/index.html")).isEqualTo(200);

        Guarded guarded = guard.apply(plan(id, Set.of("origin-open"), "/index.html"), GuardListener.SILENT);

        assertThat(guarded.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(guarded.phase()).isEqualTo(GuardPhase.HOLDS);
        assertThat(open.get(open.bucketHost(), "/index.html")).isEqualTo(403);
        assertThat(open.get(open.domain(id), "/index.html")).isEqualTo(200);
        assertThat(findings(id)).doesNotContain("origin-open");

        Guarded undone = guard.undo(id, GuardListener.SILENT);

        assertThat(undone.notes()).isEmpty();
        assertThat(open.config(id)).isEqualTo(found);
        assertThat(open.aws.s3("us-east-1").getBucketPolicy(r -> r.bucket(open.outputs.get("Bucket"))).policy())
                .isEqualTo(policy);
        assertThat(open.aws.s3("us-east-1").getPublicAccessBlock(r -> r.bucket(open.outputs.get("Bucket")))
                        .publicAccessBlockConfiguration())
                .isEqualTo(block.publicAccessBlockConfiguration());
        assertThat(open.aws.cloudFront().listOriginAccessControls(r -> {}).originAccessControlList().items())
                .noneSatisfy(control -> assertThat(control.name()).contains(id));
        assertThat(open.get(open.bucketHost(), "/index.html")).isEqualTo(200);
    }

    @Test
    void anOpenApiAndAnOpenFunctionAreSignedForByOneFunctionAndGivenBack() throws Exception {
        String id = open.distribution(
                false,
                new Place("orders", open.apiHost(), "/live", "/orders*", true),
                new Place("carts", open.httpApiHost(), "", "/carts*", false),
                new Place("echo", open.functionHost(), "", "/echo*", true));
        DistributionConfig found = open.config(id);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(200);

        Guarded guarded = guard.apply(
                plan(id, Set.of("origin-open"), "/orders", "/carts", "/echo/1", "/index.html"), GuardListener.SILENT);

        assertThat(guarded.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(guarded.proofs()).hasSize(5);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(403);
        assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(403);
        assertThat(open.get(open.functionHost(), "/echo/1")).isEqualTo(403);
        // A body of over 8 KB, which the function has to have seen whole to sign it.
        String body = "x".repeat(9000);
        assertThat(open.send("POST", open.domain(id), "/echo/1", body).body()).contains(body);
        assertThat(open.send("POST", open.domain(id), "/orders", body).body()).contains(body);

        guard.undo(id, GuardListener.SILENT);

        assertThat(open.config(id)).isEqualTo(found);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(200);
        assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(200);
        assertThat(open.get(open.functionHost(), "/echo/1")).isEqualTo(200);
    }

    /** Whatever step a killed process had come to, what it left is taken back whole, and nothing else may begin before. */
    @Test
    void whatEndsInTheMiddleIsTakenBackFromWhereverItStood() throws Exception {
        String id = open.distribution(false, new Place("carts", open.httpApiHost(), "", "/carts*", false));
        DistributionConfig found = open.config(id);
        GuardPlan first = plan(id, Set.of(), "/index.html", "/carts");
        List<String> steps = new ArrayList<>();
        Guarded whole = guard.apply(first, new GuardListener() {
            @Override
            public void step(String what) {
                steps.add(what);
            }
        });
        assertThat(whole.phase()).as(whole.proofs().toString()).isEqualTo(GuardPhase.HOLDS);
        guard.undo(id, GuardListener.SILENT);
        assertThat(steps).hasSizeGreaterThan(9);

        for (int i = 1; i < steps.size(); i++) {
            int last = i;
            GuardPlan plan = plan(id, Set.of(), "/index.html", "/carts");
            AtomicInteger step = new AtomicInteger();
            assertThatThrownBy(() -> guard.apply(plan, new GuardListener() {
                        @Override
                        public void step(String what) {
                            if (step.getAndIncrement() == last) {
                                throw new Killed();
                            }
                        }
                    }))
                    .as(steps.get(i))
                    .isInstanceOf(Killed.class);
            assertThat(guard.standing(id).orElseThrow().phase()).isEqualTo(GuardPhase.GUARDING);
            assertThatThrownBy(() -> guard.apply(plan, GuardListener.SILENT)).hasMessageContaining("ended in the middle");

            guard.undo(id, GuardListener.SILENT);

            assertThat(open.config(id)).as(steps.get(i)).isEqualTo(found);
            assertThat(open.get(open.bucketHost(), "/index.html")).isEqualTo(200);
            assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(200);
        }
        assertThat(open.aws.waf("us-east-1").listWebACLs(r -> r.scope(Scope.CLOUDFRONT)).webACLs())
                .noneSatisfy(acl -> assertThat(acl.name()).contains(id));
    }

    /** Not an exception that anything of the program would handle. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void aProofThatFailsTakesEverythingBack() throws Exception {
        String id = open.distribution(false);
        DistributionConfig found = open.config(id);
        var s3 = open.aws.s3("us-east-1");
        s3.putObject(r -> r.bucket(open.outputs.get("Bucket")).key("gone.html"), RequestBody.fromString("here"));

        Guarded guarded = guard.apply(plan(id, Set.of("origin-open"), "/gone.html"), new GuardListener() {
            @Override
            public void step(String what) {
                if (what.startsWith("Write the configuration")) {
                    s3.deleteObject(r -> r.bucket(open.outputs.get("Bucket")).key("gone.html"));
                }
            }
        });

        assertThat(guarded.phase()).isEqualTo(GuardPhase.UNDONE);
        assertThat(guarded.proofs()).anySatisfy(proof -> {
            assertThat(proof.id()).isEqualTo("viewer-as-before");
            assertThat(proof.fails()).isTrue();
        });
        assertThat(open.config(id)).isEqualTo(found);
        assertThat(guard.standing(id)).isEmpty();
    }

    @Test
    void whatSomeoneElseChangedMeanwhileIsNotRunOver() throws Exception {
        String id = open.distribution(false);
        GuardPlan plan = plan(id, Set.of("viewer-plain-http", "origin-open"), "/index.html");
        comment(id, "meanwhile");

        assertThatThrownBy(() -> guard.apply(plan, GuardListener.SILENT))
                .isInstanceOfSatisfying(
                        SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-CHANGED-ELSEWHERE"));
        assertThat(open.config(id).comment()).isEqualTo("meanwhile");
        assertThat(guard.standing(id)).isEmpty();
        assertThat(open.aws.cloudFront().listOriginAccessControls(r -> {}).originAccessControlList().items())
                .noneSatisfy(control -> assertThat(control.name()).contains(id));

        guard.apply(plan(id, Set.of("viewer-plain-http"), "/index.html"), GuardListener.SILENT);
        comment(id, "since");
        assertThatThrownBy(() -> guard.undo(id, GuardListener.SILENT)).hasMessageContaining("Comment");
        assertThat(open.config(id).defaultCacheBehavior().viewerProtocolPolicyAsString()).isEqualTo("redirect-to-https");
        comment(id, "meanwhile");
        guard.undo(id, GuardListener.SILENT);
        assertThat(open.config(id).defaultCacheBehavior().viewerProtocolPolicyAsString()).isEqualTo("allow-all");
    }

    private void comment(String id, String comment) {
        var now = open.aws.cloudFront().getDistributionConfig(r -> r.id(id));
        open.aws.cloudFront().updateDistribution(r -> r.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder().comment(comment).build()));
    }

    @Test
    void aNewWebAclOnlyCounts() throws Exception {
        String id = open.distribution(false);
        guard.apply(plan(id, Set.of("no-web-acl", "no-legacy-logs"), "/index.html"), GuardListener.SILENT);

        String arn = open.config(id).webACLId();
        var rules = open.aws.waf("us-east-1")
                .getWebACL(r -> r.name(arn.split("/", -1)[2]).id(arn.split("/", -1)[3]).scope(Scope.CLOUDFRONT))
                .webACL()
                .rules();
        assertThat(rules).hasSize(4).allSatisfy(rule -> assertThat(
                        rule.overrideAction() != null ? rule.overrideAction().count() : rule.action().count())
                .isNotNull());
        assertThat(open.send("GET", open.domain(id), "/index.html?q=%3Cscript%3Ealert(1)%3C/script%3E", "").statusCode())
                .isEqualTo(200);
        assertThat(findings(id)).doesNotContain("no-web-acl", "no-legacy-logs");
        assertThat(guard.undo(id, GuardListener.SILENT).notes()).singleElement().asString().contains("log group");
        assertThat(findings(id)).contains("no-web-acl", "no-legacy-logs");
    }

    @Test
    void aPathThatWasRefusedBeforeProvesNothing() throws Exception {
        String id = open.distribution(false);
        Guarded guarded = guard.apply(plan(id, Set.of("origin-open"), "/none.html"), GuardListener.SILENT);
        assertThat(guarded.phase()).isEqualTo(GuardPhase.UNPROVEN);
        assertThat(guarded.proofs()).allSatisfy(proof -> assertThat(proof.outcome()).isEqualTo(Outcome.UNKNOWN));
        guard.undo(id, GuardListener.SILENT);
    }

    @Test
    void aPlanForThirtyBehaviorsTakesFewCalls() {
        Place[] places = new Place[30];
        for (int i = 0; i < places.length; i++) {
            places[i] = new Place("place" + i, open.apiHost(), "/live", "/place" + i + "/*", true);
        }
        String id = open.distribution(false, places);
        long before = open.session.calls();
        GuardPlan plan = plan(id, Set.of());
        assertThat(plan.changes()).hasSizeGreaterThan(60);
        // Of the 31 origins 30 are one API, which is asked once; no list is asked for policies that AWS manages.
        assertThat(open.session.calls() - before).isLessThanOrEqualTo(15);
    }

    /** Half a change of someone else's, which the deployment of a lock would put before callers. */
    @Test
    void anApiWithUndeployedChangesIsLockedOnlyWhereThatIsAskedFor() throws Exception {
        var gateway = open.aws.apiGateway("us-east-1");
        String api = open.apiHost().replaceFirst("\\..*", "");
        String root = gateway.getResources(r -> r.restApiId(api)).items().stream()
                .filter(resource -> resource.path().equals("/"))
                .findFirst()
                .orElseThrow()
                .id();
        gateway.putMethod(r -> r.restApiId(api).resourceId(root).httpMethod("DELETE").authorizationType("NONE"));
        gateway.putIntegration(r -> r.restApiId(api).resourceId(root).httpMethod("DELETE").type("MOCK"));
        try {
            String id = open.distribution(false, new Place("orders", open.apiHost(), "/live", "/orders*", false));
            GuardPlan careful = plan(id, Set.of("origin-open"));
            assertThat(careful.closed()).doesNotContain("orders");
            assertThat(careful.left()).anySatisfy(left ->
                    assertThat(left.why()).startsWith("orders: ").contains("DELETE / is new", "--although-undeployed"));
            GuardPlan consented = guard.plan(new Guard.Wish(id, Set.of("origin-open"), "", List.of(), true));
            assertThat(consented.closed()).contains("orders");
            assertThat(consented.notes())
                    .anyMatch(note -> note.contains("also releases what is not deployed yet: DELETE / is new."))
                    .anyMatch(note -> note.startsWith("Whoever calls " + open.apiHost()))
                    .anyMatch(note -> note.contains("The CloudFormation stack open made " + open.apiHost()));
        } finally {
            gateway.deleteMethod(r -> r.restApiId(api).resourceId(root).httpMethod("DELETE"));
        }
    }

    @Test
    void onlyFindingsThatAreThereCanBeNamed() {
        String id = open.distribution(false);
        assertThatThrownBy(() -> plan(id, Set.of("no-such-thing")))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).isEqualTo("SP-USAGE");
                    assertThat(e.message()).contains("origin-open");
                });
    }

    /** What cannot be locked from here stays as it is, and does not speak against what was. */
    @Test
    void anOriginThatStaysOpenIsNotProvedClosed() throws Exception {
        String id = open.distribution(
                false,
                new Place("carts", open.httpApiHost(), "", "/carts*", false),
                new Place("own", "origin.example.com", "", "/own*", false));
        GuardPlan plan = plan(id, Set.of("origin-open"), "/index.html", "/carts", "/own");
        assertThat(plan.closed()).containsExactly("carts", "files");
        assertThat(plan.left()).anySatisfy(left -> assertThat(left.why()).startsWith("own (origin.example.com)"));
        Guarded guarded = guard.apply(plan, GuardListener.SILENT);
        assertThat(guarded.phase()).as(guarded.proofs().toString()).isEqualTo(GuardPhase.HOLDS);
        guard.undo(id, GuardListener.SILENT);
    }

    /** The printed policy suffices; where an action of it is missing, what was begun is taken back and the action named. */
    @Test
    void thePrintedPolicySufficesAndALackLeavesNothingBehind() throws Exception {
        String id = open.distribution(false, new Place("carts", open.httpApiHost(), "", "/carts*", false));
        DistributionConfig found = open.config(id);
        var s3 = open.aws.s3("us-east-1");
        String policy = s3.getBucketPolicy(r -> r.bucket(open.outputs.get("Bucket"))).policy();
        try (Session session = open.reader("guard")) {
            Guard reader = Guard.of(session, new Home(open.home.root().resolve("reader")), (goes, shut) -> Optional.empty());
            Guard.Wish wish = new Guard.Wish(id, Set.of(), "", List.of("/index.html", "/carts"));
            for (String lacking :
                    List.of("s3:PutBucketPublicAccessBlock", "cloudfront:UpdateDistribution", "apigateway:PATCH")) {
                open.allow("guard", Permissions.of("guard").stream().filter(one -> !one.equals(lacking)).toList());
                GuardPlan plan = reader.plan(wish);
                assertThatThrownBy(() -> reader.apply(plan, GuardListener.SILENT))
                        .as(lacking)
                        .hasMessageContaining(lacking);
                assertThat(reader.standing(id)).as(lacking).isEmpty();
                assertThat(open.config(id)).as(lacking).isEqualTo(found);
                assertThat(s3.getBucketPolicy(r -> r.bucket(open.outputs.get("Bucket"))).policy()).isEqualTo(policy);
                assertThat(open.get(open.httpApiHost(), "/carts")).as(lacking).isEqualTo(200);
            }
            open.allow("guard", Permissions.of("guard"));
            Guarded guarded = reader.apply(reader.plan(wish), GuardListener.SILENT);
            assertThat(guarded.phase()).as(guarded.proofs().toString()).isEqualTo(GuardPhase.HOLDS);
            reader.undo(id, GuardListener.SILENT);
            assertThat(open.config(id)).isEqualTo(found);
        }
    }

    /** Numbers of a configuration come back from the journal as they went in, also those that are wide at CloudFront. */
    @Test
    void aDistributionWithErrorPagesIsGivenBackToo() throws Exception {
        String id = open.distribution(false);
        errorPage(id, 403, "/index.html");
        DistributionConfig found = open.config(id);
        guard.apply(plan(id, Set.of("viewer-plain-http"), "/index.html"), GuardListener.SILENT);
        guard.undo(id, GuardListener.SILENT);
        assertThat(open.config(id)).isEqualTo(found);
    }

    private void errorPage(String id, int code, String page) {
        var now = open.aws.cloudFront().getDistributionConfig(r -> r.id(id));
        open.aws.cloudFront().updateDistribution(r -> r.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder()
                        .customErrorResponses(errors -> errors.quantity(1).items(CustomErrorResponse.builder()
                                .errorCode(code)
                                .responseCode("200")
                                .responsePagePath(page)
                                .errorCachingMinTTL(10L)
                                .build()))
                        .build()));
    }

    /** The edge's own page with the status 200 is not what viewers got before. */
    @Test
    void anErrorPageHidesNoRefusal() throws Exception {
        String id = open.distribution(false, new Place("carts", open.httpApiHost(), "", "/carts*", false));
        errorPage(id, 403, "/index.html");
        DistributionConfig found = open.config(id);
        var iam = open.aws.iam();
        // What it shuts was open before, so that nobody is asked who would need it shut.
        Guard alone = Guard.of(open.session, open.home, (goes, shut) -> {
            throw new AssertionError("asked for heirs");
        });
        Guarded guarded = alone.apply(plan(id, Set.of("origin-open"), "/index.html", "/carts"), new GuardListener() {
            @Override
            public void step(String what) {
                if (what.startsWith("Demand a signature")) {
                    // Whoever signs may not call the API any more.
                    iam.listRolesPaginator().roles().stream()
                            .filter(role -> role.roleName().contains("SignerRole"))
                            .forEach(role -> iam.deleteRolePolicy(
                                    r -> r.roleName(role.roleName()).policyName("call-apis")));
                }
            }
        });
        assertThat(guarded.phase()).as(guarded.proofs().toString()).isEqualTo(GuardPhase.UNDONE);
        assertThat(open.config(id)).isEqualTo(found);
        assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(200);
    }

    @Test
    void whatAnotherDistributionFetchesFromIsNotClosed() throws Exception {
        String other = open.distribution(false);
        String id = open.distribution(false);
        GuardPlan plan = plan(id, Set.of("origin-open"), "/index.html");
        assertThat(plan.closed()).isEmpty();
        assertThat(plan.left()).anySatisfy(left -> assertThat(left.why()).contains(other));
        guard.apply(plan, GuardListener.SILENT);
        assertThat(open.get(open.domain(other), "/index.html")).isEqualTo(200);
        guard.undo(id, GuardListener.SILENT);
    }

    @Test
    void whatWasReleasedSinceIsNotTakenBackWithIt() throws Exception {
        String id = open.distribution(false, new Place("orders", open.apiHost(), "/live", "/orders*", true));
        guard.apply(plan(id, Set.of("origin-open"), "/orders", "/index.html"), GuardListener.SILENT);
        var gateway = open.aws.apiGateway("us-east-1");
        String ours = gateway.getStage(r -> r.restApiId(open.outputs.get("ApiId")).stageName("live")).deploymentId();
        gateway.createDeployment(r -> r.restApiId(open.outputs.get("ApiId")).stageName("live").description("release 2"));
        assertThatThrownBy(() -> guard.undo(id, GuardListener.SILENT)).hasMessageContaining("stage live");
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(403);
        gateway.updateStage(r -> r.restApiId(open.outputs.get("ApiId"))
                .stageName("live")
                .patchOperations(
                        PatchOperation.builder().op("replace").path("/deploymentId").value(ours).build()));
        guard.undo(id, GuardListener.SILENT);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(200);
    }

    /** A second undo removes what had to wait for its replicas, and opens nothing that was closed since. */
    @Test
    void theStackThatWaitedIsRemovedAlone() throws Exception {
        String id = open.distribution(false, new Place("carts", open.httpApiHost(), "", "/carts*", false));
        guard.apply(plan(id, Set.of("origin-open"), "/carts", "/index.html"), GuardListener.SILENT);
        Guarded undone = guard.undo(id, GuardListener.SILENT);
        assertThat(undone.notes()).anySatisfy(note -> assertThat(note).contains("guard undo"));
        var gateway = open.aws.apiGatewayV2("us-east-1");
        String route = gateway.getRoutes(r -> r.apiId(open.outputs.get("HttpApiId"))).items().getFirst().routeId();
        gateway.updateRoute(r -> r.apiId(open.outputs.get("HttpApiId")).routeId(route).authorizationType("AWS_IAM"));
        try {
            guard.undo(id, GuardListener.SILENT);
            assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(403);
        } finally {
            gateway.updateRoute(r -> r.apiId(open.outputs.get("HttpApiId")).routeId(route).authorizationType("NONE"));
        }
    }
}
