package dev.sallyport.core.account;

import com.fasterxml.jackson.core.JacksonException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which account each profile was seen to lead to, and which accounts are production: in {@code HOME/accounts.json}, and in a
 * file of the organisation, which adds to it and which nobody can take away from here.
 */
public final class KnownAccounts {
    /** Several accounts may be asked at once, and their profiles stand in one file. */
    private static final Object WRITING = new Object();

    private final Path file;
    private final Path organisation;

    /** What both files hold. */
    private record Held(Map<String, String> profiles, NavigableSet<String> production) {
        static final Held NOTHING = new Held(Map.of(), new TreeSet<>());
    }

    /** Those of a home folder and of this machine's organisation. */
    public static KnownAccounts of(Home home) {
        return new KnownAccounts(home.root().resolve("accounts.json"), organisationFile(System.getProperty("os.name", "")));
    }

    KnownAccounts(Path file, Path organisation) {
        this.file = file;
        this.organisation = organisation;
    }

    /** Where only an administrator of the machine may write. */
    private static Path organisationFile(String system) {
        if (system.startsWith("Windows")) {
            return Path.of(System.getenv().getOrDefault("ProgramData", "C:\\ProgramData"), "Sallyport", "accounts.json");
        }
        return system.startsWith("Mac")
                ? Path.of("/Library/Application Support/Sallyport/accounts.json")
                : Path.of("/etc/sallyport/accounts.json");
    }

    private static Held read(Path file) {
        try {
            Held held = Json.MAPPER.readValue(Files.readAllBytes(file), Held.class);
            return new Held(
                    held.profiles() == null ? Map.of() : held.profiles(),
                    held.production() == null ? new TreeSet<>() : held.production());
        } catch (NoSuchFileException none) {
            return Held.NOTHING;
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

    /**
     * Takes down what a profile led to, the first time.
     *
     * @throws SallyportException {@code SP-ACCOUNT-CHANGED} where it led to another account before
     */
    void saw(String profile, String account) {
        synchronized (WRITING) {
            see(profile, account);
        }
    }

    private void see(String profile, String account) {
        Held held = read(file);
        String before = held.profiles().get(profile);
        if (before == null) {
            accept(profile, account);
        } else if (!before.equals(account)) {
            throw SallyportException.refused(
                    "SP-ACCOUNT-CHANGED",
                    "The profile " + profile + " led to account " + before + " before, and now leads to " + account + ".",
                    "If that is meant, accept it with sallyport whoami --accept --profile " + profile + ".");
        }
    }

    /** A profile may lead to that account from now on. */
    public void accept(String profile, String account) {
        synchronized (WRITING) {
            Held held = read(file);
            Map<String, String> profiles = new TreeMap<>(held.profiles());
            profiles.put(profile, account);
            write(new Held(profiles, held.production()));
        }
    }

    /**
     * Marks an account as production, or takes the mark back.
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
        synchronized (WRITING) {
            Held held = read(file);
            NavigableSet<String> marked = new TreeSet<>(held.production());
            if (production) {
                marked.add(account);
            } else {
                marked.remove(account);
            }
            write(new Held(held.profiles(), marked));
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
