package dev.sallyport.core.account;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which account each profile was seen to lead to, which accounts are production, and how they look: in {@code
 * HOME/accounts.json}, and in a file of the organisation, which adds to it and which nobody can take away from here.
 */
public final class KnownAccounts {
    /** Several accounts may be asked at once; a file's lock is the whole process's. */
    private static final Object WRITING = new Object();

    private static final ObjectReader STRICT =
            Json.MAPPER.readerFor(Held.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path file;
    private final Path organisation;

    /**
     * What both files hold.
     *
     * @param profiles the account by profile
     * @param production accounts that are
     * @param ordinary accounts that are not, whatever their profile is called
     * @param looks by account
     */
    private record Held(
            Map<String, String> profiles,
            NavigableSet<String> production,
            NavigableSet<String> ordinary,
            Map<String, AccountLook> looks) {
        static final Held NOTHING = new Held(Map.of(), new TreeSet<>(), new TreeSet<>(), Map.of());

        Held(
                @Nullable Map<String, String> profiles,
                @Nullable NavigableSet<String> production,
                @Nullable NavigableSet<String> ordinary,
                @Nullable Map<String, AccountLook> looks) {
            this.profiles = Objects.requireNonNullElseGet(profiles, Map::of);
            this.production = Objects.requireNonNullElseGet(production, TreeSet::new);
            this.ordinary = Objects.requireNonNullElseGet(ordinary, TreeSet::new);
            this.looks = Objects.requireNonNullElseGet(looks, Map::of);
        }
    }

    /**
     * An account that was seen, or marked.
     *
     * @param profiles that lead to it
     * @param production whether it is marked
     * @param ofOrganisation whether the organisation has marked it, so that nobody can take that back here
     */
    public record Known(
            String account, List<String> profiles, boolean production, boolean ofOrganisation, AccountLook look) {}

    /** Those of a home folder and of this machine's organisation. */
    public static KnownAccounts of(Home home) {
        return new KnownAccounts(home.root().resolve("accounts.json"), organisationFile(System.getProperty("os.name", "")));
    }

    KnownAccounts(Path file, Path organisation) {
        this.file = file;
        this.organisation = organisation;
    }

    /** Where only an administrator of the machine may write. */
    static Path organisationFile(String system) {
        if (system.startsWith("Windows")) {
            // The variable ProgramData would be whatever the one says who starts this.
            return Path.of("C:\\ProgramData", "Sallyport", "accounts.json");
        }
        return system.startsWith("Mac")
                ? Path.of("/Library/Application Support/Sallyport/accounts.json")
                : Path.of("/etc/sallyport/accounts.json");
    }

    /** A word that nothing knows may be a mark that somebody relies on. */
    private static Held read(Path file) {
        try {
            return STRICT.readValue(Files.readAllBytes(file));
        } catch (NoSuchFileException none) {
            return Held.NOTHING;
        } catch (UnrecognizedPropertyException e) {
            throw unreadable(file, "has the member " + e.getPropertyName() + ", which means nothing").causedBy(e);
        } catch (JacksonException e) {
            throw unreadable(file, "is not a JSON object with profiles and production").causedBy(e);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read").causedBy(e);
        }
    }

    private static SallyportException unreadable(Path file, String why) {
        return SallyportException.badInput(
                "SP-ACCOUNTS", "The file of accounts " + file + " " + why + ".", "Mend it, or move it away.");
    }

    /** The account that was seen first under a profile. */
    public Optional<String> account(String profile) {
        return Optional.ofNullable(read(file).profiles().get(profile));
    }

    /** Whether an account is marked as production, here or by the organisation. */
    public boolean isProduction(String account) {
        return read(organisation).production().contains(account) || read(file).production().contains(account);
    }

    /** Whether somebody said that an account is none, so that the name of its profile says nothing. */
    boolean isOrdinary(String account) {
        return read(file).ordinary().contains(account) && !isProduction(account);
    }

    /** How an account looks: as was chosen here, or else as the organisation has it. */
    public AccountLook look(String account) {
        AccountLook here = read(file).looks().get(account);
        return here == null ? read(organisation).looks().getOrDefault(account, AccountLook.PLAIN) : here;
    }

    /** All that were seen or marked, by account. */
    public List<Known> all() {
        Held here = read(file);
        Held theirs = read(organisation);
        NavigableSet<String> accounts = new TreeSet<>(here.profiles().values());
        accounts.addAll(here.production());
        accounts.addAll(theirs.production());
        return accounts.stream()
                .map(account -> new Known(
                        account,
                        here.profiles().entrySet().stream()
                                .filter(seen -> seen.getValue().equals(account))
                                .map(Map.Entry::getKey)
                                .sorted()
                                .toList(),
                        here.production().contains(account) || theirs.production().contains(account),
                        theirs.production().contains(account),
                        look(account)))
                .toList();
    }

    /** From now on an account looks so. */
    public void dress(String account, AccountLook look) {
        change(held -> {
            Map<String, AccountLook> looks = new TreeMap<>(held.looks());
            looks.put(account, look);
            return new Held(held.profiles(), held.production(), held.ordinary(), looks);
        });
    }

    /**
     * Takes down what a profile led to, the first time.
     *
     * @throws SallyportException {@code SP-ACCOUNT-CHANGED} where it led to another account before
     */
    void saw(String profile, String account) {
        if (read(file).profiles().get(profile) == null) {
            change(held -> held.profiles().containsKey(profile) ? held : leading(held, profile, account));
        }
        String before = Objects.requireNonNullElse(read(file).profiles().get(profile), account);
        if (!before.equals(account)) {
            throw SallyportException.refused(
                    "SP-ACCOUNT-CHANGED",
                    "The profile " + profile + " led to account " + before + " before, and now leads to " + account + ".",
                    "If that is meant, accept it with sallyport whoami --accept --profile " + profile + ".");
        }
    }

    /** A profile may lead to that account from now on. */
    public void accept(String profile, String account) {
        change(held -> leading(held, profile, account));
    }

    private static Held leading(Held held, String profile, String account) {
        Map<String, String> profiles = new TreeMap<>(held.profiles());
        profiles.put(profile, account);
        return new Held(profiles, held.production(), held.ordinary(), held.looks());
    }

    /**
     * Marks an account as production, or as none, whatever its profile is called.
     *
     * @throws SallyportException {@code SP-ACCOUNT-MARKED} where the organisation has marked it
     */
    public void mark(String account, boolean production) {
        if (!production && read(organisation).production().contains(account)) {
            throw SallyportException.refused(
                    "SP-ACCOUNT-MARKED",
                    "Account " + account + " is marked as production by " + organisation + ".",
                    "Ask who keeps that file.");
        }
        change(held -> {
            NavigableSet<String> marked = new TreeSet<>(held.production());
            NavigableSet<String> ordinary = new TreeSet<>(held.ordinary());
            (production ? ordinary : marked).remove(account);
            (production ? marked : ordinary).add(account);
            return new Held(held.profiles(), marked, ordinary, held.looks());
        });
    }

    /** Reads, changes and writes while no other process does: a mark that another one makes meanwhile would be lost. */
    private void change(UnaryOperator<Held> how) {
        synchronized (WRITING) {
            Path gate = file.resolveSibling("accounts.lock");
            Home.privateFolder(file.toAbsolutePath().normalize().resolveSibling("."));
            Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(gate, options, Home.privately(gate));
                    FileLock _ = channel.lock()) {
                write(how.apply(read(file)));
            } catch (IOException e) {
                throw SallyportException.unavailable(
                                "SP-HOME",
                                "Cannot write " + file + ": " + e.getMessage(),
                                "Choose another folder with --home, or make this one writable.")
                        .causedBy(e);
            }
        }
    }

    private void write(Held held) {
        try {
            Home.writePrivate(file, Json.MAPPER.writeValueAsBytes(held));
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }
}
