package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.firewall.AclHits;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** One question to the accounts of several profiles: the sandbox's, an almost empty one, and one that refuses. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@Tag("sandbox")
class AcrossAccountsTest {
    @TempDir
    private Path folder;

    private record Said(int status, String out, String err) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(out);
        }
    }

    private Said run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.resolve("home").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Account 444455556666, which has no distribution; or one that knows nobody's key. */
    private static HttpServer account(boolean refuses) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String answer;
            int status = 200;
            if (refuses) {
                status = 403;
                answer = "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security"
                        + " token included in the request is invalid.</Message></Error></ErrorResponse>";
            } else if (asked.contains("GetCallerIdentity")) {
                answer = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::444455556666:user/a</Arn>"
                        + "<Account>444455556666</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
            } else if (exchange.getRequestURI().getPath().endsWith("/distribution")) {
                answer = "<DistributionList><IsTruncated>false</IsTruncated><Quantity>0</Quantity></DistributionList>";
            } else {
                status = 403;
                answer = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String profile(String name, String key, String secret, String endpoint) {
        return "[profile %s]\naws_access_key_id = %s\naws_secret_access_key = %s\nregion = us-east-1\nendpoint_url = %s\n"
                .formatted(name, key, secret, endpoint);
    }

    @Test
    void eachRowHasItsAccountAndEachGapItsName() throws Exception {
        HttpServer empty = account(false);
        HttpServer refuses = account(true);
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("aws")))) {
            Rollouts.of(account.session(), new Home(folder.resolve("aws")))
                    .apply(Blueprints.find("edge-ssr"), "t", Map.of(), RolloutListener.SILENT);
            var keys = account.sandbox().credentials().resolveCredentials();
            String here = account.sandbox().endpoint().toString();
            try (SharedConfig _ = new SharedConfig(folder, "other", "AKID", "secret")) {
                Files.writeString(
                        folder.resolve("config"),
                        profile("prod-a", keys.accessKeyId(), keys.secretAccessKey(), here)
                                + profile("prod-again", keys.accessKeyId(), keys.secretAccessKey(), here)
                                + profile("prod-b", "AKID", "secret", "http://127.0.0.1:" + empty.getAddress().getPort())
                                + profile("prod-c", "AKID", "secret", "http://127.0.0.1:" + refuses.getAddress().getPort()));

                Said inspect = run("--json", "inspect", "--profiles", "prod-*");

                assertThat(inspect.status()).as(inspect.err()).isZero();
                assertThat(inspect.json().path("distributions")).hasSize(1).allSatisfy(row -> {
                    assertThat(row.path("account").asText()).isEqualTo("111122223333");
                    assertThat(row.path("profile").asText()).isEqualTo("prod-a");
                    assertThat(row.path("findings").isArray()).isTrue();
                });
                assertThat(inspect.json().path("warnings").toString())
                        .contains("prod-again leads to account 111122223333")
                        .contains("prod-b (444455556666): Standard logging v2 was not seen")
                        .contains("prod-c was not asked")
                        .contains("SP-CREDENTIALS");

                Said each = run("--json", "inspect", "--profile", "prod-b", "--profile", "prod-a");
                assertThat(each.status()).as(each.err()).isZero();
                assertThat(each.json().path("distributions")).hasSize(1);
                assertThat(each.json().path("warnings").toString()).contains("prod-b (444455556666)").doesNotContain("prod-c");
                assertThat(run("--json", "whoami", "--profile", "prod-b", "--profile", "prod-a").status()).isEqualTo(2);

                Said attacks = run("--json", "attacks", "--profiles", "prod-a,stage-*");
                assertThat(attacks.status()).as(attacks.err()).isZero();
                assertThat(attacks.json().path("warnings").toString()).contains("No profile fits stage-*");
                Said literal = run("--json", "attacks", "--profile", "prod-a", "--profile", "prod-?");
                assertThat(literal.status()).as(literal.err()).isZero();
                assertThat(literal.json().path("warnings").toString())
                        .contains("No profile fits prod-?")
                        .doesNotContain("prod-b");
                assertThat(attacks.json().path("subscriptions").path(0).path("account").asText()).isEqualTo("111122223333");
                assertThat(attacks.json().path("coverage").path(0).path("account").asText()).isEqualTo("111122223333");

                Said hits = run("--json", "hits", "--acl", "t", "--profiles", "prod-a,prod-b");
                assertThat(hits.status()).as(hits.err()).isIn(0, 1);
                assertThat(hits.json().path("rows")).allSatisfy(row ->
                        assertThat(row.path("account").asText()).isEqualTo("111122223333"));
                assertThat(hits.json().path("warnings").toString()).contains("prod-b was not asked");
                Said metered = run("--json", "hits", "--acl", "t", "--source", "metrics", "--profiles", "prod-a");
                assertThat(metered.status()).as(metered.err()).isZero();
                assertThat(metered.json().path("warnings").toString())
                        .contains("prod-a (111122223333): Counted by CloudWatch metrics of AWS WAF from ");
                assertThat(run("hits", "--log", "x", "--profiles", "prod-a").status()).isEqualTo(2);

                assertThat(run("--json", "inspect", "--profiles", "prod-c").status()).isEqualTo(3);
                assertThat(run("--json", "inspect", "--profiles", "dev-*").status()).isEqualTo(2);
                assertThat(run("--json", "inspect", "--profiles", "prod-*", "--profile", "prod-a").status()).isEqualTo(2);
            }
        } finally {
            empty.stop(0);
            refuses.stop(0);
        }
    }

    @Test
    void eachRowOfHitsNamesItsSource() {
        AclHits of = new AclHits(
                new RuleHits(RuleHits.By.RULE, List.of(new ValueCount("R", 2), new ValueCount(null, 1)), 3, 0, List.of("cut")),
                "sample",
                List.of("few"));
        var answers = new AcrossAccounts.Answers<>(
                List.of(new AcrossAccounts.Answered<>("prod-a", "111122223333", of)), List.of());
        assertThat(AcrossAccounts.rows(answers, HitsCommand::sourced)).hasToString(
                """
                [{"account":"111122223333","profile":"prod-a","value":"R","count":2,"source":"sample"}, \
                {"account":"111122223333","profile":"prod-a","value":null,"count":1,"source":"sample"}]""");
        assertThat(AcrossAccounts.warnings(answers, HitsCommand::said))
                .containsExactly("prod-a (111122223333): few", "prod-a (111122223333): cut");
    }
}
