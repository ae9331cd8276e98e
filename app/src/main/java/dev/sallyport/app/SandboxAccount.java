package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Configured;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.sandbox.Sandbox;

/**
 * The sandbox, and a session over its endpoint. Only the launcher knows both; to the rest it is one more account.
 *
 * @param session closing it closes the sandbox too
 */
record SandboxAccount(Session session, Sandbox sandbox) implements AutoCloseable {

    /** Opens or joins the sandbox of that home folder, whatever else is configured. */
    static SandboxAccount open(AccountChoice choice, Home home) {
        Sandbox sandbox = Sandbox.open(home.folder("sandbox"));
        Session session = Session.over(
                new Session.Embedded(
                        sandbox.credentials(), sandbox.transport(), sandbox.endpoint(), sandbox::close),
                choice);
        return new SandboxAccount(session, sandbox);
    }

    /** A session of what was chosen: the sandbox, or an account. */
    static Session chosen(AccountChoice choice, Home home) {
        return choice.meansSandbox(Configured.here()) ? open(choice, home).session() : Session.of(choice);
    }

    @Override
    public void close() {
        session.close();
    }
}
