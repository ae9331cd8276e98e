package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the build runs once to learn which classes a start needs: the first of some commands and of every page, on a sandbox
 * that goes with it. The virtual machine keeps those classes loaded and linked in a file (JEP 514, {@code AOTCacheOutput})
 * that the launcher hands to it.
 */
final class Rehearsal {
    private static final List<String> PAGES = List.of(
            "overview", "distribution", "stack", "firewall", "shield", "log", "decrypt", "audit", "settings", "overview");

    private Rehearsal() {}

    /** Takes nothing and says nothing; a status other than zero where a command failed. */
    public static void main(String[] args) throws Exception {
        Path scratch = Files.createTempDirectory(Home.temporaryFolder(), "rehearsal");
        System.setOut(unseen());
        Terminal unheard = new Terminal(InputStream.nullInputStream(), unseen(), unseen());
        int status = 0;
        try {
            for (String command : List.of("--version", "--help", "whoami", "stacks", "inspect")) {
                status |= CommandLineInterface.run(
                        command.startsWith("-")
                                ? new String[] {command}
                                : new String[] {"--home", scratch.toString(), "--sandbox", command},
                        unheard);
            }
            if (Display.obstacleToPictures().isEmpty()) {
                window(new Home(scratch));
            }
        } finally {
            Tour.remove(scratch);
        }
        System.exit(status);
    }

    private static void window(Home home) throws InterruptedException {
        Tour.startToolkitUnseen();
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), home)) {
            Console console = Tour.open(account, home);
            for (String page : PAGES) {
                Tour.go(console, page);
                Tour.settle(console);
            }
            Tour.close(console);
        }
    }

    private static PrintStream unseen() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
