package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Configured;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.account.SignInPrompt;
import dev.sallyport.core.sandbox.Sandbox;

/**
 * The sandbox, and a session over its endpoint. Only the launcher knows both; to the rest it is one more account.
 *
 * @param session is closed with this, and the sandbox too, whether a call was made or not
 */
record SandboxAccount(Session session, Sandbox sandbox) implements AutoCloseable {

    /** Opens or joins the sandbox of that home folder, whatever else is configured. */
    static SandboxAccount open(AccountChoice choice, Home home) {
        Sandbox sandbox = Sandbox.open(home.folder("sandbox"), !choice.readOnly());
        return new SandboxAccount(Session.over(embedded(sandbox), choice), sandbox);
    }

    /** A session of what was chosen: the sandbox, or an account. Nothing is opened before it is needed. */
    static Session chosen(AccountChoice choice, Home home, SignInPrompt prompt) {
        return meansSandbox(choice)
                ? Session.over(() -> embedded(Sandbox.open(home.folder("sandbox"), !choice.readOnly())), choice)
                : Session.of(choice, KnownAccounts.of(home), prompt);
    }

    private static boolean meansSandbox(AccountChoice choice) {
        if (choice.sandbox()) {
            return true;
        }
        try {
            return choice.meansSandbox(Configured.here());
        } catch (SallyportException unreadable) {
            // The session of an account says so to whoever needs it first.
            return false;
        }
    }

    private static Session.Embedded embedded(Sandbox sandbox) {
        return new Session.Embedded(
                sandbox.credentials(), sandbox.transport(), sandbox.endpoint(), sandbox::address, sandbox::close);
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            sandbox.close();
        }
    }
}
