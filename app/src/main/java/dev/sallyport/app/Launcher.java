package dev.sallyport.app;

import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.confine.Umask;

/** Where the process starts. */
public final class Launcher {
    private Launcher() {}

    /** Runs the command line; without a command, opens the window. */
    public static void main(String[] args) {
        Umask.onlyOwner();
        // The JDK keeps a login from a proxy on the way to https, where curl and the AWS CLI give it.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        int status = CommandLineInterface.run(args, new Terminal(System.in, System.out, System.err));
        Ledger.settle();
        System.exit(status);
    }
}
