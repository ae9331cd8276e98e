package dev.sallyport.core.confine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operating system refuses to a Node that has no permissions of its own to keep it. */
class ConfinementTest {
    private static final Path NODE = Path.of(System.getProperty("sallyport.node", "node"));

    /** Only Linux has it, and sockets that are not files. */
    private static final boolean PROC = Files.exists(Path.of("/proc/self/stat"));

    @TempDir
    Path outside;

    private Path folder;

    @BeforeEach
    void shutIn() throws Exception {
        boolean holds = Confinement.of(NODE).holds();
        // Where the tests are to leave nothing out, a Linux without it is no place for them.
        assertThat(holds || !"1".equals(System.getenv("SALLYPORT_REQUIRE_TOOLS"))
                        || !System.getProperty("os.name").contains("Linux"))
                .as("Landlock and seccomp are there")
                .isTrue();
        assumeTrue(holds, "this machine has no sandbox for a process");
        outside = outside.toRealPath();
        folder = Files.createDirectory(outside.resolve("function"));
        Files.writeString(outside.resolve("secret.txt"), "planted secret");
        Files.writeString(folder.resolve("own.txt"), "own");
    }

    private String said(String script) throws Exception {
        Process process = Confinement.of(NODE)
                .start(
                        new ProcessBuilder(List.of(NODE.toString(), "--input-type=module", "--eval", script))
                                .redirectErrorStream(true),
                        folder);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void itsOwnFolderIsReadAndConnectionsLeave() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            assertThat(said("""
                    import fs from 'node:fs'; import net from 'node:net';
                    console.log(fs.readFileSync('%s', 'utf8'), process.resourceUsage().maxRSS > 0);
                    net.connect(%d, '127.0.0.1', () => { console.log('connected'); process.exit(); });
                    """
                            .formatted(folder.resolve("own.txt"), server.getLocalPort())))
                    .isEqualTo("own true\nconnected\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs.readFileSync('OUT/secret.txt')",
                "fs.readdirSync('OUT')",
                "fs.writeFileSync('OUT/made', 'x')",
                "fs.writeFileSync('OUT/function/made', 'x')",
                "fs.symlinkSync('OUT/secret.txt', 'OUT/function/link')",
                "fs.truncateSync('OUT/function/own.txt')",
                "fs.unlinkSync('OUT/function/own.txt')",
                "new (await import('node:sqlite')).DatabaseSync('OUT/made')",
                "(await import('node:child_process')).execFileSync('/bin/sh', ['-c', 'true'])",
                "(await import('node:child_process')).execFileSync(process.execPath, ['--version'])",
                "await new Promise((y, n) => cp.spawn(process.execPath, ['--version']).on('error', n).on('spawn', y))",
                "process.kill(process.ppid, 0)",
                "process.kill(process.ppid, 'SIGSTOP')",
                "process.kill(1, 0)",
                "(await import('node:os')).setPriority(process.ppid, 19)",
                "fs.readFileSync('/proc/' + process.ppid + '/environ')",
                "await new Promise((y, n) => net.createServer().on('error', n).listen(0, '127.0.0.1', y))",
                "await new Promise((y, n) => net.createServer().on('error', n).listen('OUT/made', y))",
                "await new Promise((y, n) => net.createServer().on('error', n).listen('\\0sallyport', y))",
                "await new Promise((y, n) => net.connect('OUT/there').on('error', n).on('connect', y))"
            })
    @Attack(Area.INSIDE)
    void allElseIsRefused(String attempt) throws Exception {
        assumeTrue(PROC || !(attempt.contains("/proc/") || attempt.contains("\\0")), "only Linux has what it asks for");
        try (ServerSocketChannel there = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            there.bind(UnixDomainSocketAddress.of(outside.resolve("there")));
            String said = said("import cp from 'node:child_process'; import fs from 'node:fs'; import net from 'node:net';\n"
                    + "try { console.log('done', " + attempt.replace("OUT", outside.toString())
                    + "); process.exit(); } catch (e) { console.log(e.info?.code ?? e.code ?? e.message); }");
            assertThat(said).containsAnyOf("EACCES", "EPERM", "ERR_SQLITE_ERROR").doesNotContain("done");
        }
        assertThat(outside.resolve("made")).doesNotExist();
        assertThat(folder.resolve("made")).doesNotExist();
        assertThat(folder.resolve("own.txt")).hasContent("own");
    }

    /** In its own place too it runs no other program: execve(2) of what may only be read is refused. */
    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/usr/bin/env", "OUT/function/own", "JAVA/bin/java"})
    @Attack(Area.INSIDE)
    void itDoesNotBecomeAnotherProgram(String program) throws Exception {
        Path own = folder.resolve("own");
        Files.writeString(own, "#!/bin/sh\necho became another\n");
        assumeTrue(own.toFile().setExecutable(true), "files may be programs here");
        String named = program.replace("OUT", outside.toString()).replace("JAVA", System.getProperty("java.home"));
        assertThat(said("try { process.execve('" + named + "', ['x', '-version']); } catch (e) { console.log(e.code); }"))
                .containsAnyOf("EACCES", "EPERM")
                .doesNotContain("became another", "Runtime Environment");
    }

    @Test
    void threadsStart() throws Exception {
        assertThat(said("""
                import { Worker } from 'node:worker_threads';
                new Worker('import("node:worker_threads").then(w => w.parentPort.postMessage("from a thread"))', { eval: true })
                  .on('message', m => console.log(m));
                """))
                .isEqualTo("from a thread\n");
    }

    @Test
    void theThreadThatAskedStaysFree() throws Exception {
        said("");
        assertThat(Files.readString(outside.resolve("secret.txt"))).isEqualTo("planted secret");
        Process free = new ProcessBuilder("cat", outside.resolve("secret.txt").toString()).start();
        assertThat(free.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("planted secret");
    }

    /** Settings says the sentence; the program runs all the same, since its own permissions keep it in too. */
    @Test
    void whereNothingOfTheSystemWorksItIsSaid() throws Exception {
        Path program = Files.writeString(outside.resolve("program"), "#!/bin/sh\necho ran \"$1\"\nexit 1\n");
        assumeTrue(program.toFile().setExecutable(true), "files may be programs here");
        Confinement none = Confinement.of(program);
        assertThat(none.holds()).isFalse();
        assertThat(none.told())
                .isEqualTo("Node's own permissions alone. This system offers no sandbox that works here.");
        Process process = none.start(new ProcessBuilder(program.toString(), "free"), folder);
        assertThat(process.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("ran free\n");
        assertThat(process.waitFor()).isOne();
    }

    @Test
    void aStoppedProcessDoesNothingUntilItGoesOn() throws Exception {
        assumeTrue(PROC && Pause.AVAILABLE, "/proc tells the state of a process");
        Process process = Confinement.of(NODE)
                .start(
                        new ProcessBuilder(
                                NODE.toString(), "--eval", "process.stdin.on('data', d => console.log('got ' + d))"),
                        folder);
        try {
            Pause.stop(process);
            Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!Files.readString(stat).matches("(?s).*\\) T .*") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            process.getOutputStream().write("one".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            assertThat(Files.readString(stat)).containsPattern("\\) T ");
            assertThat(process.getInputStream().available()).isZero();
            Pause.resume(process);
            byte[] answer = process.getInputStream().readNBytes(7);
            assertThat(answer).asString(StandardCharsets.UTF_8).isEqualTo("got one");
        } finally {
            Confinement.handle(process).destroyForcibly();
        }
    }
}
