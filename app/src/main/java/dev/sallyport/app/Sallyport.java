package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.OnRecord;
import dev.sallyport.core.rollout.Rollouts;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The root command: the global options, and the window when no command is given. */
@Command(
        name = "sallyport",
        mixinStandardHelpOptions = true,
        version = Sallyport.NAME_AND_VERSION,
        description = "Security console for the AWS edge. Without a command, opens the window.",
        subcommands = {
            WhoAmI.class,
            SignInCommand.class,
            StacksCommand.class,
            RolloutCommand.class,
            SandboxCommand.class,
            HitsCommand.class,
            ExplainCommand.class,
            ReplayCommand.class,
            FirewallCommand.class,
            GuardCommand.class,
            LogsCommand.class,
            DecryptCommand.class,
            ResealCommand.class,
            AuditCommand.class,
            TourCommand.class,
            AttacksCommand.class,
            InspectCommand.class,
            PermissionsCommand.class,
            HelpCommand.class,
        })
final class Sallyport implements Callable<Integer> {
    static final String VERSION = "0.1.0";
    static final String NAME_AND_VERSION = "sallyport " + VERSION;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(
            names = "--or-tour",
            paramLabel = "DIR",
            description = "Where no window can be opened, write the tour to DIR instead.")
    @Nullable Path tourFolder;

    @Spec
    CommandSpec spec;

    final Terminal terminal;

    Sallyport(Terminal terminal) {
        this.terminal = terminal;
        this.spec = CommandSpec.create();
    }

    Home home() {
        return options.homeFolder();
    }

    Session openSession() {
        return SandboxAccount.chosen(options.choice(), home(), new TerminalPrompt(terminal));
    }

    /** What the caller of a session does is put to this home's ledger. */
    OnRecord onRecord(Session session) {
        Identity me = session.identity();
        return new OnRecord(new Ledger(home(), Clock.systemUTC()), me.arn(), me.account());
    }

    Rollouts rollouts(Session session) {
        return Rollouts.of(session, home());
    }

    @Override
    public Integer call() {
        Optional<SallyportException> obstacle = Display.obstacleToWindow();
        if (obstacle.isEmpty()) {
            ConsoleWindow.open(new ConsoleWindow.Opening(options.choice(), home()));
            return 0;
        }
        if (tourFolder == null) {
            throw obstacle.get();
        }
        terminal.say(obstacle.get().message() + " Writing the tour to " + tourFolder + " instead.");
        return new TourCommand(this, tourFolder).call();
    }
}
