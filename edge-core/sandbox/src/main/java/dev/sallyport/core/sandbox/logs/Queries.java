package dev.sallyport.core.sandbox.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryResponse;

/** Logs Insights: a query runs when it is started; the results of the last hundred are held in memory. */
final class Queries {
    private static final int KEPT = 100;
    private static final int DEFAULT_LIMIT = 10_000;
    private static final int MOST_FIELDS = 200;

    private final Groups groups;
    private final Streams streams;
    private final Events events;
    private final Map<String, GetQueryResultsResponse> finished =
            Collections.synchronizedMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, GetQueryResultsResponse> eldest) {
                    return size() > KEPT;
                }
            });

    Queries(Groups groups, Streams streams, Events events) {
        this.groups = groups;
        this.streams = streams;
        this.events = events;
    }

    /** The groups that a query names. */
    List<String> names(StartQueryRequest r) {
        List<String> names = new ArrayList<>();
        if (r.logGroupName() != null) {
            names.add(r.logGroupName());
        }
        if (r.hasLogGroupNames()) {
            names.addAll(r.logGroupNames());
        }
        if (r.hasLogGroupIdentifiers()) {
            r.logGroupIdentifiers().forEach(one -> names.add(LogsAccess.group(null, one)));
        }
        if (names.isEmpty()) {
            throw LogsFaults.invalid("At least one log group must be specified.");
        }
        return names;
    }

    StartQueryResponse start(StartQueryRequest r) {
        if (r.startTime() == null || r.endTime() == null || r.endTime() < r.startTime()) {
            throw LogsFaults.invalid("End time should not be before start time.");
        }
        Insights query = Insights.parse(LogsFaults.present(r.queryString(), "queryString"));
        int limit = LogsFaults.within(r.limit(), "limit", DEFAULT_LIMIT, DEFAULT_LIMIT);
        List<Map<String, String>> rows = new ArrayList<>();
        long bytes = 0;
        for (String name : names(r)) {
            LogGroup group = groups.get(name).group();
            for (LogStream stream : streams.of(name)) {
                List<KeptEvent> found =
                        events.between(group, stream.logStreamName(), millis(r.startTime()), millis(r.endTime() + 1));
                for (KeptEvent event : found) {
                    bytes += event.text().length();
                    rows.add(row(group, stream.logStreamName(), event));
                }
            }
        }
        Insights.Outcome outcome = query.run(rows, limit);
        double scannedBytes = bytes;
        String id = UUID.randomUUID().toString();
        finished.put(
                id,
                GetQueryResultsResponse.builder()
                        .status(QueryStatus.COMPLETE)
                        .queryLanguage("CWLI")
                        .results(outcome.rows().stream().map(Queries::result).toList())
                        .statistics(s -> s.recordsMatched((double) outcome.matched())
                                .recordsScanned((double) outcome.scanned())
                                .bytesScanned(scannedBytes))
                        .build());
        return StartQueryResponse.builder().queryId(id).build();
    }

    private static long millis(long seconds) {
        // Some callers give milliseconds; AWS takes both.
        return seconds > 100_000_000_000L ? seconds : TimeUnit.SECONDS.toMillis(seconds);
    }

    private Map<String, String> row(LogGroup group, String stream, KeptEvent event) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("@timestamp", InsightsStats.TIME.format(Instant.ofEpochMilli(event.at())));
        row.put("@message", event.text());
        row.put("@ingestionTime", InsightsStats.TIME.format(Instant.ofEpochMilli(event.in())));
        row.put("@logStream", stream);
        row.put("@log", Arn.fromString(group.arn()).accountId().orElseThrow() + ':' + group.logGroupName());
        row.put("@ptr", Base64.getEncoder()
                .encodeToString((group.logGroupName() + '\n' + event.id()).getBytes(StandardCharsets.UTF_8)));
        if (event.text().stripLeading().startsWith("{")) {
            try {
                flatten("", Json.MAPPER.readTree(event.text()), row);
            } catch (JsonProcessingException plainText) {
                return row;
            }
        }
        return row;
    }

    private static void flatten(String name, JsonNode node, Map<String, String> row) {
        if (row.size() >= MOST_FIELDS) {
            return;
        }
        if (node.isObject()) {
            node.properties().forEach(member -> flatten(
                    name.isEmpty() ? member.getKey() : name + '.' + member.getKey(), member.getValue(), row));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(name + '.' + i, node.get(i), row);
            }
        } else if (!node.isNull()) {
            row.putIfAbsent(name, node.isBoolean() ? (node.booleanValue() ? "1" : "0") : node.asText());
        }
    }

    private static List<ResultField> result(Map<String, String> row) {
        return row.entrySet().stream()
                .map(field -> ResultField.builder().field(field.getKey()).value(field.getValue()).build())
                .toList();
    }

    GetQueryResultsResponse results(@Nullable String id) {
        GetQueryResultsResponse results = finished.get(LogsFaults.present(id, "queryId"));
        if (results == null) {
            throw LogsFaults.missing("Query with ID " + id + " does not exist.");
        }
        return results;
    }

    StopQueryResponse stop(@Nullable String id) {
        results(id);
        throw LogsFaults.invalid("Query " + id + " is not in a Running or Scheduled state.");
    }
}
