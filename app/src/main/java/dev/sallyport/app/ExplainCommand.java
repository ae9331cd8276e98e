package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.firewall.RequestTrail;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogGroupInfo;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: why one request was allowed, counted or blocked, and its way through the logs. */
@Command(name = "explain", description = "Why a request was allowed, counted or blocked, and where it went.")
final class ExplainCommand implements Callable<Integer> {
    /** Where CloudFront's standard logs go when CloudWatch Logs takes them. */
    private static final String ACCESS_LOGS = "/aws/vendedlogs/cloudfront/";

    private final Sallyport root;

    @Parameters(paramLabel = "REQUEST_ID", description = "x-edge-request-id, which is the web ACL's requestId too.")
    String requestId = "";

    @Option(names = "--log", arity = "1..*", paramLabel = "FILE", description = "Log files; without any, the account's groups.")
    List<Path> files = List.of();

    @Option(names = "--since", paramLabel = "3h", defaultValue = "24h", description = "How far back to read log groups.")
    Duration since = Duration.ofHours(24);

    ExplainCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(
            @JsonUnwrapped RuleExplanation explanation, long records, long rejected, List<String> warnings) {}

    @Override
    public Integer call() {
        try (LogStore store = LogStore.open(root.home())) {
            if (files.isEmpty()) {
                load(store, since);
            } else {
                store.load(files, Progress.NONE);
            }
            LoadReport read = store.report();
            RuleExplanation found = RequestTrail.find(store, requestId).orElseGet(() -> missed(read));
            if (root.options.json) {
                root.terminal.json(new Document(found, read.total(), read.rejected(), read.warnings()));
            } else {
                print(found);
                read.warnings().forEach(root.terminal::say);
            }
            return read.warnings().isEmpty() ? 0 : 1;
        }
    }

    /** Where the logs were read whole the request is not there; else that is not known. */
    private RuleExplanation missed(LoadReport read) {
        if (read.warnings().isEmpty()) {
            throw SallyportException.refused(
                    "SP-NOT-FOUND",
                    "No log has the request " + requestId + ".",
                    files.isEmpty() ? "Look further back with --since, or name log files." : "Name other log files.");
        }
        return RuleExplanation.unknown(requestId);
    }

    private void load(LogStore store, Duration back) {
        try (Session session = root.openSession()) {
            LogGroups groups = new LogGroups(session.clients());
            List<LogPlace> places = new ArrayList<>();
            for (WebAcls.Summary acl : new WebAcls(session.clients()).list()) {
                if (acl.logGroup() != null) {
                    places.add(new LogPlace(EdgeRegion.NAME, acl.logGroup()));
                }
            }
            groups.list(List.of(EdgeRegion.NAME), ACCESS_LOGS).groups().stream()
                    .map(LogGroupInfo::place)
                    .forEach(places::add);
            Instant from = Instant.now().minus(back);
            places.forEach(place -> groups.load(store, place, from, null));
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
        if (!found.labels().isEmpty()) {
            root.terminal.line("  labels  " + String.join(", ", found.labels()));
        }
    }
}
