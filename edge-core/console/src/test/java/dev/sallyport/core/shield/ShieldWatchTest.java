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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;
import software.amazon.awssdk.services.shield.model.ShieldException;

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
    private String denied = "";
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
                List.of(new ExecutionInterceptor() {
                    @Override
                    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                        if (context.request().getClass().getSimpleName().equals(denied + "Request")) {
                            throw ShieldException.builder()
                                    .message("denied")
                                    .statusCode(400)
                                    .awsErrorDetails(AwsErrorDetails.builder()
                                            .errorCode("AccessDeniedException")
                                            .errorMessage("You may not " + denied + ".")
                                            .build())
                                    .build();
                        }
                        return context.request();
                    }
                })));
    }

    /** Whoever may not ask one thing sees the other four. */
    @ParameterizedTest
    @CsvSource({
        "GetSubscriptionState, UNKNOWN, 1, true, 1, true",
        "ListProtections, ACTIVE, 0, false, 1, true",
        "ListDistributions, ACTIVE, 1, false, 1, true",
        "ListAttacks, ACTIVE, 1, true, 0, true",
        "DescribeAttackStatistics, ACTIVE, 1, true, 1, false"
    })
    void onePartThatIsDeniedHidesNoOther(
            String operation, String subscription, int protections, boolean covered, int attacks, boolean statistics) {
        aws.shield().createSubscription(r -> {});
        aws.shield().createProtection(r -> r.name("site").resourceArn(SITE));
        Instant now = clock.instant();
        for (int i = 0; i < 500; i++) {
            shield.watch().observe(SITE, WafRequest.of(now, "r", "203.0.113.7", "GET", "/orders", "", List.of(), WafBody.empty()));
        }
        denied = operation;
        ShieldReport report = new ShieldWatch(aws).report(now.minusSeconds(3600));
        assertThat(report.subscription()).isEqualTo(subscription);
        assertThat(report.protections()).hasSize(protections);
        assertThat(report.coverage()).hasSize(operation.equals("ListDistributions") ? 0 : 2);
        assertThat(report.coverage().stream().anyMatch(Coverage::covered)).isEqualTo(covered);
        // Without the protections nobody can say that a distribution has none.
        assertThat(report.coverage()).allMatch(one -> one.known() != operation.equals("ListProtections"));
        assertThat(report.attacks()).hasSize(attacks);
        assertThat(report.statistics() != null).isEqualTo(statistics);
        assertThat(report.warnings()).singleElement().asString().contains("You may not " + operation + ".");
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
        assertThat(report.statistics()).isNotNull().satisfies(year -> assertThat(year.attacks()).isZero());
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
