package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** A question that is asked of Insights gives what the same question to the group's events gives here. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("sandbox")
class InsightsTest {
    private static final String WAF = "aws-waf-logs-insights";
    private static final String CLOUDFRONT = "/aws/vendedlogs/cloudfront/insights";
    private final Instant first = Instant.now().minusSeconds(3000).truncatedTo(ChronoUnit.SECONDS);
    private static final int EVENTS = 300;

    @TempDir
    private static Path folder = Path.of("");

    private SandboxAccount account;
    private AccessKey key;
    private SharedConfig config;

    private record Said(int status, JsonNode out, String err) {}

    @BeforeAll
    void open() throws Exception {
        account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("sandbox")));
        List<String> waf = new ArrayList<>();
        List<String> cloudFront = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            waf.add("{\"timestamp\":" + first.plusSeconds(i).toEpochMilli() + ",\"webaclId\":\"w\",\"action\":\""
                    + (i % 3 == 0 ? "ALLOW" : "BLOCK") + "\",\"terminatingRuleId\":\"R" + i % 7 + "\",\"httpRequest\":{"
                    + "\"clientIp\":\"192.0.2." + i % 40 + "\",\"requestId\":\"r" + i + "\"}}");
            cloudFront.add("{\"timestamp\":\"" + first.plusSeconds(i).getEpochSecond() + "\",\"x-edge-location\":\"FRA56-P"
                    + i % 4 + "\",\"cs(Host)\":\"h" + i % 3 + "\",\"c-ip\":\"192.0.2.1\",\"sc-status\":\"200\"}");
        }
        put(WAF, waf);
        put(CLOUDFRONT, cloudFront);
        var iam = account.session().clients().iam();
        iam.createUser(request -> request.userName("analyst"));
        key = iam.createAccessKey(request -> request.userName("analyst")).accessKey();
        iam.putUserPolicy(request -> request.userName("analyst").policyName("p").policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"logs:*\",\"cloudwatch:*\"],"
                        + "\"Resource\":\"*\"}]}"));
        config = new SharedConfig(folder, "analyst", key.accessKeyId(), key.secretAccessKey());
    }

    private void put(String group, List<String> messages) {
        CloudWatchLogsClient logs = account.session().clients().logs("us-east-1");
        logs.createLogGroup(request -> request.logGroupName(group));
        logs.createLogStream(request -> request.logGroupName(group).logStreamName("s"));
        List<InputLogEvent> events = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            events.add(InputLogEvent.builder()
                    .timestamp(first.plusSeconds(i).toEpochMilli())
                    .message(messages.get(i))
                    .build());
        }
        logs.putLogEvents(request -> request.logGroupName(group).logStreamName("s").logEvents(events));
    }

    @AfterAll
    void close() {
        config.close();
        account.close();
    }

    private Said run(String... arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--json", "--profile", "analyst", "--region", "us-east-1", "--endpoint-url",
                account.sandbox().endpoint().toString(), "--home", folder.resolve("home").toString()));
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)));
        return new Said(status, Json.MAPPER.readTree(out.toByteArray()), err.toString(StandardCharsets.UTF_8));
    }

    private SortedSet<String> called() {
        SortedSet<String> called = CalledOperations.take(key.accessKeyId());
        called.remove("sts:GetCallerIdentity");
        return called;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        WAF + " action", WAF + " clientIp", WAF + " terminatingRuleId", WAF + " country",
        CLOUDFRONT + " x_edge_location", CLOUDFRONT + " cs_host_",
    })
    void countsAreThoseOfTheEventsThemselves(String question) throws IOException {
        String group = question.split(" ", -1)[0];
        String field = question.split(" ", -1)[1];
        String from = first.plusSeconds(20).toString();
        String to = first.plusSeconds(250).toString();
        Said here = run("logs", group, "--by", field, "--since", from, "--until", to, "--limit", "0");
        called();
        Said there = run("logs", group, "--by", field, "--since", from, "--until", to, "--limit", "0", "--insights");
        assertThat(called()).containsExactly(
                "cloudwatch:GetMetricStatistics", "logs:DescribeLogGroups", "logs:GetQueryResults", "logs:StartQuery");
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.out().path("rows")).isEqualTo(here.out().path("rows"));
        assertThat(there.out().path("records").asInt()).isEqualTo(230);
        assertThat(there.out().path("matched").asInt()).isEqualTo(230);
        assertThat(there.out().path("asked").path("engine").asText()).isEqualTo("insights");
        assertThat(there.out().path("asked").path("cost").asText()).isEqualTo("cents");
        assertThat(there.out().path("asked").path("bytes").asLong()).isPositive();
        assertThat(there.err()).contains("Insights will read about ", ", which costs cents");
    }

    @Test
    void theLatestRecordsComeAsTheyWouldFromTheGroup() throws IOException {
        Said there = run("logs", WAF, "--insights", "--limit", "7");
        Said all = run("logs", WAF, "--limit", "0");
        List<String> latest = new ArrayList<>();
        all.out().path("rows").forEach(row -> latest.add(row.toString()));
        latest.sort(Comparator.comparing((String row) -> row.substring(0, 40)).reversed());
        List<String> rows = new ArrayList<>();
        there.out().path("rows").forEach(row -> rows.add(row.toString()));
        assertThat(rows).isEqualTo(latest.subList(0, 7));
        assertThat(there.out().path("records").asInt()).isEqualTo(EVENTS);
    }

    @Test
    void whatInsightsCannotAnswerIsSaid() throws IOException {
        assertThat(run("logs", WAF, "--insights", "--where", "action = 'BLOCK'").status()).isEqualTo(2);
        assertThat(run("logs", WAF, CLOUDFRONT, "--insights", "--by", "action").err()).contains("SP-INSIGHTS");
        Said labels = run("logs", WAF, "--insights", "--by", "labels");
        assertThat(labels.status()).isEqualTo(2);
        assertThat(labels.err()).contains("SP-LOG-FIELD", "clientIp");
        assertThat(run("logs", "no-such-group", "--insights").status()).isEqualTo(2);
    }

    @Test
    void recordsThatInsightsDidNotReadAsSuchAreNotHidden() throws IOException {
        put("aws-waf-logs-odd", List.of("not JSON", "{\"webaclId\":\"w\",\"action\":\"ALLOW\",\"timestamp\":1}"));
        Said odd = run("logs", "aws-waf-logs-odd", "--insights", "--by", "action");
        assertThat(odd.status()).isEqualTo(1);
        assertThat(odd.out().path("rows").toString())
                .isEqualTo("[{\"value\":\"ALLOW\",\"count\":1},{\"value\":null,\"count\":1}]");
        assertThat(odd.out().path("warnings").toString()).contains("In 1 record Insights found no field action");
    }
}
