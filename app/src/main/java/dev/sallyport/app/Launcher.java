package dev.sallyport.app;

/** Where the process starts. */
public final class Launcher {
    private Launcher() {}

    /** Runs the command line; without a command, opens the window. */
    public static void main(String[] args) {
        int status = CommandLineInterface.run(args, new Terminal(System.in, System.out, System.err));
        System.exit(status);
    }
}
