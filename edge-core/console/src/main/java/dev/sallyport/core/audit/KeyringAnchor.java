package dev.sallyport.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.PasswordAccessException;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The keyring of the desktop: Secret Service or KWallet on Linux, Keychain on macOS, Credential Manager on Windows. It
 * remembers the ledger of the standard home alone, so that no script with a home of its own fills it.
 */
final class KeyringAnchor implements Anchor {
    private static final String SERVICE = "Sallyport ledger";

    /** A keyring that is locked asks its owner; nobody waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * How GNOME, Windows and macOS say that there is none. KWallet says the same when its owner refuses, so that there it is
     * never known.
     */
    private static final Pattern ABSENT =
            Pattern.compile("No stored credentials match|Element not found|could not be found in the keychain");

    private final String account;

    private interface Question<T> {
        T ask(Keyring keyring) throws PasswordAccessException;
    }

    private KeyringAnchor(Path ledger) {
        this.account = ledger.toString();
    }

    /** The keyring for a home's ledger; nothing for a home that is not this user's standard one. */
    static Optional<Anchor> of(Home home) {
        return home.equals(Home.standard())
                ? Optional.of(new KeyringAnchor(home.root().toAbsolutePath().resolve("ledger")))
                : Optional.empty();
    }

    @Override
    public String place() {
        return "the system keyring";
    }

    @Override
    public List<Kept> all() {
        return asked(keyring -> {
            try {
                return List.of(Json.MAPPER.readValue(keyring.getPassword(SERVICE, account), Kept.class));
            } catch (PasswordAccessException e) {
                if (ABSENT.matcher(String.valueOf(e.getMessage())).find()) {
                    return List.of();
                }
                throw e;
            } catch (JsonProcessingException e) {
                throw unavailable("what it holds is not what Sallyport put there").causedBy(e);
            }
        });
    }

    @Override
    public void keep(Kept end) {
        String text = Json.MAPPER.valueToTree(end).toString();
        asked(keyring -> {
            keyring.setPassword(SERVICE, account, text);
            return true;
        });
    }

    @Override
    public String removable() {
        return "Programs of the same user can replace it.";
    }

    private static <T> T asked(Question<T> question) {
        FutureTask<T> task = new FutureTask<>(() -> {
            Keyring keyring = Keyring.create();
            try {
                return question.ask(keyring);
            } finally {
                keyring.close();
            }
        });
        Thread.ofPlatform().daemon().name("keyring").start(task);
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("it does not answer, perhaps because it is locked").causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the program is ending").causedBy(e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case SallyportException told -> told;
                case BackendNotSupportedException none -> unavailable("there is none here").causedBy(none);
                case PasswordAccessException denied -> unavailable("it refuses").causedBy(denied);
                case null, default -> unavailable("it failed").causedBy(e);
            };
        }
    }

    private static SallyportException unavailable(String why) {
        return SallyportException.unavailable(
                "SP-KEYRING",
                "The system keyring cannot be asked: " + why + ".",
                "Unlock it, or keep the head elsewhere: sallyport audit anchor logs:GROUP.");
    }
}
