package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.webacl.WafAction;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.wafv2.model.ListLoggingConfigurationsRequest;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.Wafv2Exception;

/** Web ACLs at the size of an account that has many. */
class WebAclsTest {
    private static final int MANY = 40;

    @TempDir
    private Path folder;

    private SandboxSession opened;
    private Session session;
    private WebAcls acls;

    @BeforeEach
    void open() {
        opened = SandboxSession.open(new Home(folder));
        session = opened.session();
        acls = new WebAcls(session.clients());
        session.clients().logs("us-east-1").createLogGroup(request -> request.logGroupName("aws-waf-logs-seven"));
        var waf = session.clients().waf("us-east-1");
        for (int i = 0; i < MANY; i++) {
            String name = "acl-%02d".formatted(i);
            String arn = waf.createWebACL(request -> request.name(name)
                            .scope(Scope.CLOUDFRONT)
                            .defaultAction(action -> action.allow(allow -> {}))
                            .visibilityConfig(config -> config.sampledRequestsEnabled(true)
                                    .cloudWatchMetricsEnabled(true)
                                    .metricName(name)))
                    .summary()
                    .arn();
            if (i == 7) {
                waf.putLoggingConfiguration(request -> request.loggingConfiguration(logging -> logging.resourceArn(arn)
                        .logDestinationConfigs(
                                "arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-seven")));
            }
        }
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void oneIsFoundWithoutReadingTheOthers() {
        long before = session.calls();
        assertThat(acls.find("acl-07").logGroup()).isEqualTo("aws-waf-logs-seven");
        assertThat(session.calls() - before).isLessThanOrEqualTo(4);
        assertThat(acls.find("acl-08").logGroup()).isNull();
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> acls.find("acl-99"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-NOT-FOUND"));
    }

    @Test
    void oneOfARegionIsFoundByItsName() {
        String arn = session.clients().waf("us-east-1")
                .createWebACL(request -> request.name("balancer")
                        .scope(Scope.REGIONAL)
                        .defaultAction(action -> action.block(block -> {}))
                        .visibilityConfig(config -> config.sampledRequestsEnabled(true)
                                .cloudWatchMetricsEnabled(true)
                                .metricName("balancer")))
                .summary()
                .arn();
        WebAcls.Summary found = acls.find("balancer");
        assertThat(found.arn()).isEqualTo(arn);
        assertThat(found.named().isRegional()).isTrue();
        assertThat(found.defaultAction()).isEqualTo(WafAction.BLOCK);
        WebAcls.Names names = acls.names();
        assertThat(names.acls()).hasSize(MANY + 1).last().isEqualTo(found.named());
        assertThat(names.warnings()).isEmpty();
    }

    @Test
    void whoMayNotAskWhereTheyLogSeesThemWithAWarning() {
        ExecutionInterceptor denied = new ExecutionInterceptor() {
            @Override
            public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                if (context.request() instanceof ListLoggingConfigurationsRequest) {
                    throw Wafv2Exception.builder()
                            .message("denied")
                            .statusCode(400)
                            .awsErrorDetails(AwsErrorDetails.builder()
                                    .errorCode("AccessDeniedException")
                                    .errorMessage("You may not list them.")
                                    .build())
                            .build();
                }
                return context.request();
            }
        };
        try (AwsClients clients =
                SandboxSession.clients(opened.sandbox(), opened.sandbox().credentials(), "us-east-1", denied)) {
            assertThat(new WebAcls(clients).list()).hasSize(MANY).allSatisfy(acl -> {
                assertThat(acl.isLoggingKnown()).isFalse();
                assertThat(acl.warnings()).singleElement().asString()
                        .startsWith("Where the web ACLs log was not seen: ")
                        .contains("You may not list them.");
            });
        }
    }

    @Test
    void whereTheyLogIsOneQuestionForAll() {
        long before = session.calls();
        assertThat(acls.list())
                .hasSize(MANY)
                .isSortedAccordingTo(java.util.Comparator.comparing(WebAcls.Summary::name))
                .filteredOn(acl -> acl.logGroup() != null)
                .extracting(WebAcls.Summary::name)
                .containsExactly("acl-07");
        assertThat(session.calls() - before).isLessThanOrEqualTo(MANY + 3);
    }
}
