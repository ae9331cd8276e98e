package dev.sallyport.app;

import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.confine.Umask;

/** Where the process starts. */
public final class Launcher {
    private Launcher() {}

    /** Runs the command line; without a command, opens the window. */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            // Scripts ask for it often, and reading how every command is written takes most of a second.
            System.out.println(Sallyport.NAME_AND_VERSION);
            return;
        }
        Umask.onlyOwner();
        // The JDK keeps a login from a proxy on the way to https, where curl and the AWS CLI give it.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        int status = CommandLineInterface.run(args, new Terminal(System.in, System.out, System.err));
        Ledger.settle();
        System.exit(status);
    }
}
