package dev.sallyport.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.shield.ShieldWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attacks}: Shield protections, attacks, statistics. */
@Command(name = "attacks", description = "Shield protections, attacks, statistics.")
final class AttacksCommand implements Callable<Integer> {
    private final Sallyport root;

    @Option(names = "--since", paramLabel = "30d", defaultValue = "30d", description = "Attacks of the last 12h, 30d.")
    Duration since = Duration.ofDays(30);

    @Mixin
    AcrossAccounts across = new AcrossAccounts();

    AttacksCommand(Sallyport root) {
        this.root = root;
    }

    /** Of several accounts; each row has its own. */
    private record AcrossDocument(
            List<ObjectNode> subscriptions,
            List<ObjectNode> protections,
            List<ObjectNode> coverage,
            List<ObjectNode> attacks,
            List<String> warnings) {}

    @Override
    public Integer call() {
        Instant from = Instant.now().minus(since);
        if (across.isAsked(root)) {
            AcrossAccounts.Answers<ShieldReport> answers =
                    across.ask(root, session -> new ShieldWatch(session.clients()).report(from));
            if (root.options.json) {
                root.terminal.json(new AcrossDocument(
                        AcrossAccounts.rows(answers, report -> List.of(Map.of("subscription", report.subscription()))),
                        AcrossAccounts.rows(answers, ShieldReport::protections),
                        AcrossAccounts.rows(answers, ShieldReport::coverage),
                        AcrossAccounts.rows(answers, ShieldReport::attacks),
                        AcrossAccounts.warnings(answers, ShieldReport::warnings)));
            } else {
                answers.answered().forEach(one -> {
                    root.terminal.line(one.profile() + "  " + one.account());
                    print(one.answer());
                });
                answers.warnings().forEach(root.terminal::say);
            }
            return answers.answered().stream().allMatch(one -> one.answer().warnings().isEmpty()) ? 0 : 1;
        }
        try (Session session = root.openSession()) {
            ShieldReport report = new ShieldWatch(session.clients()).report(from);
            if (root.options.json) {
                root.terminal.json(report);
            } else {
                print(report);
            }
            return report.warnings().isEmpty() ? 0 : 1;
        }
    }

    private void print(ShieldReport report) {
        root.terminal.line("Shield Advanced: " + report.subscription());
        root.terminal.table(
                List.of("distribution", "domain", "protected"),
                report.coverage().stream()
                        .map(each -> List.of(
                                each.distributionId(),
                                each.domainName(),
                                !each.known() ? "not known" : each.covered() ? "yes" : "no"))
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
        report.warnings().forEach(root.terminal::say);
    }
}
