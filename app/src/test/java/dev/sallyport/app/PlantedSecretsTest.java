package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.audit.Ledger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in every place of every log: no command prints one, unless someone says why. */
class PlantedSecretsTest {
    private static final String SECRET = "Zx9Secret7Qw";

    @TempDir
    Path folder;

    private List<String> files = List.of();

    @BeforeEach
    void plant() throws IOException {
        String waf = "{\"timestamp\":1750000000000,\"formatVersion\":1,\"action\":\"BLOCK\",\"terminatingRuleId\":\"R\","
                + "\"terminatingRuleType\":\"REGULAR\",\"terminatingRuleMatchDetails\":[{\"conditionType\":\"SQL_INJECTION\","
                + "\"location\":\"HEADER\",\"matchedData\":[\"x\",\"$\"],\"matchedFieldName\":\"cookie\"}],\"rateBasedRuleList\":"
                + "[{\"rateBasedRuleName\":\"R\",\"limitKey\":\"CUSTOMKEYS\",\"maxRateAllowed\":\"10\",\"customValues\":[{\"key\":"
                + "\"COOKIE\",\"name\":\"s\",\"value\":\"$\"}]}],\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"country\":\"DE\",\"headers\":["
                + "{\"name\":\"Cookie\",\"value\":\"s=$\"},{\"name\":\"Authorization\",\"value\":\"Bearer"
                + " $\"},{\"name\":\"x-api-key\","
                + "\"value\":\"$\"},{\"name\":\"Referer\",\"value\":\"https://a.example/p?t=$\"}],\"uri\":\"/p\",\"args\":\"t=$&page=7\","
                + "\"httpMethod\":\"GET\",\"requestId\":\"req-1\"}}\n";
        String cloudFront = "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"
                + " sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id\n"
                + "2025-06-15\t15:06:40\tFRA50\t1\t192.0.2.1\tGET\td.example\t/p\t403\thttps://a.example/p?t=$\tagent\tt=$"
                + "\ts=$;%20u=$\tError\treq-1\nbroken\ts=$;\tt=$\n";
        String edge = "2025-06-15T15:06:40.000Z\t11111111-2222-4333-8444-555555555555\tINFO\treq-1 came with"
                + " { key: 'Cookie', value: 's=$' } and eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.$\n";
        files = List.of(write("waf.log", waf), write("cf.log", cloudFront), write("edge.log", edge));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text.replace("$", SECRET)).toString();
    }

    /** What a command prints to either stream. */
    private String said(String command, String... more) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(all, true, StandardCharsets.UTF_8);
        List<String> arguments = new ArrayList<>(List.of("--sandbox", "--home", folder.resolve("home").toString()));
        arguments.addAll(List.of(command.split(" ", -1)));
        arguments.addAll(files);
        arguments.addAll(List.of(more));
        CommandLineInterface.run(arguments.toArray(String[]::new), new Terminal(new ByteArrayInputStream(new byte[0]), out, out));
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void noCommandPrintsASecret() throws IOException {
        Path acl = Files.writeString(
                folder.resolve("acl.json"),
                "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[],\"ARN\":\"arn:aws:wafv2:us-east-1:1:global/webacl/a/1\"}");
        List<List<String>> commands = List.of(
                List.of("logs", "--limit", "0"),
                List.of("logs", "--by", "args"),
                List.of("logs", "--by", "message"),
                List.of("logs", "--by", "cs_cookie_"),
                List.of("logs", "--sql", "SELECT * FROM cloudfront, waf, edge"),
                List.of("logs", "--rejected"),
                List.of("hits --log"),
                List.of("explain req-1 --log"),
                List.of("replay --acl " + acl + " --log"));
        for (List<String> command : commands) {
            String[] more = command.subList(1, command.size()).toArray(String[]::new);
            assertThat(said(command.getFirst(), more)).as("%s", command).doesNotContain(SECRET).isNotEmpty();
            String[] json = Stream.concat(command.stream().skip(1), Stream.of("--json")).toArray(String[]::new);
            assertThat(said(command.getFirst(), json)).as("%s", command).doesNotContain(SECRET).startsWith("{");
        }
        assertThat(said("logs", "--json")).contains("page=7", "https://a.example/p?t=•••", "s=•••", "\"/p\"", "192.0.2.1");
        assertThat(new Ledger(new Home(folder.resolve("home")), Clock.systemUTC()).entries()).isEmpty();
    }

    @Test
    void oneWhoSaysWhySeesThemAndTheLedgerHasIt() {
        assertThat(said("logs", "--unmask")).contains("SP-REASON").doesNotContain(SECRET);
        assertThat(said("logs", "--reason", "why")).contains("SP-USAGE").doesNotContain(SECRET);
        assertThat(said("logs", "--json", "--unmask", "--reason", "INC-7"))
                .contains("t=" + SECRET, "s=" + SECRET, "https://a.example/p?t=" + SECRET);
        assertThat(said("explain req-1 --log", "--unmask", "--reason", "INC-8")).contains(SECRET);
        assertThat(new Ledger(new Home(folder.resolve("home")), Clock.systemUTC()).entries())
                .filteredOn(entry -> entry.action().equals("logs.unmask"))
                .hasSize(2)
                .first()
                .satisfies(entry -> {
                    assertThat(entry.reason()).isEqualTo("INC-7");
                    assertThat(entry.subject()).contains("waf.log", "cf.log", "edge.log");
                    assertThat(entry.who()).startsWith("arn:");
                });
    }
}
