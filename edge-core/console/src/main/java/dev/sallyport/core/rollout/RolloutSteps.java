package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.proof.Proof;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** The steps of one rollout, each journalled before it is taken. */
final class RolloutSteps {
    private static final Set<String> HOLLOW = Set.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED");

    private static final String NOT_PLANTED = "The proofs that plant a record were not asked; --write asks them too.";

    static final String ROLE = "ServiceRoleArn";

    private final RolloutServices with;
    private final RolloutCourse course;
    private final Removal removal;
    private final Taking taking;
    private final KeptData data;
    private final boolean takesUp;

    /** @param takesUp whether it goes on where a process ended that left CloudFormation at work */
    RolloutSteps(RolloutServices with, RolloutCourse course, boolean takesUp) {
        this.with = with;
        this.course = course;
        this.removal = new Removal(with, course);
        this.taking = new Taking(with, course);
        this.data = new KeptData(with);
        this.takesUp = takesUp;
    }

    /**
     * What a deployment ended in.
     *
     * @param stack at the end
     * @param changed whether there was anything to change
     * @param failure what went wrong first, with its reason; empty when nothing did
     */
    private record Deployed(Stack stack, boolean changed, String failure) {
        /** An update that failed before leaves a stack that is as good as any, once nothing is to be changed of it. */
        boolean stands() {
            return StackSummary.of(stack).isStanding()
                    || (!changed && stack.stackStatusAsString().equals("UPDATE_ROLLBACK_COMPLETE"));
        }
    }

    private Rollout rollout() {
        return course.rollout();
    }

    /**
     * The stack, once nobody works on it: sees an operation through that a rollout left that was killed, and clears
     * away what is left of a creation that failed.
     *
     * @throws SallyportException {@code SP-STACK-BUSY} when someone else is at work, {@code SP-STACK-STATE} when
     *     CloudFormation would not change it
     */
    Optional<Stack> ready() throws InterruptedException {
        Optional<Stack> found = with.deployment().find(course.stack());
        if (found.isPresent() && StackSummary.of(found.get()).isUnderWay()) {
            if (!takesUp) {
                throw SallyportException.refused(
                        "SP-STACK-BUSY",
                        course.stack() + " is " + found.get().stackStatusAsString()
                                + ", and no rollout of this console began that.",
                        "Wait until CloudFormation is done, then try again.");
            }
            course.enter(rollout().phase(), "CloudFormation is still at work from before.");
            follow(found.get().stackId(), new HashSet<>(), List.of());
            found = with.deployment().find(course.stack());
        }
        if (found.isPresent() && HOLLOW.contains(found.get().stackStatusAsString())) {
            removal.remove(found.get(), "");
            found = with.deployment().find(course.stack());
        }
        found.map(Stack::stackStatusAsString).filter(status -> status.endsWith("_FAILED")).ifPresent(status -> {
            throw SallyportException.refused(
                    "SP-STACK-STATE",
                    course.stack() + " is " + status + ", in which CloudFormation changes nothing.",
                    status.equals("DELETE_FAILED")
                            ? "Destroy it to the end, then apply again."
                            : "Continue its rollback in the CloudFormation console, then try again.");
        });
        return found;
    }

