package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.blueprint.Packaging;
import dev.sallyport.core.blueprint.Preconditions;
import dev.sallyport.core.blueprint.Site;
import dev.sallyport.core.guard.Heirs;
import dev.sallyport.core.guard.Locks;
import dev.sallyport.core.guard.Shut;
import dev.sallyport.core.guard.StandingGuards;
import dev.sallyport.core.proof.Lag;
import dev.sallyport.core.proof.Proofs;
import dev.sallyport.core.rollout.Admission.Begun;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * Plans, applies, proves, rolls back and destroys stacks. Every step is journalled before it is taken, so that a rollout
 * that was killed is reported truthfully and can be taken up again. All stacks live in {@link EdgeRegion},
 * where Lambda@Edge and web ACLs of scope CLOUDFRONT must be.
 *
 * <p>Methods block; interrupting the thread stops the waiting, never CloudFormation's work.
 */
public final class Rollouts implements Heirs {
    private final RolloutServices with;
    private final Preconditions preconditions;
    private final StackGuard guard;
    private final SideFigures figures;
    private final RolloutRecord record;
    private final Admission admission;
    private final boolean readOnly;
    private final Team team;
    private final Plans plans;

    /**
     * The rollouts of a session. A read-only one refuses proofs that plant something and leaves no trace of a plan; the
     * sandbox shows at once what was changed in it.
     *
     * @param home keeps the journal and the ledger
     */
    public static Rollouts of(Session session, Home home) {
        Identity me = session.identity();
        return new Rollouts(
                session.clients(),
                me.arn(),
                me.account(),
                home,
                session.mode() == AccessMode.READ_ONLY,
                session.isSandbox() ? Rollouts::atOnce : Lag::most);
    }

    /**
     * Rollouts that may write, in an AWS that shows at once what was changed.
     *
     * @param aws clients of the session
     * @param who ARN of the caller, for the ledger
     * @param account 12 digits, part of the artifact bucket's name
     * @param home keeps the journal and the ledger
     */
    public Rollouts(AwsClients aws, String who, String account, Home home) {
        this(aws, who, account, home, false, Rollouts::atOnce);
    }

    private static Duration atOnce(@SuppressWarnings("unused") Lag lag) {
        return Duration.ZERO;
    }

    private Rollouts(
            AwsClients aws, String who, String account, Home home, boolean readOnly, Function<Lag, Duration> lags) {
        Ledger ledger = new Ledger(home, Clock.systemUTC());
        this.record = new RolloutRecord(ledger, who, account);
        this.preconditions = new Preconditions(aws);
        this.figures = new SideFigures(aws);
        RolloutJournal journal = new RolloutJournal(home, account + "-" + EdgeRegion.NAME);
        Deployment deployment = new Deployment(aws.cloudFormation(EdgeRegion.NAME));
        this.team = new Team(journal, new AccountCopy(aws, account), who, readOnly);
        this.with = new RolloutServices(
                aws,
                new Packaging(aws, account),
                deployment,
                new Planning(aws),
                new WhatStands(aws, account),
                new Site(aws),
                new Proofs(aws, ledger, who, account, lags),
                new StagingCopy(aws),
                new TemporaryFunctions(aws),
                journal,
                new Neighbours(
                        deployment, journal, team, new StandingGuards(home, account), new Locks(aws, account), record));
        this.guard = new StackGuard(aws, with.deployment(), with.journal());
        this.readOnly = readOnly;
        this.plans = new Plans(with, preconditions, guard, team);
        this.admission = new Admission(with, preconditions, guard, figures, readOnly);
    }

