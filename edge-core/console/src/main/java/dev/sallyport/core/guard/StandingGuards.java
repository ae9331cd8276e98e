package dev.sallyport.core.guard;

import dev.sallyport.core.Arns;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** The guards of an account that stand, as a home knows them, for those who put something before the same origins. */
public final class StandingGuards {
    private final GuardJournal journal;

    /** @param account 12 digits */
    public StandingGuards(Home home, String account) {
        this.journal = new GuardJournal(home, account);
    }

    /**
     * A guard that another home made: its signer stands in the account, its journal does not.
     *
     * @param distribution its id
     * @param stack with its signer
     */
    public record Elsewhere(String distribution, String stack) {}

    /** The oldest of several, which is taken back last. */
    private Optional<Guarded> at(String but, Set<String> locks) {
        return journal.distributions().stream()
                .filter(id -> !id.equals(but))
                .flatMap(id -> journal.all(id).stream())
                .filter(guard -> guard.phase().stands())
                .filter(guard -> guard.measures().subList(0, reached(guard)).stream()
                        .anyMatch(measure -> measure.locks().stream().anyMatch(locks::contains)))
                .min(Comparator.comparing(Guarded::began));
    }

    /** One that is under way will make all of its measures. */
    private static int reached(Guarded guard) {
        return guard.phase() == GuardPhase.GUARDING ? guard.measures().size() : guard.made();
    }

    /**
     * The id of the distribution whose guard did something to one of these locks; empty where none did.
     *
     * @param but the id of a distribution whose guards are left out; empty for none
     */
    public Optional<String> before(String but, Set<String> locks) {
        return at(but, locks).map(Guarded::distribution);
    }

    /**
     * A guard that some other home made before one of these locks. One that needs no signer of its own is not seen.
     *
     * @param stacks of the account that stand
     */
    public Optional<Elsewhere> elsewhere(Set<String> locks, List<Stack> stacks) {
        Set<String> known = signers();
        return stacks.stream()
                .filter(stack -> !known.contains(stack.stackName()))
                .filter(stack -> stack.tags().stream().anyMatch(tag -> tag.key().equals(EdgeSigner.TAG)))
                .filter(stack -> turned(stack).anyMatch(locks::contains))
                .flatMap(stack -> stack.tags().stream()
                        .filter(tag -> tag.key().equals(EdgeSigner.TAG))
                        .map(tag -> new Elsewhere(tag.value(), stack.stackName())))
                .findFirst();
    }

    private Set<String> signers() {
        Set<String> names = new TreeSet<>();
        for (String id : journal.distributions()) {
            for (Guarded guard : journal.all(id)) {
                for (Measure measure : guard.measures()) {
                    if (measure instanceof EdgeSigner signer) {
                        names.add(signer.stack());
                    }
                }
            }
        }
        return names;
    }

    private static Stream<String> turned(Stack stack) {
        Map<String, String> values = stack.parameters().stream()
                .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue));
        return Stream.of("Apis", "Functions")
                .flatMap(key -> Stream.of(values.getOrDefault(key, "").split(",", -1)))
                .filter(Arns::isMeant)
                .map(Locks::of);
    }

    /**
     * Hands over what is shut to a guard that did something to the same lock, which opens it when it is undone.
     *
     * @param but the id of a distribution whose guards are left out; empty for none
     * @return the id of its distribution; empty where there is none
     * @throws SallyportException {@code SP-GUARD-BUSY} while that guard is at work, {@code SP-GUARD-UNFINISHED} where it
     *     ended half way
     */
    public Optional<String> inherit(String but, Shut shut) throws InterruptedException {
        Set<String> locks = shut.measure().locks();
        Optional<Guarded> found = at(but, locks);
        while (found.isPresent()) {
            String distribution = found.get().distribution();
            try (GuardLock _ = journal.lock(distribution)) {
                // It may have gone, or stepped on, until it stood still.
                found = at(but, locks);
                if (found.isPresent() && found.get().distribution().equals(distribution)) {
                    requireWhole(found.get());
                    journal.keep(found.get().inheriting(shut));
                    return Optional.of(distribution);
                }
            }
        }
        return Optional.empty();
    }

    private static void requireWhole(Guarded guard) {
        if (guard.phase() == GuardPhase.GUARDING || guard.phase() == GuardPhase.UNDOING) {
            throw SallyportException.refused(
                    "SP-GUARD-UNFINISHED",
                    "The guard of " + guard.distribution() + " is before what would be opened, and ended half way.",
                    "Take it back first, with sallyport guard undo " + guard.distribution() + ".");
        }
    }
}
