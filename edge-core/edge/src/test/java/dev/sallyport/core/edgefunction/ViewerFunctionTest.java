package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * CloudFront Functions in the limits of their runtime. Source: AWS pages "JavaScript runtime 1.0 features", "JavaScript runtime 2.0
 * features", "Helper methods for key value stores"; hashes and encodings: RFC 4231 case 2, RFC 4648.
 */
class ViewerFunctionTest {
    private static final String SECOND = "cloudfront-js-2.0";

    @TempDir
    Path folder;

    private ViewerFunction.Run run(String runtime, String source, JsonNode store) {
        try (ViewerFunction function = new ViewerFunction(folder, source, runtime, store)) {
            return function.run(JsonNodeFactory.instance.objectNode().put("n", 4));
        }
    }

    private ViewerFunction.Run run(String source) {
        return run(SECOND, source, JsonNodeFactory.instance.nullNode());
    }

    @Test
    void modulesOfTheSecondRuntimeAreThere() throws Exception {
        JsonNode store = Json.MAPPER.readTree(
                "{\"id\":\"one\",\"meta\":{\"creationDateTime\":\"2026-01-01T00:00:00Z\"},\"values\":{\"a\":\"text\",\"j\":\"{\\\"x\\\":[1]}\"}}");
        ViewerFunction.Run made = run(SECOND, """
                import cf from 'cloudfront';
                import crypto from "crypto";
                import querystring from 'querystring'
                const kvs = cf.kvs();
                async function handler(event) {
                  console.log('seen', event.n, { a: [1] });
                  let missing;
                  try { await kvs.get('none'); } catch (e) { missing = 'thrown'; }
                  return {
                    hmac: crypto.createHmac('sha256', 'Jefe').update('what do ya want ').update('for nothing?').digest('hex'),
                    bytes: crypto.createHash('md5').update('').digest() instanceof Buffer,
                    base64: Buffer.from('fo\\u00f6').toString('base64') + ' ' + Buffer.from('Zm9vYg', 'base64url') + ' ' + btoa('foob'),
                    numbers: [Buffer.from([1, 2]).readUInt16BE(0), Buffer.concat([Buffer.from('a'), Buffer.from('62', 'hex')]).toString()],
                    query: querystring.parse('a=1&a=2&b=%20+c&d'), text: querystring.stringify({ a: ['x y', 'z'], b: '&' }),
                    kvs: [await kvs.get('a'), (await kvs.get('j', { format: 'json' })).x, await kvs.exists('none'), await cf.kvs('one').count(), missing],
                  };
                }
                """, store);
        assertThat(made.error()).isNull();
        assertThat(made.logs()).containsExactly("seen 4 {\"a\":[1]}");
        assertThat(made.value()).isEqualTo(Json.MAPPER.readTree("""
                {"hmac": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "bytes": true,
                 "base64": "Zm/Dtg== foob Zm9vYg==", "numbers": [258, "ab"],
                 "query": {"a": ["1", "2"], "b": "  c", "d": ""}, "text": "a=x%20y&a=z&b=%26",
                 "kvs": ["text", [1], false, 2, "thrown"]}
                """));
    }

    @Test
    void theFirstRuntimeHasStringsOfBytesAndNoBuffers() throws Exception {
        ViewerFunction.Run made = run("cloudfront-js-1.0", """
                function handler(event) {
                  var crypto = require('crypto');
                  return [String.bytesFrom('Zm9vYg', 'base64url'), typeof Buffer, crypto.createHash('sha1').update('abc').digest('base64'),
                    crypto.createHash('sha1').update('abc').digest().length];
                }
                """, JsonNodeFactory.instance.nullNode());
        // SHA-1 of "abc": FIPS 180-4's example.
        assertThat(made.value()).isEqualTo(Json.MAPPER.readTree("[\"foob\",\"undefined\",\"qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\",20]"));
    }

    /** What the pages say is not there, and ways from a realm to the program that made it. */
    @Test
    @Attack(Area.FUNCTIONS)
    void nothingButTheLanguageIsInReach(TestReporter reporter) {
        String[] tries = {
            "process.env", "fetch('http://127.0.0.1')", "setTimeout(() => 1, 1)", "setImmediate(() => 1)", "new XMLHttpRequest()",
            "require('fs')", "require('node:net')", "module.exports", "eval('1')", "new Function('return 1')()",
            "handler.constructor('return 1')()", "(async () => 1).constructor('return process')()", "new WebAssembly.Module([])",
            "new SharedArrayBuffer(1)", "console.log.constructor('return process')()", "require.constructor('return process')()",
            "Buffer.constructor('return process')()", "event.constructor.constructor('return process')()",
            "Object.getPrototypeOf(require('crypto')).constructor.constructor('return process')()",
            "(() => { Error.prepareStackTrace = (e, s) => s.map((x) => x.getFunction() || x.getThis()).find(Boolean);"
                    + " return new Error('x').stack.constructor.constructor('return process')(); })()",
            "handler.caller", "(function f() { return f.caller; })()", "arguments.callee.caller", "globalThis.host.name", "vm.runInThisContext('1')",
            "(() => { try { (function f() { f(); })(); } catch (e) { return e.constructor.constructor('return process')(); } })()",
            "(() => { let n = 0; const deep = () => { n++; deep(); }; try { deep(); } catch (e) {} const go = (k) => k ? go(k - 1) : Buffer.from('x');"
                    + " for (let k = n - 400; k < n; k++) { try { go(k); } catch (e) { e.constructor.constructor('return process')(); } } throw new Error('no way'); })()",
            "(() => { Promise.prototype.then = function (a) { return a.constructor('return process')(); }; throw new Error('no way'); })()",
        };
        for (String each : tries) {
            ViewerFunction.Run made = run("function handler(event) { return String(" + each + "); }");
            assertThat(made.error()).as("%s gave %s", each, made.value()).isNotNull();
        }
        ViewerFunction.Run imported = run("async function handler() { return await import/* */('node:fs'); }");
        assertThat(imported.error()).startsWith("SyntaxError: import() is not supported");
        reporter.publishEntry(Attack.TRIED, Integer.toString(tries.length + 1));
    }

    @Test
    void theClockStandsStillAndWhatRunsOnIsGivenUp() {
        ViewerFunction.Run still = run("function handler() { const a = Date.now(); for (let i = 0; i < 5e6; i++); return Date.now() - a"
                + " + (new Date().getTime() - a); }");
        assertThat(still.value()).isEqualTo(JsonNodeFactory.instance.numberNode(0));
        assertThat(run("function handler() { for (;;); }").error()).isEqualTo("The function was still running after 1000 ms.");
        assertThat(run("function handler() { return 1 +; }").error()).startsWith("SyntaxError: ");
        assertThat(run("function other() {}").error()).isEqualTo("Error: handler is not found");
        assertThat(run("function handler() { undefinedName = 1; }").error()).isEqualTo("ReferenceError: undefinedName is not defined");
    }
}
