package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Someone else at work on the same distribution and web ACL; and what a plan tells. */
class ChangedElsewhereTest {
    @TempDir
    static Path folder;

    private static Bench bench;

    @BeforeAll
    static void deploy() throws InterruptedException {
        bench = new Bench(folder);
        assertThat(bench.apply("api-perimeter", "t", Map.of()).phase()).isEqualTo(RolloutPhase.HOLDS);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static Plan plan(Map<String, String> given) throws InterruptedException {
        return bench.rollouts.plan(Blueprints.find("api-perimeter"), "t", given);
    }

    private static Rollout apply(Map<String, String> given, boolean overwrite, @Nullable Plan plan) throws InterruptedException {
        return bench.rollouts.apply(
                Blueprints.find("api-perimeter"), "t", given, new RolloutOptions(null, overwrite, plan),
                        RolloutListener.SILENT);
    }

    private static void comment(String text) {
        String id = bench.output("t", "DistributionId");
        var now = bench.aws.cloudFront().getDistributionConfig(r -> r.id(id));
        bench.aws.cloudFront().updateDistribution(r -> r.id(id)
                .ifMatch(now.eTag())
                .distributionConfig(now.distributionConfig().toBuilder().comment(text).build()));
    }

    private static SallyportException refused(Map<String, String> given, @Nullable Plan plan) {
        return assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> apply(given, false, plan))
                .actual();
    }

    @Test
    void aForeignChangeOfTheDistributionIsShownAndNotRunOver() throws Exception {
        comment("by hand");
        Plan plan = plan(Map.of("PriceClass", "PriceClass_All"));
        assertThat(plan.elsewhere()).containsExactly("Distribution/Comment: t → by hand");
        SallyportException why = refused(Map.of("PriceClass", "PriceClass_All"), null);
        assertThat(why.code()).isEqualTo("SP-CHANGED-ELSEWHERE");
        assertThat(why.message()).contains("Distribution/Comment: t → by hand");
        assertThat(bench.primary("t").priceClassAsString()).isEqualTo("PriceClass_100");
        assertThat(apply(Map.of("PriceClass", "PriceClass_All"), true, plan).phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(bench.primary("t").comment()).isEqualTo("t");
        assertThat(plan(Map.of("PriceClass", "PriceClass_All")).elsewhere()).isEmpty();
        apply(Map.of(), false, null);
    }

    @Test
    void aForeignRuleIsSeenButNotShieldsOwn() throws Exception {
        WebACL acl = acl();
        add(acl, "ShieldMitigationRuleGroup_111122223333_x");
        assertThat(plan(Map.of()).elsewhere()).isEmpty();
        add(acl(), "ByHand");
        assertThat(refused(Map.of("RateLimit", "700"), null).message()).contains("WebAcl/Rules");
        assertThat(apply(Map.of("RateLimit", "700"), true, null).phase()).isEqualTo(RolloutPhase.HOLDS);
        assertThat(acl().rules()).extracting(Rule::name).doesNotContain("ByHand");
    }

    private static WebACL acl() {
        String[] parts = bench.output("t", "WebAclArn").split("/", -1);
        return bench.aws.waf("us-east-1").getWebACL(r -> r.name(parts[2]).id(parts[3]).scope("CLOUDFRONT")).webACL();
    }

    private static void add(WebACL acl, String name) {
        String token = bench.aws
                .waf("us-east-1")
                .getWebACL(r -> r.name(acl.name()).id(acl.id()).scope("CLOUDFRONT"))
                .lockToken();
        List<Rule> rules = new ArrayList<>(acl.rules());
        rules.add(Rule.builder()
                .name(name)
                .priority(100 + rules.size())
                .action(action -> action.count(count -> {}))
                .statement(s -> s.geoMatchStatement(geo -> geo.countryCodesWithStrings("AQ")))
                .visibilityConfig(v -> v.metricName("m" + rules.size()).cloudWatchMetricsEnabled(true)
                        .sampledRequestsEnabled(true))
                .build());
        bench.aws.waf("us-east-1").updateWebACL(r -> r.name(acl.name())
                .id(acl.id())
                .scope("CLOUDFRONT")
                .lockToken(token)
                .description(acl.description())
                .defaultAction(acl.defaultAction())
                .visibilityConfig(acl.visibilityConfig())
                .rules(rules));
    }

    @Test
    void aPlanThatIsOutOfDateIsNotCarriedOut() throws Exception {
        Plan plan = plan(Map.of("RateLimit", "900"));
        comment("after the plan");
        comment("t");
        assertThat(plan(Map.of("RateLimit", "900")).elsewhere()).isEmpty();
        assertThat(refused(Map.of("RateLimit", "900"), plan).message()).contains("after the plan");
        assertThat(apply(Map.of("RateLimit", "900"), false, plan(Map.of("RateLimit", "900"))).phase())
                .isEqualTo(RolloutPhase.HOLDS);
    }

    @Test
    void aPlanTellsPropertiesCapacityCostAndReplicas() throws Exception {
        Plan plan = plan(Map.of("RateLimit", "1234", "PriceClass", "PriceClass_200"));
        Change acl = plan.changes().stream().filter(c -> c.type().equals("AWS::WAFv2::WebACL")).findFirst()
                .orElseThrow();
        assertThat(acl.details())
                .extracting(Change.Detail::name)
                .containsExactly("Rules/RateLimit/Statement/RateBasedStatement/Limit");
        assertThat(acl.details().getFirst().after()).isEqualTo("1234");
        assertThat(acl.details().getFirst().recreation()).isEqualTo("Never");
        Change distribution =
                plan.changes().stream().filter(c -> c.logicalId().equals("Distribution")).findFirst().orElseThrow();
        assertThat(distribution.details())
                .anyMatch(d -> d.name().equals("DistributionConfig/PriceClass") && d.after().equals("PriceClass_200"));
        // 25 for the reputation list, 2 for the rate, 700 and 200 for the rule sets, as AWS publishes them.
        assertThat(plan.capacity()).isEqualTo(new Plan.Capacity(927L, 927L, ""));
        assertThat(plan.costs()).isEmpty();
        assertThat(plan.notes()).isEmpty();

        bench.aws.shield().createSubscription(r -> {});
        Plan fresh = bench.rollouts.plan(
                Blueprints.find("api-perimeter"), "fresh", Map.of("ShieldAdvanced", "true"));
        assertThat(fresh.capacity()).isEqualTo(new Plan.Capacity(null, 927L, ""));
        assertThat(fresh.costs())
                .anyMatch(cost -> cost.logicalId().equals("ShieldProtection") && cost.costClass()
                        .startsWith("hundreds"))
                .anyMatch(cost -> cost.logicalId().equals("WebAcl") && cost.costClass().equals("a few dollars"));

        Plan removal = bench.rollouts.removal("t");
        assertThat(removal.changes()).isNotEmpty().allMatch(change -> change.action().equals("Remove"));
        assertThat(removal.notes()).anyMatch(note -> note.startsWith("SignOriginFunction has replicas at the edge"));
    }
}
