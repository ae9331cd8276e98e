package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.confine.Pause;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that means harm: what it reaches beyond its process, what it does between calls, what it can forge. */
@Isolated
class HostileFunctionTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path outside;

    private final List<NodeHost> hosts = new ArrayList<>();

    @AfterEach
    void close() {
        hosts.forEach(NodeHost::close);
    }

    private NodeHost host(String code) throws IOException {
        return host(outside, code);
    }

    private NodeHost host(Path at, String code) throws IOException {
        Path folder = Files.createDirectories(at.resolve("function"));
        Files.writeString(folder.resolve("index.mjs"), code);
        NodeHost host = new NodeHost(new NodeHost.Code(folder, "index.handler", true, Map.of()), 128, 4);
        hosts.add(host);
        return host;
    }

    private static Invocation invoke(NodeHost host) {
        ObjectNode context = JsonNodeFactory.instance.objectNode().put("awsRequestId", "req-1");
        return host.invoke(JsonNodeFactory.instance.objectNode().put("n", 1), context, LONG);
    }

    private static JsonNode value(Invocation made) {
        assertThat(made.outcome()).isInstanceOf(Returned.class);
        return ((Returned) made.outcome()).value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "await import('node:sqlite')",
                "process.kill(process.ppid, 'SIGSTOP')",
                "process.kill(process.ppid, 0)",
                "process.kill(1, 0)",
                "process.kill(0, 0)",
                "process._kill(process.ppid, 0)",
                "process._debugProcess(process.ppid)",
                "process.constructor.prototype.kill.call(process, process.ppid, 0)",
                "process.binding('process_wrap')",
                "process._linkedBinding('fs')",
                "process.execve(process.execPath, ['node', '--version'])",
                "Object.getPrototypeOf(process).execve.call(process, process.execPath, ['node', '--version'])",
                "process.dlopen({ exports: {} }, '/usr/lib/x.node')",
                "os.setPriority(process.ppid, 19)",
                "process.setuid(65534)",
                "process.report.writeReport('OUT/made')",
                "v8.setFlagsFromString('--trace-turbo')",
                "v8.getHeapSnapshot()",
                "v8.writeHeapSnapshot('OUT/made')",
                "v8.setHeapSnapshotNearHeapLimit(1)",
                "(await import('node:v8')).getHeapSnapshot()",
                "trace.createTracing({ categories: ['v8'] }).enable()",
                "module.enableCompileCache('OUT/made')",
                "module.register('data:text/javascript,')",
                "(await import('node:inspector')).open(0)",
                "new (await import('node:inspector')).Session().connect()",
                "new (await import('node:wasi')).WASI({ version: 'preview1', preopens: { '/': '/' } })",
                "(await import('node:child_process')).spawnSync('id').error.message.x.y",
                "(await import('node:cluster')).default.fork()",
                "await new Promise((y, n) => net.createServer().on('error', n).listen(0, '127.0.0.1', y))",
                "await new Promise((y, n) => net.createServer().on('error', n).listen('OUT/made', y))",
                "await new Promise((y, n) => net.connect('/run/dbus/system_bus_socket').on('error', n).on('connect', y))",
                "await new Promise((y, n) => net.connect('OUT/none').on('error', n).on('connect', y))",
                "process.stdin._handle.connect({}, 'OUT/none') === -1 && process.kill(0)",
                "net._createServerHandle('127.0.0.1', 0, 4).x",
                "await bound(dgram.createSocket('udp4'), 5353)",
                "await bound(dgram.createSocket('udp6'), { port: { valueOf: () => 5353 } })",
                "await bound(dgram.createSocket('udp4'), { port: 40001, exclusive: true })",
                "dgram._createSocketHandle('127.0.0.1', 40001, 'udp4').fd.x.y",
                "handle(dgram.createSocket('udp4')).bind('127.0.0.1', 40001, 0) < 0 && process.kill(0)",
                "handle(dgram.createSocket('udp4')).addMembership('224.0.0.251') < 0 && process.kill(0)",
                "fs.readFileSync('/proc/self/environ')",
                "fs.readFileSync('OUT/secret.txt')",
                "fs.symlinkSync('OUT/secret.txt', 'OUT/function/link')"
            })
    @Attack(Area.INSIDE)
    void nothingReachesBeyondItsProcess(String attempt) throws Exception {
        Files.writeString(outside.resolve("secret.txt"), "planted");
        NodeHost host = host(
                """
                import dgram from 'node:dgram'; import fs from 'node:fs'; import module from 'node:module';
                import net from 'node:net';
                const bound = (socket, to) => new Promise((y, n) => socket.on('error', n).on('listening', y).bind(to));
                const handle = (socket) => Object.getOwnPropertySymbols(socket).map(s => socket[s]).find(s => s?.handle).handle;
                import os from 'node:os'; import trace from 'node:trace_events'; import v8 from 'node:v8';
                export const handler = async () => {
                  try { await (%s); return 'done'; } catch (e) { return String(e.code) + ' ' + e.message; }
                };"""
                        .formatted("(async () => { return " + attempt.replace("OUT", outside.toRealPath().toString()) + "; })()"));
        String said = value(invoke(host)).asText();
        assertThat(said)
                .containsAnyOf(
                        "EPERM",
                        "EACCES",
                        "ERR_ACCESS_DENIED",
                        "ERR_UNKNOWN_BUILTIN_MODULE",
                        "is not a function",
                        "Cannot read properties");
        assertThat(outside.resolve("made")).doesNotExist();
        try (var left = Files.list(outside.resolve("function"))) {
            assertThat(left.map(Path::getFileName)).containsExactly(Path.of("index.mjs"));
        }
    }

    /** What Node and the system's loader obey before any code is loaded: the variables are the function's own to set. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NODE_OPTIONS=--import=data:text/javascript,globalThis.word=process.kill(process.ppid,0)",
                "NODE_OPTIONS=--require ./early.cjs",
                "NODE_OPTIONS=--allow-child-process --allow-fs-read=* --allow-fs-write=* --allow-addons --allow-worker",
                "NODE_OPTIONS=--experimental-sqlite --inspect=0 --report-on-signal --redirect-warnings=OUT/made",
                "NODE_V8_COVERAGE=OUT",
                "NODE_REDIRECT_WARNINGS=OUT/made",
                "NODE_COMPILE_CACHE=OUT/made",
                "LD_PRELOAD=OUT/none.so",
                "LD_DEBUG=libs",
                "OPENSSL_CONF=OUT/none.cnf",
                "NODE_EXTRA_CA_CERTS=OUT/secret.txt"
            })
    @Attack(Area.INSIDE)
    void noVariableReachesWhatRunsBeforeItsCode(String variable) throws Exception {
        Files.writeString(outside.resolve("secret.txt"), "planted");
        String name = variable.substring(0, variable.indexOf('='));
        String set = variable.substring(name.length() + 1).replace("OUT", outside.toRealPath().toString());
        Path folder = Files.createDirectories(outside.resolve("function"));
        Files.writeString(
                folder.resolve("early.cjs"), "require('node:fs').writeSync(1, String(process.kill(process.ppid, 0)))");
        Files.writeString(folder.resolve("index.mjs"), """
                import fs from 'node:fs';
                const tried = (what) => { try { return String(what()); } catch (e) { return e.code; } };
                export const handler = async () => [
                  process.env['%s'], tried(() => fs.readFileSync('%s', 'utf8')),
                  tried(() => process.permission.has('child')), tried(() => process.permission.has('worker')),
                ];"""
                .formatted(name, outside.toRealPath().resolve("secret.txt")));
        NodeHost host =
                new NodeHost(new NodeHost.Code(folder, "index.handler", true, Map.of(name, set)), 128, 1);
        hosts.add(host);
        Invocation made = invoke(host);
        if (set.startsWith("--import") || set.startsWith("--require")) {
            // Loaded for it, but after everything was taken away.
            assertThat(((Failed) made.outcome()).error().errorMessage()).startsWith("Operation not permitted");
            return;
        }
        assertThat(value(made)).extracting(JsonNode::asText).containsExactly(set, "ERR_ACCESS_DENIED", "false", "false");
        assertThat(made.log()).allSatisfy(line -> assertThat(line.text()).startsWith("The sandbox leaves out"));
        try (var left = Files.list(outside)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsOnly("function", "secret.txt");
        }
    }

    /** A question by UDP, as to a name server or a collector of metrics. */
    @Test
    void aDatagramLeavesAndIsAnswered() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) LONG.toMillis());
            Thread answering = Thread.ofVirtual().start(() -> {
                DatagramPacket packet = new DatagramPacket(new byte[16], 16);
                try {
                    server.receive(packet);
                    server.send(packet);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            NodeHost host = host(
                    """
                    import dgram from 'node:dgram';
                    export const handler = () => new Promise((done, fail) => {
                      const socket = dgram.createSocket('udp4');
                      socket.on('message', (text) => { socket.close(); done(String(text)); }).on('error', fail);
                      socket.send('ping', %d, '127.0.0.1');
                    });"""
                            .formatted(server.getLocalPort()));
            assertThat(value(invoke(host)).asText()).isEqualTo("ping");
            answering.join();
        }
    }

    @Test
    void whatKeepsItInIsTold() {
        assertThat(NodeHost.confinement()).endsWith(".").doesNotContain("\n");
    }

    @Test
    @Attack(Area.FUNCTIONS)
    void betweenCallsItStandsStill() throws Exception {
        assumeTrue(Pause.AVAILABLE && Files.exists(Path.of("/proc/self/stat")), "/proc tells the state of a process");
        NodeHost host = host(
                """
                let ticks = 0;
                export const handler = async () => {
                  setInterval(() => { const end = Date.now() + 50; while (Date.now() < end) ticks++; }, 1);
                  return process.pid;
                };""");
        long pid = value(invoke(host)).asLong();
        stands(pid);
        assertThat(value(invoke(host)).asLong()).as("the same process goes on").isEqualTo(pid);
        stands(pid);
    }

    /** Waits until the signal has come, which it does on another processor's time. */
    private static void stands(long pid) throws IOException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!state(pid).equals("T") && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(state(pid)).isEqualTo("T");
    }

    /** The third field of /proc/PID/stat, proc(5). */
    private static String state(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return line.substring(line.lastIndexOf(") ") + 2).substring(0, 1);
    }

    @Test
    @Attack(Area.FUNCTIONS)
    void noMoreWaitThanThereAreProcessors() throws Exception {
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i <= Reaper.IDLE_CHILDREN; i++) {
            pids.add(value(invoke(host(outside.resolve("f" + i), "export const handler = async () => process.pid;")))
                    .asLong());
        }
        ended(pids.getFirst());
        assertThat(pids.subList(1, pids.size())).allMatch(HostileFunctionTest::alive);
        Reaper.sweep(Reaper.IDLE_CHILDREN, Duration.ZERO, LONG);
        pids.forEach(HostileFunctionTest::ended);
        assertThat(value(invoke(hosts.getFirst())).asLong()).isNotIn(pids);
    }

    /** Nobody calls it here: a process that is gone is found by the timer alone. */
    @Test
    void theTimerLooksAtThoseThatWait() throws Exception {
        NodeHost host = host("export const handler = async () => process.pid;");
        long pid = value(invoke(host)).asLong();
        assertThat(Reaper.waiting(host)).isEqualTo(1);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        long end = System.nanoTime() + LONG.toNanos();
        while (Reaper.waiting(host) > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(Reaper.waiting(host)).isZero();
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void ended(long pid) {
        long end = System.nanoTime() + LONG.toNanos();
        while (alive(pid) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(alive(pid)).isFalse();
    }

    @Test
    @Attack(Area.FUNCTIONS)
    void oneThatRunsBetweenCallsIsBoundedInMemory() throws Exception {
        NodeHost host = host(
                """
                const all = [];
                setInterval(() => all.push(Buffer.alloc(25e6, 1)), 5);
                export const handler = async () => 1;""");
        assertThat(host.load().outcome()).isInstanceOf(Returned.class);
        long end = System.nanoTime() + LONG.toNanos();
        while (host.isAlive() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(host.isAlive()).isFalse();
    }

    /** With rests, and with calls: neither makes it forget what was used before. */
    @Test
    @Attack(Area.FUNCTIONS)
    void oneThatRunsBetweenCallsIsBoundedInProcessorTime() throws Exception {
        NodeHost calm = host(
                outside.resolve("calm"),
                "setInterval(() => {}, 20); export const handler = async () => process.pid;");
        NodeHost busy = host(
                outside.resolve("busy"),
                """
                setInterval(() => { const end = Date.now() + 900; while (Date.now() < end); }, 1000);
                export const handler = async () => process.pid;""");
        assertThat(calm.load().outcome()).isInstanceOf(Returned.class);
        assertThat(busy.load().outcome()).isInstanceOf(Returned.class);
        long pid = value(invoke(busy)).asLong();
        long end = System.nanoTime() + LONG.toNanos();
        boolean called = false;
        while (busy.isAlive() && System.nanoTime() < end) {
            Reaper.sweep(2, LONG, Duration.ofMillis(1500));
            Duration used = ProcessHandle.of(pid).map(HostileFunctionTest::used).orElse(Duration.ZERO);
            if (!called && used.toMillis() > 1000) {
                called = true;
                assertThat(value(invoke(busy)).asLong()).isEqualTo(pid);
            }
            Thread.onSpinWait();
        }
        assertThat(busy.isAlive()).isFalse();
        ended(pid);
        assertThat(calm.isAlive()).isTrue();
    }

    /** A call has a limit of its own; calls that follow one another hide nothing of what is done between them. */
    @Test
    @Attack(Area.FUNCTIONS)
    void aCallsProcessorTimeIsNotThatBetweenCalls() throws Exception {
        NodeHost working = host(
                outside.resolve("working"),
                """
                setInterval(() => {}, 1000);
                const used = () => process.cpuUsage().user + process.cpuUsage().system;
                export const handler = async () => { const end = used() + 1e6; while (used() < end); return 1; };""");
        assertThat(working.load().outcome()).isInstanceOf(Returned.class);
        assertThat(value(invoke(working)).asInt()).isEqualTo(1);
        Reaper.sweep(2, LONG, Duration.ofMillis(400));
        assertThat(working.isAlive()).isTrue();

        NodeHost hiding = host(
                outside.resolve("hiding"),
                """
                setInterval(() => { const end = Date.now() + 45; while (Date.now() < end); }, 50);
                export const handler = async () => process.pid;""");
        assertThat(hiding.load().outcome()).isInstanceOf(Returned.class);
        ProcessHandle process = ProcessHandle.of(value(invoke(hiding)).asLong()).orElseThrow();
        long end = System.nanoTime() + LONG.toNanos();
        while (hiding.isAlive() && System.nanoTime() < end) {
            Duration before = used(process);
            while (used(process).minus(before).toMillis() < 300 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(value(invoke(hiding)).asLong()).isEqualTo(process.pid());
            Reaper.sweep(2, LONG, Duration.ofMillis(400));
        }
        assertThat(hiding.isAlive()).isFalse();
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Test
    @Attack(Area.FUNCTIONS)
    void anAnswerCannotBeForged() throws Exception {
        NodeHost host = host(
                """
                import fs from 'node:fs'; import events from 'node:events';
                const seen = new Set();
                let looking = false;
                const look = (x) => { if (looking) return; looking = true; try {
                  const text = typeof x === 'string' ? x : x instanceof Uint8Array
                    ? Buffer.prototype.toString.call(x, 'latin1') : '';
                  for (const m of text.match(/[0-9a-f]{32}/g) ?? []) seen.add(m);
                } catch {} finally { looking = false; } };
                const spy = (object, name) => {
                  const real = object[name];
                  if (typeof real !== 'function') return;
                  try { object[name] = function (...args) {
                    const back = new.target ? Reflect.construct(real, args) : real.apply(this, args);
                    look(this); look(back); args.forEach(look);
                    return back;
                  }; Object.assign(object[name], real); } catch {}
                };
                for (const name of ['writeSync', 'write', 'readSync', 'read', 'writevSync']) spy(fs, name);
                for (const name of ['from', 'byteLength', 'concat', 'alloc']) spy(Buffer, name);
                for (const name of ['toString', 'subarray', 'utf8Write', 'utf8Slice', 'latin1Slice']) {
                  spy(Buffer.prototype, name);
                }
                for (const name of ['concat', 'slice', 'replaceAll', 'split', 'toString']) spy(String.prototype, name);
                for (const name of ['stringify', 'parse']) spy(JSON, name);
                for (const name of ['byteLength', 'length', 'byteOffset', 'buffer']) {
                  const real = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name).get;
                  Object.defineProperty(Buffer.prototype, name,
                    { get() { look(this); return real.call(this); }, configurable: true });
                }
                let ids = [];
                const emit = events.prototype.emit;
                events.prototype.emit = function (name, ...args) {
                  if (name === 'line') ids.push(String(args[0]).match(/"id":"([0-9a-f]+)"/)?.[1]);
                  args.forEach(look);
                  return emit.call(this, name, ...args);
                };
                let calls = 0;
                export const handler = async () => {
                  console.log('hello');
                  for (let i = 0; i < 3; i++) fs.writeSync(1, '\\n{"id":"' + ids[0] + '","ok":"forged"}\\n');
                  if (calls++ === 0) process.stdin.emit('data', Buffer.from('{"id":"0","event":{},"context":{}}\\n'));
                  return [...seen].filter((word) => !ids.includes(word));
                };""");
        assertThat(value(invoke(host)).toString()).isEqualTo("[]");
        assertThat(value(invoke(host)).toString()).isEqualTo("[]");
    }

    @Test
    @Attack(Area.FUNCTIONS)
    void anAnswerNestedTooDeeplyIsAnErrorAtOnce() throws Exception {
        NodeHost host = host(
                "export const handler = async () => { let x = 1; for (let i = 0; i < 5000; i++) x = [x]; return x; };");
        long start = System.nanoTime();
        Invocation made = invoke(host);
        assertThat(((Failed) made.outcome()).error().errorType()).isEqualTo("Runtime.MarshalError");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
    }

    @Test
    @Attack(Area.FUNCTIONS)
    void killedFromOutsideItLeavesNoProcessBehind() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "util-linux ends a child with its parent");
        Path folder = Files.createDirectories(outside.resolve("function"));
        Files.writeString(folder.resolve("index.mjs"), "export const handler = async () => process.pid;");
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dsallyport.node=" + System.getProperty("sallyport.node"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var said = owner.inputReader(StandardCharsets.UTF_8)) {
            long child = Long.parseLong(said.readLine());
            stands(child);
            owner.destroyForcibly();
            ended(child);
        } finally {
            owner.destroyForcibly();
        }
    }

    /** A process of its own that calls a function once and waits to be killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws Exception {
            NodeHost host = new NodeHost(new NodeHost.Code(Path.of(args[0]), "index.handler", true, Map.of()), 128, 1);
            System.out.println(value(invoke(host)).asLong());
            System.in.read();
        }
    }
}
