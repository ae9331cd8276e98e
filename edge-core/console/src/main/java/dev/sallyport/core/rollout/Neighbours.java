package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.guard.Measure;
import dev.sallyport.core.guard.StandingGuards;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * Stacks and guards before the same API or function. One of them holds the lock; when it goes and another stays, the lock
 * stays too, and the other gives it back.
 */
final class Neighbours {
    /** Nothing of a stack in these serves anybody, yet or for long. */
    private static final Set<String> NOT_STANDING = Set.of(
            "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED",
            "CREATE_FAILED", "DELETE_IN_PROGRESS", "DELETE_FAILED", "DELETE_COMPLETE");

    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

    private final Deployment deployment;
    private final RolloutJournal journal;
    private final Team team;
    private final StandingGuards guards;

    Neighbours(Deployment deployment, RolloutJournal journal, Team team, StandingGuards guards) {
        this.deployment = deployment;
        this.journal = journal;
        this.team = team;
        this.guards = guards;
    }

    /**
     * A stack before a lock.
     *
     * @param name its own
     * @param key of what it would hold of the lock
     */
    private record Neighbour(String name, String key) {}

    /** Where CloudFormation is asked what stands, a stack that no journal knows counts too. */
    private List<Neighbour> before(String lock, String but) {
        return deployment.ours().stream()
                .filter(stack -> !stack.stackName().equals(but))
                .filter(stack -> !NOT_STANDING.contains(stack.stackStatusAsString()))
                .sorted(Comparator.comparing(Stack::stackName))
                .flatMap(stack -> Optional.ofNullable(WhatStands.keys(StackSummary.parameters(stack)).get(lock))
                        .map(key -> new Neighbour(stack.stackName(), key))
                        .stream())
                .toList();
    }

    private boolean holds(String stack, String lock) {
        return team.seen(stack).known().held().stream().anyMatch(one -> one.shuts(lock));
    }

    /** What to know before a stack is put before what others are before already. */
    List<String> notes(String stack, Map<String, String> values) {
        try {
            return told(stack, values);
        } catch (CloudFormationException e) {
            return List.of("Which other stacks are before it could not be asked: " + denied(e).message());
        }
    }

    /** What a session may not list is not known, which is no reason to do nothing. */
    private static SallyportException denied(CloudFormationException e) {
        SallyportException why = AwsErrors.translate(e);
        if (!Turn.isDenied(why)) {
            throw e;
        }
        return why;
    }

    private List<String> told(String stack, Map<String, String> values) {
        List<String> notes = new ArrayList<>();
        WhatStands.keys(values).forEach((lock, key) -> {
            String last = " It stays locked until the last of them goes.";
            before(lock, stack).forEach(other -> notes.add(
                    (holds(other.name(), lock) ? "https://" + key + " is locked already, by the stack " + other.name() + "."
                                    : "The stack " + other.name() + " is before https://" + key + " too.")
                            + last));
            guards.before(Set.of(lock)).ifPresent(distribution -> notes.add(
                    "The guard of " + distribution + " is before https://" + key + " too." + last));
        });
        return notes;
    }

    /**
     * Goes on unless another stack holds another stage of the same API: its methods or routes are those of all stages,
     * while each stage serves a deployment of its own.
     *
     * @throws SallyportException {@code SP-API-STAGE}
     */
    void requireStage(String stack, Map<String, String> values) {
        try {
            requireSame(stack, values);
        } catch (CloudFormationException e) {
            LOG.info("Not known whether others hold another stage: {}", denied(e).code());
        }
    }

    private void requireSame(String stack, Map<String, String> values) {
        WhatStands.keys(values).forEach((lock, key) -> before(lock, stack).stream()
                .filter(other -> !other.key().equals(key) && holds(other.name(), lock))
                .findFirst()
                .ifPresent(other -> {
                    throw SallyportException.refused(
                            "SP-API-STAGE",
                            "The stack " + other.name() + " is before https://" + other.key()
                                    + ", another stage of the same API, and holds its lock.",
                            "Put this one before that stage, or have it given back first.");
                }));
    }

    /** Who would take over what a stack holds, a sentence; empty where nobody needs it. */
    Optional<String> heir(String stack, Held one) {
        if (!one.made() || !one.measure().closes()) {
            return Optional.empty();
        }
        return one.measure().locks().stream()
                .flatMap(lock -> before(lock, stack).stream())
                .findFirst()
                .map(other -> stays(one.key(), "the stack " + other.name()))
                .or(() -> guards.before(one.measure().locks())
                        .map(distribution -> stays(one.key(), "the guard of " + distribution)));
    }

    private static String stays(String what, String who) {
        return "https://" + what + " stays locked: " + who + " is before it too, and gives it back.";
    }

    /** Hands over what a stack holds to another one, or to a guard; tells who has it. */
    Optional<String> inherit(String stack, Held one) throws InterruptedException {
        if (!one.made() || !one.measure().closes()) {
            return Optional.empty();
        }
        Optional<Neighbour> other = handed(stack, one.measure());
        return other.isPresent()
                ? other.map(to -> stays(one.key(), "the stack " + to.name()))
                : guards.inherit(one.measure()).map(distribution -> stays(one.key(), "the guard of " + distribution));
    }

    /** Hands over what a guard shut to a stack, or to another guard; tells who has it. */
    Optional<String> inherit(Measure measure) throws InterruptedException {
        Optional<Neighbour> other = handed("", measure);
        return other.isPresent()
                ? other.map(to -> stays(to.key(), "the stack " + to.name()))
                : guards.inherit(measure).map(distribution -> "What it locked stays so: the guard of " + distribution
                        + " is before it too, and gives it back.");
    }

    private Optional<Neighbour> handed(String stack, Measure measure) throws InterruptedException {
        for (String lock : measure.locks()) {
            for (Neighbour other : before(lock, stack)) {
                hand(other, measure);
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private void hand(Neighbour other, Measure measure) throws InterruptedException {
        try (Turn turn = team.begin(other.name())) {
            if (!turn.unknown().isEmpty()) {
                throw SallyportException.refused(
                        "SP-HANDOVER",
                        "The stack " + other.name() + " is before https://" + other.key()
                                + " too, and cannot be told to give it back: " + turn.unknown(),
                        "Ask for s3:GetObject and s3:PutObject on the bucket's rollouts/, then try again.");
            }
            turn.take(true);
            Held held = new Held(other.key(), measure, true);
            journal.know(other.name(), known -> known.inheriting(List.of(held)));
        }
    }
}
