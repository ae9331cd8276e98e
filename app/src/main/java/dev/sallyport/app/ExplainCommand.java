package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.firewall.AclNow;
import dev.sallyport.core.firewall.RequestTrail;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.firewall.SavedAcls;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogGroupInfo;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogInput;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.proposal.LiveRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: why one request was allowed, counted or blocked, and its way through the logs. */
@Command(name = "explain", description = "Why a request was allowed, counted or blocked, and where it went.")
final class ExplainCommand implements Callable<Integer> {
    /** Where CloudFront's standard logs go when CloudWatch Logs takes them. */
    private static final String ACCESS_LOGS = "/aws/vendedlogs/cloudfront/";

    /** Of the account's logs, where no other time is asked for. */
    private static final Duration DEFAULT_SINCE = Duration.ofHours(24);

    private final Sallyport root;

    @Parameters(paramLabel = "REQUEST_ID", description = "x-edge-request-id, which is the web ACL's requestId too.")
    String requestId = "";

    @Option(
            names = "--log",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Logs: s3://BUCKET/PREFIX or files; without any, the last 24h of the account's.")
    List<String> logs = List.of();

    @Option(
            names = "--acl",
            paramLabel = "ACL.json",
            description = "With --log: the web ACL, as get-web-acl prints it, to tell rule by rule.")
    @Nullable Path acl;

    @Option(names = "--set", arity = "1..*", paramLabel = "FILE", description = "With --acl: what get-ip-set and the like print.")
    List<Path> sets = List.of();

    @Mixin
    LogOptions reading = new LogOptions();

    @Mixin
    UnmaskOptions unmasking = new UnmaskOptions();

    ExplainCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(
            @JsonUnwrapped RuleExplanation explanation,
            long records,
            long rejected,
            List<String> warnings,
            @Nullable List<String> sources) {}

    @Override
    public Integer call() {
        if ((acl != null && logs.isEmpty()) || (acl == null && !sets.isEmpty())) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    acl == null ? "explain takes --set only with --acl." : "explain takes --acl only with --log.",
                    acl == null ? "Name the web ACL with --acl." : "Go without: the account's own web ACL is read.");
        }
        List<String> subjects = Stream.concat(Stream.of(requestId), logs.stream()).toList();
        Masking masking = unmasking.masking(root, "explain", subjects);
        try (LogStore store = LogStore.open(root.home())) {
            return logs.isEmpty()
                    ? ofAccount(store, masking)
                    : answer(
                            store,
                            masking,
                            reading.open(root, logs),
                            null,
                            List.of(),
                            acl == null ? AclNow.Source.NONE : AclNow.saved(SavedAcls.acl(acl), SavedAcls.sets(sets)));
        }
    }

    /** Explains by what the input holds; closes it when the store has no more use for it. */
    private int answer(
            LogStore store,
            Masking masking,
            LogInput input,
            @Nullable List<String> sources,
            List<String> gaps,
            AclNow.Source acls) {
        try (input) {
            store.load(input, Progress.NONE);
            return answer(store, masking, sources, gaps, acls);
        }
    }

    /** The gaps are of logs that could not be found, beside those of logs that were read. */
    private int answer(
            LogStore store, Masking masking, @Nullable List<String> sources, List<String> gaps, AclNow.Source acls) {
        LoadReport read = store.report();
        List<String> warnings = new ArrayList<>(gaps);
        warnings.addAll(read.warnings());
        RuleExplanation found = RequestTrail.find(store, requestId, masking, acls).orElseGet(() -> missed(warnings));
        if (root.options.json) {
            root.terminal.json(new Document(found, read.total(), read.rejected(), warnings, sources));
        } else {
            print(found);
            if (sources != null) {
                root.terminal.line("  from  " + String.join(", ", sources));
            }
            warnings.forEach(root.terminal::say);
        }
        return warnings.isEmpty() ? 0 : 1;
    }

    /** Where the logs were read whole the request is not there; else that is not known. */
    private RuleExplanation missed(List<String> warnings) {
        if (warnings.isEmpty()) {
            throw SallyportException.refused(
                    "SP-NOT-FOUND",
                    "No log has the request " + requestId + ".",
                    logs.isEmpty() ? "Look further back with --since, or name log files." : "Name other log files.");
        }
        return RuleExplanation.unknown(requestId);
    }

    /** From where the web ACLs log, and from the groups of standard logs. */
    private int ofAccount(LogStore store, Masking masking) {
        TimeSpan span = reading.span(DEFAULT_SINCE);
        try (Session session = root.openSession()) {
            LogGroups groups = new LogGroups(session.clients());
            List<LogPlace> places = new ArrayList<>();
            List<S3Place> buckets = new ArrayList<>();
            List<WebAcls.Summary> acls = new WebAcls(session.clients()).list();
            List<String> gaps = acls.stream().flatMap(acl -> acl.warnings().stream()).distinct().toList();
            for (WebAcls.Summary acl : acls) {
                if (acl.logGroup() != null) {
                    places.add(new LogPlace(EdgeRegion.NAME, acl.logGroup()));
                }
                acl.logBucket().ifPresent(buckets::add);
            }
            groups.list(List.of(EdgeRegion.NAME), ACCESS_LOGS).groups().stream()
                    .map(LogGroupInfo::place)
                    .forEach(places::add);
            // Several web ACLs may log to one group.
            List<LogPlace> each = places.stream().distinct().toList();
            each.forEach(place -> groups.load(store, place, span));
            List<String> sources = new ArrayList<>(each.stream().map(LogPlace::group).toList());
            buckets.forEach(bucket -> sources.add(bucket.toString()));
            LiveRules rules = new LiveRules(session.clients());
            return buckets.isEmpty()
                    ? answer(store, masking, sources, gaps, rules)
                    : answer(store, masking, reading.objects(root, session, buckets, span), sources, gaps, rules);
        }
    }

    private void print(RuleExplanation found) {
        String where = found.endedBy();
        root.terminal.line(found.requestId() + ": " + found.action().name() + (where.isEmpty() ? "" : " by " + where)
                + " (" + found.tier().word() + ")");
        found.trailLines().forEach(line -> root.terminal.line("  " + line));
        for (RuleExplanation.Matched matched : found.matched()) {
            List<String> lines = matched.lines();
            root.terminal.line("  matched  " + matched.action().name() + "  " + lines.getFirst());
            lines.subList(1, lines.size()).forEach(detail -> root.terminal.line("    " + detail));
        }
        found.ruleLines().forEach(line -> root.terminal.line("  " + line));
        if (!found.labels().isEmpty()) {
            root.terminal.line("  labels  " + String.join(", ", found.labels()));
        }
    }
}
