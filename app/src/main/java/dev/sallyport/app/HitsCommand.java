package dev.sallyport.app;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.log.ValueCount;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hits}: what the rules of a web ACL met, from files or from the web ACL's own log group. */
@Command(name = "hits", description = "Rule hits, from WAF log files or from a web ACL's log group.")
final class HitsCommand implements Callable<Integer> {
    private static final Duration DEFAULT_SINCE = Duration.ofHours(3);

    private final Sallyport root;

    @Option(names = "--log", arity = "1..*", paramLabel = "FILE", description = "WAF logs, plain or .gz.")
    List<Path> files = List.of();

    @Option(names = "--acl", paramLabel = "NAME", description = "A web ACL of the account.")
    @Nullable String acl;

    @Option(names = "--since", paramLabel = "3h", description = "Only requests of the last 30m, 3h, 2d; files: all.")
    @Nullable Duration since;

    @Option(names = "--by", defaultValue = "rule", description = "rule, action, ip, country, uri, label or group")
    RuleHits.By by = RuleHits.By.RULE;

    HitsCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(String by, List<ValueCount> rows, long records, long rejected, List<String> warnings) {}

    @Override
    public Integer call() {
        if (files.isEmpty() == (acl == null)) {
            throw SallyportException.badInput(
                    "SP-USAGE", "hits needs either --log or --acl.", "Name WAF log files, or a web ACL.");
        }
        Duration back = since;
        try (LogStore store = LogStore.open(root.home())) {
            if (acl == null) {
                store.load(files, Progress.NONE);
            } else {
                load(acl, store, Objects.requireNonNullElse(back, DEFAULT_SINCE));
            }
            RuleHits hits = RuleHits.count(store, by, back == null ? null : Instant.now().minus(back));
            print(hits);
            return hits.warnings().isEmpty() ? 0 : 1;
        }
    }

    private void load(String name, LogStore store, Duration back) {
        try (Session session = root.openSession()) {
            WebAcls.Summary found = new WebAcls(session.clients()).find(name);
            if (found.logGroup() == null) {
                throw SallyportException.refused(
                        "SP-NOT-LOGGED",
                        "The web ACL " + found.name() + " does not log to CloudWatch Logs.",
                        "Switch its logging on, or give log files with --log.");
            }
            LogPlace place = new LogPlace(EdgeRegion.NAME, found.logGroup());
            new LogGroups(session.clients()).load(store, place, Instant.now().minus(back), null);
        }
    }

    private void print(RuleHits hits) {
        String word = hits.by().name().toLowerCase(Locale.ROOT);
        if (root.options.json) {
            root.terminal.json(new Document(word, hits.rows(), hits.records(), hits.rejected(), hits.warnings()));
            return;
        }
        root.terminal.table(
                List.of(word, "requests"),
                hits.rows().stream()
                        .map(row -> List.of(Objects.toString(row.value(), "–"), Long.toString(row.count())))
                        .toList());
        hits.warnings().forEach(root.terminal::say);
        root.terminal.say(hits.records() + " records, " + hits.rejected() + " rejected");
    }
}
