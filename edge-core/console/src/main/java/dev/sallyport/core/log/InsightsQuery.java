package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;

/**
 * A question that CloudWatch Logs Insights answers where the log groups are, so that only the answer comes here.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">Query syntax</a>
 */
public final class InsightsQuery {
    /** The most rows of an answer (CloudWatch Logs API Reference, StartQuery). */
    private static final int MOST_ROWS = 10_000;

    /** Insights ends a query after an hour (CloudWatch Logs User Guide, "Service quotas"). */
    private static final Duration PATIENCE = Duration.ofMinutes(61);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private static final Set<QueryStatus> UNDER_WAY =
            Set.of(QueryStatus.SCHEDULED, QueryStatus.RUNNING, QueryStatus.UNKNOWN);

    private final AwsClients clients;
    private final List<LogPlace> places;
    private final TimeSpan span;
    private final CloudWatchLogsClient logs;

    /**
     * A question to groups of one Region. No call is made yet.
     *
     * @param span has a beginning; whole seconds
     */
    public InsightsQuery(AwsClients clients, List<LogPlace> places, TimeSpan span) {
        this.clients = clients;
        this.places = List.copyOf(places);
        this.span = new TimeSpan(span.since(), Objects.requireNonNullElseGet(span.until(), Instant::now));
        this.logs = clients.logs(places.getFirst().region());
    }

    /**
     * How much a question will read: what the groups received in that time, by their metric IncomingBytes; where there is
     * none, all that they store.
     */
    public Asked size() {
        return AwsErrors.translating(() ->
                asked(places.stream().mapToLong(place -> size(place)).sum()));
    }

    private static Asked asked(long bytes) {
        return Asked.of("insights", bytes);
    }

    private long size(LogPlace place) {
        long received = 0;
        try {
            Duration length = Duration.between(since(), until());
            // At most 1,440 points come at a time, each of whole minutes.
            int period = Math.clamp(Math.ceilDiv(length.toSeconds(), 1_440 * 60) * 60, 60, 86_400);
            received = (long) clients.cloudWatch(place.region())
                    .getMetricStatistics(request -> request.namespace("AWS/Logs")
                            .metricName("IncomingBytes")
                            .dimensions(Dimension.builder().name("LogGroupName").value(place.group()).build())
                            .startTime(since())
                            .endTime(until())
                            .period(period)
                            .statistics(Statistic.SUM))
                    .datapoints()
                    .stream()
                    .mapToDouble(point -> point.sum() == null ? 0 : point.sum())
                    .sum();
        } catch (CloudWatchException notAllowed) {
            received = 0;
        }
        return received > 0 ? received : stored(place.group());
    }

