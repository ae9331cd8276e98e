package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.firewall.Replay;
import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.webacl.RuleSets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Proposes changes of web ACLs, applies them under the lock token, and undoes them. Methods block. */
public final class Proposals {
    private final Session session;
    private final Home home;
    private final LiveAcls live;

    /** The proposals of a session's account; nothing is asked or written before the first question. */
    public Proposals(Session session, Home home) {
        this.session = session;
        this.home = home;
        this.live = new LiveAcls(session.clients());
    }

    /**
     * What to change.
     *
     * @param acl name, id or ARN of a web ACL
     * @param scope {@code cloudfront} or {@code regional}; null to look in both
     * @param file the whole web ACL, changed; null to change single rules
     * @param edits of single rules, in this order
     * @param block addresses to block before all rules; null for none
     */
    public record Wanted(
            String acl, @Nullable String scope, @Nullable Path file, List<RuleEdit> edits, @Nullable Block block) {
        /** A change that blocks no addresses. */
        public Wanted(String acl, @Nullable String scope, @Nullable Path file, List<RuleEdit> edits) {
            this(acl, scope, file, edits, null);
        }
    }

    /**
     * Addresses to block for a time.
     *
     * @param addresses or ranges in CIDR notation
     * @param length until it is to be taken back
     */
    public record Block(List<String> addresses, Duration length) {}

    /** What traffic the changed web ACL is tried on. */
    public sealed interface Traffic {
        /** WAF logs in files. */
        record Logged(List<Path> files) implements Traffic {}

        /** What the web ACL itself has logged until now. */
        record Recent(Duration since) implements Traffic {}

        /** None, because the user says so. */
        record None() implements Traffic {}
    }

    /**
     * A proposal that was just made.
     *
     * @param proposal as it is kept
     * @param replay what it was made from; null when nothing was replayed
     */
    public record Proposed(Proposal proposal, @Nullable ReplayResult replay) {}

    /**
     * Makes a proposal and keeps it. AWS is only read.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}, {@code SP-ACL-…}, {@code SP-RULE…}, {@code SP-ACTION}, {@code
     *     SP-LIMIT}, {@code SP-NO-CHANGE} where nothing would change, {@code SP-NOT-LOGGED}
     */
    public Proposed propose(Wanted wanted, Traffic traffic) {
        return AwsErrors.translating(() -> {
            AwsClients aws = session.clients();
            List<String> notes = new ArrayList<>();
            Target acl = live.find(wanted.acl(), wanted.scope());
            LiveAcls.Read now = live.read(acl);
            ProposalFiles files = files();
            String id = files.freshId();
            ObjectNode after = changed(wanted, acl, now, notes);
            JsonNode asked = after.deepCopy();
            Block block = wanted.block();
            Barrier barrier = block == null ? null : Barriers.planned(acl, id, block.addresses(), block.length());
            if (barrier != null) {
                Barriers.place(after, barrier);
                notes.add("AWS WAF knows no time: the block is over at " + barrier.until()
                        + " only when it is taken back then, with sallyport firewall undo --due.");
            }
            List<Difference> diff = AclJson.differences(now.acl(), after);
            if (diff.isEmpty()) {
                throw SallyportException.badInput(
                        "SP-NO-CHANGE", "That changes nothing of " + acl.name() + ".", "Ask for something else than it has.");
            }
            OthersRules.requireUntouched(diff);
            if (now.acl().path("ManagedByFirewallManager").asBoolean()) {
                notes.add("Firewall Manager made this web ACL, and may set back what its policy says otherwise.");
            }
            live.owner(acl).ifPresent(stack -> notes.add("The CloudFormation stack " + stack + " made this web ACL; its next"
                    + " deployment sets back what its template says otherwise."));
            CapacityUse capacity = CapacityUse.of(live.waf(acl), acl.scope(), now.acl(), asked, notes);
            capacity = barrier == null ? capacity : capacity.withAnIpSet();
            List<String> logs = new ArrayList<>();
            ReplayResult replay = replay(aws, acl, after, barrier, traffic, logs, notes);
            Instant made = Instant.now();
            Proposal proposal = new Proposal(
                    id,
                    acl,
                    made,
                    session.identity().arn(),
                    now.lockToken(),
                    now.acl(),
                    after,
                    logs,
                    replay == null ? null : AclJson.parsed(Json.MAPPER.valueToTree(replay).toString()),
                    capacity,
                    notes,
                    ProposalState.PROPOSED,
                    made,
                    null,
                    barrier);
            return new Proposed(files.keep(proposal), replay);
        });
    }

    /**
     * What of a web ACL can be changed, in the order of evaluation. AWS is asked for the web ACL, and once for each rule
     * group that it runs.
     *
     * @param name name, id or ARN of a web ACL
     * @throws SallyportException {@code SP-NOT-FOUND}, {@code SP-ACL-…}
     */
    public List<Editable> editable(String name) {
        return AwsErrors.translating(() -> {
            Target acl = live.find(name, null);
            return Editable.of(live.read(acl).acl(), new RuleNames(live.waf(acl), acl.scope(), new ArrayList<>()));
        });
    }

    private ObjectNode changed(Wanted wanted, Target acl, LiveAcls.Read now, List<String> notes) {
        if (wanted.file() != null) {
            return AclFile.read(wanted.file(), now, notes);
        }
        ObjectNode after = now.acl().deepCopy();
        RuleEdits edits = new RuleEdits(after, new RuleNames(live.waf(acl), acl.scope(), notes));
        wanted.edits().forEach(edits::make);
        return after;
    }

