package dev.sallyport.core.sandbox.shield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wafv2.SandboxWafv2;
import dev.sallyport.core.webacl.Acls;
import dev.sallyport.core.webacl.WafBody;
import dev.sallyport.core.webacl.WafRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.shield.model.AttackDetail;
import software.amazon.awssdk.services.shield.model.AttackSummary;
import software.amazon.awssdk.services.shield.model.InvalidOperationException;
import software.amazon.awssdk.services.shield.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.shield.model.ResourceNotFoundException;
import software.amazon.awssdk.services.shield.model.SubscriptionState;
import software.amazon.awssdk.services.wafv2.model.AllowAction;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Scope;

class SandboxShieldTest {
    private static final String SITE = "arn:aws:cloudfront::111122223333:distribution/E2EXAMPLE";
    private static final String CHECK = "arn:aws:route53:::healthcheck/01234567-89ab-cdef-0123-456789abcdef";
    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

    private final SandboxState state = SandboxState.inMemory();
    private final Ticking clock = new Ticking();
    private final Authorizer authorizer = new Authorizer(Identity::bare, clock);
    private final SandboxWafv2 waf = new SandboxWafv2(state, authorizer, clock, arn -> List.of());
    private Optional<String> webAcl = Optional.empty();
    private final SandboxShield shield =
            new SandboxShield(state, authorizer, clock, waf, List.of(SITE, CHECK)::contains, arn -> webAcl);

    private static final class Ticking extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @AfterEach
    void close() {
        state.close();
    }

    private String protect() {
        shield.createSubscription(r -> {});
        return shield.createProtection(r -> r.name("site").resourceArn(SITE)).protectionId();
    }

