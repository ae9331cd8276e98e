package dev.sallyport.app;

import dev.sallyport.core.firewall.ReplayResult;
import java.util.List;

/** A replay as text. */
final class ReplayLines {
    private ReplayLines() {}

    static void print(Terminal terminal, ReplayResult result) {
        terminal.line(result.requests() + " requests: " + result.same() + " same, " + result.newlyBlocked()
                + " newly blocked, " + result.newlyAllowed() + " newly allowed, " + result.unknown() + " unknown");
        terminal.table(
                List.of("rule", "before", "after", "undecided", "tier"),
                result.rules().stream()
                        .map(rule -> List.of(
                                rule.name(),
                                Long.toString(rule.before()),
                                Long.toString(rule.after()),
                                Long.toString(rule.undecided()),
                                rule.tier().word()))
                        .toList());
        terminal.table(
                List.of("example", "before", "after", "rule"),
                result.examples().stream()
                        .map(one -> List.of(one.requestId(), one.before().name(), one.after().name(), one.rule()))
                        .toList());
        if (!result.suspects().isEmpty()) {
            terminal.table(
                    List.of("likely false positive", "path", "requests", "clients", "otherwise allowed", "with credentials"),
                    result.suspects().stream()
                            .map(one -> List.of(
                                    one.rule(),
                                    one.path(),
                                    Long.toString(one.requests()),
                                    Long.toString(one.clients()),
                                    Long.toString(one.otherwiseAllowed()),
                                    Long.toString(one.withCredentials())))
                            .toList());
        }
        result.warnings().forEach(terminal::say);
        if (result.rejected() > 0) {
            terminal.say(result.rejected() + " lines are no WAF log records");
        }
    }
}
