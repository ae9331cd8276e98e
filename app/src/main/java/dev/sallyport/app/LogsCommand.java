package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.log.AthenaQuery;
import dev.sallyport.core.log.InsightsQuery;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogInput;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogQuery;
import dev.sallyport.core.log.LogResult;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.MaskedColumns;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.log.RejectedLine;
import dev.sallyport.core.masking.Masking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs SOURCE…}: reads files or log groups and answers questions about them. */
@Command(
        name = "logs",
        description = "Reads WAF, CloudFront and Lambda@Edge logs from files, S3 or log groups.",
        subcommands = LogsTailCommand.class)
final class LogsCommand implements Callable<Integer> {
    /** Of log groups, where no other time is asked for. */
    private static final Duration DEFAULT_SINCE = Duration.ofHours(24);

    private final Sallyport root;

    @Parameters(
            arity = "0..*",
            paramLabel = "SOURCE",
            description = "s3://BUCKET/PREFIX, files (plain, .gz, .zst, .zip or Parquet), folders, patterns, log"
                    + " groups (their last 24h, unless --since is given), or - for standard input.")
    List<String> sources = List.of();

    @Option(names = "--where", paramLabel = "SQL", description = "A condition over the view's columns.")
    @Nullable String where;

    @Option(names = "--by", paramLabel = "FIELD", description = "Count per value of this field.")
    @Nullable String by;

    @Option(names = "--sql", paramLabel = "SQL", description = "One SELECT over the views waf, cloudfront, edge.")
    @Nullable String sql;

    @Option(names = "--rejected", description = "List the lines that were not read, with place and reason.")
    boolean rejected;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N rows; 0 for all.")
    int limit;

    @Option(
            names = "--insights",
            description = "Ask CloudWatch Logs Insights where the groups are, for --by or the latest records.")
    boolean insights;

    @Option(
            names = "--athena",
            description = "Ask Athena where the objects are, for --by or the latest records. It keeps a table for each"
                    + " folder of logs in the database sallyport.")
    boolean athena;

    @Option(
            names = "--results",
            paramLabel = "S3",
            description = "Where Athena may put results, where its workgroup has no place for them.")
    @Nullable String results;

    @Option(
            names = "--workgroup",
            paramLabel = "NAME",
            defaultValue = "primary",
            description = "The workgroup of Athena; primary unless given.")
    String workGroup = "primary";

    @Mixin
    LogOptions reading = new LogOptions();

    @Mixin
    UnmaskOptions unmasking = new UnmaskOptions();

    LogsCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (sources.isEmpty()) {
            throw SallyportException.badInput("SP-USAGE", "logs needs a file or a log group.", "Name one.");
        }
        if (limit < 0) {
            throw SallyportException.badInput("SP-USAGE", "--limit is 0 or more.", "Give 0 for all rows.");
        }
        if (sql != null && (where != null || by != null)) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--sql stands alone.", "Put the condition and the grouping into the SELECT.");
        }
        if (rejected && (sql != null || where != null || by != null)) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--rejected stands alone.", "Ask for the records in a command of their own.");
        }
        if (insights && athena) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--insights asks log groups, --athena objects in S3.", "Give one of them.");
        }
        Masking masking = unmasking.masking(root, "logs", sources);
        if (insights) {
            return askInsights(masking);
        }
        if (athena) {
            return askAthena(masking);
        }
        List<String> groups = sources.stream().filter(source -> !isObjectOrFile(source)).toList();
        List<String> others = sources.stream().filter(LogsCommand::isObjectOrFile).toList();
        try (LogInput input = reading.open(root, others);
                LogStore store = LogStore.open(root.home())) {
            if (!groups.isEmpty()) {
                load(store, groups);
            }
            if (!others.isEmpty()) {
                store.load(input, Progress.NONE);
            }
            if (rejected) {
                return listRejected(store, masking);
            }
            LogResult result = store.query(new LogQuery(null, where, by, sql, limit), masking);
            sayMasked(masking);
            if (root.options.json) {
                root.terminal.json(result);
            } else {
                print(root, result);
            }
            return result.warnings().isEmpty() ? 0 : 1;
        }
    }

    /** A condition in SQL of the user's own sees what its answer shows; nothing is to be counted short in silence. */
    private void sayMasked(Masking masking) {
        Set<String> columns = sql == null ? Set.of() : MaskedColumns.named(sql);
        if (masking.isOn() && !columns.isEmpty()) {
            root.terminal.say("--sql sees " + String.join(", ", columns) + " masked, in conditions too; --where sees"
                    + " values as they were logged, and so does --sql with --unmask --reason");
        }
    }

    /** Asks where the groups are, once it is said how much that reads there, and accepted. */
    private int askInsights(Masking masking) {
        if (where != null || sql != null || rejected || sources.stream().anyMatch(LogsCommand::isObjectOrFile)) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "--insights asks log groups, for --by or for the latest records.",
                    "Leave out --insights, or what it cannot answer.");
        }
        try (Session session = root.openSession();
                LogStore store = LogStore.open(root.home())) {
            LogGroups groups = new LogGroups(session.clients());
            List<LogPlace> places = sources.stream().map(group -> place(groups, session, group)).toList();
            InsightsQuery query = new InsightsQuery(session.clients(), places, reading.span(DEFAULT_SINCE));
            return new RemoteQuestion(root, "Insights", reading.yes).ask(query.size(), scanned ->
                    by == null
                            ? query.records(store, masking, limit, scanned)
                            : query.counts(by, limit, scanned).masked(masking, by));
        }
    }

    /** Asks where the objects are, once it is said how much that reads there, and accepted. */
    private int askAthena(Masking masking) {
        if (sql != null || rejected || !sources.stream().allMatch(S3Place::names)) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "--athena asks s3://BUCKET/PREFIX, for --by or for the latest records.",
                    "Leave out --athena, or what it cannot answer.");
        }
        if (results != null && !S3Place.names(results)) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--results is no place in S3.", "Write it as s3://BUCKET/PREFIX.");
        }
        try (Session session = root.openSession()) {
            List<S3Place> places = sources.stream().map(S3Place::of).distinct().toList();
            List<String> left = new ArrayList<>();
            AthenaQuery query = AthenaQuery.of(
                    session.clients(), places, reading.span(null), workGroup, results, said -> {
                        left.add(said);
                        root.terminal.say(said);
                    });
            // It makes tables where there are none yet, and objects with the results.
            new Confirmation(root.terminal, session, reading.yes)
                    .requireOnProduction("Make Athena's tables and results by the workgroup " + workGroup + "?", workGroup);
            return new RemoteQuestion(root, "Athena", reading.yes).ask(query.size(), scanned -> root.onRecord(session)
                    .doing("logs.athena", String.join(" ", sources), Map.of("workgroup", workGroup), found -> {
                        try {
                            return by == null
                                    ? query.records(where, limit, scanned)
                                    : query.counts(by, where, limit, scanned);
                        } finally {
                            found.put("left", String.join("; ", left));
                        }
                    })
                    .masked(masking, by));
        }
    }

    private int listRejected(LogStore store, Masking masking) {
        LoadReport report = store.report();
        List<RejectedLine> lines = store.rejected(limit == 0 ? Integer.MAX_VALUE : limit, masking);
        if (root.options.json) {
            root.terminal.json(new RejectedLines(lines, report.total(), report.rejected(), report.warnings()));
        } else {
            root.terminal.table(
                    List.of("source", "line", "reason", "text"),
                    lines.stream()
                            .map(line -> List.of(
                                    line.source(), String.valueOf(line.number()), line.reason(), cell(line.text())))
                            .toList());
            report.warnings().forEach(root.terminal::say);
            root.terminal.say(report.total() + " records, " + report.rejected() + " rejected");
        }
        return report.warnings().isEmpty() ? 0 : 1;
    }

    private record RejectedLines(List<RejectedLine> rejected, long records, long count, List<String> warnings) {}

    /** Whether it is no log group: none has a wildcard in its name. */
    private static boolean isObjectOrFile(String source) {
        return S3Place.names(source)
                || source.equals("-")
                || Files.exists(Path.of(source))
                || source.contains("*")
                || source.contains("?");
    }

    /**
     * Loads log groups of the session's Region.
     *
     * @throws SallyportException {@code SP-FILE} when the account has no such group
     */
    private void load(LogStore store, List<String> groups) {
        TimeSpan span = reading.span(DEFAULT_SINCE);
        try (Session session = root.openSession()) {
            LogGroups reader = new LogGroups(session.clients());
            for (String group : groups) {
                reader.load(store, place(reader, session, group), span);
            }
        }
    }

    private static LogPlace place(LogGroups reader, Session session, String group) {
        String region = session.clients().region();
        List<LogPlace> places = reader.find(List.of(region), group).orRefusal();
        if (places.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-FILE",
                    group + " is neither a file here nor a log group of the account in " + region + ".",
                    "Check the name, or give another --region.");
        }
        return places.getFirst();
    }

    static void print(Sallyport root, LogResult result) {
        printRows(root, result);
        root.terminal.say(result.records() + " records, " + result.matched() + " matched, " + result.rejected()
                + " rejected");
    }

    /** Prints the rows with the warnings, but no numbers of records. */
    static void printRows(Sallyport root, LogResult result) {
        if (!result.rows().isEmpty()) {
            List<String> columns = List.copyOf(result.rows().getFirst().keySet());
            root.terminal.table(
                    columns,
                    result.rows().stream().map(row -> cells(columns, row)).toList());
        }
        result.warnings().forEach(root.terminal::say);
    }

    private static List<String> cells(List<String> columns, Map<String, @Nullable Object> row) {
        return columns.stream()
                .map(column -> cell(Objects.toString(row.get(column), "–")))
                .toList();
    }

    private static String cell(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 60 ? line.substring(0, 59) + "…" : line;
    }
}
