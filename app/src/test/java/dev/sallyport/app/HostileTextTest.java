package dev.sallyport.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.retries.api.BackoffStrategy;

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

    /** What others have written into an account, a web ACL that they send, and the ledger; and what somebody pastes. */
    @Test
    void norDoesAnyCommandThatReadsAnAccount(TestReporter reporter) throws Exception {
        Home home = new Home(root.resolve("home"));
        String pasted = ATTACK.replace("\0", "");
        new Ledger(home, Clock.systemUTC())
                .append(new Deed("arn" + ATTACK, "", "decrypt", ATTACK, ATTACK, "revealed", Map.of("a", ATTACK)));
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), home)) {
            deployed(account.session().clients());
            Path acl = root.resolve("acl.json");
            var sent = Json.MAPPER.createObjectNode();
            sent.put("Name", "shop").put("Description", ATTACK).putObject("DefaultAction").putObject("Allow");
            visible(sent);
            var rule = sent.putArray("Rules").addObject().put("Name", "rule" + ATTACK).put("Priority", 0);
            rule.putObject("Action").putObject("Block");
            var match = rule.putObject("Statement").putObject("ByteMatchStatement");
            match.put("PositionalConstraint", "CONTAINS")
                    .put("SearchString", Base64.getEncoder().encodeToString(ATTACK.getBytes(UTF_8)));
            match.putObject("FieldToMatch").putObject("SingleHeader").put("Name", ATTACK);
            match.putArray("TextTransformations").addObject().put("Priority", 0).put("Type", "NONE");
            visible(rule);
            Files.writeString(acl, Json.MAPPER.writeValueAsString(sent));
            String[][] commands = {
                {"stacks"},
                {"rollout", "status"},
                {"rollout", "status", "ours"},
                {"rollout", "status", pasted},
                {"audit"},
                {"audit", "--verify"},
                {"firewall", "propose", "--acl", "shop", "--no-replay", "--file", acl.toString()},
                {"firewall", "propose", "--acl", pasted, "--no-replay", "--rule", pasted, "--action", "block"},
                {"firewall", "apply", pasted, "--yes"},
                {"firewall", "undo", pasted, "--yes"},
            };
            reporter.publishEntry(Attack.TRIED, String.valueOf(2 * commands.length));
            for (String[] command : commands) {
                for (String json : List.of("--json", "")) {
                    String told = said(home, json, command);
                    assertThat(told).as("%s %s", json, String.join(" ", command)).isNotBlank().doesNotMatch(OBEYED);
                }
            }
            assertThat(said(home, "", "stacks")).as("planted").contains("52;c;cHduZWQ=");
            assertThat(said(home, "", "audit")).as("planted").contains("52;c;cHduZWQ=");
        }
    }

    private static void visible(ObjectNode of) {
        of.putObject("VisibilityConfig")
                .put("MetricName", "m")
                .put("SampledRequestsEnabled", true)
                .put("CloudWatchMetricsEnabled", true);
    }

    /** All that a command says, on both streams. */
    private static String said(Home home, String json, String... command) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of("--sandbox", "--home", home.root().toString()));
        if (!json.isEmpty()) {
            all.add(json);
        }
        all.addAll(List.of(command));
        PrintStream stream = new PrintStream(said, true, UTF_8);
        CommandLineInterface.run(
                all.toArray(String[]::new), new Terminal(InputStream.nullInputStream(), stream, stream));
        return said.toString(UTF_8);
    }

    private static void deployed(AwsClients aws) throws IOException {
        aws.waf("us-east-1").createWebACL(r -> r.name("shop")
                .scope("CLOUDFRONT")
                .defaultAction(a -> a.allow(allow -> {}))
                .visibilityConfig(v -> v.metricName("shop").cloudWatchMetricsEnabled(true).sampledRequestsEnabled(true)));
        // The answers are XML 1.0, which has no others of them (W3C, 2.2).
        String planted = ATTACK.replaceAll("[\\x00-\\x08\\x0b-\\x1f]", "");
        var template = Json.MAPPER.createObjectNode().put("Description", planted);
        template.putObject("Resources").putObject("Group").put("Type", "AWS::Logs::LogGroup");
        template.putObject("Outputs").putObject("DistributionUrl").put("Value", planted).put("Description", planted);
        String body = Json.MAPPER.writeValueAsString(template);
        var formation = aws.cloudFormation("us-east-1");
        formation.createStack(r -> r.stackName("ours")
                .tags(software.amazon.awssdk.services.cloudformation.model.Tag.builder().key("sallyport:blueprint").value("api-perimeter" + planted).build())
                .templateBody(body));
        formation.waiter()
                .waitUntilStackCreateComplete(
                        r -> r.stackName("ours"),
                        waiting -> waiting.maxAttempts(1_200)
                                .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(100))));
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
