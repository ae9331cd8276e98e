package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprint.PackagedFunction;
import dev.sallyport.core.proof.Detour;
import dev.sallyport.core.proof.Subject;
import dev.sallyport.core.proof.Tally;
import dev.sallyport.core.rollout.Staged.TemporaryFunction;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/**
 * A change shown to a share of the viewers first. The copy and its functions stand beside the stack, so that
 * CloudFormation stays the only one who changes the primary; promoting is the stack's ordinary update.
 */
final class StagedSteps {
    private final RolloutServices with;
    private final RolloutCourse course;
    private final RolloutSteps steps;

    StagedSteps(RolloutServices with, RolloutCourse course, RolloutSteps steps) {
        this.with = with;
        this.course = course;
        this.steps = steps;
    }

    private Rollout rollout() {
        return course.rollout();
    }

    /** Makes the copy, proves it with requests that no viewer can send, and then lets viewers in. */
    Rollout stage(Blueprint blueprint, Map<String, String> values, double weight) throws InterruptedException {
        StagingLimits.weight(weight);
        course.enter(RolloutPhase.PACKAGING, "");
        Optional<Stack> found = steps.ready();
        String primary = StagingLimits.distribution(course.stack(), found);
        Stack stack = found.orElseThrow();
        StagingLimits.primary(with.staging().config(primary).distributionConfig());
        Map<String, String> parameters = steps.parameters(blueprint, values, found);
        List<ResourceChange> changes = changes(blueprint, parameters);
        StagingLimits.changes(changes);
        Map<String, String> keys = new HashMap<>();
        Staged planned = planned(blueprint, stack, parameters, changes, weight, primary, keys);
        course.keep(rollout().staging(planned));
        course.enter(RolloutPhase.STAGING, "");
        try {
            return made(blueprint, stack, planned, keys);
        } catch (SdkException e) {
            throw undone(AwsErrors.translate(e));
        } catch (SallyportException e) {
            throw undone(e);
        }
    }

    private List<ResourceChange> changes(Blueprint blueprint, Map<String, String> parameters)
            throws InterruptedException {
        List<ResourceChange> changes = with.deployment().planned(
                course.stack(), blueprint, parameters, rollout().parameters().getOrDefault(RolloutSteps.ROLE, ""));
        if (changes.isEmpty()) {
            throw StagingLimits.refused(
                    "SP-STAGED-NOTHING",
                    "Nothing of " + course.stack() + " would change.",
                    "Give the parameters that are to change.");
        }
        return changes;
    }

    /** @param keys is filled with the key of each temporary function's package */
    private Staged planned(
            Blueprint blueprint,
            Stack stack,
            Map<String, String> parameters,
            List<ResourceChange> changes,
            double weight,
            String primary,
            Map<String, String> keys) {
        String id = UUID.randomUUID().toString();
        Map<String, String> before = StackSummary.parameters(stack);
        Map<String, String> outputs = StackSummary.outputs(stack);
        List<TemporaryFunction> functions = new ArrayList<>();
        Map<String, String> replaced = new HashMap<>();
        for (PackagedFunction function : blueprint.edgeFunctions()) {
            String output = Objects.requireNonNull(function.versionOutput());
            String running = outputs.get(output);
            String key = parameters.get(function.parameter());
            if (running != null && key != null && !key.equals(before.get(function.parameter()))) {
                String name = "sallyport-staged-" + id.substring(0, 8) + "-" + function.name();
                functions.add(new TemporaryFunction(name, running, output, null));
                keys.put(name, key);
                replaced.put(running, name);
            }
        }
        List<String> promoteOnly = changes.stream()
                .filter(change -> !change.resourceType().equals("AWS::CloudFront::Distribution"))
                .filter(change -> !StagingLimits.isShown(change, replaced))
                .map(ResourceChange::logicalResourceId)
                .toList();
        return new Staged(
                weight,
                "sallyport-" + id,
                primary,
                null,
                null,
                null,
                functions,
                UUID.randomUUID().toString(),
                Tally.NONE,
                null,
                parameters,
                promoteOnly);
    }

