package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.proposal.Proposals.Block;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import dev.sallyport.core.proposal.RuleEdit;
import dev.sallyport.core.proposal.SavedStatement;
import dev.sallyport.core.proposal.Spared;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code firewall propose}. */
final class ProposedChange {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SINCE = Duration.ofHours(3);

    @Option(names = "--acl", required = true, paramLabel = "NAME", description = "A web ACL: its name, id or ARN.")
    String acl = "";

    @Option(names = "--scope", paramLabel = "S", description = "cloudfront or regional, where both have the name.")
    @Nullable String scope;

    @Option(names = "--file", paramLabel = "ACL.json", description = "The whole web ACL: what get-web-acl prints, changed.")
    @Nullable Path file;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    List<Edit> edits = new ArrayList<>();

    @Option(names = "--block-address", arity = "1..*", paramLabel = "CIDR",
            description = "Blocks these addresses before all rules, for a time; IPv4 or IPv6.")
    List<String> blocked = List.of();

    @Option(names = "--for", paramLabel = "1h", description = "With --block-address: until when, from now; one hour without it.")
    @Nullable Duration length;

    @Option(names = "--log", arity = "1..*", paramLabel = "FILE", description = "WAF logs to replay, plain or .gz.")
    List<Path> logs = List.of();

    @Option(names = "--since", paramLabel = "3h", description = "Replay the web ACL's own log of the last 30m, 3h, 2d.")
    @Nullable Duration since;

    @Option(names = "--no-replay", description = "Propose without a replay.")
    boolean noReplay;

    /** One rule and what becomes of it. */
    static final class Edit {
        @Option(names = "--rule", required = true, paramLabel = "R", description = "A rule, or GROUP/RULE inside a rule group.")
        String rule = "";

        @Option(names = "--action", paramLabel = "A",
                description = "count, block, allow, captcha or challenge; none for a group's own.")
        @Nullable String action;

        @Option(names = "--limit", paramLabel = "N", description = "Of a rate-based rule.")
        @Nullable Long limit;

        @Option(names = "--scope-down", paramLabel = "FILE", description = "A Statement in JSON for a rate-based rule or managed group.")
        @Nullable Path scopeDown;

        @Option(names = "--except-uri", paramLabel = "PATH",
                description = "Lets requests of that path through this rule, and no others.")
        @Nullable String exceptUri;

        @Option(names = "--except-label", paramLabel = "LABEL",
                description = "Lets requests with that label through this rule, and no others.")
        @Nullable String exceptLabel;

        @Option(names = "--managed-version", paramLabel = "V",
                description = "Of a managed rule group, such as Version_1.4; default for its vendor's choice.")
        @Nullable String version;

        RuleEdit edit() {
            if (exceptUri != null && exceptLabel != null) {
                throw SallyportException.badInput(
                        "SP-USAGE", "A rule takes one of --except-uri and --except-label at a time.", "Name the rule twice.");
            }
            Spared spared = exceptUri != null
                    ? new Spared.Uri(exceptUri)
                    : exceptLabel != null ? new Spared.Labelled(exceptLabel) : null;
            if (action == null && limit == null && scopeDown == null && spared == null && version == null) {
                throw SallyportException.badInput(
                        "SP-USAGE", "Nothing is to change of " + rule + ".",
                        "Give --action, --limit, --scope-down, --except-uri, --except-label or --managed-version.");
            }
            return new RuleEdit(
                    rule, action, limit, scopeDown == null ? null : SavedStatement.read(scopeDown), spared, version);
        }
    }

    Wanted wanted() {
        boolean rules = !edits.isEmpty() || !blocked.isEmpty();
        if ((file == null) != rules) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "firewall propose needs either --file, or --rule or --block-address.",
                    "Name the changed web ACL, rules with an --action, or addresses.");
        }
        if (length != null && blocked.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--for is for addresses.", "Give --block-address too, or leave --for out.");
        }
        Block block = blocked.isEmpty() ? null : new Block(blocked, Objects.requireNonNullElse(length, HOUR));
        return new Wanted(acl, scope, file, edits.stream().map(Edit::edit).toList(), block);
    }

    Traffic traffic() {
        int given = (logs.isEmpty() ? 0 : 1) + (since == null ? 0 : 1) + (noReplay ? 1 : 0);
        if (given > 1) {
            throw SallyportException.badInput(
                    "SP-USAGE", "firewall propose takes one of --log, --since and --no-replay.", "Name one.");
        }
        if (noReplay) {
            return new Traffic.None();
        }
        return logs.isEmpty() ? new Traffic.Recent(Objects.requireNonNullElse(since, SINCE)) : new Traffic.Logged(logs);
    }
}
