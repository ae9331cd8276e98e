package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.Network;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.firewall.AclHits.Source;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.Condition;
import software.amazon.awssdk.services.wafv2.model.Filter;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;

/** Hits of requests that were really sent, from every source that a web ACL has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class AclHitsTest {
    private static final String GROUP = "aws-waf-logs-front";
    private static final int REQUESTS = 14;

    private final TimeSpan lately = new TimeSpan(Instant.now().minus(Duration.ofHours(1)), null);

    @TempDir
    private static Path folder = Path.of("");

    private SandboxSession sandbox;
    private AwsClients aws;
    private Wafv2Client waf;
    private String arn;

    @BeforeAll
    void open() throws Exception {
        sandbox = SandboxSession.open(new Home(folder.resolve("home")));
        aws = sandbox.session().clients();
        waf = aws.waf("us-east-1");
        for (int i = 0; i < 61; i++) {
            String name = "other-%02d".formatted(i);
            waf.createWebACL(request -> request.name(name)
                    .scope("CLOUDFRONT")
                    .defaultAction(action -> action.allow(allow -> {}))
                    .visibilityConfig(seen(name)));
        }
        arn = waf.createWebACL(request -> request.name("front")
                        .scope("CLOUDFRONT")
                        .defaultAction(action -> action.allow(allow -> {}))
                        .visibilityConfig(seen("FrontMetrics"))
                        .rules(
                                own("Bots", 0, "UA", user -> user.singleHeader(header -> header.name("user-agent")), "bot")
                                        .action(action -> action.count(count -> {}))
                                        .build(),
                                own("Admin", 1, "Adm", field -> field.uriPath(path -> {}), "/admin")
                                        .action(action -> action.block(block -> {}))
                                        .build(),
                                Rule.builder()
                                        .name("Core")
                                        .priority(2)
                                        .overrideAction(action -> action.none(none -> {}))
                                        .statement(statement -> statement.managedRuleGroupStatement(group ->
                                                group.vendorName("AWS").name("AWSManagedRulesCommonRuleSet")))
                                        .visibilityConfig(seen("Core"))
                                        .build()))
                .summary()
                .arn();
        aws.logs("us-east-1").createLogGroup(request -> request.logGroupName(GROUP));
        log(false);
        Origin origin = Origin.builder()
                .id("o")
                .domainName("origin.example.com")
                .customOriginConfig(custom -> custom.httpPort(80).httpsPort(443).originProtocolPolicy("https-only"))
                .build();
        var distribution = aws.cloudFront()
                .createDistribution(request -> request.distributionConfig(config -> config.callerReference("front")
                        .comment("")
                        .enabled(true)
                        .webACLId(arn)
                        .origins(origins -> origins.quantity(1).items(origin))
                        .defaultCacheBehavior(behavior -> behavior.targetOriginId("o")
                                .viewerProtocolPolicy("allow-all")
                                .cachePolicyId("658327ea-f89d-4fab-a63d-7e88639e58f6"))))
                .distribution();
        URI viewer = aws.address(distribution.domainName());
        try (HttpClient client = Network.DIRECT.viewer()) {
            send(client, viewer.resolve("/admin"), "curl", 3);
            send(client, viewer.resolve("/?q=%3Cscript%3Ealert(1)%3C/script%3E"), "curl", 2);
            send(client, viewer.resolve("/robots.txt"), "a bot", 4);
            send(client, viewer.resolve("/"), "curl", 5);
        }
    }

    private void log(boolean filtered) {
        waf.putLoggingConfiguration(request -> request.loggingConfiguration(logging -> {
            logging.resourceArn(arn).logDestinationConfigs("arn:aws:logs:us-east-1:111122223333:log-group:" + GROUP);
            if (filtered) {
                logging.loggingFilter(filter -> filter.defaultBehavior("KEEP").filters(Filter.builder()
                        .behavior("DROP")
                        .requirement("MEETS_ANY")
                        .conditions(Condition.builder().actionCondition(action -> action.action("ALLOW")).build())
                        .build()));
            }
        }));
    }

    private static void send(HttpClient client, URI to, String agent, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            client.send(
                    HttpRequest.newBuilder(to).header("User-Agent", agent).build(), HttpResponse.BodyHandlers.discarding());
        }
    }

    private static VisibilityConfig seen(String metric) {
        return VisibilityConfig.builder()
                .metricName(metric)
                .sampledRequestsEnabled(true)
                .cloudWatchMetricsEnabled(true)
                .build();
    }

    private static Rule.Builder own(
            String name,
            int priority,
            String metric,
            java.util.function.Consumer<software.amazon.awssdk.services.wafv2.model.FieldToMatch.Builder> field,
            String text) {
        Statement statement = Statement.builder()
                .byteMatchStatement(match -> match.fieldToMatch(field)
                        .positionalConstraint("CONTAINS")
                        .searchString(SdkBytes.fromUtf8String(text))
                        .textTransformations(TextTransformation.builder().priority(0).type("LOWERCASE").build()))
                .build();
        return Rule.builder().name(name).priority(priority).statement(statement).visibilityConfig(seen(metric));
    }

    @AfterAll
    void close() {
        sandbox.session().close();
    }

    private AclHits hits(AwsClients clients, RuleHits.By by, @Nullable Source source) {
        WebAcls.Summary acl = new WebAcls(clients).find("front");
        return AclHits.count(clients, acl, by, lately, source, logged -> {
            try (LogStore store = LogStore.open(new Home(folder.resolve("logs")))) {
                new LogGroups(clients).load(store, new LogPlace("us-east-1", GROUP), lately);
                return new AclHits(RuleHits.count(store, by, null), GROUP, List.of());
            }
        });
    }

    private static Map<Object, Long> counts(AclHits hits) {
        return hits.hits().rows().stream().collect(Collectors.toMap(row -> String.valueOf(row.value()), ValueCount::count));
    }

    /** Metrics come every second. */
    private AclHits metered(RuleHits.By by) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        AclHits hits = hits(aws, by, Source.METRICS);
        while (hits.hits().records() < REQUESTS && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
            hits = hits(aws, by, Source.METRICS);
        }
        return hits;
    }

    @Test
    void metricsTellTheHitsOfEachRule() throws InterruptedException {
        AclHits hits = metered(RuleHits.By.RULE);
        assertThat(counts(hits)).isEqualTo(Map.of(
                "Default_Action", 9L, "Bots", 4L, "Admin", 3L, "Core", 2L,
                "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS", 2L));
        assertThat(hits.source()).isEqualTo("metrics");
        assertThat(hits.hits().records()).isEqualTo(REQUESTS);
        assertThat(hits.warnings()).isEmpty();
        assertThat(hits.notes()).singleElement().asString().startsWith("Counted by CloudWatch metrics of AWS WAF from ");
    }

    @ParameterizedTest
    @EnumSource(names = {"RULE", "ACTION", "LABEL", "GROUP"})
    void metricsCountWhatTheLogCounts(RuleHits.By by) throws InterruptedException {
        log(false);
        AclHits log = hits(aws, by, Source.LOGS);
        assertThat(log.source()).isEqualTo(GROUP);
        Map<Object, Long> counted = counts(log);
        // Requests that met no rule of a group.
        counted.remove("null");
        assertThat(counts(metered(by))).isEqualTo(counted).isNotEmpty();
    }

    @Test
    void theCheapestSourceIsAskedWithinSixCalls() throws InterruptedException {
        metered(RuleHits.By.RULE);
        long before = sandbox.session().calls();
        AclHits hits = hits(aws, RuleHits.By.RULE, null);
        assertThat(sandbox.session().calls() - before).isLessThanOrEqualTo(6);
        assertThat(hits.source()).isEqualTo("metrics");
        assertThat(counts(hits)).containsEntry("Admin", 3L);
    }

    @Test
    void whatAPageShowsOfOneOfManyIsReadWithinSixCalls() throws InterruptedException {
        metered(RuleHits.By.RULE);
        long before = sandbox.session().calls();
        WebAcls acls = new WebAcls(aws);
        WebAcls.Names names = acls.names();
        WebAcls.Summary front = acls.read(
                names.acls().stream().filter(acl -> acl.goesBy("front")).findFirst().orElseThrow());
        Metered metered = new AclMetrics(aws).read(front, Instant.now().minus(Duration.ofHours(3)), Instant.now());
        assertThat(sandbox.session().calls() - before).isLessThanOrEqualTo(6);
        assertThat(names.acls()).hasSize(62);
        assertThat(metered.actions()).isEqualTo(Map.of("ALLOW", 9L, "BLOCK", 5L));
        assertThat(metered.bars()).hasSizeBetween(60, 62);
        assertThat(metered.bars(new HitFilter.Term(HitFilter.Field.RULE, "Admin", false)).stream()
                        .mapToLong(bar -> bar.outcomes().getOrDefault("BLOCK", 0L))
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void aPeriodIsOneThatCloudWatchStillHas() {
        Instant now = Instant.parse("2026-11-30T12:00:00Z");
        assertThat(AclMetrics.period(now.minus(Duration.ofMinutes(15)), now, now)).isEqualTo(Duration.ofMinutes(1));
        assertThat(AclMetrics.period(now.minus(Duration.ofHours(3)), now, now)).isEqualTo(Duration.ofMinutes(3));
        assertThat(AclMetrics.period(now.minus(Duration.ofDays(7)), now, now)).isEqualTo(Duration.ofHours(3));
        Instant monthAgo = now.minus(Duration.ofDays(30));
        assertThat(AclMetrics.period(monthAgo, monthAgo.plusSeconds(600), now)).isEqualTo(Duration.ofMinutes(5));
        Instant quarterAgo = now.minus(Duration.ofDays(90));
        assertThat(AclMetrics.period(quarterAgo, quarterAgo.plusSeconds(600), now)).isEqualTo(Duration.ofHours(1));
        assertThat(AclMetrics.period(now.minus(Duration.ofDays(400)), now, now)).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void whatMetricsDoNotTellComesFromTheLog() {
        AclHits hits = hits(aws, RuleHits.By.URI, null);
        assertThat(hits.source()).isEqualTo(GROUP);
        assertThat(counts(hits)).isEqualTo(Map.of("/admin", 3L, "/", 2L, "/robots.txt", 4L));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> hits(aws, RuleHits.By.URI, Source.METRICS))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-USAGE"));
    }

    @Test
    void whereARulesMetricsAreOffTheLogAnswersAndMetricsSaySo() throws InterruptedException {
        metered(RuleHits.By.RULE);
        WebAcls.Summary acl = new WebAcls(aws).find("front");
        List<RuleSummary> rules = acl.rules().stream()
                .map(rule -> new RuleSummary(
                        rule.name(), rule.priority(), rule.kind(), rule.subject(), rule.action(), rule.place(), rule.metric(),
                        !rule.name().equals("Bots"), rule.capacity(), rule.overrides(), rule.group()))
                .toList();
        WebAcls.Summary partly = new WebAcls.Summary(
                acl.name(), acl.id(), acl.arn(), acl.defaultAction(), acl.capacity(), rules, acl.logGroup(),
                acl.logDestination(), acl.metric(), acl.metered(), null, List.of());
        AclHits.LogCount log = logged -> new AclHits(new RuleHits(RuleHits.By.RULE, List.of(), 0, 0, List.of()), GROUP, List.of());
        assertThat(AclHits.count(aws, partly, RuleHits.By.RULE, lately, null, log).source()).isEqualTo(GROUP);
        assertThat(AclHits.count(aws, partly, RuleHits.By.ACTION, lately, null, log).source()).isEqualTo("metrics");
        AclHits denied = AclHits.count(aws, partly, RuleHits.By.RULE, lately, null, logged -> {
            throw SallyportException.refused("SP-DENIED", "The log is denied.", "Ask for it.");
        });
        assertThat(denied.source()).isEqualTo("metrics");
        assertThat(denied.notes()).contains("Metrics of Bots are switched off, so its hits are not counted.");
        assertThat(denied.warnings()).containsExactly("The logs of front did not answer: The log is denied.");
    }

    @Test
    void countriesOfHitsComeFromTheLog() {
        assertThat(hits(aws, RuleHits.By.COUNTRY, null).source()).isEqualTo(GROUP);
    }

    @Test
    void aSampleTellsItsLimits() {
        AclHits uris = hits(aws, RuleHits.By.URI, Source.SAMPLE);
        assertThat(counts(uris)).isEqualTo(Map.of("/admin", 3L, "/", 2L, "/robots.txt", 4L));
        assertThat(uris.notes()).singleElement().asString()
                .startsWith("Counted in a sample that AWS WAF took: 9 of 9 requests from ")
                .endsWith("it keeps three hours, and at most 500 of the first 5,000 requests of a time.");
        assertThat(counts(hits(aws, RuleHits.By.RULE, Source.SAMPLE))).isEqualTo(Map.of(
                "Default_Action", 9L, "Bots", 4L, "Admin", 3L, "Core", 2L,
                "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS", 2L));
    }

    @Test
    void aFilterOfTheLogIsSaid() throws InterruptedException {
        log(true);
        assertThat(hits(aws, RuleHits.By.ACTION, Source.LOGS).notes())
                .containsExactly("The log is filtered: it drops requests with the action ALLOW and keeps the rest, so counts of"
                        + " the log are not counts of all requests.");
        assertThat(counts(metered(RuleHits.By.ACTION))).isEqualTo(Map.of("ALLOW", 9L, "BLOCK", 5L));
        log(false);
    }

    private AwsClients reader(String name, String region, String policy) {
        return sandbox.of(name, region, policy);
    }

    @Test
    void aRegionWhoseListIsDeniedIsNotOneWithoutTheWebAcl() {
        AwsClients far = reader(
                "far",
                "eu-west-1",
                """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "wafv2:*", "Resource": "*"},
                 {"Effect": "Deny", "Action": "wafv2:ListWebACLs", "Resource": "*",
                  "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}]}""");
        assertThat(new WebAcls(far).find("front").arn()).isEqualTo(arn);
        assertThatExceptionOfType(SallyportException.class).isThrownBy(() -> new WebAcls(far).find("balancer")).satisfies(e -> {
            assertThat(e.code()).isEqualTo("SP-DENIED");
            assertThat(e.message())
                    .startsWith("There is no web ACL balancer of scope CLOUDFRONT in this account, and those of scope REGIONAL"
                            + " in eu-west-1 were not listed: ");
        });
    }

    @Test
    void whatIsDeniedIsNamedAndAnotherSourceAnswers() {
        AwsClients reader = reader(
                "reader",
                "us-east-1",
                """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["wafv2:*", "logs:*"], "Resource": "*"},
                 {"Effect": "Deny", "Action": "wafv2:GetLoggingConfiguration", "Resource": "*"}]}""");
        AclHits hits = hits(reader, RuleHits.By.ACTION, null);
        assertThat(hits.source()).isEqualTo("sample");
        assertThat(counts(hits)).isEqualTo(Map.of("ALLOW", 9L, "BLOCK", 5L));
        assertThat(hits.warnings()).hasSize(2);
        assertThat(hits.warnings().getFirst()).startsWith("Where front logs was not seen: ").contains("wafv2:GetLoggingConfiguration");
        assertThat(hits.warnings().getLast()).startsWith("The metrics of front did not answer: ").contains("cloudwatch:GetMetricData");
    }
}
