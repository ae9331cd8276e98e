package dev.sallyport.core.rollout;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file per stack below {@code HOME/rollouts}, replaced at every step, so that a kill leaves the last step readable.
 * While a {@link Turn} lasts, each step goes to the account as well.
 */
final class RolloutJournal {
    private final Path folder;
    private final Path known;
    private final Path marks;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /**
     * Which state of the account's copy this home has.
     *
     * @param line of it; empty where this home has never seen one
     * @param serial of it
     * @param tokens of the works that this home began and whose end the account may not know
     */
    record Mark(String line, long serial, List<String> tokens) {
        static final Mark NEVER = new Mark("", 0, List.of());

        Mark {
            tokens = List.copyOf(tokens);
        }

        /** Before the first word to the account, since a kill may come right behind it. */
        Mark beginning(String token) {
            List<String> all = new ArrayList<>(tokens);
            all.add(token);
            return new Mark(line, serial, all);
        }

        /** Whether the account's is of another line, or later. */
        boolean isBehind(Shared shared) {
            return !line.equals(shared.line()) || serial < shared.serial();
        }
    }

    /** {@code scope} keeps accounts and Regions apart, such as {@code 111122223333-us-east-1}. */
    RolloutJournal(Home home, String scope) {
        this.folder = Home.privateFolder(home.folder("rollouts").resolve(scope));
        this.known = Home.privateFolder(folder.resolve("known"));
        this.marks = Home.privateFolder(folder.resolve("shared"));
    }

    Optional<Rollout> find(String stack) {
        return read(file(stack), Rollout.class);
    }

    List<Rollout> all() {
        List<Rollout> rollouts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .forEach(file -> read(file, Rollout.class).ifPresent(rollouts::add));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return rollouts;
    }

    /** @throws SallyportException {@code SP-ROLLOUT-TAKEN} where somebody else is at the stack by now */
    Rollout keep(Rollout rollout) {
        keepHere(rollout);
        share(rollout.stack());
        return rollout;
    }

    /** Keeps it in this home alone, such as after an error that may be the account's. */
    Rollout keepHere(Rollout rollout) {
        write(file(rollout.stack()), rollout);
        return rollout;
    }

    private void share(String stack) {
        Turn turn = turns.get(stack);
        if (turn != null) {
            turn.write();
        }
    }

    /** From now on each step of the stack goes to the account; null for no longer. */
    void sharing(String stack, @Nullable Turn turn) {
        if (turn == null) {
            turns.remove(stack);
        } else {
            turns.put(stack, turn);
        }
    }

    Mark mark(String stack) {
        return read(marks.resolve(stack + ".json"), Mark.class).orElse(Mark.NEVER);
    }

    void mark(String stack, Mark mark) {
        write(marks.resolve(stack + ".json"), mark);
    }

    /**
     * Goes on unless the account's copy is of before what this home has seen: an earlier version, put back, would be taken
     * for what is.
     *
     * @throws SallyportException {@code SP-ROLLOUT-OLDER}
     */
    void requireLater(String stack, Shared shared) {
        Mark mark = mark(stack);
        if (mark.line().equals(shared.line()) && shared.serial() < mark.serial()) {
            throw SallyportException.refused(
                    "SP-ROLLOUT-OLDER",
                    "What the account keeps of " + stack + " is older than what this home has seen of it.",
                    "Restore the latest version of rollouts/" + stack + ".json in the artifact bucket; CloudTrail tells who put"
                            + " the other one there.");
        }
    }

    /** What is known of a stack, by this home or the account: the newer of both. */
    Known newer(String stack, @Nullable Shared shared) {
        Mark mark = mark(stack);
        if (shared == null || !mark.isBehind(shared)) {
            return known(stack);
        }
        if (!mark.line().isEmpty()) {
            return shared.known();
        }
        // What this home knew before there was a copy in the account is true all the same.
        return shared.rollout() == null
                ? known(stack).inheriting(shared.known().held())
                : shared.known().inheriting(known(stack).held());
    }

    /** The last rollout, by this home or the account: of the newer of both. */
    Optional<Rollout> newerRollout(String stack, @Nullable Shared shared) {
        Rollout theirs = shared == null || !mark(stack).isBehind(shared) ? null : shared.rollout();
        return theirs == null ? find(stack) : Optional.of(theirs);
    }

    /** Takes over what the account has newer. */
    void adopt(String stack, Shared shared) {
        Known known = newer(stack, shared);
        Optional<Rollout> rollout = newerRollout(stack, shared);
        write(this.known.resolve(stack + ".json"), known);
        rollout.ifPresent(this::keepHere);
        mark(stack, new Mark(shared.line(), shared.serial(), mark(stack).tokens()));
    }

    Known known(String stack) {
        return read(known.resolve(stack + ".json"), Known.class).orElse(Known.NOTHING);
    }

    /** @throws SallyportException {@code SP-ROLLOUT-TAKEN} where somebody else is at the stack by now */
    void know(String stack, UnaryOperator<Known> change) {
        write(known.resolve(stack + ".json"), change.apply(known(stack)));
        share(stack);
    }

    /** @throws SallyportException {@code SP-ROLLOUT-BUSY} while another rollout of the stack is under way */
    RolloutLock lock(String stack) throws InterruptedException {
        StackName.require(stack);
        return RolloutLock.acquire(folder.resolve(stack + ".lock"), stack);
    }

    /** Whether some process carries a rollout of the stack at this moment. */
    boolean isLocked(String stack) {
        StackName.require(stack);
        return RolloutLock.isHeld(folder.resolve(stack + ".lock"));
    }

    private Path file(String stack) {
        StackName.require(stack);
        return folder.resolve(stack + ".json");
    }

    private static void write(Path file, Object document) {
        try {
            Home.writePrivate(file, Json.MAPPER.writeValueAsBytes(document));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), type));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static SallyportException unreadable(Path path, IOException cause) {
        return SallyportException.unavailable(
                        "SP-JOURNAL",
                        "The rollout journal " + path + " cannot be read or written.",
                        "Check the rights of the file; move it away to go on without its history.")
                .causedBy(cause);
    }
}
