package dev.sallyport.core.proposal;

import dev.sallyport.core.FileGate;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One file per proposal below {@code HOME/proposals/ACCOUNT}, replaced at every step, so that a kill leaves the last step. */
final class ProposalFiles {
    private static final Pattern ID = Pattern.compile("[a-z0-9]{5}");

    /** Without what is easily taken for something else. */
    private static final String LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    ProposalFiles(Home home, String account) {
        this.folder = Home.privateFolder(home.folder("proposals").resolve(account));
    }

    /** An id that no proposal has. */
    String freshId() {
        while (true) {
            StringBuilder id = new StringBuilder();
            while (id.length() < 5) {
                id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
            }
            if (!has(id.toString())) {
                return id.toString();
            }
        }
    }

    boolean has(String id) {
        return ID.matcher(id).matches() && Files.exists(file(id));
    }

    /** @throws SallyportException {@code SP-NOT-FOUND}, or {@code SP-PROPOSAL-DAMAGED} with the name of the file */
    Proposal get(String id) {
        if (!has(id)) {
            List<String> ids = all().stream().map(Proposal::id).toList();
            throw SallyportException.refused(
                    "SP-NOT-FOUND",
                    "There is no proposal " + id + " of this account here"
                            + (ids.isEmpty() ? "." : "; there is " + String.join(", ", ids) + "."),
                    "Make one with sallyport firewall propose.");
        }
        return read(file(id));
    }

    /** All of them, oldest first; one that cannot be read may be the one that matters, so it is named and not passed over. */
    List<Proposal> all() {
        List<Proposal> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json")).forEach(file -> all.add(read(file)));
        } catch (IOException e) {
            throw damaged(folder, e);
        }
        all.sort((one, other) -> one.made().compareTo(other.made()));
        return all;
    }

    Proposal keep(Proposal proposal) {
        try {
            Home.writePrivate(file(proposal.id()), Json.MAPPER.writeValueAsBytes(proposal));
            return proposal;
        } catch (IOException e) {
            throw damaged(file(proposal.id()), e);
        }
    }

    /**
     * Keeps other processes and threads from applying or undoing until it is closed.
     *
     * @throws SallyportException {@code SP-PROPOSAL-BUSY}
     */
    FileGate lock() {
        Path file = folder.resolve("lock");
        try {
            Optional<FileGate> gate = FileGate.enter(file);
            if (gate.isPresent()) {
                return gate.get();
            }
        } catch (IOException e) {
            throw damaged(file, e);
        }
        throw SallyportException.refused(
                "SP-PROPOSAL-BUSY", "Another proposal is being applied or undone at this moment.", "Try again when it is over.");
    }

    private Path file(String id) {
        return folder.resolve(id + ".json");
    }

    private static Proposal read(Path file) {
        try {
            Proposal proposal = Json.MAPPER.readValue(Files.readAllBytes(file), Proposal.class);
            if (proposal != null && file.endsWith(proposal.id() + ".json")) {
                return proposal;
            }
            throw new IOException("it is another proposal");
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static SallyportException damaged(Path file, IOException cause) {
        return SallyportException.unavailable(
                        "SP-PROPOSAL-DAMAGED",
                        file + " cannot be read or written as a proposal.",
                        "Check the rights of the file; move it away to go on without it.")
                .causedBy(cause);
    }
}