    /** The stacks that blueprints made, in the order of their names. */
    public List<StackSummary> stacks() {
        return AwsErrors.translating(() -> with.deployment().ours().stream()
                .map(StackSummary::of)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
    }

    /** The last rollout of each stack that the journal knows. */
    public List<Rollout> history() {
        return with.journal().all();
    }

    /**
     * What {@link #apply} would change. Nothing is deployed or uploaded; the change set is removed again. A read-only
     * session makes none, and compares the templates and their parameters instead.
     *
     * @throws SallyportException {@code SP-PARAMETER}, {@code SP-STACK-TAKEN}, {@code SP-SHIELD-SUBSCRIPTION}, {@code
     *     SP-PLAN}
     */
    public Plan plan(Blueprint blueprint, String stack, Map<String, String> given) throws InterruptedException {
        return translating(() -> plans.change(blueprint, stack, given, readOnly));
    }

    /**
     * What {@link #destroy} would take away, and give back. Where the stack itself is gone, that is all there is to do.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}
     */
    public Plan removal(String stack) throws InterruptedException {
        return translating(() -> plans.removal(stack));
    }

    /** As {@link #apply(Blueprint, String, Map, RolloutOptions, RolloutListener)}, plainly. */
    public Rollout apply(Blueprint blueprint, String stack, Map<String, String> given, RolloutListener listener)
            throws InterruptedException {
        return apply(blueprint, stack, given, RolloutOptions.PLAIN, listener);
    }

    /**
     * Deploys, then proves. When CloudFormation fails it rolls back itself; when a proof fails, the last good version is
     * deployed again, or a new stack is removed. A proof that could not be asked undoes nothing. With a weight, a staging copy of the distribution is made and proved,
     * and serves that share of the viewers until {@link #promote} or {@link #rollback}; the stack stays as it is.
     *
     * @return the rollout at its end: {@link RolloutPhase#HOLDS}, {@code STAGED}, {@code UNPROVEN} or {@code FAILED}
     * @throws SallyportException when it cannot start: bad parameters, a name taken, no permission, {@code
     *     SP-ROLLOUT-BUSY} while another one is under way, {@code SP-CHANGED-ELSEWHERE} where someone else changed the
     *     stack's resources, {@code SP-STAGED-…} for what cannot be staged
     */
    public Rollout apply(
            Blueprint blueprint,
            String stack,
            Map<String, String> given,
            RolloutOptions options,
            RolloutListener listener)
            throws InterruptedException {
        Map<String, String> values = translating(() ->
                admission.values(blueprint, stack, given, options, team.seen(stack).known().held()));
        Supplier<Begun> begin = () -> admission.applying(blueprint, stack, values, options);
        return deed("rollout.apply", stack, listener, begin, (steps, staged, untold) -> {
            // A kill left parts of a copy; what it was for begins anew.
            staged.remove();
            sweep(stack);
            return options.weight() == null
                    ? steps.deployAndProve(blueprint, values, options.overwrite())
                    : staged.stage(blueprint, values, options.weight());
        });
    }

    /**
     * Runs the proofs of a standing stack again.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}, {@code SP-STACK-BUSY} while CloudFormation is at work, or
     *     {@code SP-READ-ONLY} when a proof would plant something in a read-only session
     */
    public Rollout verify(String stack, RolloutListener listener) throws InterruptedException {
        return verify(stack, true, listener);
    }

    /**
     * The same.
     *
     * @param plants whether the proofs that plant a record are asked; the others alone are asked of a read-only session too
     */
    public Rollout verify(String stack, boolean plants, RolloutListener listener) throws InterruptedException {
        Stack found = AwsErrors.translating(() -> admission.provable(stack, plants));
        return deed("rollout.verify", stack, listener, () -> new Begun(guard.known(found), false), (steps, staged, untold) -> {
            boolean alone = !untold.isEmpty();
            if (!readOnly && !alone) {
                sweep(stack);
            }
            return steps.verify(Admission.blueprint(found), found, alone, plants);
        });
    }

    /**
     * Takes the staging copy away, where there is one; else deploys the version before the one that stands whose
     * proofs all held.
     *
     * @throws SallyportException {@code SP-NO-GOOD-VERSION} when the journal knows none
     */
    public Rollout rollback(String stack, RolloutListener listener) throws InterruptedException {
        Stack found = AwsErrors.translating(() -> guard.ours(stack));
        return deed("rollout.rollback", stack, listener, () -> admission.rollingBack(found), (steps, staged, untold) -> {
            steps.ready();
            return staged.stands()
                    ? staged.rollBack(Admission.blueprint(found), found)
                    : steps.goBack(Admission.blueprint(found), found);
        });
    }

    /**
     * Ends a staged rollout by making the change for all viewers: the copy goes, the stack is updated and proved.
     *
     * @param anyway also when the copy's error rates are surely worse
     * @throws SallyportException {@code SP-STAGED-NONE} when nothing is staged, {@code SP-STAGED-WORSE}
     */
    public Rollout promote(String stack, boolean anyway, RolloutListener listener) throws InterruptedException {
        Stack found = AwsErrors.translating(() -> guard.ours(stack));
        return deed("rollout.promote", stack, listener, () -> admission.promoting(found, anyway), (steps, staged, untold) -> {
            Rollout end = staged.promote(Admission.blueprint(found), false);
            sweep(stack);
            return end;
        });
    }

    /** Removes the stack and waits for the end. Its tables and keys stay. */
    public Rollout destroy(String stack, RolloutListener listener) throws InterruptedException {
        return destroy(stack, false, listener);
    }

    /** The same, and its tables and keys too where that is asked for; {@code SP-STACK-PROTECTED} where it may not go. */
    public Rollout destroy(String stack, boolean andData, RolloutListener listener) throws InterruptedException {
        return deed("rollout.destroy", stack, listener, () -> admission.destroying(stack), (steps, staged, untold) -> {
            staged.remove();
            return steps.destroy(andData);
        });
    }

    /**
     * Takes up what a process left that ended: the same change, the same promotion, the same removal.
     *
     * @throws SallyportException {@code SP-NOTHING-TO-RESUME} when the last rollout is over, or changed nothing yet
     */
    public Rollout resume(String stack, RolloutListener listener) throws InterruptedException {
        Rollout last = AwsErrors.translating(() -> team.seen(stack))
                .rollout()
                .filter(Rollout::isOrphaned)
                .filter(rollout -> rollout.phase() != RolloutPhase.PACKAGING || rollout.staged() != null)
                .orElseThrow(() -> SallyportException.refused(
                        "SP-NOTHING-TO-RESUME",
                        "No rollout of " + stack + " was interrupted after it had begun to change something.",
                        "See sallyport rollout status " + stack + "."));
        Blueprint blueprint = Blueprints.find(last.blueprint());
        Staged staged = last.staged();
        return switch (last.phase()) {
            case DESTROYING -> destroy(stack, listener);
            case ROLLING_BACK -> staged != null || last.lastGood() != null
                    ? rollback(stack, listener)
                    : last.made() ? destroy(stack, listener) : verify(stack, listener);
            case DEPLOYING -> staged != null
                    ? promote(stack, true, listener)
                    : apply(blueprint, stack, last.parameters(), listener);
            default -> apply(
                    blueprint,
                    stack,
                    last.parameters(),
                    new RolloutOptions(staged == null ? null : staged.weight(), false, null),
                    listener);
        };
    }

    /** What was done with a stack, latest first, as the ledger keeps it. */
    public List<LedgerEntry> past(String stack) {
        return record.past(stack);
    }

    /**
     * What is under way or was last done. Where the process that carried it is gone, {@link RolloutPhase#INTERRUPTED}
     * with what CloudFormation says of the stack and what to do next.
     */
    public Optional<Rollout> status(String stack) {
        return AwsErrors.translating(() -> team.seen(stack)).rollout().map(rollout -> {
            if (!rollout.isOrphaned() || with.journal().isLocked(stack)) {
                return rollout;
            }
            Optional<Stack> found = AwsErrors.translating(() -> with.deployment().find(stack));
            return rollout.interrupted(Interruption.words(rollout, found.map(Stack::stackStatusAsString)));
        });
    }

    /** What viewers got from both sides of a staged rollout; empty when nothing is staged. */
    public Optional<Comparison> comparison(String stack) {
        return with.journal()
                .find(stack)
                .filter(rollout -> rollout.staged() != null && rollout.staged().since() != null)
                .map(rollout -> AwsErrors.translating(() ->
                        figures.compare(Objects.requireNonNull(rollout.staged()), rollout.started())));
    }

    /** Temporary functions of staging copies, which can go only hours later: tried whenever there is an occasion. */
    private void sweep(String stack) {
        List<String> leftovers = with.journal().known(stack).leftovers();
        if (!leftovers.isEmpty()) {
            List<String> left = with.functions().delete(leftovers);
            with.journal().know(stack, known -> known.leaving(left));
        }
    }

    /**
     * Temporary functions whose replicas are still at the edge; each later rollout of the stack tries to delete them.
     */
    public List<String> leftovers(String stack) {
        return with.journal().known(stack).leftovers();
    }

    /** What is done to a stack, step by step. */
    @FunctionalInterface
    private interface Steps {
        Rollout take(RolloutSteps steps, StagedSteps staged, String untold) throws InterruptedException;
    }

    /**
     * Does one thing to a stack, alone and on record.
     *
     * @param name for the ledger
     * @param begin where it begins, asked once nobody else is at the stack; what it refuses leaves no trace
     */
    private Rollout deed(String name, String stack, RolloutListener listener, Supplier<Begun> begin, Steps steps)
            throws InterruptedException {
        try (Turn turn = team.begin(stack)) {
            Team.requireKnown(turn, name);
            Begun begun = AwsErrors.translating(begin);
            String alone = team.tell(turn, name);
            record.begun(name, begun.rollout());
            RolloutCourse course = new RolloutCourse(with, listener, begun.rollout());
            RolloutSteps own = new RolloutSteps(with, course, begun.takesUp());
            StagedSteps staged = new StagedSteps(with, course, own);
            Rollout end = record.carried(name, course, () -> steps.take(own, staged, alone));
            return alone.isEmpty()
                    ? end
                    : with.journal().keep(end.at(end.phase(), (end.note() + " " + alone).strip()));
        }
    }

    @Override
    public Optional<String> inherit(String distribution, Shut shut) throws InterruptedException {
        return translating(() -> with.neighbours().inherit(distribution, shut));
    }

    /** Who is at work on a stack from another home; empty where nobody is. */
    public Optional<AtWork> atWork(String stack) {
        return AwsErrors.translating(() -> team.atWork(stack));
    }

    /**
     * Lets go of a stack whose holder is dead. One that lives stops at its next step, which finds the stack taken.
     *
     * @throws SallyportException {@code SP-ROLLOUT-TAKEN} where somebody else is at work there by now
     */
    public void unlock(AtWork other) throws InterruptedException {
        translating(() -> {
            team.unlock(other, record);
            return other;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws InterruptedException;
    }

    private static <T> T translating(Work<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (SdkException e) {
            throw AwsErrors.translate(e);
        }
    }
}
