package dev.sallyport.core.account;

import dev.sallyport.core.Home;
import dev.sallyport.core.sandbox.Sandbox;

/**
 * A session on a sandbox of a test's own folder.
 *
 * @param session closing it closes the sandbox too
 */
public record SandboxSession(Session session, Sandbox sandbox) {

    /** With writes, in the edge's Region. */
    public static SandboxSession open(Home home) {
        Sandbox sandbox = Sandbox.open(home.folder("sandbox"));
        var embedded = new Session.Embedded(
                sandbox.credentials(), sandbox.transport(), sandbox.endpoint(), sandbox::address, sandbox::close);
        return new SandboxSession(Session.over(embedded, AccountChoice.ofSandbox()), sandbox);
    }
}
