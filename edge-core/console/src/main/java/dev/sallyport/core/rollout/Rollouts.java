package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.blueprint.Packaging;
import dev.sallyport.core.blueprint.Preconditions;
import dev.sallyport.core.blueprint.Site;
import dev.sallyport.core.proof.Proofs;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.AbortedException;
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
public final class Rollouts {
    private final RolloutServices with;
    private final Preconditions preconditions;
    private final StackGuard guard;
    private final SideFigures figures;
    private final RolloutRecord record;
    private final boolean readOnly;

    /** Rollouts that may write; see the other constructor. */
    public Rollouts(AwsClients aws, String who, String account, Home home) {
        this(aws, who, account, home, false);
    }

    /**
     * @param aws clients of the session
     * @param who ARN of the caller, for the ledger
     * @param account 12 digits, part of the artifact bucket's name
     * @param home keeps the journal and the ledger
     * @param readOnly refuses proofs that plant something; what goes through {@code aws} is refused there
     */
    public Rollouts(AwsClients aws, String who, String account, Home home, boolean readOnly) {
        this.readOnly = readOnly;
        Ledger ledger = new Ledger(home, Clock.systemUTC());
        this.record = new RolloutRecord(ledger, who, account);
        this.preconditions = new Preconditions(aws);
        this.figures = new SideFigures(aws);
        this.with = new RolloutServices(
                aws,
                new Packaging(aws, account),
                new Deployment(aws.cloudFormation(EdgeRegion.NAME)),
                new Planning(aws),
                new Site(aws),
                new Proofs(aws, ledger, who, account),
                new StagingCopy(aws),
                new RolloutJournal(home, account + "-" + EdgeRegion.NAME));
        this.guard = new StackGuard(aws, with.deployment(), with.journal());
    }