    Rollout deployAndProve(Blueprint blueprint, Map<String, String> values, boolean overwrite)
            throws InterruptedException {
        course.enter(RolloutPhase.PACKAGING, "");
        Optional<Stack> before = ready();
        if (before.isEmpty()) {
            course.keep(rollout().making(true));
        }
        Map<String, String> parameters = parameters(blueprint, values, before);
        String template = blueprint.template(values);
        Deployed deployed = deploy(RolloutPhase.DEPLOYING, "", blueprint, template, parameters, overwrite);
        if (deployed.stands() && with.packaging().isUnsealed(blueprint, parameters)) {
            // The key exists only now: its public half goes into the edge function, which the second step deploys.
            parameters = with.packaging().sealed(blueprint, values, StackSummary.outputs(deployed.stack()), parameters);
            deployed = deploy(RolloutPhase.DEPLOYING, "", blueprint, template, parameters, overwrite);
        }
        if (!deployed.stands()) {
            return failed(deployed);
        }
        Stack stack = deployed.stack();
        with.site().publish(blueprint, StackSummary.outputs(stack));
        String unlocked = lock(values, stack);
        if (!unlocked.isEmpty()) {
            return undo(blueprint, stack, unlocked);
        }
        course.enter(RolloutPhase.PROVING, "");
        course.prove(blueprint, stack);
        if (!rollout().fails()) {
            // Not before: a new stack that fails is removed again.
            with.deployment().protect(stack, "true".equals(values.get("TerminationProtection")));
        }
        if (rollout().holds()) {
            course.enter(RolloutPhase.HOLDS, good(new Known.Good(values, parameters, template)));
            return rollout();
        }
        if (!rollout().fails()) {
            course.enter(RolloutPhase.UNPROVEN, course.unasked() + finishing());
            return rollout();
        }
        return undo(blueprint, stack, "A proof does not hold: " + course.failedProofs() + ".");
    }

    /** Packages what is new, as far as that can be done before the stack stands. */
    Map<String, String> parameters(Blueprint blueprint, Map<String, String> values, Optional<Stack> stack) {
        Map<String, String> uploaded = with.packaging().upload(blueprint, values);
        Map<String, String> outputs = stack.map(StackSummary::outputs).orElse(Map.of());
        return with.packaging().canSeal(blueprint, values, outputs)
                ? with.packaging().sealed(blueprint, values, outputs, uploaded)
                : uploaded;
    }

    private String finishing() {
        return " The stack stands; finish with sallyport rollout verify " + course.stack() + ".";
    }

    /** Takes down that a version holds, and gives back what only the one before had need of; tells what stays. */
    private String good(Known.Good version) throws InterruptedException {
        with.journal().know(course.stack(), known -> known.withGood(version));
        course.keep(rollout().good(version.parameters()));
        try {
            return String.join(" ", taking.giveBackAllBut(WhatStands.hosts(version.values())));
        } catch (SdkException e) {
            return notGivenBack(e, AwsErrors.translate(e));
        } catch (SallyportException e) {
            // Such as a session that may not write, which proves and leaves it held.
            return notGivenBack(e, e);
        }
    }

    private static String notGivenBack(RuntimeException failed, SallyportException why) {
        goOnUnlessInterrupted(failed);
        return "Not everything was given back: " + why.message() + " The next rollout tries again.";
    }

    private static void goOnUnlessInterrupted(RuntimeException failed) {
        if (RolloutRecord.isInterrupt(failed)) {
            throw failed;
        }
    }

    /** Shuts everyone but the edge out of what stands; tells why that failed. */
    private String lock(Map<String, String> values, Stack stack) throws InterruptedException {
        try {
            taking.take(values, stack);
            return "";
        } catch (SdkException e) {
            goOnUnlessInterrupted(e);
            return "What stands could not be locked: " + AwsErrors.translate(e).message();
        } catch (SallyportException e) {
            goOnUnlessInterrupted(e);
            return "What stands could not be locked: " + e.message();
        }
    }

    private Deployed deploy(
            RolloutPhase phase,
            String note,
            Blueprint blueprint,
            String template,
            Map<String, String> parameters,
            boolean overwrite)
            throws InterruptedException {
        course.enter(phase, note);
        Optional<Stack> before = with.deployment().find(course.stack());
        Map<String, String> outputs = before.map(StackSummary::outputs).orElse(Map.of());
        Live live = Live.read(with.aws(), outputs);
        Optional<DescribeChangeSetResponse> changeSet =
                with.deployment().changeSet(
                        course.stack(),
                        blueprint.name(),
                        template,
                        parameters,
                        rollout().parameters().getOrDefault(ROLE, ""));
        if (changeSet.isEmpty()) {
            return new Deployed(with.deployment().find(course.stack()).orElseThrow(), false, "");
        }
        if (!overwrite && Live.moved(live.versions(), Live.read(with.aws(), outputs))) {
            with.deployment().discard(changeSet.get());
            throw StackGuard.changedElsewhere(course.stack(), List.of("it changed while the change set was made"));
        }
        String stackId = changeSet.get().stackId();
        Set<String> seen = with.deployment().eventsSoFar(stackId);
        List<ResourceChange> changes = with.deployment().changes(changeSet.get());
        with.journal().know(course.stack(), known -> known.with(Live.NOTHING));
        course.operating();
        with.deployment().execute(changeSet.get());
        Deployed deployed = follow(stackId, seen, changes);
        if (!deployed.stack().stackStatusAsString().startsWith("DELETE")) {
            Live now = Live.read(with.aws(), StackSummary.outputs(deployed.stack()));
            with.journal().know(course.stack(), known -> known.with(now));
        }
        return deployed;
    }

