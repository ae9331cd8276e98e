package dev.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.proof.DistributionProofs;
import dev.sallyport.core.proof.Lag;
import dev.sallyport.core.proof.PerimeterProofs;
import dev.sallyport.core.proof.PerimeterProofs.Claim;
import dev.sallyport.core.proof.Proof;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Guards a distribution that stands. A change comes with proofs; one that fails takes everything back. Every step is
 * journalled before it is taken, so that what a kill left can be undone.
 *
 * <p>Methods block; interrupting the thread ends the work at its next call, and leaves it to be undone.
 */
public final class Guard {
    private final AwsClients aws;
    private final String who;
    private final String account;
    private final GuardJournal journal;
    private final Ledger ledger;
    private final PerimeterProofs proofs;
    private final Heirs heirs;

    /**
     * The guards of a session.
     *
     * @param home keeps their journal and the ledger
     * @param heirs of what is shut
     */
    public static Guard of(Session session, Home home, Heirs heirs) {
        return new Guard(session, session.identity(), home, heirs);
    }

    private Guard(Session session, Identity me, Home home, Heirs heirs) {
        this.heirs = heirs;
        this.aws = session.clients();
        this.who = me.arn();
        this.account = me.account();
        this.journal = new GuardJournal(home, account);
        this.ledger = new Ledger(home, Clock.systemUTC());
        // The sandbox shows at once what was changed in it.
        this.proofs = new PerimeterProofs(aws, session.isSandbox() ? lag -> Duration.ZERO : Lag::most);
    }

    /**
     * What a plan is asked for.
     *
     * @param althoughUndeployed whether an API may be locked where that releases changes which are not deployed yet
     */
    public record Wish(
            String distribution, Set<String> only, String webAcl, List<String> paths, boolean althoughUndeployed) {
        /** One that releases nothing beside. */
        public Wish(String distribution, Set<String> only, String webAcl, List<String> paths) {
            this(distribution, only, webAcl, paths, false);
        }
    }

    /**
     * What would end the findings of a distribution. Nothing is written.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}; {@code SP-GUARD-UNKNOWN} where a change would lose settings
     */
    public GuardPlan plan(Wish wish) {
        return AwsErrors.translating(() -> new GuardPlanning(aws, account)
                .plan(wish));
    }

    /** The guard of a distribution that stands; empty where there is none. */
    public Optional<Guarded> standing(String distribution) {
        return journal.standing(distribution);
    }

    /**
     * Carries out a plan, then proves.
     *
     * @throws SallyportException {@code SP-GUARD-UNFINISHED} while another guard of the distribution is half done, {@code
     *     SP-GUARD-BUSY} while one is at work; {@code SP-CHANGED-ELSEWHERE} where it is no longer what was planned for
     */
    public Guarded apply(GuardPlan plan, GuardListener listener) throws InterruptedException {
        try (GuardLock _ = journal.lock(plan.distribution().id())) {
            return applied(plan, listener);
        }
    }

    private Guarded applied(GuardPlan plan, GuardListener listener) throws InterruptedException {
        String id = plan.distribution().id();
        standing(id)
                .filter(guard -> guard.phase() == GuardPhase.GUARDING || guard.phase() == GuardPhase.UNDOING)
                .ifPresent(guard -> {
                    throw SallyportException.refused(
                            "SP-GUARD-UNFINISHED",
                            "A guard of " + id + " from " + guard.began() + " ended in the middle.",
                            "Take it back first with sallyport guard undo " + id + ".");
                });
        GuardSteps steps = new GuardSteps(aws, journal, heirs, listener);
        listener.step("Ask " + String.join(", ", plan.paths()) + " as viewers do, before anything is changed");
        List<Claim> claims = claims(plan);
        Guarded guard = new Guarded(
                id,
                plan.name(),
                GuardPhase.GUARDING,
                who,
                Instant.now(),
                plan.changes(),
                plan.measures(),
                0,
                0,
                GuardSteps.plain(plan.before()),
                GuardSteps.plain(plan.before()),
                "",
                List.of(),
                List.of(),
                List.of());
        record("guard.apply", id, "begun", Map.of("changes", Integer.toString(plan.changes().size())));
        try {
            Guarded ended = carry(journal.keep(guard), plan, claims, steps, listener);
            record("guard.apply", id, ended.phase().word(), told(ended));
            return ended;
        } catch (RuntimeException e) {
            // Whatever went wrong, a fault of this program too, nothing half done may stay.
            SallyportException why = AwsErrors.told(e);
            if (Thread.currentThread().isInterrupted()) {
                record("guard.apply", id, "stopped", Map.of());
                throw new InterruptedException("while a call was under way");
            }
            takeBack(plan.name(), id, why, steps);
            throw why;
        } catch (InterruptedException e) {
            record("guard.apply", id, "stopped", Map.of());
            throw e;
        }
    }

