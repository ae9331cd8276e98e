package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All guards of a distribution, oldest first, in one file below {@code HOME/guards}, replaced at every step. */
final class GuardJournal {
    private static final Pattern ID = Pattern.compile("[A-Z0-9]{1,40}");

    private final Path folder;

    /** @param account 12 digits, which keep accounts apart */
    GuardJournal(Home home, String account) {
        this.folder = home.folder("guards").resolve(account);
    }

    /** @throws SallyportException {@code SP-USAGE} for what is no id of a distribution */
    private Path file(String distribution) {
        if (!ID.matcher(distribution).matches()) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "What was given as the distribution's id is none.",
                    "Give one such as E2EXAMPLE12345; sallyport inspect lists them.");
        }
        return folder.resolve(distribution + ".json");
    }

    /** @throws SallyportException {@code SP-GUARD-BUSY} while somebody else is at the distribution's guards */
    GuardLock lock(String distribution) throws InterruptedException {
        Path file = file(distribution);
        Home.privateFolder(folder);
        return GuardLock.acquire(file.resolveSibling(distribution + ".lock"), distribution);
    }

    /** @throws SallyportException {@code SP-GUARD-JOURNAL} when it cannot be read; nothing is changed then */
    List<Guarded> all(String distribution) {
        Path file = file(distribution);
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(file), new TypeReference<>() {});
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (JacksonException e) {
            throw unreadable(file, "is not what was written").causedBy(e);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read").causedBy(e);
        }
    }

    /** Ids of the distributions that were ever guarded. */
    List<String> distributions() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .filter(name -> ID.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, "cannot be read").causedBy(e);
        }
    }

    private static SallyportException unreadable(Path file, String why) {
        return SallyportException.unavailable(
                "SP-GUARD-JOURNAL",
                "The record of guards " + file + " " + why + ".",
                "Put a copy of it back, or move it away if nothing of it is to be undone.");
    }

    /** The last one of which something stands, or is left behind. */
    Optional<Guarded> standing(String distribution) {
        return all(distribution).reversed().stream()
                .filter(guard -> guard.phase().stands())
                .findFirst();
    }

    /** Adds a guard, or puts it in the place of the one of its name. */
    Guarded keep(Guarded guard) {
        List<Guarded> all = new ArrayList<>(all(guard.distribution()));
        int place = -1;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(guard.name())) {
                place = i;
            }
        }
        if (place < 0) {
            all.add(guard);
        } else {
            all.set(place, guard);
        }
        try {
            Home.writePrivate(file(guard.distribution()), Json.MAPPER.writeValueAsBytes(all));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
        return guard;
    }
}
