package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.sandbox.state.SandboxState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the command line that needs no stack. */
@Tag("sandbox")
class CommandLineTest {
    @TempDir
    private static Path folder = Path.of("");

    private final Program program = new Program(folder);

    @Test
    void withoutAnyAccountTheSandboxAnswers() throws Exception {
        Program.Result result = program.run("--json", "whoami");
        assertThat(result.status()).isZero();
        assertThat(result.json().fieldNames()).toIterable().containsExactly("arn", "account", "region", "mode", "expires", "source");
        assertThat(result.json().path("account").asText()).isEqualTo("111122223333");
        assertThat(result.json().path("mode").asText()).isEqualTo("sandbox");
    }

    @Test
    void wrongUsageIsOneLineAndExitTwo() throws Exception {
        Program.Result result = program.run("inspct");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(1).first().asString().startsWith("SP-USAGE: ");
        Program.Result json = program.run("rollout", "apply", "--json");
        assertThat(json.error().path("next").asText()).isNotEmpty();
        assertThat(json.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help", "logs --help", "logs -h", "logs tail -h", "help logs", "help", "rollout apply --help", "sandbox -h",
                "sandbox traffic --help", "decrypt --help", "firewall apply --help", "whoami -h", "inspect --json --help"
            })
    void helpIsNoMistake(String words) throws Exception {
        Program.Result result = program.run(words.split(" ", -1));
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("Usage: sallyport");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void readOnlyRefusesAWriteBeforeAnyCall() throws Exception {
        Program.Result result =
                program.run("rollout", "apply", "api-perimeter", "--name", "t-api", "--yes", "--read-only", "--json");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.error().path("code").asText()).isEqualTo("SP-READ-ONLY");
    }

    @Test
    void readOnlyRefusesTheSandboxesOwnWritesToo() throws Exception {
        for (String[] write : new String[][] {
            {"sandbox", "reset", "--yes"}, {"sandbox", "traffic", "--distribution", "E1", "--requests", "1"}
        }) {
            List<String> all = new ArrayList<>(List.of(write));
            all.addAll(List.of("--read-only", "--json"));
            Program.Result result = program.run(all.toArray(String[]::new));
            assertThat(result.status()).as(result.err()).isEqualTo(3);
            assertThat(result.error().path("code").asText()).isEqualTo("SP-READ-ONLY");
        }
    }

