package dev.sallyport.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
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

    /** As a message of a log group that is followed, {@code logs tail}: time and group stand at the beginning of a line. */
    @Test
    void noTextBeginsALineOfItsOwn() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        String forged = "2026-11-30T12:00:00Z  us-east-1  /aws/lambda/f  granted";
        terminal.line("real\n" + forged + "\r\n\n" + forged);
        terminal.say("real\n" + forged);
        assertThat(out.toString(UTF_8).lines()).noneMatch(line -> line.startsWith("2026")).hasSize(4);
        assertThat(err.toString(UTF_8).lines()).containsExactly("real", "    " + forged);
    }

    /** Who seals a field decides what is opened; the body comes through a pipe, as it does from another program. */
    @Test
    void noOpenedFieldReachesATerminalAsItIs() throws Exception {
        SealedText sealed = SealedText.of(ATTACK, root);
        byte[] body = (sealed.document() + "\n").getBytes(UTF_8);
        String[] decrypt = sealed.decrypt("-");
        Program program = new Program(root.resolve("home"));
        String shown = new String(program.onTerminal(body, decrypt), UTF_8);
        assertThat(shown).contains("1 opened").contains("52;c;cHduZWQ=").doesNotMatch(OBEYED);

        decrypt[1] = Files.write(root.resolve("body"), body).toString();
        assertThat(program.run(decrypt).out()).as("another program gets the bytes themselves").startsWith(ATTACK);
    }
}
