package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.guard.OpenPerimeter.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/** Distributions that someone else made are guarded, proved by requests from outside, and given back to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {
    private OpenPerimeter open;
    private Guard guard;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        open = new OpenPerimeter(folder);
        guard = Guard.of(open.session, open.home);
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
                new Place("echo", open.outputs.get("FunctionUrlHost"), "", "/echo*", true));
        DistributionConfig found = open.config(id);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(200);

        Guarded guarded = guard.apply(
                plan(id, Set.of("origin-open"), "/orders", "/carts", "/echo/1", "/index.html"), GuardListener.SILENT);

        assertThat(guarded.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(guarded.proofs()).hasSize(5);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(403);
        assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(403);
        assertThat(open.get(open.outputs.get("FunctionUrlHost"), "/echo/1")).isEqualTo(403);
        // A body of over 8 KB, which the function has to have seen whole to sign it.
        String body = "x".repeat(9000);
        assertThat(open.send("POST", open.domain(id), "/echo/1", body).body()).contains(body);
        assertThat(open.send("POST", open.domain(id), "/orders", body).body()).contains(body);

        guard.undo(id, GuardListener.SILENT);

        assertThat(open.config(id)).isEqualTo(found);
        assertThat(open.get(open.apiHost(), "/live/orders")).isEqualTo(200);
        assertThat(open.get(open.httpApiHost(), "/carts")).isEqualTo(200);
        assertThat(open.get(open.outputs.get("FunctionUrlHost"), "/echo/1")).isEqualTo(200);
    }
}