    /** The stacks that blueprints made, in the order of their names. */
    public List<StackSummary> stacks() {
        return AwsErrors.translating(() -> with.aws()
                .cloudFormation(EdgeRegion.NAME)
                .describeStacksPaginator()
                .stacks()
                .stream()
                .filter(stack -> Deployment.blueprintOf(stack) != null)
                .map(StackSummary::of)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
    }

    /** The last rollout of each stack that the journal knows. */
    public List<Rollout> history() {
        return with.journal().all();
    }

    /**
     * What {@link #apply} would change. Nothing is deployed or uploaded; the change set is removed again.
     *
     * @throws SallyportException {@code SP-PARAMETER}, {@code SP-STACK-TAKEN}, {@code SP-SHIELD-SUBSCRIPTION}, {@code
     *     SP-PLAN}
     */
    public Plan plan(Blueprint blueprint, String stack, Map<String, String> given) throws InterruptedException {
        return translating(() -> {
            guard.requireOurs(stack, blueprint);
            Map<String, String> values = blueprint.complete(given);
            preconditions.require(values);
            Map<String, String> outputs =
                    with.deployment().find(stack).map(StackSummary::outputs).orElse(Map.of());
            List<ResourceChange> changes = with.deployment()
                    .planned(stack, blueprint, with.packaging().planned(blueprint, values, outputs));
            return with.planning()
                    .plan(stack, changes, outputs, with.journal().known(stack), blueprint.notes(values));
        });
    }

    /**
     * What {@link #destroy} would take away.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}
     */
    public Plan removal(String stack) throws InterruptedException {
        return translating(() -> {
            Stack found = guard.ours(stack);
            return with.planning().removal(stack, with.deployment().resources(stack), StackSummary.outputs(found));
        });
    }

    /** As {@link #apply(Blueprint, String, Map, RolloutOptions, RolloutListener)}, plainly. */
    public Rollout apply(Blueprint blueprint, String stack, Map<String, String> given, RolloutListener listener)
            throws InterruptedException {
        return apply(blueprint, stack, given, RolloutOptions.PLAIN, listener);
    }

    /**
     * Deploys, then proves. When CloudFormation fails it rolls back itself; when a proof fails, the last good version is
     * deployed again, or a new stack is removed. With a weight, a staging copy of the distribution is made and proved,
     * and serves that share of the viewers until {@link #promote} or {@link #rollback}; the stack stays as it is.
     *
     * @return the rollout at its end: {@link RolloutPhase#HOLDS}, {@code STAGED} or {@code FAILED}
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
        return translating(() -> {
            Map<String, String> values = blueprint.complete(given);
            if (options.weight() != null) {
                StagingLimits.weight(options.weight());
            }
            guard.requireOurs(stack, blueprint);
            preconditions.require(values);
            return locked(stack, () -> {
                Optional<Rollout> last = with.journal().find(stack);
                boolean stands = with.deployment().find(stack).isPresent();
                last.filter(before -> stands && before.phase() == RolloutPhase.STAGED).ifPresent(before -> {
                    throw StagingLimits.refused(
                            "SP-STAGED-ALREADY",
                            stack + " has a staging copy that waits.",
                            "Promote it or roll it back first.");
                });
                boolean takesUp = last.filter(Rollout::isOrphaned).isPresent();
                guard.requireUnchanged(stack, options, takesUp);
                Rollout rollout = Rollout.begun(blueprint, stack, values, last.orElse(null));
                record.requireWritable();
                RolloutSteps steps = new RolloutSteps(with, listener, rollout, takesUp);
                StagedSteps staged = new StagedSteps(with, steps);
                return carried("rollout.apply", steps, () -> {
                    // A kill left parts of a copy; what it was for begins anew.
                    staged.remove();
                    sweep(stack);
                    return options.weight() == null
                            ? steps.deployAndProve(blueprint, values, options.overwrite())
                            : staged.stage(blueprint, values, options.weight());
                });
            });
        });
    }

    /**
     * Runs the proofs of a standing stack again.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}, {@code SP-STACK-BUSY} while CloudFormation is at work, or
     *     {@code SP-READ-ONLY} when a proof would plant something in a read-only session
     */
    public Rollout verify(String stack, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            Stack found = guard.ours(stack);
            if (readOnly && Blueprints.find(blueprintOf(found)).plants()) {
                throw SallyportException.refused(
                        "SP-READ-ONLY",
                        "The proofs of " + stack + " plant a record, and this session is read-only.",
                        "Prove it without --read-only.");
            }
            if (found.stackStatusAsString().endsWith("_IN_PROGRESS")) {
                throw SallyportException.refused(
                        "SP-STACK-BUSY",
                        stack + " is " + found.stackStatusAsString() + ".",
                        "Wait until CloudFormation is done, then verify again.");
            }
            return locked(stack, () -> {
                Rollout last = guard.known(found);
                RolloutSteps steps = new RolloutSteps(with, listener, last, false);
                return carried("rollout.verify", steps, () -> {
                    sweep(stack);
                    return steps.verify(Blueprints.find(blueprintOf(found)), found);
                });
            });
        });
    }

    /**
     * Takes the staging copy away, where there is one; else deploys the version before the one that stands whose
     * proofs all held.
     *
     * @throws SallyportException {@code SP-NO-GOOD-VERSION} when the journal knows none
     */
    public Rollout rollback(String stack, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            Stack found = guard.ours(stack);
            Blueprint blueprint = Blueprints.find(blueprintOf(found));
            return locked(stack, () -> {
                Rollout last = guard.known(found);
                if (last.staged() == null && last.lastGood() == null) {
                    throw SallyportException.refused(
                            "SP-NO-GOOD-VERSION",
                            "No earlier version of " + stack + " is known to hold.",
                            "Apply the blueprint with the parameters that you want.");
                }
                record.requireWritable();
                RolloutSteps steps = new RolloutSteps(with, listener, last, last.isOrphaned());
                return carried("rollout.rollback", steps, () -> {
                    steps.ready();
                    return last.staged() != null
                            ? new StagedSteps(with, steps).rollBack(blueprint, found)
                            : steps.goBack(blueprint, found);
                });
            });
        });
    }

    /**
     * Ends a staged rollout by making the change for all viewers: the copy goes, the stack is updated and proved.
     *
     * @param anyway also when the copy's error rates are surely worse
     * @throws SallyportException {@code SP-STAGED-NONE} when nothing is staged, {@code SP-STAGED-WORSE}
     */
    public Rollout promote(String stack, boolean anyway, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            Stack found = guard.ours(stack);
            Blueprint blueprint = Blueprints.find(blueprintOf(found));
            return locked(stack, () -> {
                Rollout last = guard.known(found);
                boolean takesUp = last.isOrphaned();
                if (last.staged() == null || !(takesUp || last.phase() == RolloutPhase.STAGED)) {
                    throw StagingLimits.refused(
                            "SP-STAGED-NONE",
                            "Nothing of " + stack + " is staged.",
                            "Stage a change with sallyport rollout apply --staged WEIGHT.");
                }
                Comparison sides = figures.compare(last.staged(), last.started());
                if (sides.verdict() == Comparison.Verdict.WORSE && !anyway) {
                    throw StagingLimits.refused(
                            "SP-STAGED-WORSE",
                            sides.sentence(),
                            "Roll it back with sallyport rollout rollback " + stack + ", or promote with --anyway.");
                }
                guard.requireUnchanged(stack, RolloutOptions.PLAIN, takesUp);
                record.requireWritable();
                RolloutSteps steps = new RolloutSteps(with, listener, last, takesUp);
                return carried("rollout.promote", steps, () -> {
                    Rollout end = new StagedSteps(with, steps)
                            .promote(blueprint, blueprint.complete(last.parameters()), false);
                    sweep(stack);
                    return end;
                });
            });
        });
    }

    /** Removes the stack and waits for the end. */
    public Rollout destroy(String stack, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            RolloutJournal.requireName(stack);
            return locked(stack, () -> {
                Optional<Rollout> last = with.journal().find(stack);
                boolean takesUp = last.filter(Rollout::isOrphaned).isPresent();
                if (takesUp
                        && last.orElseThrow().phase() == RolloutPhase.DESTROYING
                        && with.deployment().find(stack).isEmpty()) {
                    // CloudFormation went on after the kill.
                    return record.ended(
                            "rollout.destroy", with.journal().keep(last.get().at(RolloutPhase.DESTROYED, "")));
                }
                Stack found = guard.ours(stack);
                Rollout rollout = guard.known(found);
                record.requireWritable();
                RolloutSteps steps = new RolloutSteps(with, listener, rollout, takesUp);
                return carried("rollout.destroy", steps, () -> {
                    new StagedSteps(with, steps).remove();
                    return steps.destroy(found);
                });
            });
        });
    }

    /**
     * Takes up what a process left that ended: the same change, the same promotion, the same removal.
     *
     * @throws SallyportException {@code SP-NOTHING-TO-RESUME} when the last rollout is over, or changed nothing yet
     */
    public Rollout resume(String stack, RolloutListener listener) throws InterruptedException {
        Rollout last = with.journal()
                .find(stack)
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
        return with.journal().find(stack).map(rollout -> {
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
            List<String> left = with.staging().deleteFunctions(leftovers);
            with.journal().know(stack, known -> known.leaving(left));
        }
    }

    /**
     * Temporary functions whose replicas are still at the edge; each later rollout of the stack tries to delete them.
     */
    public List<String> leftovers(String stack) {
        return with.journal().known(stack).leftovers();
    }

    private Rollout locked(String stack, Work<Rollout> work) throws InterruptedException {
        RolloutLock lock = with.journal().lock(stack);
        try {
            return work.run();
        } finally {
            lock.close();
        }
    }

    /** Runs the steps so that the journal tells the truth whatever happens. */
    private Rollout carried(String deed, RolloutSteps steps, Work<Rollout> work) throws InterruptedException {
        try {
            return record.ended(deed, work.run());
        } catch (SdkException e) {
            stopIfInterrupted(steps, e);
            SallyportException why = AwsErrors.translate(e);
            record.ended(deed, steps.broken(why));
            throw why;
        } catch (SallyportException e) {
            stopIfInterrupted(steps, e);
            record.ended(deed, steps.broken(e));
            throw e;
        } catch (InterruptedException e) {
            steps.stopped();
            throw e;
        }
    }

    /**
     * An interrupt also shows as a call or a file that failed; that is no failure of the rollout. The flag is cleared, so
     * that the journal can be written.
     */
    private static void stopIfInterrupted(RolloutSteps steps, RuntimeException failed) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            interrupted |= cause instanceof AbortedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof InterruptedException;
        }
        if (interrupted) {
            steps.stopped();
            throw new InterruptedException("while a call or a file was under way");
        }
    }

    private static String blueprintOf(Stack stack) {
        return Objects.requireNonNull(Deployment.blueprintOf(stack));
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