    private Guarded carry(
            Guarded begun, GuardPlan plan, List<Claim> claims, GuardSteps steps, GuardListener listener)
            throws InterruptedException {
        Map<String, String> made = new HashMap<>();
        Guarded guard = steps.prepare(begun, made).naming(made);
        if (!plan.after().equals(plan.before())) {
            JsonNode config = GuardSteps.plain(GuardSteps.filled(plan.after(), made));
            guard = journal.keep(guard.writing(config));
            try {
                GuardSteps.Standing written = steps.write(guard.distribution(), config, plan.eTag());
                guard = journal.keep(guard.written(written.config(), written.eTag()));
            } catch (SallyportException changedMeanwhile) {
                journal.keep(guard.writing(guard.before()));
                throw changedMeanwhile;
            }
            steps.deployed(guard.distribution());
        }
        List<Claim> served = claims.stream().filter(claim -> !(claim instanceof PerimeterProofs.Refuses)).toList();
        steps.forget(guard.distribution(), plan.paths());
        List<Proof> shown = proofs.prove(served, Lag.EDGE, listener::proof);
        if (shown.stream().anyMatch(Proof::fails)) {
            return steps.takeBack(guard.proved(shown));
        }
        if (guard.begun() < guard.measures().size()) {
            guard = steps.close(guard);
            steps.forget(guard.distribution(), plan.paths());
            // Who is refused now must not be for longer than permissions take to arrive.
            shown = proofs.prove(claims, Lag.LOCK, listener::proof);
        }
        guard = guard.proved(shown);
        if (shown.stream().anyMatch(Proof::fails)) {
            return steps.takeBack(guard);
        }
        boolean all = shown.stream().allMatch(Proof::holds);
        return journal.keep(guard.in(all ? GuardPhase.HOLDS : GuardPhase.UNPROVEN));
    }

    private List<Claim> claims(GuardPlan plan) throws InterruptedException {
        String host = plan.distribution().domainName();
        List<Claim> claims = new ArrayList<>();
        claims.add(new PerimeterProofs.Serves(host, proofs.answers(host, plan.paths())));
        boolean redirects = plan.changes().stream().anyMatch(change -> change.finding().equals("viewer-plain-http"));
        if (redirects && proofs.speaksHttps(host)) {
            claims.add(new PerimeterProofs.LeadsToHttps(host, DistributionProofs.paths(plan.distribution())));
        }
        for (Origin origin : plan.distribution().origins()) {
            if (plan.closed().contains(origin.id())) {
                List<String> paths = plan.paths().stream()
                        .filter(path -> plan.distribution()
                                .behaviorFor(path)
                                .filter(behavior -> behavior.originId().equals(origin.id()))
                                .isPresent())
                        .map(path -> origin.path() + path)
                        .toList();
                SortedMap<String, Integer> before = proofs.answers(origin.domainName(), paths);
                claims.add(new PerimeterProofs.Refuses(origin.id(), origin.domainName(), before));
            }
        }
        return claims;
    }

    /** What failed half way is taken back; where that fails too, the journal says so and undo goes on. */
    private void takeBack(String name, String id, SallyportException why, GuardSteps steps) throws InterruptedException {
        String outcome = "failed, taken back";
        try {
            Optional<Guarded> begun = standing(id).filter(guard -> guard.name().equals(name));
            if (begun.isPresent()) {
                steps.takeBack(begun.get());
            }
        } catch (RuntimeException alsoFailed) {
            record("guard.apply", id, "failed, and a part of it stands", Map.of("why", why.message()));
            throw SallyportException.unavailable(
                            "SP-GUARD-UNFINISHED",
                            why.message() + " A part of what was begun stands: "
                                    + AwsErrors.told(alsoFailed).message(),
                            "Take it back with sallyport guard undo " + id + ".")
                    .causedBy(why);
        }
        record("guard.apply", id, outcome, Map.of("why", why.message()));
    }

    /**
     * Takes the last guard of a distribution back, also one that a killed process left.
     *
     * @throws SallyportException {@code SP-NOTHING-TO-UNDO}; {@code SP-GUARD-BUSY} while a guard of it is at work; {@code
     *     SP-CHANGED-ELSEWHERE} where someone else has changed the distribution since; {@code SP-HANDOVER} where somebody
     *     needs what it shut, and cannot be told to open it later
     */
    public Guarded undo(String distribution, GuardListener listener) throws InterruptedException {
        try (GuardLock _ = journal.lock(distribution)) {
            return undone(distribution, listener);
        }
    }

    private Guarded undone(String distribution, GuardListener listener) throws InterruptedException {
        Guarded guard = undoable(distribution);
        record("guard.undo", distribution, "begun", Map.of());
        try {
            GuardSteps steps = new GuardSteps(aws, journal, heirs, listener);
            Guarded undone = guard.phase().stands() ? steps.undo(guard) : steps.sweep(guard);
            record("guard.undo", distribution, undone.phase().word(), told(undone));
            return undone;
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            record("guard.undo", distribution, "failed", Map.of("why", why.message()));
            throw why;
        } catch (SallyportException e) {
            record("guard.undo", distribution, "failed", Map.of("why", e.message()));
            throw e;
        }
    }

    /** What {@link #undo} would take back. */
    public Guarded undoable(String distribution) {
        return standing(distribution).or(() -> leftover(distribution)).orElseThrow(() -> SallyportException.refused(
                "SP-NOTHING-TO-UNDO",
                "No guard of " + distribution + " stands that this home knows.",
                "Plan one with sallyport guard " + distribution + " --plan."));
    }

    /** One that is undone but for a function whose replicas had not left the edge. */
    private Optional<Guarded> leftover(String distribution) {
        return journal.all(distribution).reversed().stream()
                .filter(guard -> guard.notes().stream().anyMatch(EdgeSigner::waits))
                .findFirst();
    }

    private void record(String action, String distribution, String outcome, Map<String, String> details) {
        ledger.append(new Deed(who, account, action, distribution, "", outcome, details));
    }

    private static Map<String, String> told(Guarded guard) {
        Map<String, String> details = new TreeMap<>();
        guard.changes().forEach(change -> details.put(change.path(), change.after()));
        guard.proofs().forEach(proof -> details.put("proof." + proof.id(), proof.outcome().word() + ": " + proof.evidence()));
        return details;
    }
}
