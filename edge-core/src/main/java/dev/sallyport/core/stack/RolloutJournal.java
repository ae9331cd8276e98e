package dev.sallyport.core.stack;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One file per stack below {@code HOME/rollouts}, replaced at every step, so that a kill leaves the last step readable. */
final class RolloutJournal {
    private final Path folder;

    /** {@code scope} keeps accounts and Regions apart, such as {@code 111122223333-us-east-1}. */
    RolloutJournal(Home home, String scope) {
        this.folder = Home.privateFolder(home.folder("rollouts").resolve(scope));
    }

    Optional<Rollout> find(String stack) {
        return read(file(stack));
    }

    List<Rollout> all() {
        List<Rollout> rollouts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .forEach(file -> read(file).ifPresent(rollouts::add));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return rollouts;
    }

    Rollout keep(Rollout rollout) {
        try {
            Home.writePrivate(file(rollout.stack()), Json.MAPPER.writeValueAsBytes(rollout));
        } catch (IOException e) {
            throw unreadable(file(rollout.stack()), e);
        }
        return rollout;
    }

    private Path file(String stack) {
        return folder.resolve(stack + ".json");
    }

    private static Optional<Rollout> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), Rollout.class));
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
