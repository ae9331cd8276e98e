package dev.sallyport.core.sandbox.athena;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.Row;

/** The last hundred queries with their results, in memory. */
final class Executions {
    private static final int KEPT = 100;
    private static final int PAGE = 1000;

    /**
     * A query that has ended.
     *
     * @param outcome null where it gave no rows
     */
    record Ended(QueryExecution query, SelectRun.@Nullable Outcome outcome) {}

    private final Map<String, Ended> ended = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ended> eldest) {
            return size() > KEPT;
        }
    });

    void keep(Ended one) {
        ended.put(one.query().queryExecutionId(), one);
    }

    Ended get(@Nullable String id) {
        return Optional.ofNullable(id == null ? null : ended.get(id))
                .orElseThrow(() -> AthenaFaults.invalid("QueryExecution " + id + " was not found"));
    }

    /** A page of results; the first begins with the names of the columns. */
    static GetQueryResultsResponse page(SelectRun.@Nullable Outcome outcome, @Nullable String token,
            @Nullable Integer most) {
        if (outcome == null) {
            return GetQueryResultsResponse.builder()
                    .updateCount(0L)
                    .resultSet(set -> set.rows(List.of()).resultSetMetadata(about -> about.columnInfo(List.of())))
                    .build();
        }
        List<List<@Nullable String>> all = new ArrayList<>();
        all.add(new ArrayList<>(outcome.columns()));
        all.addAll(outcome.rows());
        int from = token == null ? 0 : Integer.parseInt(token);
        int to = Math.min(all.size(), from + (most == null ? PAGE : Math.min(most, PAGE)));
        List<ColumnInfo> columns = new ArrayList<>();
        for (int i = 0; i < outcome.columns().size(); i++) {
            columns.add(ColumnInfo.builder()
                    .catalogName("hive")
                    .schemaName("")
                    .tableName("")
                    .name(outcome.columns().get(i))
                    .label(outcome.columns().get(i))
                    .type(outcome.types().get(i))
                    .nullable("UNKNOWN")
                    .build());
        }
        List<Row> rows = all.subList(from, to).stream()
                .map(values -> Row.builder().data(values.stream().map(Executions::datum).toList()).build())
                .toList();
        return GetQueryResultsResponse.builder()
                .updateCount(0L)
                .resultSet(set -> set.rows(rows).resultSetMetadata(about -> about.columnInfo(columns)))
                .nextToken(to < all.size() ? String.valueOf(to) : null)
                .build();
    }

    private static Datum datum(@Nullable String value) {
        return Datum.builder().varCharValue(value).build();
    }

    /** The rows as Athena writes them to S3: every value in quotes, nothing for null. */
    static String csv(SelectRun.Outcome outcome) {
        StringBuilder csv = new StringBuilder(line(outcome.columns()));
        outcome.rows().forEach(row -> csv.append(line(row)));
        return csv.toString();
    }

    private static String line(List<? extends @Nullable String> values) {
        List<String> cells = new ArrayList<>();
        for (String value : values) {
            cells.add(value == null ? "" : '"' + value.replace("\"", "\"\"") + '"');
        }
        return String.join(",", cells) + "\n";
    }
}
