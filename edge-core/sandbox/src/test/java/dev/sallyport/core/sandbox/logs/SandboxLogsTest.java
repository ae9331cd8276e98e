package dev.sallyport.core.sandbox.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ConflictException;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupClass;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

class SandboxLogsTest {
    private static final long NOW = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final SandboxState state = SandboxState.inMemory();
    private final SandboxLogs logs = logs(state);

    private static SandboxLogs logs(SandboxState state) {
        return new SandboxLogs(state, new Authorizer(new Directory(state), CLOCK), CLOCK);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private static InputLogEvent event(long at, String message) {
        return InputLogEvent.builder().timestamp(at).message(message).build();
    }

    private PutLogEventsResponse put(String group, String stream, InputLogEvent... events) {
        try {
            logs.createLogGroup(r -> r.logGroupName(group));
        } catch (ResourceAlreadyExistsException e) {
            assertThat(e.statusCode()).isEqualTo(400);
        }
        if (logs.describeLogStreams(r -> r.logGroupName(group)).logStreams().stream()
                .noneMatch(one -> one.logStreamName().equals(stream))) {
            logs.createLogStream(r -> r.logGroupName(group).logStreamName(stream));
        }
        return logs.putLogEvents(r -> r.logGroupName(group).logStreamName(stream).logEvents(events));
    }

    private List<String> filtered(String group, String pattern) {
        return logs.filterLogEvents(r -> r.logGroupName(group).filterPattern(pattern)).events().stream()
                .map(FilteredLogEvent::message)
                .toList();
    }

    @Test
    void groupsAreDescribedAsAwsDescribesThem() {
        logs.createLogGroup(r -> r.logGroupName("/aws/lambda/a").logGroupClass(LogGroupClass.INFREQUENT_ACCESS));
        logs.createLogGroup(r -> r.logGroupName("b"));
        logs.putRetentionPolicy(r -> r.logGroupName("b").retentionInDays(7));
        assertThat(logs.describeLogGroups(r -> {}).logGroups())
                .extracting(
                group -> group.arn() + ' ' + group.logGroupArn() + ' ' + group.logGroupClass() + ' '
                + group.retentionInDays())
                .containsExactly(
                        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/a:*"
                                + " arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/a INFREQUENT_ACCESS null",
                        "arn:aws:logs:us-east-1:111122223333:log-group:b:*"
                                + " arn:aws:logs:us-east-1:111122223333:log-group:b"
                                + " STANDARD 7");
        assertThat(logs.describeLogGroupsPaginator(r -> r.limit(1)).logGroups()).hasSize(2);
        assertThat(logs.describeLogGroups(r -> r.logGroupNamePattern("lambda")).logGroups()).hasSize(1);
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> logs.putRetentionPolicy(r -> r.logGroupName("b").retentionInDays(8)));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> logs.createLogGroup(r -> r.logGroupName("no spaces")));
        logs.tagResource(r -> r.resourceArn("arn:aws:logs:us-east-1:111122223333:log-group:b")
                .tags(java.util.Map.of("k", "v")));
        assertThat(logs.listTagsForResource(r -> r.resourceArn("arn:aws:logs:us-east-1:111122223333:log-group:b"))
                .tags())
                .containsEntry("k", "v");
        logs.deleteLogGroup(r -> r.logGroupName("b"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> logs.deleteLogGroup(r -> r.logGroupName("b")))
                .withMessageContaining("The specified log group does not exist.");
    }

    @Test
    void eachRegionHasItsOwn() {
        put("g", "s", event(NOW, "here"));
        new Call(Caller.root(), "eu-central-1", "r").answer(() -> {
            assertThat(logs.describeLogGroups(r -> {}).logGroups()).isEmpty();
            put("g", "s", event(NOW, "there"));
            assertThat(filtered("g", "")).containsExactly("there");
            return null;
        });
        assertThat(filtered("g", "")).containsExactly("here");
    }

