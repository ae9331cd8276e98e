package dev.sallyport.core.stack;

import dev.sallyport.core.AwsClients;
import dev.sallyport.core.AwsErrors;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Ledger;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * Plans, applies, proves, rolls back and destroys stacks. Every step is journalled before it is taken, so that a rollout
 * that was killed is reported truthfully and can be taken up again. All stacks live in {@link AwsClients#EDGE_REGION},
 * where Lambda@Edge and web ACLs of scope CLOUDFRONT must be.
 *
 * <p>Methods block; interrupting the thread stops the waiting, never CloudFormation's work.
 */
public final class Rollouts {
    private final AwsClients aws;
    private final Preconditions preconditions;
    private final Packaging packaging;
    private final Deployment deployment;
    private final Site site;
    private final Proofs proofs;
    private final RolloutJournal journal;
    private final RolloutRecord record;

    /**
     * @param aws clients of the session
     * @param who ARN of the caller, for the ledger
     * @param account 12 digits, part of the artifact bucket's name
     * @param home keeps the journal and the ledger
     */
    public Rollouts(AwsClients aws, String who, String account, Home home) {
        this.aws = aws;
        Ledger ledger = new Ledger(home, Clock.systemUTC());
        this.record = new RolloutRecord(ledger, who, account);
        this.preconditions = new Preconditions(aws);
        this.packaging = new Packaging(aws, account);
        this.deployment = new Deployment(aws.cloudFormation(AwsClients.EDGE_REGION));
        this.site = new Site(aws);
        this.proofs = new Proofs(aws, ledger, who, account);
        this.journal = new RolloutJournal(home, account + "-" + AwsClients.EDGE_REGION);
    }

    /** The stacks that blueprints made, in the order of their names. */
    public List<StackSummary> stacks() {
        return AwsErrors.translating(() -> aws.cloudFormation(AwsClients.EDGE_REGION)
                .describeStacksPaginator()
                .stacks()
                .stream()
                .filter(stack -> Deployment.blueprintOf(stack) != null)
                .map(Rollouts::summary)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
    }

    /** The last rollout of each stack that the journal knows. */
    public List<Rollout> history() {
        return journal.all();
    }

    /**
     * What {@link #apply} would change. Nothing is deployed or uploaded; the change set is removed again.
     *
     * @throws SallyportException {@code SP-PARAMETER}, {@code SP-STACK-TAKEN}, {@code SP-SHIELD-SUBSCRIPTION}, {@code
     *     SP-PLAN}
     */
    public Plan plan(Blueprint blueprint, String stack, Map<String, String> given) throws InterruptedException {
        return translating(() -> {
            requireOurs(stack, blueprint);
            Map<String, String> values = blueprint.complete(given);
            preconditions.require(values);
            Map<String, String> parameters = packaging.planned(blueprint, values);
            Optional<DescribeChangeSetResponse> changeSet =
                    deployment.changeSet(stack, blueprint.name(), blueprint.template(), parameters);
            if (changeSet.isEmpty()) {
                return new Plan(stack, List.of(), blueprint.notes(values));
            }
            Plan plan = new Plan(stack, deployment.changes(changeSet.get()), blueprint.notes(values));
            deployment.discard(changeSet.get());
            return plan;
        });
    }

    /**
     * Deploys, then proves. When CloudFormation fails it rolls back itself; when a proof fails, the last good version is
     * deployed again, or a new stack is removed.
     *
     * @return the rollout at its end: {@link RolloutPhase#HOLDS} or {@link RolloutPhase#FAILED}
     * @throws SallyportException when it cannot start: bad parameters, a name taken, no permission, no subscription
     */
    public Rollout apply(Blueprint blueprint, String stack, Map<String, String> given, RolloutListener listener)
            throws InterruptedException {
        return translating(() -> {
            Map<String, String> values = blueprint.complete(given);
            requireOurs(stack, blueprint);
            preconditions.require(values);
            Map<String, String> lastGood = journal.find(stack)
                    .filter(last -> last.phase() != RolloutPhase.DESTROYED)
                    .map(Rollout::lastGood)
                    .orElse(null);
            Rollout rollout = Rollout.start(stack, blueprint.name(), values, lastGood);
            record.requireWritable();
            try {
                return record.ended("rollout.apply", steps(rollout, listener).deployAndProve(blueprint, values));
            } catch (SdkException e) {
                SallyportException why = AwsErrors.translate(e);
                record.ended("rollout.apply", journal.keep(rollout.at(RolloutPhase.FAILED, why.message())));
                throw why;
            } catch (SallyportException e) {
                record.ended("rollout.apply", journal.keep(rollout.at(RolloutPhase.FAILED, e.message())));
                throw e;
            }
        });
    }

    /**
     * Runs the proofs of a standing stack again.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}, or {@code SP-STACK-BUSY} while CloudFormation is at work
     */
    public Rollout verify(String stack, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            Stack found = ours(stack);
            if (found.stackStatusAsString().endsWith("_IN_PROGRESS")) {
                throw SallyportException.refused(
                        "SP-STACK-BUSY",
                        stack + " is " + found.stackStatusAsString() + ".",
                        "Wait until CloudFormation is done, then verify again.");
            }
            Blueprint blueprint = Blueprints.find(blueprintOf(found));
            Rollout before = journal.find(stack).orElseGet(() -> Rollout.start(stack, blueprint.name(), Map.of(), null));
            return record.ended("rollout.verify", steps(before, listener).prove(blueprint, found));
        });
    }

    /**
     * Deploys the last version whose proofs all held.
     *
     * @throws SallyportException {@code SP-NO-GOOD-VERSION} when the journal knows none
     */
    public Rollout rollback(String stack, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            Stack found = ours(stack);
            Blueprint blueprint = Blueprints.find(blueprintOf(found));
            Rollout last = journal.find(stack)
                    .filter(rollout -> rollout.lastGood() != null)
                    .orElseThrow(() -> SallyportException.refused(
                            "SP-NO-GOOD-VERSION",
                            "No earlier version of " + stack + " is known to hold.",
                            "Apply the blueprint with the parameters that you want."));
            record.requireWritable();
            return record.ended(
                    "rollout.rollback", steps(last, listener).redeployLastGood(blueprint, "Rolled back on request."));
        });
    }

    /** Removes the stack and waits for the end. */
    public Rollout destroy(String stack, RolloutListener listener) throws InterruptedException {
        return translating(() -> {
            Stack found = ours(stack);
            Rollout rollout = journal.find(stack)
                    .orElseGet(() -> Rollout.start(stack, blueprintOf(found), Map.of(), null));
            record.requireWritable();
            return record.ended("rollout.destroy", steps(rollout, listener).destroy(found));
        });
    }

    /** What is under way or was last done; CloudFormation's word where the journal's process died. */
    public Optional<Rollout> status(String stack) {
        return journal.find(stack).map(rollout -> {
            if (!rollout.isOrphaned()) {
                return rollout;
            }
            String says = AwsErrors.translating(() -> deployment.find(stack))
                    .map(found -> "CloudFormation says " + found.stackStatusAsString() + ".")
                    .orElse("CloudFormation has no such stack.");
            return rollout.at(
                    rollout.phase(),
                    "Interrupted while " + rollout.phase().word() + ". " + says
                            + " Apply again to take it up, or verify.");
        });
    }

    private RolloutSteps steps(Rollout rollout, RolloutListener listener) {
        return new RolloutSteps(packaging, deployment, site, proofs, journal, listener, rollout);
    }

    private void requireOurs(String stack, Blueprint blueprint) {
        if (!stack.matches("[a-zA-Z][-a-zA-Z0-9]{0,127}")) {
            throw SallyportException.badInput(
                    "SP-STACK-NAME",
                    "A stack's name has letters, digits and hyphens and starts with a letter; " + stack + " does not.",
                    "Choose another --name.");
        }
        deployment.find(stack).ifPresent(found -> {
            String owner = Deployment.blueprintOf(found);
            boolean empty = found.stackStatusAsString().equals("REVIEW_IN_PROGRESS");
            if (!blueprint.name().equals(owner) && !(owner == null && empty)) {
                throw SallyportException.refused(
                        "SP-STACK-TAKEN",
                        "The name " + stack + " belongs to "
                                + (owner == null ? "a stack that the console did not make" : "a stack of " + owner)
                                + ".",
                        "Choose another --name.");
            }
        });
    }

    private Stack ours(String stack) {
        return deployment
                .find(stack)
                .filter(found -> Deployment.blueprintOf(found) != null)
                .orElseThrow(() -> SallyportException.refused(
                        "SP-NOT-FOUND",
                        "There is no stack " + stack + " that a blueprint made.",
                        "See the names with sallyport stacks."));
    }

    private static String blueprintOf(Stack stack) {
        return Objects.requireNonNull(Deployment.blueprintOf(stack));
    }

    static StackSummary summary(Stack stack) {
        return new StackSummary(
                stack.stackName(),
                blueprintOf(stack),
                stack.stackStatusAsString(),
                Objects.requireNonNullElse(stack.stackStatusReason(), ""),
                outputs(stack),
                stack.lastUpdatedTime() == null ? stack.creationTime() : stack.lastUpdatedTime());
    }

    static Map<String, String> outputs(Stack stack) {
        Map<String, String> outputs = new TreeMap<>();
        for (Output output : stack.outputs()) {
            outputs.put(output.outputKey(), output.outputValue());
        }
        return outputs;
    }

    static Map<String, String> parameters(Stack stack) {
        Map<String, String> parameters = new TreeMap<>();
        for (Parameter parameter : stack.parameters()) {
            parameters.put(parameter.parameterKey(), parameter.parameterValue());
        }
        return parameters;
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