    @Test
    void aReadOnlySessionPlansAndLeavesNoStack() throws Exception {
        Program.Result plan = program.run("rollout", "plan", "edge-ssr", "--name", "t-ssr", "--read-only", "--json");
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.json().path("changes").findValuesAsText("action")).isNotEmpty().containsOnly("Add");
        assertThat(program.run("stacks", "--json").json().path("stacks")).isEmpty();
    }

    @Test
    void whatIsNotThereIsRefusedWithItsName() throws Exception {
        Program.Result stack = program.run("rollout", "verify", "no-such-stack", "--json");
        assertThat(stack.status()).isEqualTo(3);
        assertThat(stack.error().path("code").asText()).isEqualTo("SP-NOT-FOUND");
        Program.Result blueprint = program.run("rollout", "plan", "no-such", "--name", "x", "--json");
        assertThat(blueprint.status()).isEqualTo(2);
        assertThat(blueprint.error().path("code").asText()).isEqualTo("SP-BLUEPRINT");
        Program.Result parameter =
                program.run("rollout", "plan", "api-perimeter", "--name", "x", "-P", "Nope=1", "--json");
        assertThat(parameter.status()).isEqualTo(2);
        assertThat(parameter.error().path("code").asText()).isEqualTo("SP-PARAMETER");
    }

    @Test
    void whichKeyTellsByTheMarkersAndOpensNothing() throws Exception {
        Path records = Files.writeString(folder.resolve("records.json"), "[{\"a\":\"<n:QQ==:n>\",\"b\":\"<o:QQ==:o>\"},{\"a\":\"<n:QQ==:n>\"}]");
        Path ring = Files.writeString(folder.resolve("ring.json"), """
                [{"prefix":"<n:","suffix":":n>","key":"alias/new"},{"prefix":"<o:","suffix":":o>","key":"alias/old"}]
                """);
        Program.Result told = program.run("decrypt", records.toString(), "--keyring", ring.toString(), "--which-key", "--json");
        assertThat(told.status()).as(told.err()).isZero();
        assertThat(told.out().strip()).isEqualTo("{\"fields\":3,\"keys\":["
                + "{\"keys\":[\"alias/new\"],\"prefix\":\"<n:\",\"suffix\":\":n>\",\"fields\":2,\"records\":2},"
                + "{\"keys\":[\"alias/old\"],\"prefix\":\"<o:\",\"suffix\":\":o>\",\"fields\":1,\"records\":1}]}");
        assertThat(program.run("audit", "--json").json().path("entries")).isEmpty();
        Program.Result one = program.run("decrypt", records.toString(), "--keyring", ring.toString(), "--which-key", "--field", "a", "--json");
        assertThat(one.error().path("code").asText()).isEqualTo("SP-USAGE");
    }

    @Test
    void aFileThatIsNoDistributionIsBadInput() throws Exception {
        Path file = Files.writeString(folder.resolve("x.json"), "{}");
        assertThat(program.run("inspect", "--config", file.toString()).status()).isEqualTo(2);
        assertThat(program.run("inspect", "--config", folder.resolve("gone.json").toString()).status())
                .isEqualTo(2);
    }

    /** The shape of AWS WAF Developer Guide, "Log examples"; the values are made up. */
    private static Path trafficLog() throws IOException {
        return Files.writeString(
                folder.resolve("traffic.jsonl"),
                record("Default_Action", "ALLOW", "FR", "r1")
                        + record("Default_Action", "ALLOW", "DE", "r2")
                        + record("OldRule", "BLOCK", "DE", "r3"));
    }

    private static String record(String rule, String action, String country, String requestId) {
        return """
                {"timestamp":1,"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",\
                "terminatingRuleId":"%s","terminatingRuleType":"REGULAR","action":"%s","httpSourceName":"CF",\
                "httpRequest":{"clientIp":"203.0.113.9","country":"%s","headers":[],"uri":"/pets","args":"",\
                "httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"%s"}}
                """.formatted(rule, action, country, requestId);
    }

    @Test
    void aChangedWebAclIsReplayed() throws Exception {
        Path acl = Files.writeString(folder.resolve("acl.json"), """
                {"WebACL":{"Name":"a","DefaultAction":{"Allow":{}},"Rules":[{"Name":"NoFrance","Priority":0,
                 "Action":{"Block":{}},"Statement":{"GeoMatchStatement":{"CountryCodes":["FR"]}},
                 "VisibilityConfig":{"SampledRequestsEnabled":true,"CloudWatchMetricsEnabled":true,"MetricName":"n"}}]}}
                """);
        Program.Result result =
                program.run("replay", "--acl", acl.toString(), "--log", trafficLog().toString(), "--json");
        assertThat(result.status()).isZero();
        assertThat(result.json().path("requests").asInt()).isEqualTo(3);
        assertThat(result.json().path("same").asInt()).isEqualTo(1);
        assertThat(result.json().path("newlyBlocked").asInt()).isEqualTo(1);
        assertThat(result.json().path("newlyAllowed").asInt()).isEqualTo(1);
        assertThat(result.json().path("unknown").asInt()).isZero();
        assertThat(result.json().path("rules").findValuesAsText("name")).containsExactly("NoFrance", "OldRule");
        assertThat(result.json().path("examples").findValuesAsText("requestId")).containsExactlyInAnyOrder("r1", "r3");
        assertThat(program.run("replay", "--acl", "none.json", "--log", trafficLog().toString()).status())
                .isEqualTo(2);
    }

    @Test
    void aRequestIsExplainedFromItsLog() throws Exception {
        String log = trafficLog().toString();
        Program.Result result = program.run("explain", "r3", "--log", log, "--json");
        assertThat(result.status()).isZero();
        assertThat(result.json().path("action").asText()).isEqualTo("BLOCK");
        assertThat(result.json().path("rule").asText()).isEqualTo("OldRule");
        assertThat(result.json().path("group").isNull()).isTrue();
        assertThat(result.json().path("tier").asText()).isEqualTo("carried");
        assertThat(program.run("explain", "r9", "--log", log, "--json").error().path("code").asText())
                .isEqualTo("SP-NOT-FOUND");
    }

    @Test
    void withNoDisplayTheWindowSaysSoAndNamesTheTour() throws Exception {
        Program.Result result = program.run();
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("tour");
    }

    @Test
    void aSandboxOfAnotherVersionIsLeftAlone() throws Exception {
        Path other = folder.resolve("other");
        Program elsewhere = new Program(other);
        elsewhere.run("whoami");
        try (var state = SandboxState.open(other.resolve("sandbox"))) {
            state.shelf("about", String.class).put("format", "999");
        }
        Program.Result result = elsewhere.run("whoami", "--json");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.error().path("code").asText()).isEqualTo("SP-SANDBOX-VERSION");
    }
}
