package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.edgefunction.Invocation.Failed;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeHostTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir
    Path folder;

    private final List<NodeHost> hosts = new ArrayList<>();

    @AfterEach
    void close() {
        hosts.forEach(NodeHost::close);
    }

    private NodeHost host(String file, String code) throws Exception {
        return host(file, code, "index.handler", 128, 1);
    }

    private NodeHost host(String file, String code, String handler, int memory, int children) throws Exception {
        Files.writeString(folder.resolve(file), code);
        NodeHost host = new NodeHost(
                new NodeHost.Code(folder, handler, true, Map.of("AWS_REGION", "us-east-1")), memory, children);
        hosts.add(host);
        return host;
    }

    private static Invocation invoke(NodeHost host, Duration timeout) {
        return host.invoke(event(), context(), timeout);
    }

    private static ObjectNode event() {
        return JsonNodeFactory.instance.objectNode().put("name", "ünïcode\n");
    }

    private static ObjectNode context() {
        return JsonNodeFactory.instance.objectNode().put("awsRequestId", "req-1").put("functionName", "f");
    }

    private static JsonNode value(Invocation invocation) {
        assertThat(invocation.outcome()).isInstanceOf(Returned.class);
        return ((Returned) invocation.outcome()).value();
    }

    private static FunctionError error(Invocation invocation) {
        assertThat(invocation.outcome()).isInstanceOf(Failed.class);
        return ((Failed) invocation.outcome()).error();
    }

    @Test
    void runsAnAsyncModuleWarmTheSecondTime() throws Exception {
        NodeHost host = host(
                "index.mjs",
                """
                let calls = 0;
                export const handler = async (event, context) => {
                  console.log('hello %s', event.name); console.error('twice\\nlines');
                  process.stdout.write('raw');
                  return { name: event.name, calls: ++calls, env: process.env, fn: context.functionName,
                    left: context.getRemainingTimeInMillis() };
                };""");
        Invocation first = invoke(host, LONG);
        assertThat(value(first).path("name").asText()).isEqualTo("ünïcode\n");
        assertThat(value(first).path("env").toString()).isEqualTo("{\"AWS_REGION\":\"us-east-1\"}");
        assertThat(value(first).path("fn").asText()).isEqualTo("f");
        assertThat(value(first).path("left").asLong()).isBetween(1L, LONG.toMillis());
        assertThat(first.initDuration()).isPositive();
        assertThat(first.log()).extracting(LogLine::level).containsExactly("INFO", "ERROR", "");
        assertThat(first.log()).extracting(LogLine::text).containsExactly("hello ünïcode\n", "twice\nlines", "raw");
        Invocation second = invoke(host, LONG);
        assertThat(value(second).path("calls").asInt()).isEqualTo(2);
        assertThat(second.initDuration()).isZero();
        assertThat(second.log()).hasSize(3);
    }

    @Test
    void whatNodeOptionsLoadIsLoadedBeforeTheHandlerAndTheRestIsNamed() throws Exception {
        Files.createDirectories(folder.resolve("lib/shared"));
        Files.writeString(folder.resolve("lib/shared/index.js"), "exports.name = 'by NODE_PATH';");
        Files.writeString(folder.resolve("first.mjs"), "globalThis.order = ['first'];");
        Files.writeString(folder.resolve("second.cjs"), "globalThis.order.push(require('shared').name);");
        Files.writeString(
                folder.resolve("index.mjs"),
                "export const handler = async () => [...order, new Date(0).getHours(), process.env.NODE_OPTIONS.length];");
        String options = "--import ./first.mjs --require=\"./second.cjs\" --enable-source-maps --max-http-header-size=9";
        NodeHost host = new NodeHost(
                new NodeHost.Code(
                        folder,
                        "index.handler",
                        true,
                        Map.of(
                                "NODE_OPTIONS", options,
                                "NODE_PATH", folder.resolve("lib").toString(),
                                "NODE_NO_WARNINGS", "1",
                                "UV_THREADPOOL_SIZE", "8",
                                "TZ", "Asia/Tokyo")),
                128,
                1);
        hosts.add(host);
        Invocation made = invoke(host, LONG);
        assertThat(value(made).toString()).isEqualTo("[\"first\",\"by NODE_PATH\",9," + options.length() + "]");
        assertThat(made.log())
                .extracting(LogLine::text)
                .containsExactly(
                        "The sandbox leaves out of the environment what Node obeys: NODE_NO_WARNINGS"
                                + " UV_THREADPOOL_SIZE --max-http-header-size");
    }

    @Test
    void servesCommonJsCallbacksAndOtherHandlerNames() throws Exception {
        String later = "exports.main = (e, c, done) => setTimeout(() => done(null, {n: e.name.length}), 5)";
        assertThat(value(invoke(host("app.js", later, "app.main", 128, 1), LONG)).path("n").asInt())
                .isEqualTo(8);
        String fails = "exports.main = (e, c, done) => done(new TypeError('no'))";
        assertThat(error(invoke(host("bad.js", fails, "bad.main", 128, 1), LONG)))
                .satisfies(e -> assertThat(e.errorType()).isEqualTo("TypeError"))
                .satisfies(e -> assertThat(e.errorMessage()).isEqualTo("no"));
    }

    @Test
    void aCallbackHandlerIsRefusedWhereLambdaRefusesIt() throws Exception {
        Files.writeString(folder.resolve("index.js"), "exports.handler = (e, c, done) => done(null, 1)");
        NodeHost host = new NodeHost(new NodeHost.Code(folder, "index.handler", false, Map.of()), 128, 1);
        hosts.add(host);
        assertThat(error(invoke(host, LONG)).errorType()).isEqualTo("Runtime.CallbackHandlerDeprecated");
    }

    @Test
    void mapsAThrownErrorAndHidesWhereTheCodeLies() throws Exception {
        NodeHost host = host("index.mjs", "export const handler = async () => { throw new RangeError('too far'); };");
        FunctionError error = error(invoke(host, LONG));
        assertThat(error.errorType()).isEqualTo("RangeError");
        assertThat(error.errorMessage()).isEqualTo("too far");
        assertThat(error.trace()).first().isEqualTo("RangeError: too far");
        assertThat(error.trace()).anyMatch(line -> line.contains("file:///var/task/index.mjs:1:"));
        assertThat(String.join("", error.trace())).doesNotContain(folder.toString());
        assertThat(error.toJson().path("trace").size()).isEqualTo(error.trace().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "index.mjs | export const other = 1; | Runtime.HandlerNotFound",
        "index.mjs | export const handler = 1; | Runtime.HandlerNotFound",
        "index.mjs | export const handler = ; | Runtime.UserCodeSyntaxError",
        "index.mjs | import 'not-there'; export const handler = 1; | Runtime.ImportModuleError",
        "other.mjs | export const handler = 1; | Runtime.ImportModuleError",
        "index.mjs | throw new Error('init'); | Error",
        "index.mjs | export const handler = async () => 1n; | Runtime.MarshalError"
    })
    void namesWhatIsWrongWithTheCode(String file, String code, String type) throws Exception {
        assertThat(error(invoke(host(file, code), LONG)).errorType()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "for (;;) {} | Sandbox.Timedout | timed out after 0.70 seconds",
        "for (;;) { try { console.log('x'.repeat(1000)) } catch {} } | Sandbox.Timedout | timed out",
        "for (;;) await null | Sandbox.Timedout | timed out",
        "await new Promise(() => {}) | Sandbox.Timedout | timed out",
        "(await import('node:crypto')).pbkdf2Sync('p', 's', 2e8, 64, 'sha512') | Sandbox.Timedout | timed out",
        "process.exit(3) | Runtime.ExitError | exit status 3",
        "process.exit(0) | Runtime.ExitError | without providing a reason",
        "process.abort() | Runtime.ExitError | signal: aborted",
        "process.kill(process.pid, 'SIGKILL') | Runtime.ExitError | signal: killed",
        "Promise.reject(new Error('lost')); await new Promise(() => {}) | Runtime.UnhandledPromiseRejection | lost",
        "setTimeout(() => { throw new Error('late') }, 1); await new Promise(() => {}) | Error | late"
    })
    void aHostileHandlerCostsOnlyItsProcess(String body, String type, String message) throws Exception {
        NodeHost host = host(
                "index.mjs",
                "export const handler = async (e) => { if (e.name === 'ok') return 'fine'; " + body + " };");
        FunctionError error = error(invoke(host, type.equals(FunctionError.TIMED_OUT) ? SHORT : LONG));
        assertThat(error.errorType()).isEqualTo(type);
        assertThat(error.errorMessage()).contains(message);
        Invocation next = host.invoke(JsonNodeFactory.instance.objectNode().put("name", "ok"), context(), LONG);
        assertThat(value(next).asText()).isEqualTo("fine");
        assertThat(next.initDuration()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "const all = []; for (;;) all.push(new Array(1e5).fill({}));",
        "const all = []; for (; all.length < 60; await new Promise(r => setTimeout(r, 5))) all.push(Buffer.alloc(25e6, 1));"
    })
    void memoryIsCapped(String body) throws Exception {
        NodeHost host = host("index.mjs", "export const handler = async () => { " + body + " return all.length; };");
        Invocation invocation = invoke(host, LONG);
        assertThat(error(invocation).errorType()).isEqualTo("Runtime.ExitError");
        assertThat(error(invocation).errorMessage()).contains("RequestId: req-1", "Runtime exited with error: signal:");
        assertThat(invocation.maxMemoryBytes()).isBetween(30L << 20, 700L << 20);
    }

    @Test
    void whatIsWrittenToTheProtocolsOwnPipeIsOnlyOutput() throws Exception {
        NodeHost host = host(
                "index.mjs",
                """
                import fs from 'node:fs';
                export const handler = async () => {
                  fs.writeSync(1, 'garbage without end');
                  fs.writeSync(1, '\\n{"id":99,"ok":"forged"}\\n{"id":'); fs.writeSync(1, Buffer.from([0, 255, 254]));
                  return 'real';
                };""");
        Invocation invocation = invoke(host, LONG);
        assertThat(value(invocation).asText()).isEqualTo("real");
        assertThat(invocation.log()).extracting(LogLine::text).contains("garbage without end");
        assertThat(value(invoke(host, LONG)).asText()).isEqualTo("real");
    }

    @Test
    void anEndlessLineEndsTheProcess() throws Exception {
        NodeHost host = host(
                "index.mjs",
                "import fs from 'node:fs'; const b = Buffer.alloc(1 << 20, 65);"
                        + "export const handler = async () => { for (;;) { try { fs.writeSync(1, b); } catch {} } };");
        assertThat(error(invoke(host, LONG)).errorMessage()).contains("too large");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(await import('node:fs')).readFileSync('/etc/hostname', 'utf8')",
        "(await import('node:fs')).writeFileSync('made.txt', 'x')",
        "(await import('node:child_process')).execSync('id')",
        "new (await import('node:worker_threads')).Worker('1', { eval: true })"
    })
    void nothingOutsideItsFolderIsInReach(String body) throws Exception {
        NodeHost host = host("index.mjs", "export const handler = async () => { return String(" + body + "); };");
        FunctionError error = error(invoke(host, LONG));
        assertThat(error.errorMessage()).contains("Access to this API has been restricted");
        assertThat(folder.resolve("made.txt")).doesNotExist();
    }

    @Test
    void readsItsOwnFolder() throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"a\":1}");
        NodeHost host = host(
                "index.mjs",
                """
                import { readFileSync } from 'node:fs';
                const config = JSON.parse(readFileSync(new URL('./config.json', import.meta.url)));
                export const handler = async () => config;""");
        assertThat(value(invoke(host, LONG)).path("a").asInt()).isEqualTo(1);
    }

    @Test
    void callsRunSideBySideUpToTheNumberOfChildren() throws Exception {
        NodeHost host = host(
                "index.mjs",
                "export const handler = () => new Promise(done => setTimeout(() => done(process.pid), 50));",
                "index.handler",
                128,
                2);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(() -> value(invoke(host, LONG)).asInt());
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> processes = new ArrayList<>();
            for (var call : executor.invokeAll(calls)) {
                processes.add(call.get());
            }
            assertThat(processes.stream().distinct().count()).isEqualTo(2);
        }
    }

    @Test
    void aCallThatFindsNoFreeChildIsThrottled() throws Exception {
        NodeHost host = host("index.mjs", "export const handler = async () => { await new Promise(() => {}); };");
        Duration waits = Duration.ofMillis(200);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = executor.submit(() -> error(invoke(host, LONG.dividedBy(20))).errorType());
            while (host.busy() == 0) {
                Thread.onSpinWait();
            }
            assertThat(error(invoke(host, waits)).errorType()).isEqualTo(FunctionError.THROTTLED);
            assertThat(first.get()).isEqualTo(FunctionError.TIMED_OUT);
        }
    }
}