    private @Nullable ReplayResult replay(
            AwsClients aws,
            Target acl,
            JsonNode after,
            @Nullable Barrier barrier,
            Traffic traffic,
            List<String> logs,
            List<String> notes) {
        if (traffic instanceof Traffic.None) {
            return null;
        }
        WebACL changed = AclJson.acl(after);
        LiveLog log = new LiveLog(aws, home);
        LogPlace place = traffic instanceof Traffic.Recent ? log.place(acl, notes) : null;
        RuleSets sets = LiveSets.of(aws, after, barrier, notes);
        if (traffic instanceof Traffic.Recent recent && place != null) {
            Instant since = Instant.now().minus(recent.since());
            logs.add(place.group() + " in " + place.region() + " since " + since);
            return log.replay(acl, place, since, changed, sets, notes);
        }
        List<Path> files = ((Traffic.Logged) traffic).files();
        files.forEach(file -> logs.add(file.toString()));
        try (WafLines lines = WafLines.open(home, files)) {
            return Replay.run(changed, sets, lines);
        }
    }

    /** All proposals of the account that are kept here, oldest first. */
    public List<Proposal> all() {
        return files().all();
    }

    /** The proposal of that id. */
    public Proposal get(String id) {
        return files().get(id);
    }

    /**
     * The proposal that an undo of that name takes back: the one of that id, or of the web ACL of that name the last that
     * was applied and not undone.
     *
     * @param scope as in {@link Wanted}; null for any
     * @throws SallyportException {@code SP-NOTHING-TO-UNDO}
     */
    public Proposal toUndo(String name, @Nullable String scope) {
        ProposalFiles files = files();
        if (files.has(name)) {
            return files.get(name);
        }
        List<Proposal> open = open(files, name, scope);
        if (open.isEmpty()) {
            throw AclChange.nothingToUndo("Nothing that was applied to " + name + " from here is left to undo.");
        }
        if (open.stream().map(one -> one.acl().arn()).distinct().count() > 1) {
            throw SallyportException.badInput(
                    "SP-ACL-AMBIGUOUS",
                    "Several web ACLs have the name " + name + ".",
                    "Say which with --scope, or name one of the proposals "
                            + String.join(", ", open.stream().map(Proposal::id).toList()) + ".");
        }
        return open.getFirst();
    }

    /** The last change of a web ACL that was applied from here and not undone. */
    public Optional<Proposal> standing(String name) {
        return open(files(), name, null).stream().findFirst();
    }

    /** What was applied and not undone, the latest first. */
    private static List<Proposal> open(ProposalFiles files, String name, @Nullable String scope) {
        return files.all().stream()
                .filter(one -> name.equals(one.acl().name()) || name.equals(one.acl().arn()) || name.equals(one.acl().id()))
                .filter(one -> scope == null || scope.equalsIgnoreCase(one.acl().scope()))
                .filter(one -> one.state() != ProposalState.PROPOSED && one.state() != ProposalState.UNDONE)
                .sorted((one, other) -> other.changed().compareTo(one.changed()))
                .toList();
    }

    /**
     * Applies a proposal.
     *
     * @param reason for the ledger, may be empty
     * @throws SallyportException {@code SP-ACL-CHANGED} where the web ACL is no longer what it was, {@code
     *     SP-NOTHING-TO-APPLY}, {@code SP-PROPOSAL-BUSY}, {@code SP-READ-ONLY}
     */
    public Changed apply(String id, String reason) throws InterruptedException {
        session.requireWrites("firewall apply");
        Barriers barriers = new Barriers(live, files());
        barriers.raised(get(id));
        try {
            return change(reason).apply(id);
        } catch (SallyportException e) {
            barriers.lower(get(id));
            throw e;
        }
    }

    /**
     * Takes an applied proposal back.
     *
     * @param reason for the ledger, may be empty
     * @throws SallyportException {@code SP-ACL-CHANGED} where someone changed the web ACL since, {@code
     *     SP-NOTHING-TO-UNDO}, {@code SP-PROPOSAL-BUSY}, {@code SP-READ-ONLY}
     */
    public Changed undo(String id, String reason) throws InterruptedException {
        session.requireWrites("firewall undo");
        Barriers barriers = new Barriers(live, files());
        try {
            Changed changed = change(reason).undo(id);
            barriers.lower(get(id));
            return changed;
        } catch (SallyportException e) {
            // One that was undone before may have left its set.
            barriers.lower(get(id));
            throw e;
        }
    }

    /** The blocks of addresses that stand and are over, the latest first. */
    public List<Proposal> due() {
        Instant now = Instant.now();
        return files().all().reversed().stream()
                .filter(one -> one.state() != ProposalState.PROPOSED && one.state() != ProposalState.UNDONE)
                .filter(one -> one.barrier() != null && one.barrier().isOver(now))
                .toList();
    }

    private AclChange change(String reason) {
        Ledger ledger = new Ledger(home, Clock.systemUTC());
        return new AclChange(live, files(), new ProposalLedger(ledger, session.identity(), Objects.requireNonNull(reason)));
    }

    private ProposalFiles files() {
        return new ProposalFiles(home, session.identity().account());
    }
}
