package dev.sallyport.app;

import dev.sallyport.core.account.Session;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.shield.ShieldWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attacks}: Shield protections, attacks, statistics. */
@Command(name = "attacks", description = "Shield protections, attacks, statistics.")
final class AttacksCommand implements Callable<Integer> {
    private final Sallyport root;

    @Option(names = "--since", paramLabel = "30d", defaultValue = "30d", description = "Attacks of the last 12h, 30d.")
    Duration since = Duration.ofDays(30);

    AttacksCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Instant from = Instant.now().minus(since);
        try (Session session = root.openSession()) {
            ShieldReport report = new ShieldWatch(session.clients()).report(from);
            if (root.options.json) {
                root.terminal.json(report);
                return 0;
            }
            root.terminal.line("Shield Advanced: " + report.subscription());
            root.terminal.table(
                    List.of("distribution", "domain", "protected"),
                    report.coverage().stream()
                            .map(each -> List.of(
                                    each.distributionId(),
                                    each.domainName(),
                                    each.protection() == null ? "no" : "yes"))
                            .toList());
            root.terminal.table(
                    List.of("attack", "start", "end", "vectors"),
                    report.attacks().stream()
                            .map(attack -> List.of(
                                    attack.id(),
                                    attack.start().toString(),
                                    attack.end() == null ? "under way" : attack.end().toString(),
                                    String.join(", ", attack.vectors())))
                            .toList());
            return 0;
        }
    }
}
