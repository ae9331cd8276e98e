package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** A rule goes from Count to Block and back, with traffic through the sandbox's edge as the judge. */
@Tag("sandbox")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class FirewallCommandTest {
    @TempDir
    private Path folder;

    private final HttpClient viewer = HttpClient.newHttpClient();
    private SandboxAccount account;
    private SharedConfig config;
    private Wafv2Client waf;
    private String url = "";
    private String id = "";

    private record Said(int status, String out, String err) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(out);
        }
    }

    @BeforeEach
    void open() throws Exception {
        Home aws = new Home(folder.resolve("aws"));
        account = SandboxAccount.open(AccountChoice.ofSandbox(), aws);
        Rollout rollout = Rollouts.of(account.session(), aws)
                .apply(Blueprints.find("api-perimeter"), "shop", Map.of(), RolloutListener.SILENT);
        assertThat(rollout.holds()).isTrue();
        url = Rollouts.of(account.session(), aws).stacks().getFirst().outputs().get("DistributionUrl") + "/pets";
        waf = account.session().clients().waf("us-east-1");
        id = waf.listWebACLs(request -> request.scope("CLOUDFRONT")).webACLs().getFirst().id();
        countPromotions();
        var keys = account.sandbox().credentials().resolveCredentials();
        config = new SharedConfig(folder, "shop-prod", keys.accessKeyId(), keys.secretAccessKey());
    }

    @AfterEach
    void close() {
        config.close();
        account.close();
    }

    private void countPromotions() {
        var now = waf.getWebACL(request -> request.name("shop").id(id).scope("CLOUDFRONT"));
        WebACL acl = now.webACL();
        List<Rule> rules = new ArrayList<>(acl.rules());
        rules.add(Rule.builder()
                .name("promotions")
                .priority(50)
                .statement(statement -> statement.byteMatchStatement(match -> match.fieldToMatch(field -> field.queryString(q -> {}))
                        .positionalConstraint("CONTAINS")
                        .searchString(SdkBytes.fromUtf8String("promo"))
                        .textTransformations(TextTransformation.builder().priority(0).type("NONE").build())))
                .action(action -> action.count(count -> {}))
                .visibilityConfig(acl.visibilityConfig())
                .build());
        waf.updateWebACL(request -> request.name("shop")
                .id(id)
                .scope("CLOUDFRONT")
                .lockToken(now.lockToken())
                .description(acl.description())
                .defaultAction(acl.defaultAction())
                .visibilityConfig(acl.visibilityConfig())
                .rules(rules));
    }

    private Said run(String typed, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--profile", "shop-prod", "--endpoint-url", account.sandbox().endpoint().toString(), "--home",
                folder.resolve("home").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private int get(String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + query)).header("User-Agent", "Mozilla/5.0").build();
        return viewer.send(request, BodyHandlers.discarding()).statusCode();
    }

    private WebACL acl() {
        return waf.getWebACL(request -> request.name("shop").id(id).scope("CLOUDFRONT")).webACL();
    }

    private long logged() {
        String group = account.session().clients().logs("us-east-1")
                .describeLogGroups(request -> request.logGroupNamePrefix("aws-waf-logs-"))
                .logGroups().getFirst().logGroupName();
        return account.session().clients().logs("us-east-1")
                .filterLogEventsPaginator(request -> request.logGroupName(group))
                .events().stream()
                .filter(event -> event.message().contains("promo="))
                .count();
    }

    @Test
    void aRuleIsPromotedFromCountToBlockAndBack() throws Exception {
        WebACL before = acl();
        for (int i = 0; i < 3; i++) {
            assertThat(get("?promo=" + i)).isEqualTo(200);
        }
        assertThat(get("?type=dog")).isEqualTo(200);
        assertThat(Pace.ofQuestions().until(Duration.ofMinutes(1), () -> logged() == 3)).isTrue();

        Said proposed = run("", "firewall", "propose", "--acl", "shop", "--rule", "promotions", "--action", "block", "--json");
        assertThat(proposed.status()).as(proposed.err()).isZero();
        JsonNode document = proposed.json();
        assertThat(document.path("diff").toString())
                .isEqualTo("[{\"path\":\"Rules[promotions].Action\",\"before\":{\"Count\":{}},\"after\":{\"Block\":{}}}]");
        assertThat(document.path("replay").path("newlyBlocked").asInt()).isEqualTo(3);
        assertThat(document.path("replay").path("newlyAllowed").asInt()).isZero();
        assertThat(document.path("replay").path("unknown").asInt()).isZero();
        assertThat(document.path("replay").path("suspects").path(0).path("path").asText()).isEqualTo("/pets");
        assertThat(document.path("warnings").toString()).contains("CloudFormation stack shop");
        String proposal = document.path("proposal").asText();
        assertThat(get("?promo=x")).as("a proposal changes nothing").isEqualTo(200);

        Said unsure = run("y\n", "firewall", "apply", proposal);
        assertThat(unsure.status()).isEqualTo(3);
        assertThat(unsure.err())
                .contains("Rules[promotions].Action: {\"Count\":{}} → {\"Block\":{}}")
                .contains("3 newly blocked")
                .contains("shop-prod is production. Type shop to confirm: ")
                .contains("SP-NOT-CONFIRMED");
        assertThat(acl()).isEqualTo(before);

        Said applied = run("shop\n", "firewall", "apply", proposal, "--reason", "3 of 3 were bots", "--json");
        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(applied.json().path("status").asText()).isEqualTo("applied");
        assertThat(applied.json().path("acl").asText()).isEqualTo("shop");
        assertThat(applied.json().path("scope").asText()).isEqualTo("CLOUDFRONT");
        assertThat(get("?promo=x")).isEqualTo(403);
        assertThat(get("?type=dog")).isEqualTo(200);

        Said refused = run("", "firewall", "undo", "shop", "--yes", "--read-only", "--json");
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("SP-READ-ONLY");
        Said undone = run("", "firewall", "undo", "shop", "--yes");
        assertThat(undone.status()).as(undone.err()).isZero();
        assertThat(undone.out()).contains(proposal + " is undone.");
        assertThat(get("?promo=x")).isEqualTo(200);
        assertThat(acl()).isEqualTo(before);
        Said nothing = run("", "firewall", "undo", "shop", "--yes", "--json");
        assertThat(nothing.status()).isEqualTo(3);
        assertThat(nothing.err()).contains("SP-NOTHING-TO-UNDO");

        Said audit = run("", "audit", "--json");
        assertThat(audit.json().path("entries").findValuesAsText("reason")).contains("3 of 3 were bots");
        assertThat(audit.json().path("entries").path(0).path("details").path("replay").asText()).contains("3 newly blocked");
    }

    @Test
    void wrongUsageIsSaid() {
        for (String[] line : new String[][] {
            {"--rule", "promotions"},
            {},
            {"--rule", "promotions", "--action", "block", "--file", "acl.json"},
            {"--rule", "promotions", "--action", "block", "--no-replay", "--since", "1h"},
            {"--action", "block"},
        }) {
            List<String> all = new ArrayList<>(List.of("firewall", "propose", "--acl", "shop"));
            all.addAll(List.of(line));
            Said said = run("", all.toArray(String[]::new));
            assertThat(said.status()).as(said.toString()).isEqualTo(2);
            assertThat(said.err()).startsWith("SP-USAGE: ");
        }
        Said none = run("", "firewall", "apply", "abcde", "--yes");
        assertThat(none.status()).isEqualTo(3);
        assertThat(none.err()).startsWith("SP-NOT-FOUND: ");
    }
}