    @Test
    void withoutASubscriptionAnswersAsAwsDoes() {
        assertThat(shield.getSubscriptionState(r -> {}).subscriptionState()).isEqualTo(SubscriptionState.INACTIVE);
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> shield.describeSubscription(r -> {}));
        assertThatExceptionOfType(InvalidOperationException.class).isThrownBy(() -> shield.listAttacks(r -> {}));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> shield.createProtection(r -> r.name("x").resourceArn(SITE)));
        assertThat(shield.describeAttackStatistics(r -> {}).dataItems()).singleElement().satisfies(item ->
                assertThat(item.attackCount()).isZero());
    }

    @Test
    void aSubscriptionLastsAYear() {
        shield.createSubscription(r -> {});
        assertThat(shield.describeSubscription(r -> {}).subscription().endTime()).isEqualTo(START.plusSeconds(31_536_000));
        assertThatExceptionOfType(ResourceAlreadyExistsException.class).isThrownBy(() -> shield.createSubscription(r -> {}));
    }

    @Test
    void protectionsAreUniquePerResource() {
        String id = protect();
        assertThatExceptionOfType(ResourceAlreadyExistsException.class)
                .isThrownBy(() -> shield.createProtection(r -> r.name("again").resourceArn(SITE)));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> shield.createProtection(r -> r.name("none").resourceArn(SITE + "X")));
        assertThat(shield.describeProtection(r -> r.resourceArn(SITE)).protection().id()).isEqualTo(id);
        assertThat(shield.listProtections(r -> r.inclusionFilters(f -> f.protectionNames("other"))).protections()).isEmpty();
        shield.associateHealthCheck(r -> r.protectionId(id).healthCheckArn(CHECK));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> shield.associateHealthCheck(
                        r -> r.protectionId(id).healthCheckArn(CHECK.replace('0', 'f'))))
                .withMessageContaining("The health check does not exist");
        assertThat(shield.describeProtection(r -> r.protectionId(id)).protection().healthCheckIds())
                .containsExactly("01234567-89ab-cdef-0123-456789abcdef");
        shield.deleteProtection(r -> r.protectionId(id));
        assertThat(shield.listProtections(r -> {}).protections()).isEmpty();
    }

    @Test
    void anAutomaticResponseIsARuleGroupAtTheEndOfTheWebAcl() {
        protect();
        assertThatExceptionOfType(InvalidOperationException.class).isThrownBy(this::count);
        var acl = waf.createWebACL(r -> r.name("edge")
                        .scope(Scope.CLOUDFRONT)
                        .defaultAction(DefaultAction.builder().allow(AllowAction.builder().build()).build())
                        .visibilityConfig(Acls.visibility("edge")))
                .summary();
        webAcl = Optional.of(acl.arn());
        count();
        Rule rule = rules().getFirst();
        assertThat(rule.name()).startsWith("ShieldMitigationRuleGroup_111122223333_" + acl.id() + "_");
        assertThat(rule.priority()).isEqualTo(10_000_000);
        assertThat(rule.overrideAction().count()).isNotNull();
        assertThat(waf.getWebACL(r -> r.arn(acl.arn())).webACL().capacity()).isEqualTo(150);
        shield.updateApplicationLayerAutomaticResponse(r -> r.resourceArn(SITE).action(a -> a.block(b -> {})));
        assertThat(rules().getFirst().overrideAction().none()).isNotNull();
        shield.disableApplicationLayerAutomaticResponse(r -> r.resourceArn(SITE));
        assertThat(rules()).isEmpty();
        assertThat(waf.listRuleGroups(r -> r.scope(Scope.CLOUDFRONT)).ruleGroups()).isEmpty();
    }

    private void count() {
        shield.enableApplicationLayerAutomaticResponse(r -> r.resourceArn(SITE).action(a -> a.count(c -> {})));
    }

    private List<Rule> rules() {
        return waf.getWebACL(r -> r.arn(webAcl.orElseThrow())).webACL().rules();
    }

    private void requests(int perSecond, int seconds, String ip) {
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < perSecond; i++) {
                shield.watch().observe(SITE, WafRequest.of(
                                clock.now, "r", ip, "GET", "/orders", "", List.of(new WafRequest.Header("User-Agent", "x")), WafBody.empty())
                        .fromCountry("US"));
            }
            clock.now = clock.now.plusSeconds(1);
        }
    }

    @Test
    void aFloodIsDetectedWhileItLastsAndTellsWhoContributed() {
        protect();
        requests(2, 120, "198.51.100.1");
        assertThat(shield.listAttacks(r -> {}).attackSummaries()).isEmpty();
        Instant flood = clock.now;
        requests(50, 30, "203.0.113.7");
        AttackSummary attack = shield.listAttacks(r -> r.resourceArns(SITE)).attackSummaries().getFirst();
        assertThat(attack.startTime()).isEqualTo(flood);
        assertThat(attack.endTime()).isNull();
        assertThat(attack.attackVectors().getFirst().vectorType()).isEqualTo("REQUEST_FLOOD");
        requests(2, 120, "198.51.100.1");
        assertThat(shield.listAttacks(r -> {}).attackSummaries().getFirst().endTime()).isEqualTo(flood.plusSeconds(30));
        AttackDetail detail = shield.describeAttack(r -> r.attackId(attack.attackId())).attack();
        var counter = detail.attackCounters().getFirst();
        assertThat(List.of(counter.max(), counter.average(), counter.sum(), counter.n().doubleValue()))
                .containsExactly(50.0, 50.0, 1500.0, 3.0);
        assertThat(detail.attackProperties()).filteredOn(p -> p.attackPropertyIdentifierAsString().equals("SOURCE_IP_ADDRESS"))
                .singleElement()
                .satisfies(p -> assertThat(p.topContributors().getFirst().name()).isEqualTo("203.0.113.7"));
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> shield.describeAttack(r -> r.attackId("none")));
    }

    @Test
    void busyButSteadyTrafficIsNoFlood() {
        protect();
        for (int perSecond = 4; perSecond <= 30; perSecond += 2) {
            requests(perSecond, 120, "198.51.100.1");
        }
        assertThat(shield.listAttacks(r -> {}).attackSummaries()).isEmpty();
    }

    @Test
    void statisticsCoverTheYearUpToMidnight() {
        requests(50, 20, "203.0.113.7");
        assertThat(shield.describeAttackStatistics(r -> {}).dataItems().getFirst().attackCount()).isZero();
        clock.now = clock.now.plusSeconds(86_400);
        var statistics = shield.describeAttackStatistics(r -> {});
        assertThat(statistics.timeRange().toExclusive()).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(statistics.dataItems().getFirst().attackCount()).isEqualTo(1);
        assertThat(statistics.dataItems().getFirst().attackVolume().requestsPerSecond().max()).isEqualTo(50.0);
    }
}
