package dev.sallyport.core.rollout;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One file per stack below {@code HOME/rollouts}, replaced at every step, so that a kill leaves the last step readable. */
final class RolloutJournal {
    private final Path folder;
    private final Path known;

    /** {@code scope} keeps accounts and Regions apart, such as {@code 111122223333-us-east-1}. */
    RolloutJournal(Home home, String scope) {
        this.folder = Home.privateFolder(home.folder("rollouts").resolve(scope));
        this.known = Home.privateFolder(folder.resolve("known"));
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

    Rollout keep(Rollout rollout) {
        write(file(rollout.stack()), rollout);
        return rollout;
    }

    Known known(String stack) {
        return read(known.resolve(stack + ".json"), Known.class).orElse(Known.NOTHING);
    }

    void know(String stack, UnaryOperator<Known> change) {
        write(known.resolve(stack + ".json"), change.apply(known(stack)));
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
