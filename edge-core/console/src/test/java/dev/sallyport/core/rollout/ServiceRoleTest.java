package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.permission.Policies;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.Capability;

/** The template of policies can be deployed, and its role suffices for the stacks of blueprints. */
class ServiceRoleTest {
    @TempDir
    Path folder;

    private static String deployed(Bench bench) throws InterruptedException {
        var formation = bench.aws.cloudFormation("us-east-1");
        String id = formation.createStack(request -> request.stackName("policies")
                .templateBody(Policies.template().toString())
                        .capabilities(Capability.CAPABILITY_IAM))
                .stackId();
        new Deployment(formation).follow(id, new HashSet<>(), event -> {}, waiting -> {});
        return StackSummary.outputs(bench.stack("policies")).getOrDefault("ServiceRoleArn", "");
    }

    /** The blueprint with the most resource types. */
    @Test
    void itSufficesFromTheFirstResourceToTheLast() throws Exception {
        try (Bench bench = new Bench(folder)) {
            String role = deployed(bench);
            Rollout rollout = bench.apply("field-encryption", "t", Map.of("ServiceRoleArn", role));
            assertThat(rollout.holds()).as(rollout.note() + rollout.proofs()).isTrue();
            assertThat(bench.stack("t").roleARN()).isEqualTo(role);
            Rollout gone = bench.rollouts.destroy("t", RolloutListener.SILENT);
            assertThat(gone.phase()).as(gone.note()).isEqualTo(RolloutPhase.DESTROYED);
        }
    }
}