    @Test
    void eventsOutsideTheWindowAreRejectedByIndex() {
        logs.createLogGroup(r -> r.logGroupName("g"));
        logs.putRetentionPolicy(r -> r.logGroupName("g").retentionInDays(1));
        long day = 86_400_000L;
        PutLogEventsResponse old = put("g", "s", event(NOW - 15 * day, "a"), event(NOW - 15 * day + 1, "b"));
        assertThat(old.rejectedLogEventsInfo().tooOldLogEventEndIndex()).isEqualTo(2);
        PutLogEventsResponse mixed =
                put("g", "s", event(NOW - day - 1, "expired"), event(NOW - 2000, "taken"));
        assertThat(mixed.rejectedLogEventsInfo().expiredLogEventEndIndex()).isEqualTo(1);
        PutLogEventsResponse late = put("g", "s", event(NOW, "taken too"), event(NOW + 7_200_001, "too new"));
        assertThat(late.rejectedLogEventsInfo().tooNewLogEventStartIndex()).isEqualTo(1);
        assertThat(filtered("g", "")).containsExactly("taken", "taken too");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> put("g", "s", event(NOW, "b"), event(NOW - 1, "a")))
                .withMessageContaining("chronological order");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> put("g", "s", event(NOW - day, "a"), event(NOW + 1, "b")))
                .withMessageContaining("24 hours");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> put("g", "s", event(NOW, "x".repeat(1_048_551))))
                .withMessageContaining("Upload too large: 1048577 bytes exceeds limit of 1048576");
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(
                () -> logs.putLogEvents(r -> r.logGroupName("g").logStreamName("none").logEvents(event(NOW, "a"))))
                .withMessageContaining("The specified log stream does not exist.");
    }

    @Test
    void getLogEventsPagesBothWaysAndFollowsNewEvents() {
        put("g", "s", event(NOW - 5, "1"), event(NOW - 4, "2"), event(NOW - 3, "3"), event(NOW - 3, "4"),
                event(NOW - 1, "5"));
        GetLogEventsResponse last = logs.getLogEvents(r -> r.logGroupName("g").logStreamName("s").limit(2));
        assertThat(texts(last)).containsExactly("4", "5");
        GetLogEventsResponse before = get(last.nextBackwardToken());
        assertThat(texts(before)).containsExactly("2", "3");
        assertThat(texts(get(before.nextBackwardToken()))).containsExactly("1");
        GetLogEventsResponse none = get(last.nextForwardToken());
        assertThat(none.events()).isEmpty();
        assertThat(none.nextForwardToken()).isEqualTo(last.nextForwardToken());
        put("g", "s", event(NOW, "6"));
        assertThat(texts(get(none.nextForwardToken()))).containsExactly("6");
        GetLogEventsResponse first = logs.getLogEvents(r -> r.logGroupName("g").logStreamName("s").startFromHead(true)
                .limit(2));
        assertThat(texts(first)).containsExactly("1", "2");
        assertThat(texts(get(first.nextForwardToken()))).containsExactly("3", "4");
        assertThat(
                texts(logs.getLogEvents(r -> r.logGroupName("g").logStreamName("s").startTime(NOW - 4)
                .endTime(NOW - 3))))
                .containsExactly("2");
        LogStream stream = logs.describeLogStreams(r -> r.logGroupName("g")).logStreams().getFirst();
        assertThat(stream.firstEventTimestamp()).isEqualTo(NOW - 5);
        assertThat(stream.lastEventTimestamp()).isEqualTo(NOW);
    }

    private GetLogEventsResponse get(String token) {
        return logs.getLogEvents(r -> r.logGroupName("g").logStreamName("s").limit(2).nextToken(token));
    }

    private static List<String> texts(GetLogEventsResponse response) {
        return response.events().stream().map(OutputLogEvent::message).toList();
    }

    @Test
    void filterMergesStreamsInTimeAndPagesCompletely() {
        List<String> expected = new ArrayList<>();
        List<InputLogEvent> even = new ArrayList<>();
        List<InputLogEvent> odd = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            (i % 2 == 0 ? even : odd).add(event(NOW - 100 + i, "event " + i));
            expected.add("event " + i);
        }
        put("g", "even", even.toArray(new InputLogEvent[0]));
        put("g", "odd", odd.toArray(new InputLogEvent[0]));
        put("g", "other", event(NOW, "noise"));
        assertThat(logs.filterLogEventsPaginator(r -> r.logGroupName("g").limit(7).filterPattern("event")).events())
                .extracting(FilteredLogEvent::message)
                .containsExactlyElementsOf(expected);
        assertThat(
                logs.filterLogEvents(r -> r.logGroupName("g").logStreamNamePrefix("o").startTime(NOW - 52)
                .endTime(NOW - 50)).events())
                .extracting(FilteredLogEvent::message)
                .containsExactly("event 49");
        assertThat(
                logs.filterLogEvents(r -> r.logGroupIdentifier("arn:aws:logs:us-east-1:111122223333:log-group:g")
                .logStreamNames("other")).events())
                .hasSize(1);
        assertThat(expected).hasSize(50);
    }

    @Test
    void aPageHoldsOneMegabyteAndNothingIsLostBetween() {
        String big = "x".repeat(400_000);
        put("g", "a", event(NOW - 9, big + 1), event(NOW - 8, big + 2));
        put("g", "a", event(NOW - 7, big + 3), event(NOW - 6, big + 4));
        put("g", "b", event(NOW - 5, big + 5));
        assertThat(logs.filterLogEvents(r -> r.logGroupName("g")).events()).hasSize(2);
        assertThat(logs.filterLogEventsPaginator(r -> r.logGroupName("g")).events())
                .extracting(one -> one.message().substring(400_000))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void insightsAnswersWhatItUnderstandsAndNamesWhatItDoesNot() {
        put(
                "g",
                "s",
                event(NOW - 60_000, "{\"action\":\"BLOCK\",\"http\":{\"ip\":\"a\"},\"ms\":10}"),
                event(NOW - 2, "{\"action\":\"BLOCK\",\"http\":{\"ip\":\"b\"},\"ms\":30}"),
                event(NOW - 1, "{\"action\":\"ALLOW\",\"http\":{\"ip\":\"a\"},\"ms\":9}"),
                event(NOW, "plain text"));
        assertThat(query("fields http.ip as ip, ms | filter action = 'BLOCK' and ms > 9 | sort ms desc"))
                .containsExactly("ip=b ms=30", "ip=a ms=10");
        assertThat(query("stats count(*) as n, avg(ms), max(ms) by action | sort n desc, action"))
                .containsExactly(
                "action=BLOCK n=2 avg(ms)=20 max(ms)=30", "n=1", "action=ALLOW n=1 avg(ms)=9 max(ms)=9");
        assertThat(query("filter ispresent(action) | stats count(*) by bin(1m)"))
                .containsExactlyInAnyOrder("bin(1m)=2026-11-23 11:59:00.000 count(*)=3");
        assertThat(query("filter @message like /pl.in/ or not ispresent(ms) | display @message"))
                .containsExactly("@message=plain text");
        assertThat(query("filter http.ip in ['b', 'c'] | fields ms")).containsExactly("ms=30");
        assertThat(query("fields @timestamp | limit 1")).containsExactly("@timestamp=2026-11-23 12:00:00.000");
        for (String bad
                : List.of(
                "parse @message '*' as a", "fields strlen(@message)", "filter (", "filter a ~ 1",
                "stats count(*) by bin(1w)")) {
            assertThatExceptionOfType(MalformedQueryException.class).as(bad).isThrownBy(() -> query(bad));
        }
    }

    private List<String> query(String text) {
        String id = logs.startQuery(r -> r.logGroupName("g").startTime(NOW / 1000 - 300).endTime(NOW / 1000)
                .queryString(text))
                .queryId();
        return logs.getQueryResults(r -> r.queryId(id)).results().stream()
                .map(row -> String.join(
                        " ",
                        row.stream()
                                .filter(field -> !field.field().equals("@ptr"))
                                .map(field -> field.field() + '=' + field.value())
                                .toList()))
                .toList();
    }

    @Test
    void aDeliveryLinksASourceToADestination() {
        String distribution = "arn:aws:cloudfront::111122223333:distribution/E2QWERTY12345";
        logs.putDeliverySource(r -> r.name("src").resourceArn(distribution).logType("ACCESS_LOGS"));
        String destination = logs.putDeliveryDestination(r -> r.name("dst")
                        .outputFormat("json")
                        .deliveryDestinationConfiguration(
                                c -> c.destinationResourceArn("arn:aws:logs:us-east-1:111122223333:log-group:cf")))
                .deliveryDestination()
                .arn();
        assertThat(destination).isEqualTo("arn:aws:logs:us-east-1:111122223333:delivery-destination:dst");
        var delivery = logs.createDelivery(r -> r.deliverySourceName("src")
                        .deliveryDestinationArn(destination)
                        .recordFields("c-ip", "sc-status"))
                .delivery();
        assertThat(delivery.deliveryDestinationTypeAsString()).isEqualTo("CWL");
        assertThat(logs.describeDeliveries(r -> {}).deliveries()).containsExactly(delivery);
        assertThat(logs.getDeliverySource(r -> r.name("src")).deliverySource().service()).isEqualTo("cloudfront");
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(
                () -> logs.createDelivery(r -> r.deliverySourceName("src").deliveryDestinationArn(destination)));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> logs.deleteDeliverySource(r -> r.name("src")));
        logs.deleteDelivery(r -> r.id(delivery.id()));
        logs.deleteDeliverySource(r -> r.name("src"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> logs.getDeliverySource(r -> r.name("src")));
    }

    @Test
    void aServiceWritesWhereAResourcePolicyLetsIt() {
        logs.createLogGroup(r -> r.logGroupName("g"));
        Call service = new Call(Caller.service("route53.amazonaws.com"), "us-east-1", "r");
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(
                () -> service.answer(() -> logs.createLogStream(r -> r.logGroupName("g").logStreamName("s"))))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
        logs.putResourcePolicy(r -> r.policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"route53.amazonaws.com"},\
                "Action":["logs:CreateLogStream","logs:PutLogEvents"],\
                "Resource":"arn:aws:logs:us-east-1:111122223333:log-group:g:*"}]}"""));
        assertThat(service.answer(() -> logs.createLogStream(r -> r.logGroupName("g").logStreamName("s")))).isNotNull();
        assertThatExceptionOfType(CloudWatchLogsException.class)
                .isThrownBy(() -> logs.putResourcePolicy(r -> r.policyName("q").policyDocument("no policy")));
    }

    @Test
    void everythingIsThereAfterARestart() {
        try (SandboxState first = SandboxState.open(folder)) {
            SandboxLogs before = logs(first);
            before.createLogGroup(r -> r.logGroupName("g"));
            before.createLogStream(r -> r.logGroupName("g").logStreamName("s"));
            before.putLogEvents(r -> r.logGroupName("g").logStreamName("s")
                    .logEvents(event(NOW - 1, "a"), event(NOW - 1, "b")));
        }
        try (SandboxState second = SandboxState.open(folder)) {
            SandboxLogs after = logs(second);
            after.putLogEvents(r -> r.logGroupName("g").logStreamName("s").logEvents(event(NOW - 1, "c")));
            assertThat(after.filterLogEvents(r -> r.logGroupName("g")).events())
                    .extracting(FilteredLogEvent::message)
                    .containsExactly("a", "b", "c");
        }
    }
}
