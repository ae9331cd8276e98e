package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.proposal.CapacityUse;
import dev.sallyport.core.proposal.Changed;
import dev.sallyport.core.proposal.Difference;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.core.proposal.ProposalState;
import dev.sallyport.core.proposal.Proposals;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firewall propose | apply | undo}. */
@Command(name = "firewall", description = "Changes a web ACL, with a replay before and a way back after.")
final class FirewallCommand {
    private final Sallyport root;

    FirewallCommand(Sallyport root) {
        this.root = root;
    }

    /** A proposal, as the contract prints it. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record ProposalDocument(
            String proposal,
            String acl,
            String scope,
            List<Difference> diff,
            @Nullable ReplayResult replay,
            List<String> logs,
            CapacityUse capacity,
            List<String> warnings) {}

    /** A web ACL that was changed. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record ChangedDocument(
            String proposal,
            String acl,
            String scope,
            ProposalState status,
            List<Difference> diff,
            boolean holds,
            List<Difference> different,
            @Nullable JsonNode replay,
            List<String> warnings) {}

    /** What changes a web ACL needs. */
    static final class Answered {
        @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the ledger.")
        String reason = "";

        @Option(names = "--yes", description = "Do not ask.")
        boolean yes;
    }

    @Command(name = "propose",
            mixinStandardHelpOptions = true,
            description = "What a change of a web ACL is, and what it would have done to traffic; kept for apply.")
    int propose(@Mixin ProposedChange change) {
        Wanted wanted = change.wanted();
        Traffic traffic = change.traffic();
        try (Session session = root.openSession()) {
            Proposals.Proposed made = new Proposals(session, root.home()).propose(wanted, traffic);
            Proposal proposal = made.proposal();
            ReplayResult replay = made.replay();
            if (root.options.json) {
                root.terminal.json(new ProposalDocument(
                        proposal.id(),
                        proposal.acl().name(),
                        proposal.acl().scope(),
                        proposal.diff(),
                        replay,
                        proposal.logs(),
                        proposal.capacity(),
                        proposal.notes()));
            } else {
                root.terminal.line("Proposal " + proposal.id() + " for the web ACL " + proposal.acl().name() + " of scope "
                        + proposal.acl().scope());
                proposal.diff().forEach(difference -> root.terminal.line(difference.sentence()));
                root.terminal.line(proposal.capacity().sentence());
                if (replay != null) {
                    ReplayLines.print(root.terminal, replay);
                }
                proposal.notes().forEach(root.terminal::say);
                root.terminal.say("Apply it with: sallyport firewall apply " + proposal.id());
            }
            return replay == null || replay.read().warnings().isEmpty() ? 0 : 1;
        }
    }

    private interface Write {
        Changed run(Proposals proposals) throws InterruptedException;
    }

    @Command(name = "apply",
            mixinStandardHelpOptions = true,
            description = "Makes a proposed change, if the web ACL still is what the proposal was made from.")
    int apply(@Parameters(paramLabel = "PROPOSAL") String id, @Mixin Answered answered) throws InterruptedException {
        try (Session session = root.openSession()) {
            Proposals proposals = new Proposals(session, root.home());
            Proposal proposal = proposals.get(id);
            return write(session, proposals, answered, proposal, proposal.diff(), "Apply", one -> one.apply(id, answered.reason));
        }
    }

    @Command(name = "undo",
            mixinStandardHelpOptions = true,
            description = "Takes the last applied change of a web ACL back, if the web ACL still is what that left.")
    int undo(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "A web ACL, or a proposal.") @Nullable String name,
            @Option(names = "--due", description = "Every block of addresses whose time is over, in place of NAME.") boolean due,
            @Option(names = "--scope", paramLabel = "S", description = "cloudfront or regional, where both have the name.")
                    @Nullable String scope,
            @Mixin Answered answered)
            throws InterruptedException {
        try (Session session = root.openSession()) {
            Proposals proposals = new Proposals(session, root.home());
            if (due == (name != null)) {
                throw SallyportException.badInput(
                        "SP-USAGE", "firewall undo needs either a NAME or --due.", "Name a web ACL or a proposal.");
            }
            List<Proposal> all = name == null ? proposals.due() : List.of(proposals.toUndo(name, scope));
            int status = 0;
            for (Proposal proposal : all) {
                status = Math.max(status, write(session, proposals, answered, proposal, proposal.wayBack(), "Undo",
                        one -> one.undo(proposal.id(), answered.reason)));
            }
            if (all.isEmpty()) {
                root.terminal.say("No block of addresses is over.");
            }
            return status;
        }
    }

    private int write(
            Session session,
            Proposals proposals,
            Answered answered,
            Proposal proposal,
            List<Difference> diff,
            String verb,
            Write write)
            throws InterruptedException {
        Confirmation confirmation = new Confirmation(root.terminal, session, answered.yes);
        if (confirmation.shows()) {
            diff.forEach(difference -> root.terminal.say(difference.sentence()));
            root.terminal.say(proposal.evidence());
            proposal.notes().forEach(root.terminal::say);
            confirmation.require(
                    verb + " " + proposal.id() + ", " + diff.size() + (diff.size() == 1 ? " change" : " changes")
                            + " of the web ACL " + proposal.acl().name() + "?",
                    proposal.acl().name());
        }
        Changed changed = write.run(proposals);
        print(changed);
        return changed.holds() ? 0 : SallyportException.Kind.DOES_NOT_HOLD.exitStatus();
    }

    private void print(Changed changed) {
        Proposal proposal = changed.proposal();
        if (root.options.json) {
            root.terminal.json(new ChangedDocument(
                    proposal.id(),
                    proposal.acl().name(),
                    proposal.acl().scope(),
                    proposal.state(),
                    changed.diff(),
                    changed.holds(),
                    changed.different(),
                    proposal.replay(),
                    proposal.notes()));
            return;
        }
        String name = proposal.acl().name();
        root.terminal.line(name + ": " + proposal.id() + " is " + proposal.state().word() + "."
                + (changed.before() ? " An earlier run, which was cut short, had done it." : ""));
        changed.diff().forEach(difference -> root.terminal.line(difference.sentence()));
        if (!changed.holds()) {
            root.terminal.say("AWS has it otherwise than asked for:");
            changed.different().forEach(difference -> root.terminal.say(difference.sentence()));
        }
        if (proposal.state() == ProposalState.APPLIED) {
            String undo = "sallyport firewall undo " + proposal.id();
            root.terminal.say(proposal.acl().scope().equals("CLOUDFRONT")
                    ? "Watch it with: sallyport hits --acl " + name + "; take it back with: " + undo
                    : "Take it back with: " + undo);
        }
    }
}
