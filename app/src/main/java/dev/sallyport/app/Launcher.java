package dev.sallyport.app;

/** Where the process starts. */
public final class Launcher {
    private Launcher() {}

    /** Runs the command line; without a command, opens the window. */
    public static void main(String[] args) {
        // Loopback listeners must not wait for Nagle: the sandbox answers in small pieces.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        int status = CommandLineInterface.run(args, new Terminal(System.in, System.out, System.err));
        System.exit(status);
    }
}
