package dev.sallyport.core.shield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.shield.SandboxShield;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wafv2.SandboxWafv2;
import dev.sallyport.core.sandbox.wire.InProcessTransport;
import dev.sallyport.core.sandbox.wire.SandboxFront;
import dev.sallyport.core.sandbox.wire.SigV4Verifier;
import dev.sallyport.core.webacl.WafBody;
import dev.sallyport.core.webacl.WafRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;

/** The console's view of Shield, through the SDK and the wire protocol. */
class ShieldWatchTest {
    private static final String SITE = "arn:aws:cloudfront::111122223333:distribution/E1";
    private static final String BARE = "arn:aws:cloudfront::111122223333:distribution/E2";

    private final SandboxState state = SandboxState.inMemory();
    private final Clock clock = Clock.systemUTC();
    private final AccessKeys keys = new AccessKeys(state, clock);
    private final Authorizer authorizer = new Authorizer(Identity::bare, clock);
    private final SandboxWafv2 waf = new SandboxWafv2(state, authorizer, clock, arn -> List.of());
    private final SandboxShield shield = new SandboxShield(state, authorizer, clock, waf, SITE::equals, arn -> Optional.empty());
    private final AwsClients aws = clients();

    /** Two distributions; nothing else of CloudFront is asked. */
    private static final class TwoDistributions implements CloudFrontClient {
        @Override
        public ListDistributionsResponse listDistributions(ListDistributionsRequest request) {
            return ListDistributionsResponse.builder()
                    .distributionList(list -> list.isTruncated(false)
                            .marker("")
                            .maxItems(100)
                            .quantity(2)
                            .items(summary("E2", BARE), summary("E1", SITE)))
                    .build();
        }

        private static DistributionSummary summary(String id, String arn) {
            return DistributionSummary.builder().id(id).arn(arn).domainName(id + ".cloudfront.net").build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private AwsClients clients() {
        AccessKey key = keys.root();
        return new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())),
                new InProcessTransport(new SandboxFront(
                        List.of(shield, waf, new TwoDistributions()), new SigV4Verifier(keys::find, clock))),
                URI.create("http://127.0.0.1:1"),
                "us-east-1",
                List.of()));
    }

    @AfterEach
    void close() {
        aws.close();
        state.close();
    }

    @Test
    void withoutASubscriptionNothingIsCoveredAndStatisticsAreTold() {
        ShieldReport report = new ShieldWatch(aws).report(Instant.EPOCH);
        assertThat(report.subscription()).isEqualTo("INACTIVE");
        assertThat(report.protections()).isEmpty();
        assertThat(report.coverage()).extracting(Coverage::distributionId).containsExactly("E1", "E2");
        assertThat(report.coverage()).noneMatch(Coverage::covered);
        assertThat(report.statistics().attacks()).isZero();
    }

    @Test
    void tellsWhatIsCoveredAndWhatIsUnderAttack() {
        aws.shield().createSubscription(r -> {});
        aws.shield().createProtection(r -> r.name("site").resourceArn(SITE));
        Instant now = clock.instant();
        for (int i = 0; i < 500; i++) {
            shield.watch().observe(SITE, WafRequest.of(now, "r", "203.0.113.7", "GET", "/orders", "", List.of(), WafBody.empty()));
        }
        ShieldReport report = new ShieldWatch(aws).report(now.minusSeconds(3600));
        assertThat(report.subscription()).isEqualTo("ACTIVE");
        assertThat(report.coverage()).filteredOn(Coverage::covered).extracting(Coverage::resourceArn).containsExactly(SITE);
        assertThat(report.protections().getFirst().automaticResponse()).isEqualTo("DISABLED");
        Attack attack = report.attacks().getFirst();
        assertThat(attack.underWay()).isTrue();
        assertThat(attack.vectors()).containsExactly("REQUEST_FLOOD");
        AttackDetail detail = new ShieldWatch(aws).attack(attack.id());
        assertThat(detail.properties()).anySatisfy(property -> {
            assertThat(property.identifier()).isEqualTo("SOURCE_IP_ADDRESS");
            assertThat(property.top().getFirst().name()).isEqualTo("203.0.113.7");
        });
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> new ShieldWatch(aws).attack("none"))
                .satisfies(e -> assertThat(e.kind().exitStatus()).isEqualTo(3));
    }
}
