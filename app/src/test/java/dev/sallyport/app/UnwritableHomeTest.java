package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be written: one line says so, and no trace of the program's inside stands between the answers. */
@Tag("sandbox")
@EnabledOnOs(OS.LINUX)
class UnwritableHomeTest {
    @TempDir
    Path root;

    private static void refusedInOneLine(Program.Result result) {
        assertThat(result.status()).as(result.err()).isEqualTo(4);
        assertThat(result.err().lines().filter(line -> !line.startsWith("Picked up ")))
                .singleElement()
                .asString()
                .matches("SP-[A-Z-]+: .*");
        assertThat(result.err()).doesNotContain("\tat ", "Exception", "SP-INTERNAL");
    }

    /** As setrlimit(2) has it: a file that grows beyond the limit cannot be written, as on a disk without room. */
    @Test
    @Attack(Area.LEDGER_UNWRITABLE)
    void withoutRoomNothingIsRevealedAndOneLineSaysWhy() throws Exception {
        Path body = Files.writeString(root.resolve("body"), "<<AAAA>>");
        Program program = new Program(root.resolve("home"));
        for (String[] command : new String[][] {
            {"whoami"}, {"stacks"}, {"decrypt", body.toString(), "--key", "k", "--prefix", "<<", "--suffix", ">>", "--reason", "r"}
        }) {
            refusedInOneLine(program.limited("ulimit -f 4", command));
        }
    }

    /** As from a medium that cannot be written: what stands there is verified, and nothing is done that needs an entry. */
    @Test
    @Attack(Area.LEDGER_UNWRITABLE)
    void aLedgerOnAReadOnlyDiskIsVerified() throws Exception {
        OutsideTool.requireOfSystem("unshare", "--user", "--map-root-user", "--mount", "true");
        Path home = Files.createDirectory(root.resolve("home"));
        Program program = new Program(home);
        assertThat(program.run("sandbox", "reset", "--yes").status()).isZero();
        String readOnly = "exec unshare --user --map-root-user --mount sh -c 'mount --bind \"$0\" \"$0\" && mount -o"
                + " remount,bind,ro \"$0\" && exec \"$@\"' '" + home + "' \"$@\"";
        Program.Result verified = program.limited(readOnly, "audit", "--verify", "--json");
        assertThat(verified.status()).as(verified.err()).isZero();
        assertThat(verified.json().path("intact").asBoolean()).isTrue();
        assertThat(verified.json().path("entries")).hasSize(2);
        refusedInOneLine(program.limited(readOnly, "sandbox", "reset", "--yes"));
        Path lines = home.resolve("ledger/ledger.jsonl");
        Files.writeString(lines, Files.readString(lines).replaceFirst("begun", "ended"));
        assertThat(program.limited(readOnly, "audit", "--verify").status()).isEqualTo(1);
    }

    /** On a file system of 2 MB, which is full in the middle of a stack: the space that is missing comes with a copy of it. */
    @Test
    @Attack(Area.LEDGER_UNWRITABLE)
    void aRolloutThatFillsTheDiskSaysSoAndGoesOnWhereThereIsRoom() throws Exception {
        OutsideTool.wanted("unshare", "--user", "--map-root-user", "--mount", "true");
        Path full = Files.createDirectory(root.resolve("full"));
        Path roomy = root.resolve("roomy");
        String small = "exec unshare --user --map-root-user --mount sh -c 'mount -t tmpfs -o size=2m tmpfs \"$0\" || exit 9;"
                + " \"$@\"; status=$?; cp -a \"$0\" \"" + roomy + "\"; exit $status' '" + full + "' \"$@\"";
        String[] apply = {"rollout", "apply", "api-perimeter", "--name", "t", "--yes", "--json"};
        Program.Result cut = new Program(full).limited(small, apply);
        assertThat(cut.status()).as(cut.err()).isEqualTo(4);
        JsonNode error = Json.MAPPER.readTree(cut.err().lines().toList().getLast()).path("error");
        assertThat(error.path("code").asText()).isIn("SP-HOME", "SP-SANDBOX-STATE");
        assertThat(error.path("message").asText()).endsWith("No space left on device.");
        assertThat(cut.err()).doesNotContain("\tat ", "Exception");
        Program program = new Program(roomy);
        assertThat(program.run("audit", "--verify").status()).isZero();
        assertThat(program.run("--json", "rollout", "status", "t").json().path("phase").asText()).isEqualTo("interrupted");
        Program.Result again = program.run(apply);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.json().path("phase").asText()).isEqualTo("holds");
    }

    /** No user may make a folder there, root included. */
    @Test
    void aHomeThatCannotBeMadeIsNamedInOneLine() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        Program.Result refused = new Program(Path.of("/proc/sallyport")).run("stacks");
        refusedInOneLine(refused);
        assertThat(refused.err()).contains("/proc/sallyport");
    }

    /** A configuration of the JVM may ask every logger for all that it has; libraries then say what they send. */
    @Test
    @Attack(Area.MEMORY)
    void theLogHasWarningsAloneWhateverIsAskedOfTheLoggers() throws Exception {
        Path settings = Files.writeString(
                root.resolve("logging.properties"),
                Stream.of("", "dev.sallyport", "software.amazon.awssdk", "software.amazon.awssdk.request", "org.apache.http")
                        .map(name -> name + ".level=ALL\n")
                        .reduce("", String::concat));
        Path home = root.resolve("home");
        Program program = new Program(
                home, Map.of("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file=" + settings));
        assertThat(program.run("stacks").status()).isZero();
        // An error, which is a warning of the log.
        assertThat(program.run("rollout", "status", "none").status()).isNotZero();
        List<Path> logs;
        try (Stream<Path> files = Files.list(home.resolve("logs"))) {
            logs = files.filter(file -> file.toString().endsWith(".log")).toList();
        }
        StringBuilder said = new StringBuilder();
        for (Path log : logs) {
            said.append(Files.readString(log));
        }
        assertThat(said.toString()).contains("WARNING: ").doesNotContain("FINE", "INFO: ", "CONFIG: ");
    }
}
