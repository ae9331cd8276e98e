package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;

class LogTailTest {
    private static final List<String> REGIONS = List.of("us-east-1", "eu-central-1");

    @TempDir
    Path folder;

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private Instant now = start;
    private final Clock tailing = InstantSource.offset(() -> now, Duration.ZERO).withZone(ZoneOffset.UTC);
    private SandboxSession opened;
    private AwsClients clients;

    @BeforeEach
    void open() {
        opened = SandboxSession.open(new Home(folder));
        clients = opened.session().clients();
    }

    @AfterEach
    void close() {
        opened.session().close();
    }

    private void put(String region, String group, Instant at, String message) {
        var logs = clients.logs(region);
        try {
            logs.createLogGroup(r -> r.logGroupName(group));
            logs.createLogStream(r -> r.logGroupName(group).logStreamName("s"));
        } catch (ResourceAlreadyExistsException e) {
            assertThat(e.statusCode()).isEqualTo(400);
        }
        logs.putLogEvents(r -> r.logGroupName(group)
                .logStreamName("s")
                .logEvents(InputLogEvent.builder()
                        .timestamp(at.toEpochMilli())
                        .message(message)
                        .build()));
    }

    private static List<String> messages(List<LogEvent> events) {
        return events.stream().map(LogEvent::message).toList();
    }

    @Test
    void eventsOfAllRegionsComeInTimeAndOnce() throws Exception {
        put("us-east-1", "edge", start.minusSeconds(5), "1");
        put("eu-central-1", "edge", start.minusSeconds(4), "2");
        put("us-east-1", "edge", start.minusSeconds(3), "3");
        put("us-east-1", "edge", start.minusSeconds(60), "before");
        LogGroups groups = new LogGroups(clients);
        try (LogTail tail = new LogTail(clients, groups.find(REGIONS, "edge").places(), "", start.minusSeconds(30), tailing)) {
            assertThat(messages(tail.poll())).containsExactly("1", "2", "3");
            assertThat(tail.pause()).isEqualTo(Duration.ofMillis(500));
            assertThat(tail.poll()).isEmpty();
            put("eu-central-1", "edge", start.minusSeconds(4), "late");
            put("us-east-1", "edge", start, "young");
            now = now.plusMillis(500);
            assertThat(messages(tail.poll())).containsExactly("late");
            now = now.plusMillis(500);
            List<LogEvent> ripe = tail.poll();
            assertThat(messages(ripe)).containsExactly("young");
            assertThat(ripe.getFirst().row()).containsEntry("region", "us-east-1").containsEntry("group", "edge")
                    .doesNotContainKey("record");
            now = now.plusSeconds(20);
            assertThat(tail.poll()).isEmpty();
            assertThat(tail.pause()).isGreaterThan(Duration.ofMillis(900));
        }
    }

    /** AWS WAF delivers minutes late; a line that is behind a younger one is not lost. */
    @Test
    void whatIsMinutesLateComesOnce() throws Exception {
        put("us-east-1", "aws-waf-logs-a", start, "on time");
        try (LogTail tail = new LogTail(
                clients, List.of(new LogPlace("us-east-1", "aws-waf-logs-a")), "", start.minusSeconds(600), tailing)) {
            assertThat(messages(tail.poll())).containsExactly("on time");
            put("us-east-1", "aws-waf-logs-a", start.minusSeconds(180), "three minutes late");
            put("us-east-1", "aws-waf-logs-a", start.minusSeconds(500), "older still");
            put("us-east-1", "aws-waf-logs-a", start.minusSeconds(700), "from before");
            List<String> came = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                now = now.plusSeconds(5);
                came.addAll(messages(tail.poll()));
            }
            assertThat(came).containsExactly("older still", "three minutes late");
        }
    }

    @Test
    void aRegionThatRefusesIsNoRegionWithoutTheGroup() {
        put("us-east-1", "edge", start, "1");
        String policy = """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "logs:*", "Resource": "*",
                   "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}}]}
                """;
        try (AwsClients reader = opened.of("reader", "us-east-1", policy)) {
            LogGroups.Found none = new LogGroups(reader).find(REGIONS, "edge");
            assertThat(none.gaps()).singleElement().asString().startsWith("us-east-1 was not asked: ").contains("SP-DENIED");
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(none::orRefusal)
                    .satisfies(e -> assertThat(e.code()).isEqualTo("SP-DENIED"));
            put("eu-central-1", "edge", start, "2");
            assertThat(new LogGroups(reader).find(REGIONS, "edge").orRefusal())
                    .containsExactly(new LogPlace("eu-central-1", "edge"));
            assertThat(new LogGroups(reader).find(List.of("eu-central-1"), "none").orRefusal()).isEmpty();
        }
    }

    @Test
    void aTailEndsWithItsThread() throws Exception {
        put("us-east-1", "edge", start, "{\"a\":1}");
        List<LogEvent> seen = new ArrayList<>();
        try (LogTail tail = new LogTail(
                clients, List.of(new LogPlace("us-east-1", "edge")), "", start.minusSeconds(1), Clock.systemUTC())) {
            Thread following = Thread.currentThread();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> tail.follow(event -> {
                seen.add(event);
                following.interrupt();
            }));
        }
        assertThat(seen).singleElement()
                .satisfies(event -> assertThat(event.row().get("record")).hasToString("{\"a\":1}"));
    }

    @Test
    void aGroupThatIsNowhereIsSaid() throws Exception {
        List<LogPlace> places = REGIONS.stream().map(region -> new LogPlace(region, "none")).toList();
        try (LogTail tail = new LogTail(clients, places, "", start, tailing)) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(tail::poll)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(SallyportException.Kind.REFUSED))
                    .withMessageContaining("none in us-east-1, eu-central-1");
        }
    }

    @Test
    void aGroupBecomesASourceOfTheStore() {
        put("eu-central-1", "/aws/lambda/us-east-1.signer", start.minusSeconds(2), "START RequestId: r Version: 1");
        put("eu-central-1", "/aws/lambda/us-east-1.signer", start.minusSeconds(1), "free text");
        put("us-east-1", "other", start, "x");
        LogGroups groups = new LogGroups(clients);
        LogGroups.Listing listing = groups.list(REGIONS, "/aws/lambda/");
        assertThat(listing.unreadable()).isEmpty();
        assertThat(listing.groups()).extracting(LogGroupInfo::place)
                .containsExactly(new LogPlace("eu-central-1", "/aws/lambda/us-east-1.signer"));
        try (LogStore store = LogStore.open(new Home(folder.resolve("home")))) {
            LoadReport report = groups.load(store, listing.groups().getFirst().place(), start.minusSeconds(60), null);
            assertThat(report.records()).isEqualTo(Map.of(LogKind.EDGE, 2L));
            assertThat(store.query(LogQuery.where("message = 'free text'")).rows().getFirst())
                    .containsEntry("region", "eu-central-1")
                    .containsEntry("function", "signer");
        }
    }
}
