package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** What a read-only session may do with stacks: see, and leave no trace. */
class ReadOnlyRolloutTest {
    @TempDir
    Path folder;

    private Bench bench;
    private Session session;
    private Rollouts rollouts;
    private CloudFormationClient formation;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        var embedded = new Session.Embedded(
                bench.sandbox.credentials(), bench.sandbox.transport(), bench.sandbox.endpoint(), bench.sandbox::address, () -> {});
        session = Session.over(embedded, new AccountChoice(true, null, null, null, true));
        rollouts = Rollouts.of(session, bench.home);
        formation = bench.aws.cloudFormation("us-east-1");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<String> lines(Plan plan) {
        return plan.changes().stream()
                .map(change -> change.action() + " " + change.logicalId() + " " + change.type())
                .sorted()
                .toList();
    }

    /** The properties that change, as far as a template alone tells them. */
    private static List<String> details(Plan plan) {
        return plan.changes().stream()
                .flatMap(change -> change.details().stream()
                        .map(detail -> change.logicalId() + "/" + detail.name().replaceFirst("/.*", "")))
                .distinct()
                .sorted()
                .toList();
    }

    /** What CloudFormation's own change set lists is the measure; an operator's session makes one. */
    @Test
    void aNewStackIsPlannedAsTheChangeSetWouldSay() throws Exception {
        record Case(String blueprint, Map<String, String> given) {}
        bench.aws.shield().createSubscription(r -> {});
        for (Case each : List.of(
                new Case("function-url-signed", Map.of()),
                new Case("function-url-signed", Map.of("SigningMode", "signer", "WebAcl", "false")),
                new Case("function-url-signed", Map.of("SigningMode", "oac")),
                new Case("api-perimeter", Map.of("ApiType", "HTTP")),
                new Case("api-perimeter", Map.of("ApiType", "REST", "ShieldAdvanced", "true")),
                new Case("field-encryption", Map.of("WebAcl", "false")),
                new Case("field-encryption", Map.of()),
                new Case("edge-ssr", Map.of("WebAcl", "false")),
                new Case("outpost-lambda", Map.of()))) {
            Plan told = bench.rollouts.plan(Blueprints.find(each.blueprint()), "t-new", each.given());
            Plan read = rollouts.plan(Blueprints.find(each.blueprint()), "t-new", each.given());
            assertThat(lines(read)).as(each.toString()).isNotEmpty().isEqualTo(lines(told));
        }
        assertThat(formation.listStacks(r -> {}).stackSummaries())
                .allSatisfy(stack -> assertThat(stack.stackStatusAsString()).isEqualTo("DELETE_COMPLETE"));
    }

    @Test
    void whatOnlyAChangeSetTellsIsSaidToBeUnknown() throws Exception {
        Plan plan = rollouts.plan(Blueprints.find("edge-ssr"), "t-new", Map.of());
        assertThat(Objects.requireNonNull(plan.capacity()).sentence())
                .isEqualTo("Web ACL capacity: unknown → unknown; 1,500 are included. Its rules are told by a change set,"
                        + " and a read-only session makes none for a new stack.");
        assertThat(plan.costs())
                .filteredOn(cost -> cost.logicalId().equals("PerimeterAcl"))
                .extracting(Plan.Cost::costClass)
                .containsExactly("unknown");
        assertThat(formation.listStacks(r -> {}).stackSummaries()).isEmpty();
    }

    @Test
    void aStandingStackIsPlannedFromItsTemplatesAndNothingIsWritten() throws Exception {
        bench.apply("edge-ssr", "t-ssr", Map.of());
        int sets = formation.listChangeSets(r -> r.stackName("t-ssr")).summaries().size();
        assertThat(rollouts.plan(Blueprints.find("edge-ssr"), "t-ssr", Map.of()).changes()).isEmpty();
        // As the template has it: these four refer to the parameter.
        Plan retention = rollouts.plan(Blueprints.find("edge-ssr"), "t-ssr", Map.of("LogRetentionDays", "7"));
        assertThat(retention.changes()).hasSize(4).allSatisfy(change -> {
            assertThat(change.type()).isEqualTo("AWS::Logs::LogGroup");
            assertThat(change.details()).singleElement().satisfies(detail -> {
                assertThat(detail.name()).isEqualTo("RetentionInDays");
                assertThat(detail.before()).isEqualTo("30");
                assertThat(detail.after()).isEqualTo("7");
            });
        });
        Plan open = rollouts.plan(Blueprints.find("edge-ssr"), "t-ssr", Map.of("WebAcl", "false"));
        assertThat(open.notes()).anyMatch(note -> note.startsWith("Read from both templates."));
        assertThat(formation.listChangeSets(r -> r.stackName("t-ssr")).summaries()).hasSize(sets);
        // A change set tells those too that only follow from the others.
        Plan told = bench.rollouts.plan(Blueprints.find("edge-ssr"), "t-ssr", Map.of("WebAcl", "false"));
        assertThat(lines(told)).containsAll(lines(open));
        assertThat(details(told)).containsAll(details(open)).contains("Distribution/DistributionConfig");
        assertThat(lines(open))
                .contains("Modify Distribution AWS::CloudFront::Distribution", "Remove PerimeterAcl AWS::WAFv2::WebACL");
        // What a staging copy has left waits for someone who may delete it.
        new RolloutJournal(bench.home, session.identity().account() + "-us-east-1")
                .know("t-ssr", known -> known.leaving(List.of("sallyport-staged-00000000-render-page")));
        Rollout verified = rollouts.verify("t-ssr", RolloutListener.SILENT);
        assertThat(verified.phase()).as(verified.note()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(rollouts.leftovers("t-ssr")).containsExactly("sallyport-staged-00000000-render-page");
        assertThat(formation.listChangeSets(r -> r.stackName("t-ssr")).summaries())
                .noneMatch(set -> set.executionStatusAsString().equals("AVAILABLE"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> rollouts.apply(
                        Blueprints.find("edge-ssr"), "t-ssr", Map.of("WebAcl", "false"), RolloutListener.SILENT))
                .extracting(SallyportException::code)
                .isEqualTo("SP-READ-ONLY");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> session.clients()
                        .cloudFormation("us-east-1")
                        .createChangeSet(r -> r.stackName("t-ssr").changeSetName("c").usePreviousTemplate(true)))
                .extracting(SallyportException::code)
                .isEqualTo("SP-READ-ONLY");
    }
}
