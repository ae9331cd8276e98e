package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Logs are written by whoever sends requests; what a terminal would obey never reaches one. */
@Tag("sandbox")
@Attack(Area.TERMINAL)
class HostileTextTest {
    private static final String OBEYED = "(?s).*[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069].*";
    private static final String ATTACK = "/\u001b]52;c;cHduZWQ=\u0007\u001b[2J\u009b31m\u202egpj.exe\u2066\r\u007f";

    @TempDir
    Path root;

    @Test
    void noCommandPrintsIt(TestReporter reporter) throws Exception {
        Path log = root.resolve("waf.log");
        var record = Json.MAPPER.createObjectNode();
        record.put("timestamp", 1_700_000_000_000L)
                .put("formatVersion", 1)
                .put("webaclId", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b")
                .put("terminatingRuleId", "rule" + ATTACK)
                .put("terminatingRuleType", "REGULAR")
                .put("action", "BLOCK");
        record.putObject("httpRequest")
                .put("clientIp", "192.0.2.1")
                .put("country", "US")
                .put("uri", ATTACK)
                .put("args", ATTACK)
                .put("httpMethod", "GET")
                .put("requestId", "r1");
        Files.writeString(log, Json.MAPPER.writeValueAsString(record) + "\n");
        Program program = new Program(root.resolve("home"));
        String[][] commands = {
            {"logs", log.toString()},
            {"logs", log.toString(), "--json"},
            {"hits", "--log", log.toString(), "--by", "uri"},
            {"hits", "--log", log.toString(), "--by", "rule", "--json"},
            {"explain", "r1", "--log", log.toString()},
            {"explain", "no" + ATTACK.replace("\0", ""), "--log", log.toString()},
            {"inspect", "--config", root.resolve("none" + ATTACK.replace("/", "")).toString()},
        };
        reporter.publishEntry(Attack.TRIED, String.valueOf(commands.length));
        for (String[] command : commands) {
            Program.Result result = program.run(command);
            assertThat(result.out()).as(String.join(" ", command)).doesNotMatch(OBEYED);
            assertThat(result.err()).as(String.join(" ", command)).doesNotMatch(OBEYED);
        }
        assertThat(program.run("logs", log.toString(), "--json").json().path("rows").path(0).path("uri").asText())
                .as("a program reads the text itself")
                .isEqualTo(ATTACK);
    }
}
