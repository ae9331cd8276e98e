package dev.sallyport.app;

import dev.sallyport.core.distribution.Acceptance;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.FoundAt;
import dev.sallyport.core.distribution.PostureScore;
import java.util.stream.Collectors;

/** Distributions and their findings as lines of text. */
final class FindingLines {
    private static final String INDENT = "\n            ";

    private final Terminal terminal;

    FindingLines(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(Distribution distribution) {
        terminal.line(distribution.id() + "  " + distribution.domainName() + "  " + distribution.status() + "  "
                + distribution.name());
        distribution.origins().forEach(origin -> terminal.line("  origin    " + origin.domainName() + origin.path()
                + "  " + origin.kind().word() + ", protected by " + origin.protection().word()));
        distribution.behaviors().forEach(behavior -> terminal.line("  behavior  " + behavior.pathPattern() + " → "
                + behavior.originId() + "  " + behavior.viewerProtocol()));
        terminal.line("  web ACL   " + (distribution.webAcl() == null ? "none" : distribution.webAcl()));
        distribution.findings().forEach(finding -> terminal.line(text(finding)));
    }

    /** In one line, with the ids of the findings, most severe first. */
    void row(Distribution distribution) {
        terminal.line(String.format(
                "%-14s  %-31s  %-10s  %-8s  %s  %s",
                distribution.id(),
                distribution.domainName(),
                distribution.enabled() ? distribution.status() : "Disabled",
                distribution.findings().isEmpty()
                        ? "none"
                        : distribution.findings().getFirst().severity().word(),
                distribution.name(),
                distribution.findings().stream().map(Finding::id).distinct().collect(Collectors.joining(" "))));
    }

    private static String text(Finding finding) {
        Acceptance accepted = finding.accepted();
        StringBuilder text = new StringBuilder("  ");
        text.append(String.format("%-9s", finding.severity().word())).append(' ').append(finding.title());
        for (FoundAt found : finding.places()) {
            text.append(INDENT).append(found.evidence());
            if (found.place() != null) {
                text.append(INDENT).append(found.place().said());
            }
        }
        text.append(INDENT).append(finding.fix());
        if (accepted != null) {
            text.append(INDENT)
                    .append("accepted by " + accepted.person() + " until " + accepted.expires() + ": " + accepted.reason());
        }
        return text.toString();
    }

    void print(PostureScore score) {
        if (score.distributions() == 0) {
            return;
        }
        terminal.line("Posture " + score.score() + " of 100, " + score.word() + ": " + score.sum());
        score.reasons().forEach(reason -> terminal.line(String.format(
                "  %4s  %-9s%s %s",
                "−" + reason.points(),
                reason.severity().word(),
                reason.title(),
                reason.places().size() == 1
                        ? reason.places().getFirst().name()
                        : reason.places().size() + " distributions")));
    }
}
