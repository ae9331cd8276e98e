package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;

/** Parses the arguments, runs the command, and turns whatever goes wrong into one line and an exit status. */
final class CommandLineInterface {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLineInterface.class);

    private CommandLineInterface() {}

    /** The exit status of the process. */
    static int run(String[] args, Terminal terminal) {
        Sallyport root = new Sallyport(terminal);
        ProgramLog.start(root::home);
        return execute(root, terminal, () -> TemporaryFiles.moveTo(root.home()), args);
    }

    /** Runs a command inside another one; the exit status that it would have. */
    static int execute(Terminal terminal, String... args) {
        return execute(new Sallyport(terminal), terminal, () -> {}, args);
    }

    private static int execute(Sallyport root, Terminal terminal, Runnable first, String... args) {
        boolean json = Arrays.asList(args).contains("--json");
        CommandLine commandLine = new CommandLine(root, new Commands(root));
        helps(commandLine);
        commandLine.registerConverter(Duration.class, new DurationConverter());
        commandLine.registerConverter(Instant.class, new InstantConverter(Clock.systemUTC()));
        commandLine.setExecutionStrategy(parsed -> {
            try {
                ReadOnlyGate.pass(parsed, root);
                first.run();
            } catch (SallyportException e) {
                // As it wraps what a command throws, for the handler of those.
                throw new ExecutionException(commandLine, e.message(), e);
            }
            return new RunLast().execute(parsed);
        });
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((e, given) -> usage(e, terminal, json));
        commandLine.setExecutionExceptionHandler((e, command, result) -> failed(e, terminal, json));
        try {
            return commandLine.execute(args);
        } catch (LinkageError e) {
            // The handler above sees exceptions alone, and JavaFX's thread would keep the process alive.
            return failed(e, terminal, json);
        }
    }

    /**
     * Every command answers --help and -h. Those that are methods say so in their annotation: picocli tells their
     * arguments apart by their places.
     */
    private static void helps(CommandLine command) {
        if (!(command.getCommand() instanceof HelpCommand) && !(command.getCommand() instanceof Method)) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
        }
        command.getSubcommands().values().forEach(CommandLineInterface::helps);
    }

    private static int usage(ParameterException e, Terminal terminal, boolean json) {
        String message = e.getMessage() == null ? "wrong usage" : e.getMessage().replaceAll("\\s+", " ");
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        SallyportException wrong =
                SallyportException.badInput("SP-USAGE", message + ".", "See " + command + " --help.");
        terminal.error(wrong, json);
        return wrong.kind().exitStatus();
    }

    /** Says what was thrown as the window would, whatever it was wrapped in. */
    static int failed(Throwable thrown, Terminal terminal, boolean json) {
        SallyportException known = AwsErrors.told(thrown);
        LOG.warn("{}: {}", known.code(), known.message());
        terminal.error(known, json);
        return known.kind().exitStatus();
    }
}