    private Rollout made(Blueprint blueprint, Stack stack, Staged planned, Map<String, String> keys)
            throws InterruptedException {
        String bucket = Objects.requireNonNull(planned.parameters().get(Blueprint.BUCKET_PARAMETER));
        Staged copy = with.staging()
                .make(
                        planned,
                        bucket,
                        keys,
                        with.deployment().resources(course.stack()),
                        state -> course.keep(rollout().staging(state)));
        course.keep(rollout().staging(copy));
        course.enter(RolloutPhase.PROVING, "");
        Map<String, String> outputs = StackSummary.outputs(stack);
        copy.functions().forEach(each -> outputs.put(each.versionOutput(), Objects.requireNonNull(each.versionArn())));
        Detour detour =
                new Detour(Objects.requireNonNull(outputs.get("DistributionUrl")), copy.headerValue());
        Subject subject = new Subject(course.stack(), copy.parameters(), outputs);
        course.prove(blueprint, subject, detour);
        if (!rollout().holds() && !rollout().fails()) {
            throw SallyportException.unavailable(
                    "SP-UNPROVEN",
                    "The staging copy was not opened to viewers. " + course.unasked(),
                    "Mend what the evidence names, then stage it again.");
        }
        if (!rollout().holds()) {
            String why = "A proof of the staging copy does not hold: " + course.failedProofs() + ".";
            course.enter(RolloutPhase.ROLLING_BACK, why);
            remove();
            course.enter(RolloutPhase.FAILED, why
                    + " The copy is gone; no viewer saw it, and the primary is as it was.");
            return rollout();
        }
        with.staging().open(copy);
        course.keep(rollout().staging(copy.opened(detour.sent(), Instant.now())));
        course.enter(RolloutPhase.STAGED, waits(copy));
        return rollout();
    }

    private static String waits(Staged copy) {
        String share = BigDecimal.valueOf(copy.weight()).movePointRight(2).stripTrailingZeros().toPlainString();
        String shown = copy.functions().isEmpty()
                ? "The staging copy runs what the primary runs"
                : share + " % of the viewers get the new edge functions";
        String later = copy.promoteOnly().isEmpty()
                ? ""
                : " Only promoting changes " + String.join(", ", copy.promoteOnly()) + ".";
        return shown + "; promote or roll back." + later;
    }

    /** Ends in the error, with as much of the copy taken away as AWS lets. */
    private SallyportException undone(SallyportException why) throws InterruptedException {
        try {
            remove();
            return why;
        } catch (SdkException e) {
            return left(why, AwsErrors.translate(e));
        } catch (SallyportException e) {
            return left(why, e);
        }
    }

    private SallyportException left(SallyportException why, SallyportException alsoBroken) {
        return SallyportException.of(
                        why.kind(),
                        why.code(),
                        why.message() + " Parts of the staging copy are still there: " + alsoBroken.message(),
                        "Take them away with sallyport rollout rollback " + course.stack() + ".")
                .causedBy(why);
    }

    /** Whether there is a copy, or part of one. */
    boolean stands() {
        return rollout().staged() != null;
    }

    /** Takes the copy away; what waits for its replicas is kept for later. */
    void remove() throws InterruptedException {
        Staged copy = rollout().staged();
        if (copy != null) {
            List<StackResourceSummary> resources = with.deployment().find(course.stack()).isPresent()
                    ? with.deployment().resources(course.stack())
                    : List.of();
            List<String> left = with.staging().remove(copy, resources);
            with.journal().know(course.stack(), known -> {
                List<String> all = new ArrayList<>(known.leftovers());
                all.addAll(left);
                return known.leaving(all);
            });
            course.keep(rollout().staging(null));
        }
    }

    /** Ends the copy; the primary never changed, and is proved to be as it was. */
    Rollout rollBack(Blueprint blueprint, Stack stack) throws InterruptedException {
        String why = "Rolled back on request; the staging copy is gone and the primary is as it was.";
        course.enter(RolloutPhase.ROLLING_BACK, why);
        remove();
        course.prove(blueprint, stack);
        boolean unproven = !rollout().holds() && !rollout().fails();
        course.enter(
                rollout().holds() ? RolloutPhase.HOLDS : unproven ? RolloutPhase.UNPROVEN : RolloutPhase.FAILED,
                unproven ? why + " " + course.unasked() : why);
        return rollout();
    }

    /** Ends the copy and makes the change where all viewers are. */
    Rollout promote(Blueprint blueprint, boolean overwrite) throws InterruptedException {
        // Before the copy goes: what only a look at what stands tells is not among the parameters that were given.
        String distribution = with.deployment()
                .find(course.stack())
                .map(found -> StackSummary.outputs(found).get("DistributionId"))
                .orElse("");
        Map<String, String> values =
                with.standing()
                        .look(
                                course.stack(),
                                blueprint.complete(rollout().parameters()),
                                distribution,
                                with.journal().known(course.stack()).held())
                        .values();
        course.enter(RolloutPhase.DEPLOYING, "Promoting: the staging copy goes, then the stack is updated.");
        remove();
        return steps.deployAndProve(blueprint, values, overwrite);
    }
}
