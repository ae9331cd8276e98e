package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command is known either to read or to write, and those that write are refused in a read-only session. */
class ReadOnlyGateTest {
    /** What changes nothing of an account or of the home's sandbox; decrypt and reseal open, and tour has a sandbox of its own. */
    private static final Set<String> READS = Set.of(
            "", "help", "attacks", "audit", "decrypt", "explain", "firewall",
            "firewall propose", "hits", "inspect", "logs", "logs tail", "permissions", "replay",
            "reseal", "rollout", "rollout plan", "rollout verify", "rollout status", "sandbox", "sign-in", "stacks", "tour",
            "whoami");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Terminal terminal() {
        PrintStream none = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Terminal(InputStream.nullInputStream(), none, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private static void names(CommandLine command, Set<String> into) {
        into.add(ReadOnlyGate.name(command.getCommandSpec()));
        command.getSubcommands().values().forEach(each -> names(each, into));
    }

    @Test
    void everyCommandIsKnown() {
        Sallyport root = new Sallyport(terminal());
        Set<String> all = new TreeSet<>();
        names(new CommandLine(root, new Commands(root)), all);
        Set<String> known = new TreeSet<>(READS);
        known.addAll(ReadOnlyGate.WRITES);
        assertThat(known).containsAll(all);
        assertThat(all).containsAll(ReadOnlyGate.WRITES);
    }

    @Test
    @Attack(Area.READ_ONLY)
    void proofsThatPlantAreRefused() {
        int status = CommandLineInterface.execute(terminal(), "rollout", "verify", "--all", "--write", "--read-only");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("SP-READ-ONLY: ");
        assertThat(status).isEqualTo(3);
    }

    @Test
    @Attack(Area.READ_ONLY)
    void aPlanThatIsNoneIsRefused() {
        int status = CommandLineInterface.execute(terminal(), "guard", "s", "--plan=false", "--read-only");
        assertThat(said.toString(StandardCharsets.UTF_8)).containsAnyOf("SP-READ-ONLY: ", "SP-USAGE: ");
        assertThat(status).isIn(2, 3);
    }

    static Set<String> writes() {
        return ReadOnlyGate.WRITES;
    }

    @ParameterizedTest
    @MethodSource("writes")
    @Attack(Area.READ_ONLY)
    void whatWritesIsRefused(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        switch (command) {
            case "rollout apply" -> words.addAll(List.of("edge-ssr", "--name", "s"));
            case "sandbox traffic" -> words.addAll(List.of("--distribution", "E1", "--requests", "1"));
            case "sandbox serve" -> {}
            case "sandbox reset", "sandbox restore" -> words.add("--yes");
            default -> words.add("s");
        }
        words.add("--read-only");
        int status = CommandLineInterface.execute(terminal(), words.toArray(String[]::new));
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("SP-READ-ONLY: ");
        assertThat(status).isEqualTo(3);
    }
}