    private Deployed follow(String stackId, Set<String> seen, List<ResourceChange> changes)
            throws InterruptedException {
        OperationWatch watch = new OperationWatch(
                course.stack(), changes, new TreeMap<>(with.journal().known(course.stack()).seconds()));
        Stack stack = course.follow(stackId, seen, watch, event -> {});
        return new Deployed(stack, true, watch.failure());
    }

    /**
     * Proves what stands; what viewers get of a staging copy is another question, and stays open.
     *
     * @param alone whether others may know more of the stack: then nothing is given back
     * @param plants whether the proofs that plant a record are asked; without them nothing is better than it was
     */
    Rollout verify(Blueprint blueprint, Stack stack, boolean alone, boolean plants) throws InterruptedException {
        RolloutPhase before = rollout().phase();
        String note = rollout().note();
        boolean partial = !plants && blueprint.plants(StackSummary.parameters(stack));
        course.enter(RolloutPhase.PROVING, "");
        course.prove(blueprint, stack, plants);
        if (rollout().holds() && partial) {
            boolean stays = before == RolloutPhase.FAILED || before == RolloutPhase.UNPROVEN || before == RolloutPhase.STAGED;
            course.enter(stays ? before : RolloutPhase.HOLDS, stays ? note : NOT_PLANTED);
            return rollout();
        }
        if (rollout().holds()) {
            String left = "";
            if (before == RolloutPhase.UNPROVEN && !alone) {
                left = good(new Known.Good(
                        rollout().parameters(), StackSummary.parameters(stack), with.deployment().template(stack)));
            }
            boolean waits = before == RolloutPhase.STAGED;
            course.enter(waits ? before : RolloutPhase.HOLDS, waits ? note : left);
            return rollout();
        }
        boolean fails = rollout().fails();
        RolloutPhase end = fails ? RolloutPhase.FAILED : RolloutPhase.UNPROVEN;
        course.enter(
                before == RolloutPhase.STAGED ? before : end,
                fails ? "A proof does not hold: " + course.failedProofs() + "." : course.unasked());
        return rollout();
    }

    private Rollout failed(Deployed deployed) throws InterruptedException {
        Stack stack = deployed.stack();
        String reason = deployed.failure().isEmpty()
                ? Objects.requireNonNullElse(stack.stackStatusReason(), "")
                : deployed.failure();
        String why =
                "CloudFormation ended in " + stack.stackStatusAsString() + (reason.isEmpty() ? "." : ": " + reason);
        if (HOLLOW.contains(stack.stackStatusAsString())) {
            course.enter(RolloutPhase.ROLLING_BACK, why);
            removal.remove(stack, why);
        }
        course.enter(RolloutPhase.FAILED, why);
        return rollout();
    }

