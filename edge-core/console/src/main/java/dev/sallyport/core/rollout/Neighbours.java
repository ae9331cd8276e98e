package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.guard.Locks;
import dev.sallyport.core.guard.Shut;
import dev.sallyport.core.guard.StandingGuards;
import dev.sallyport.core.guard.StandingGuards.Elsewhere;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
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

    private static final String LAST = " It stays locked until the last of them goes.";

    private final Deployment deployment;
    private final RolloutJournal journal;
    private final Team team;
    private final StandingGuards guards;
    private final Locks locks;
    private final RolloutRecord record;

    Neighbours(
            Deployment deployment,
            RolloutJournal journal,
            Team team,
            StandingGuards guards,
            Locks locks,
            RolloutRecord record) {
        this.deployment = deployment;
        this.journal = journal;
        this.team = team;
        this.guards = guards;
        this.locks = locks;
        this.record = record;
    }

    /**
     * A stack before a lock.
     *
     * @param name its own
     * @param key of what it would hold of the lock
     */
    private record Neighbour(String name, String key) {
        String address() {
            return "https://" + key;
        }
    }

    /**
     * Whether a stack holds a lock.
     *
     * @param yes whether it is known to
     * @param unknown why that could not be told; empty where it could
     */
    private record Holding(boolean yes, String unknown) {
        boolean isPossible() {
            return yes || !unknown.isEmpty();
        }
    }

    /** Where CloudFormation is asked what stands, a stack that no journal knows counts too. */
    private List<Stack> standing() {
        return deployment.all().stream()
                .filter(stack -> !NOT_STANDING.contains(stack.stackStatusAsString()))
                .sorted(Comparator.comparing(Stack::stackName))
                .toList();
    }

    private static List<Neighbour> before(List<Stack> standing, String lock, String but) {
        return standing.stream()
                .filter(stack -> Deployment.blueprintOf(stack) != null && !stack.stackName().equals(but))
                .flatMap(stack -> Optional.ofNullable(WhatStands.keys(StackSummary.parameters(stack)).get(lock))
                        .map(key -> new Neighbour(stack.stackName(), key))
                        .stream())
                .toList();
    }

    /** What this home knows may be old where the account does not answer, or somebody is at work there. */
    private Holding holding(String stack, String lock) {
        Team.Seen seen = team.seen(stack);
        boolean yes = seen.known().held().stream().anyMatch(one -> one.shuts(lock));
        return new Holding(yes, yes ? "" : String.join(" ", seen.notes()));
    }

    /** What to know before a stack is put before what others are before already. */
    List<String> notes(String stack, Map<String, String> values) {
        Map<String, String> keys = WhatStands.keys(values);
        if (keys.isEmpty()) {
            return List.of();
        }
        List<Stack> standing;
        try {
            standing = standing();
        } catch (CloudFormationException e) {
            return List.of("Which other stacks are before it could not be asked: " + denied(e).message());
        }
        List<String> notes = new ArrayList<>();
        keys.forEach((lock, key) -> {
            String at = "https://" + key;
            before(standing, lock, stack).forEach(other -> notes.add(told(other.name(), lock, at) + LAST));
            guards.before("", Set.of(lock)).ifPresent(distribution ->
                    notes.add("The guard of " + distribution + " is before " + at + " too." + LAST));
            guards.elsewhere(Set.of(lock), standing).ifPresent(other -> notes.add("The guard of " + other.distribution()
                    + ", of which another home has the record, is before " + at + " too." + LAST));
        });
        return notes;
    }

    private String told(String other, String lock, String at) {
        Holding holding = holding(other, lock);
        if (holding.yes()) {
            return at + " is locked already, by the stack " + other + ".";
        }
        String before = "The stack " + other + " is before " + at + " too";
        return holding.unknown().isEmpty()
                ? before + "."
                : before + ", and whether it holds the lock could not be told. " + holding.unknown();
    }

    /** What a session may not list is not known. */
    private static SallyportException denied(SdkException e) {
        SallyportException why = AwsErrors.translate(e);
        if (!Turn.isDenied(why)) {
            throw e;
        }
        return why;
    }

    /**
     * Goes on unless another stack holds another stage of the same API, or may: its methods or routes are those of all
     * stages, while each stage serves a deployment of its own.
     *
     * @throws SallyportException {@code SP-API-STAGE}
     */
    void requireStage(String stack, Map<String, String> values) {
        Map<String, String> keys = WhatStands.keys(values);
        if (keys.isEmpty()) {
            return;
        }
        List<Stack> standing;
        try {
            standing = standing();
        } catch (CloudFormationException e) {
            SallyportException why = denied(e);
            keys.forEach((lock, key) -> requireOnlyStage(stack, lock, key, why));
            return;
        }
        keys.forEach((lock, key) -> before(standing, lock, stack).stream()
                .filter(other -> !other.key().equals(key))
                .forEach(other -> requireNotHeld(other, holding(other.name(), lock))));
    }

    private static void requireNotHeld(Neighbour other, Holding holding) {
        if (holding.isPossible()) {
            throw SallyportException.refused(
                    "SP-API-STAGE",
                    "The stack " + other.name() + " is before " + other.address() + ", another stage of the same API, and "
                            + (holding.yes()
                                    ? "holds its lock."
                                    : "whether it holds its lock could not be read. " + holding.unknown()),
                    "Put this one before that stage, or have it given back first.");
        }
    }

    /** Where others cannot be listed, an API of one stage has no other that they could hold. */
    private void requireOnlyStage(String stack, String lock, String key, SallyportException why) {
        if (!key.contains("/") || journal.known(stack).held().stream().anyMatch(one -> one.shuts(lock))) {
            return;
        }
        String own = key.substring(key.indexOf('/') + 1);
        List<String> others;
        try {
            others = locks.stages(key.substring(0, key.indexOf('/'))).stream().filter(one -> !one.equals(own)).toList();
        } catch (SdkException e) {
            others = List.of("which could not be read either: " + denied(e).message());
        }
        if (!others.isEmpty()) {
            throw SallyportException.refused(
                    "SP-API-STAGE",
                    "Whether a stack holds another stage of the API of https://" + key + " could not be read: "
                            + why.message() + " Its other stages: " + String.join(", ", others) + ".",
                    "Ask for cloudformation:DescribeStacks on all stacks.");
        }
    }

    /** Who would take over what a stack holds, or keeps it from being given back; empty where nobody needs it. */
    Optional<String> heir(String stack, Held one) {
        if (!one.made() || !one.measure().closes()) {
            return Optional.empty();
        }
        List<Stack> standing;
        try {
            standing = standing();
        } catch (CloudFormationException e) {
            return Optional.of("Whether others are before https://" + one.key()
                    + " could not be asked, without which it is not given back: " + denied(e).message());
        }
        Set<String> turned = one.measure().locks();
        return turned.stream()
                .flatMap(lock -> before(standing, lock, stack).stream())
                .findFirst()
                .map(other -> stays(one.key(), "the stack " + other.name()))
                .or(() -> guards.before("", turned).map(id -> stays(one.key(), "the guard of " + id)))
                .or(() -> guards.elsewhere(turned, standing).map(other -> unreachable(other).message()));
    }

    private static String stays(String what, String who) {
        return "https://" + what + " stays locked: " + who + " is before it too, and gives it back.";
    }

    private static SallyportException unreachable(Elsewhere other) {
        return SallyportException.refused(
                "SP-HANDOVER",
                "The guard of " + other.distribution() + " is before what is to be given back too, by its stack "
                        + other.stack() + ", and another home has its record, so that it cannot be told to give it back.",
                "Take it back first with sallyport guard undo " + other.distribution()
                        + " where it was made, or delete that stack if nobody needs it any more.");
    }

    /** Hands over what a stack holds to another one, or to a guard; tells who has it. */
    Optional<String> inherit(String stack, Held one) throws InterruptedException {
        if (!one.made() || !one.measure().closes()) {
            return Optional.empty();
        }
        Shut shut = new Shut(one.measure(), one.since());
        return handed("the stack " + stack, stack, "", shut)
                .map(heir -> stays(one.key(), heir.said()));
    }

    /** Hands over what a guard shut to a stack, or to the guard of another distribution; tells who has it. */
    Optional<String> inherit(String distribution, Shut shut) throws InterruptedException {
        return handed("the guard of " + distribution, "", distribution, shut)
                .map(heir -> heir.key().isEmpty()
                        ? "What it locked stays so: " + heir.said() + " is before it too, and gives it back."
                        : stays(heir.key(), heir.said()));
    }

    /**
     * Who holds from now on what another one shut.
     *
     * @param said in words
     * @param key of what it holds; empty where that is not known
     */
    private record Heir(String said, String key) {}

    private Optional<Heir> handed(String from, String stack, String distribution, Shut shut)
            throws InterruptedException {
        List<Stack> standing = standing();
        Set<String> turned = shut.measure().locks();
        Optional<Neighbour> other = turned.stream()
                .flatMap(lock -> before(standing, lock, stack).stream())
                .findFirst();
        if (other.isPresent()) {
            hand(other.get(), shut);
            record.inherited(other.get().name(), from, shut.measure().says());
            return other.map(to -> new Heir("the stack " + to.name(), to.key()));
        }
        Optional<String> guard = guards.inherit(distribution, shut);
        if (guard.isPresent()) {
            record.inherited(guard.get(), from, shut.measure().says());
            return guard.map(id -> new Heir("the guard of " + id, ""));
        }
        Optional<Elsewhere> elsewhere = guards.elsewhere(turned, standing);
        if (elsewhere.isPresent()) {
            throw unreachable(elsewhere.get());
        }
        return Optional.empty();
    }

    private void hand(Neighbour other, Shut shut) throws InterruptedException {
        try (Turn turn = team.begin(other.name())) {
            if (!turn.unknown().isEmpty()) {
                throw SallyportException.refused(
                        "SP-HANDOVER",
                        "The stack " + other.name() + " is before " + other.address()
                                + " too, and cannot be told to give it back: " + turn.unknown(),
                        "Ask for s3:GetObject and s3:PutObject on the bucket's rollouts/, then try again.");
            }
            turn.take(true);
            Held held = new Held(other.key(), shut.measure(), true, shut.since());
            journal.know(other.name(), known -> known.inheriting(List.of(held)));
        }
    }
}
