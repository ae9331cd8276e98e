package dev.sallyport.views.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.webacl.WafLogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CurlCommandTest {
    private static String command(String request) {
        String line = "{\"timestamp\":1750000000134,\"action\":\"BLOCK\",\"httpRequest\":" + request + "}";
        return CurlCommand.of(WafLogRecord.parse(line)
                .orElseThrow()
                .httpRequest());
    }

    private static String header(String name, String value) {
        return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}";
    }

    @Test
    void aRequestIsWrittenWithoutWhatTheConnectionSets() {
        assertThat(command("{\"httpMethod\":\"POST\",\"uri\":\"/a\",\"args\":\"x=[1]\",\"headers\":["
                        + header("Host", "api.example.com") + "," + header("Content-Length", "7") + ","
                        + header("user-agent", "probe/1") + "," + header("x-none", "") + "]}"))
                .isEqualTo("""
                        curl --globoff --path-as-is --request 'POST' \\
                          --header 'user-agent: probe/1' \\
                          --header 'x-none;' \\
                          'https://api.example.com/a?x=[1]'""");
        assertThat(command("{\"httpMethod\":\"HEAD\",\"uri\":\"/\",\"host\":\"a.example.com\"}"))
                .isEqualTo("curl --globoff --path-as-is --head \\\n  'https://a.example.com/'");
    }

    /** The sequence ends what a terminal brackets as pasted; what comes after it would be run. */
    @Test
    void nothingInItIsObeyedByTheTerminalThatItIsPastedInto() {
        assertThat(command("{\"httpMethod\":\"GET\",\"uri\":\"/\\u202ex\",\"headers\":["
                        + header("x-a", "a\\u001b[201~\\nid\\r\\u0007\\u009b") + "]}"))
                .isEqualTo("""
                        curl --globoff --path-as-is \\
                          --header 'x-a: a\\u001b[201~\\nid\\u000d\\u0007\\u009b' \\
                          'https://HOST/\\u202ex'""");
    }

    /** The shell itself tells what words it reads. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aStrangersQuotesAndFilesMeanNothing() throws IOException {
        String command = command("{\"httpMethod\":\"GET\",\"uri\":\"/'; touch x; '$(id)`id`\",\"headers\":["
                + header("host", "a.example.com") + "," + header("@/etc/passwd", "a") + ","
                + header("x-a", "it's $HOME\\\\n") + "]}");
        Process shell = new ProcessBuilder("sh", "-c", "curl() { printf '%s\\n' \"$@\"; }\n" + command).start();
        List<String> words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertThat(words)
                .containsExactly(
                        "--globoff",
                        "--path-as-is",
                        "--header",
                        "x-a: it's $HOME\\n",
                        "https://a.example.com/'; touch x; '$(id)`id`");
    }
}
