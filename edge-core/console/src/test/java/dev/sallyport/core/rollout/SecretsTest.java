package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.Json;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.BlueprintParameter;
import dev.sallyport.core.blueprint.Blueprints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** What a plan and a comparison show of a parameter that has NoEcho. */
class SecretsTest {
    private static final Secrets TOKEN = new Secrets(Set.of("Token"), Set.of("n3w"));

    @TempDir
    private Path folder = Path.of("");

    private static final String TEMPLATE =
            """
            Parameters:
              Token: {Type: String, NoEcho: true}
              Note: {Type: String, Default: plain}
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  Description: !Sub 'opens with ${Token}'
                  MaxSessionDuration: 3600
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}}
              Logs:
                Type: AWS::Logs::LogGroup
                Properties:
                  Tags: [{Key: note, Value: !Ref Note}]
            """;

    private static Blueprint blueprint() {
        Blueprint like = Blueprints.find("outpost-lambda");
        List<BlueprintParameter> parameters = List.of(
                new BlueprintParameter("Token", "String", null, "", List.of(), "", null, null, true),
                new BlueprintParameter("Note", "String", "plain", "", List.of(), "", null, null, false));
        return new Blueprint(
                "secretive", "", "", parameters, List.of(), List.of(), "", null, null, null, like.probe(), List.of(), null,
                TEMPLATE);
    }

    @Test
    void aPlanShowsThatASecretChangesAndNotWhatItIs() throws Exception {
        try (Bench bench = new Bench(folder)) {
            bench.aws.cloudFormation("us-east-1").createStack(r -> r.stackName("t")
                    .templateBody(TEMPLATE)
                    .tags(Tag.builder().key(Deployment.BLUEPRINT_TAG).value("secretive").build())
                    .parameters(Parameter.builder().parameterKey("Token").parameterValue("0ld-s3cr3t").build())
                    .capabilities(Capability.CAPABILITY_IAM));
            SoonWaiter.of(bench.aws.cloudFormation("us-east-1")).waitUntilStackCreateComplete(r -> r.stackName("t"));
            List<ResourceChange> told = new Deployment(bench.aws.cloudFormation("us-east-1"))
                    .planned("t", blueprint(), Map.of("Token", "n3w-s3cr3t", "Note", "loud"), "");
            // The change set does tell it: there is something to mask.
            assertThat(told.toString()).contains("n3w-s3cr3t");
            Planning planning = new Planning(bench.aws);
            Secrets secrets = Secrets.of(blueprint(), Map.of("Token", "n3w-s3cr3t", "Note", "loud"), Known.NOTHING);
            Plan plan = planning.plan("t", told, Map.of(), Known.NOTHING, List.of(), secrets);
            String shown = Json.MAPPER.writeValueAsString(plan.changes());
            assertThat(shown).doesNotContain("s3cr3t").contains("loud");
            assertThat(plan.changes())
                    .filteredOn(change -> change.logicalId().equals("Role"))
                    .singleElement()
                    .satisfies(change -> assertThat(change.details()).isNotEmpty().allSatisfy(detail -> {
                        assertThat(detail.name()).isEqualTo("Description");
                        assertThat(detail.before()).isEqualTo("****");
                        assertThat(detail.after()).isEqualTo("****");
                    }));
        }
    }

    /** A document that someone else changed carries the secret deep in a list, and beyond what is shown of it. */
    @Test
    void aComparisonMasksBothSidesOfWhatHoldsASecret() throws Exception {
        String filling = "x".repeat(498);
        Live before = live("{\"Headers\": [\"a\"], \"Comment\": \"was\"}");
        Live now = live("{\"Headers\": [\"" + filling + "\", \"n3w\"], \"Comment\": \"is\"}");
        assertThat(before.changed(now, TOKEN))
                .containsExactlyInAnyOrder(
                        "Distribution/Headers: **** → ****", "Distribution/Comment: was → is");
    }

    private static Live live(String json) throws Exception {
        return new Live(new TreeMap<>(), new TreeMap<>(Map.of("Distribution", Json.MAPPER.readTree(json))));
    }

    @Test
    void aVersionToReturnToHasItsSecretsToo() {
        Known known = Known.NOTHING.withGood(new Known.Good(Map.of("Token", "0ld", "Note", "plain"), Map.of(), ""));
        Secrets secrets = Secrets.of(blueprint(), Map.of("Token", "n3w"), known);
        assertThat(secrets.parameters()).containsExactly("Token");
        assertThat(secrets.values()).containsExactlyInAnyOrder("0ld", "n3w");
        assertThat(secrets.isIn(JsonNodeFactory.instance.arrayNode().add("plain"))).isFalse();
        assertThat(secrets.isIn(JsonNodeFactory.instance.arrayNode().add(1).add("an 0ld one"))).isTrue();
    }
}