    private long stored(String group) {
        return logs.describeLogGroupsPaginator(request -> request.logGroupNamePrefix(group)).logGroups().stream()
                .filter(one -> group.equals(one.logGroupName()))
                .map(LogGroup::storedBytes)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private Instant since() {
        return Objects.requireNonNull(span.since());
    }

    private Instant until() {
        return Objects.requireNonNull(span.until());
    }

    /**
     * Counts per value of a field.
     *
     * @param by a column of the view of the groups' kind
     * @param limit most rows, 0 for as many as Insights gives
     * @param scanned gets the bytes that Insights has read so far, now and then
     * @throws SallyportException {@code SP-LOG-FIELD}, {@code SP-INSIGHTS} where Insights fails, or what AWS refused
     */
    public RemoteAnswer counts(String by, int limit, LongConsumer scanned) {
        Set<LogKind> kinds =
                places.stream().map(place -> InsightsFields.kind(place.group())).collect(Collectors.toSet());
        if (kinds.size() > 1) {
            throw SallyportException.badInput(
                    "SP-INSIGHTS", "These groups hold logs of several kinds.", "Ask those of one kind at a time.");
        }
        String field = InsightsFields.of(kinds.iterator().next(), by);
        int rows = limit == 0 ? MOST_ROWS : Math.min(limit, MOST_ROWS);
        GetQueryResultsResponse answer = ask(
                "stats count(*) as requests by `" + field + "` | sort requests desc | limit " + rows, rows, scanned);
        List<ValueCount> counts = new ArrayList<>();
        for (List<ResultField> row : answer.results()) {
            Map<String, String> values = values(row);
            counts.add(new ValueCount(
                    values.get(field), (long) Double.parseDouble(values.getOrDefault("requests", "0"))));
        }
        counts.sort(Comparator.comparingLong(ValueCount::count)
                .reversed()
                .thenComparing(one -> (String) one.value(), Comparator.nullsLast(Comparator.naturalOrder())));
        List<String> warnings = new ArrayList<>();
        long without = counts.stream().filter(one -> one.value() == null).mapToLong(ValueCount::count).sum();
        if (without > 0 && InsightsFields.isInEveryRecord(field)) {
            warnings.add("In " + LoadReport.count(without, "record") + " Insights found no field " + field
                    + ": it reads JSON alone, and the first 200 fields of a record.");
        }
        if (counts.size() == MOST_ROWS) {
            warnings.add("Insights gives no more than " + MOST_ROWS + " rows.");
        }
        return answer(answer, counts.stream().map(ValueCount::row).toList(), warnings);
    }

    /**
     * The latest records.
     *
     * @param store an empty one that takes them
     * @param masking of the rows
     * @param limit most rows, 0 for as many as Insights gives
     * @param scanned gets the bytes that Insights has read so far, now and then
     * @throws SallyportException {@code SP-INSIGHTS} where Insights fails, or what AWS refused
     */
    public RemoteAnswer records(LogStore store, Masking masking, int limit, LongConsumer scanned) {
        int rows = limit == 0 ? MOST_ROWS : Math.min(limit, MOST_ROWS);
        GetQueryResultsResponse answer = ask(
                "fields @timestamp, @message, @log, @logStream | sort @timestamp desc | limit " + rows, rows, scanned);
        Map<String, List<LogEvent>> events = new LinkedHashMap<>();
        for (List<ResultField> row : answer.results()) {
            Map<String, String> values = values(row);
            String group = values.getOrDefault("@log", "").replaceFirst("^\\d+:", "");
            events.computeIfAbsent(group, one -> new ArrayList<>()).add(new LogEvent(
                    LocalDateTime.parse(values.getOrDefault("@timestamp", ""), TIME).toInstant(ZoneOffset.UTC),
                    places.getFirst().region(),
                    group,
                    values.getOrDefault("@logStream", ""),
                    values.getOrDefault("@message", "")));
        }
        events.forEach(store::load);
        LogResult read = store.query(LogQuery.first(rows), masking);
        return answer(answer, read.rows(), read.warnings());
    }

    private static RemoteAnswer answer(
            GetQueryResultsResponse answer, List<Map<String, @Nullable Object>> rows, List<String> warnings) {
        long scanned = number(answer.statistics().recordsScanned());
        long matched = number(answer.statistics().recordsMatched());
        return new RemoteAnswer(
                new LogResult(rows, scanned, matched, 0, warnings),
                true,
                asked(number(answer.statistics().bytesScanned())));
    }

    private static long number(@Nullable Double statistic) {
        return statistic == null ? 0 : statistic.longValue();
    }

    private static Map<String, String> values(List<ResultField> row) {
        Map<String, String> values = new LinkedHashMap<>();
        row.forEach(one -> values.put(one.field().replace("`", ""), one.value()));
        return values;
    }

    private GetQueryResultsResponse ask(String query, int rows, LongConsumer scanned) {
        return AwsErrors.translating(() -> {
            String id = logs.startQuery(request -> request.logGroupNames(
                                    places.stream().map(LogPlace::group).toList())
                            .startTime(since().getEpochSecond())
                            .endTime(until().minusMillis(1).getEpochSecond())
                            .queryString(query)
                            .limit(rows))
                    .queryId();
            boolean ended = false;
            try {
                GetQueryResultsResponse answer = ended(id, scanned);
                ended = true;
                return answer;
            } finally {
                if (!ended) {
                    stop(id);
                }
            }
        });
    }

    private GetQueryResultsResponse ended(String id, LongConsumer scanned) {
        GetQueryResultsResponse[] last = new GetQueryResultsResponse[1];
        try {
            Pace.ofQuestions().until(PATIENCE, () -> {
                last[0] = logs.getQueryResults(request -> request.queryId(id));
                scanned.accept(number(last[0].statistics().bytesScanned()));
                return !UNDER_WAY.contains(last[0].status());
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        }
        if (last[0].status() != QueryStatus.COMPLETE) {
            throw SallyportException.unavailable(
                    "SP-INSIGHTS",
                    "Insights did not answer: the query is " + last[0].statusAsString() + ".",
                    "Ask for less time with --since and --until.");
        }
        return last[0];
    }

    /** What nobody waits for is not read to its end, which would be charged. */
    private void stop(String id) {
        boolean interrupted = Thread.interrupted();
        try {
            logs.stopQuery(request -> request.queryId(id));
        } catch (RuntimeException endedMeanwhile) {
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