    private Rollout undo(Blueprint blueprint, Stack stack, String why) throws InterruptedException {
        List<Proof> evidence = rollout().proofs();
        Map<String, String> lastGood = rollout().lastGood();
        if (lastGood != null) {
            Known.Good version = good(lastGood, blueprint);
            Rollout back = redeploy(blueprint, version, why);
            if (stands(back)) {
                course.keep(back.with(version.values()));
            }
            // The journal knows that the version before holds; who asked for this one learns that it does not.
            return rollout().proved(evidence).at(RolloutPhase.FAILED, rollout().note());
        }
        if (!rollout().made()) {
            course.enter(
                    RolloutPhase.FAILED,
                    why + " No earlier version is known to hold, so the stack stays as it is.");
            return rollout();
        }
        course.enter(RolloutPhase.ROLLING_BACK, why);
        String left = String.join(" ", taking.giveBackAllBut(Set.of()));
        Stack end = removal.remove(stack, why);
        course.keep(rollout().proved(evidence));
        // What its own application stored since was planted by the proofs.
        String now = Removal.isGone(end)
                ? ("The new stack was removed. " + data.of(end, blueprint.plants(StackSummary.parameters(stack)))).strip()
                : Removal.remains(end);
        course.enter(RolloutPhase.FAILED, (why + " " + now + " " + left).strip());
        return rollout();
    }

    /** A good version as it was, or where the journal lost its template, with the blueprint's own. */
    private Known.Good good(Map<String, String> parameters, Blueprint blueprint) {
        return with.journal()
                .known(course.stack())
                .good(parameters)
                .orElseGet(() -> new Known.Good(
                        rollout().parameters(), parameters, blueprint.template(rollout().parameters())));
    }

    /** Goes back to the good version before the one that stands; where there is none, makes sure of that one. */
    Rollout goBack(Blueprint blueprint, Stack stack) throws InterruptedException {
        Map<String, String> standing = StackSummary.parameters(stack);
        Known.Good before = with.journal()
                .known(course.stack())
                .before(standing)
                .orElseGet(() -> good(Objects.requireNonNull(rollout().lastGood()), blueprint));
        Rollout end = redeploy(blueprint, before, "Rolled back on request.");
        if (stands(end) && !before.stands(standing)) {
            with.journal().know(course.stack(), known -> known.givingUp(standing));
            course.keep(rollout().with(before.values()).good(before.parameters()));
        }
        return rollout();
    }

    private static boolean stands(Rollout back) {
        return back.phase() == RolloutPhase.HOLDS || back.phase() == RolloutPhase.UNPROVEN;
    }

    private Rollout redeploy(Blueprint blueprint, Known.Good version, String why) throws InterruptedException {
        Deployed deployed = deploy(
                RolloutPhase.ROLLING_BACK, why, blueprint, version.template(), version.parameters(), true);
        if (!deployed.stands()) {
            return failed(deployed);
        }
        with.site().publish(blueprint, StackSummary.outputs(deployed.stack()));
        String unlocked = lock(version.values(), deployed.stack());
        String left = String.join(" ", taking.giveBackAllBut(WhatStands.hosts(version.values())));
        String said = (why + " " + unlocked + " " + left).replaceAll(" +", " ").strip();
        course.prove(blueprint, deployed.stack());
        if (rollout().holds()) {
            course.enter(RolloutPhase.HOLDS, said + " The last good version is back.");
        } else if (rollout().fails()) {
            course.enter(RolloutPhase.FAILED, said + " The last good version is back, but a proof does not hold.");
        } else {
            course.enter(RolloutPhase.UNPROVEN, said + " The last good version is back. " + course.unasked());
        }
        return rollout();
    }

    /**
     * Removes the stack; where a process ended meanwhile, CloudFormation may have done that already.
     *
     * @param andData whether the tables and keys go too that the stack leaves behind
     */
    Rollout destroy(boolean andData) throws InterruptedException {
        course.enter(RolloutPhase.DESTROYING, "");
        Optional<Stack> found = with.deployment().find(course.stack());
        if (found.isPresent() && StackSummary.of(found.get()).isUnderWay()) {
            ready();
        }
        String left = String.join(" ", taking.giveBackAllBut(Set.of()));
        if (found.isPresent()) {
            Stack end = removal.remove(found.get(), "");
            if (!Removal.isGone(end)) {
                course.enter(RolloutPhase.FAILED, Removal.remains(end));
                return rollout();
            }
            left = (left + " " + data.of(end, andData)).strip();
        }
        removal.leftovers();
        boolean gone = found.isEmpty() && !takesUp;
        course.enter(RolloutPhase.DESTROYED, (left + (gone ? " " + Removal.WAS_GONE : "")).strip());
        return rollout();
    }
}
