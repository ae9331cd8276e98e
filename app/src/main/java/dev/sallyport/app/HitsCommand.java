package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.firewall.AclHits;
import dev.sallyport.core.firewall.OwnRecords;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogInput;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.log.ValueCount;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hits}: what the rules of a web ACL met, from files or from a web ACL's metrics, sample or log. */
@Command(name = "hits", description = "Rule hits, from WAF logs in files or S3, or from a web ACL's metrics, sample or log.")
final class HitsCommand implements Callable<Integer> {
    private static final Duration DEFAULT_SINCE = Duration.ofHours(3);

    private final Sallyport root;

    @Option(
            names = "--log",
            arity = "1..*",
            paramLabel = "FILE",
            description = "WAF logs: s3://BUCKET/PREFIX or files (plain, .gz, .zst, .zip or Parquet).")
    List<String> logs = List.of();

    @Option(
            names = "--acl",
            paramLabel = "NAME",
            description = "A web ACL of the account; its last 3h, unless --since is given.")
    @Nullable String acl;

    @Mixin
    LogOptions reading = new LogOptions();

    @Option(names = "--by", defaultValue = "rule", description = "rule, action, ip, country, uri, label or group")
    RuleHits.By by = RuleHits.By.RULE;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "metrics, sample or logs of the web ACL; left out, the cheapest of them that answers.")
    AclHits.@Nullable Source source;

    @Mixin
    AcrossAccounts across = new AcrossAccounts();

    HitsCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(
            String by,
            List<ValueCount> rows,
            long records,
            long rejected,
            List<String> warnings,
            @Nullable String source,
            @Nullable List<String> notes) {}

    @Override
    public Integer call() {
        if (logs.isEmpty() == (acl == null)) {
            throw SallyportException.badInput(
                    "SP-USAGE", "hits needs either --log or --acl.", "Name WAF log files, or a web ACL.");
        }
        if (across.isAsked(root)) {
            return ofAccounts();
        }
        if (acl == null) {
            if (source != null) {
                throw SallyportException.badInput(
                        "SP-USAGE", "--source is for --acl; --log names a log.", "Leave one of them out.");
            }
            RuleHits counted = counted(reading.open(root, logs));
            print(counted, null, List.of(), counted.warnings());
            return counted.warnings().isEmpty() ? 0 : 1;
        }
        try (Session session = root.openSession()) {
            AclHits counted = ofAcl(acl, session);
            print(counted.hits(), counted.source(), counted.notes(), counted.warnings());
            return counted.hits().warnings().isEmpty() ? 0 : 1;
        }
    }

    /** Counts what the input holds; closes it when the store has no more use for it. */
    private RuleHits counted(LogInput input) {
        try (LogStore store = LogStore.open(root.home());
                input) {
            store.load(input, Progress.NONE);
            return RuleHits.count(store, by, null);
        }
    }

    private AclHits ofAcl(String name, Session session) {
        TimeSpan span = reading.span(DEFAULT_SINCE);
        WebAcls.Summary found = new WebAcls(session.clients()).find(name);
        return AclHits.count(session.clients(), found, by, span, source, logged -> ofLog(logged, session, span));
    }

    private AclHits ofLog(WebAcls.Summary found, Session session, TimeSpan span) {
        if (found.logGroup() == null) {
            S3Place bucket = found.logBucket().orElseThrow(() -> notLogged(found));
            // The place in a bucket has the name of the web ACL, so that no other one writes there.
            RuleHits hits = counted(reading.objects(root, session, List.of(bucket), span));
            return new AclHits(hits, bucket.toString(), List.of());
        }
        try (LogStore store = LogStore.open(root.home())) {
            LogPlace place = new LogPlace(found.named().region(), found.logGroup());
            new LogGroups(session.clients()).load(store, place, span);
            return OwnRecords.hits(store, found.named(), by, found.logGroup());
        }
    }

    /** A row of several accounts, which need not have the same source. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Sourced(@Nullable Object value, long count, String source) {}

    /** Of several accounts; each row has its own. */
    private record AcrossDocument(
            String by, List<ObjectNode> rows, long records, long rejected, List<String> warnings) {}

    private int ofAccounts() {
        if (acl == null) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--profiles asks the accounts for a web ACL's hits.", "Name the web ACL with --acl.");
        }
        String name = acl;
        AcrossAccounts.Answers<AclHits> answers = across.ask(root, session -> ofAcl(name, session));
        if (root.options.json) {
            root.terminal.json(new AcrossDocument(
                    by.name().toLowerCase(Locale.ROOT),
                    AcrossAccounts.rows(answers, HitsCommand::sourced),
                    answers.answered().stream().mapToLong(one -> one.answer().hits().records()).sum(),
                    answers.answered().stream().mapToLong(one -> one.answer().hits().rejected()).sum(),
                    AcrossAccounts.warnings(answers, HitsCommand::said)));
        } else {
            answers.answered().forEach(one -> {
                root.terminal.line(one.profile() + "  " + one.account());
                AclHits counted = one.answer();
                print(counted.hits(), counted.source(), counted.notes(), counted.warnings());
            });
            answers.warnings().forEach(root.terminal::say);
        }
        return answers.answered().stream().allMatch(one -> one.answer().hits().warnings().isEmpty()) ? 0 : 1;
    }

    static List<Sourced> sourced(AclHits counted) {
        return counted.hits().rows().stream()
                .map(row -> new Sourced(row.value(), row.count(), counted.source()))
                .toList();
    }

    /** Notes have no place of their own beside rows of several accounts. */
    static List<String> said(AclHits counted) {
        return Stream.concat(counted.notes().stream(), counted.warnings().stream()).toList();
    }

    private static SallyportException notLogged(WebAcls.Summary acl) {
        return acl.logDestination() == null
                ? SallyportException.refused(
                        "SP-NOT-LOGGED",
                        "The web ACL " + acl.name() + " does not log.",
                        "Switch its logging on, or give logs with --log.")
                : SallyportException.refused(
                        "SP-NOT-LOGGED",
                        "The web ACL " + acl.name() + " logs to " + acl.logDestination()
                                + ", and where that delivers is not asked here.",
                        "Give the place in S3 that it delivers to with --log s3://BUCKET/PREFIX.");
    }

    private void print(RuleHits hits, @Nullable String from, List<String> notes, List<String> warnings) {
        String word = hits.by().name().toLowerCase(Locale.ROOT);
        if (root.options.json) {
            root.terminal.json(new Document(
                    word,
                    hits.rows(),
                    hits.records(),
                    hits.rejected(),
                    warnings,
                    from,
                    notes.isEmpty() ? null : notes));
            return;
        }
        root.terminal.table(
                List.of(word, "requests"),
                hits.rows().stream()
                        .map(row -> List.of(Objects.toString(row.value(), "–"), Long.toString(row.count())))
                        .toList());
        if (from != null) {
            root.terminal.line("from " + from);
        }
        notes.forEach(root.terminal::say);
        warnings.forEach(root.terminal::say);
        root.terminal.say(notes.isEmpty() || hits.rejected() > 0
                ? hits.records() + " records, " + hits.rejected() + " rejected"
                : hits.records() + " requests");
    }
}
