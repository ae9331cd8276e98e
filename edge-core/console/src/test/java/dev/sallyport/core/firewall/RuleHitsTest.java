package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.firewall.RuleHits.By;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counts were made by hand from the five records below. */
class RuleHitsTest {
    private static final String COMMON = "AWS#AWSManagedRulesCommonRuleSet";
    private static final String CUSTOM =
            "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/hello-world/c05lb698-1f11-4m41-aef4-99a506d53f4b";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static LogStore logs;

    private static String record(
            int second, String action, String terminating, String ip, String groups, String counted, String labels) {
        return "{\"timestamp\":" + (1_750_000_000_000L + 1000L * second) + ",\"action\":\"" + action
                + "\",\"terminatingRuleId\":\""
                + terminating + "\",\"httpRequest\":{\"clientIp\":\"" + ip + "\",\"country\":\"DE\",\"uri\":\"/" + ip
                + "\"},\"ruleGroupList\":[" + groups + "],\"nonTerminatingMatchingRules\":[" + counted
                + "],\"labels\":[" + labels
                + "]}";
    }

    private static String group(String id, String ended, String counted, String excluded) {
        return "{\"ruleGroupId\":\"" + id + "\",\"terminatingRule\":" + ended + ",\"nonTerminatingMatchingRules\":["
                + counted
                + "],\"excludedRules\":" + excluded + "}";
    }

    private static String rule(String id) {
        return "{\"ruleId\":\"" + id + "\",\"action\":\"COUNT\"}";
    }

    private static String label(String name) {
        return "{\"name\":\"" + name + "\"}";
    }

    @BeforeAll
    static void load() throws Exception {
        logs = LogStore.open(new Home(folder.resolve("home")));
        Path log = folder.resolve("waf.log");
        Files.writeString(
                log,
                String.join(
                        "\n",
                        // Ended inside a managed group, counted by a rule of the web ACL.
                        record(0, "BLOCK", "AWS-Common", "a", group(COMMON, rule("XSS"), "", "null"), rule("geo"),
                                label("l1") + "," + label("l1")),
                        // Only counted, twice by the same rule of the same group.
                        record(1, "ALLOW", "Default_Action", "a",
                                group(COMMON, "null", rule("LFI") + "," + rule("LFI"), "null"), "", label("l2")),
                        // Nothing matched in the group that was evaluated.
                        record(2, "ALLOW", "Default_Action", "b", group(COMMON, "null", "", "null"), "",
                                label("geo:DE")),
                        // Ended by a rate-based rule, an excluded rule of a custom group matched.
                        record(3, "BLOCK", "rate", "c",
                                group(CUSTOM, "null", "",
                                "[{\"exclusionType\":\"EXCLUDED_AS_COUNT\",\"ruleId\":\"RuleA\"}]"), "", ""),
                        // Ended by a rule of the web ACL, no group.
                        record(4, "CHALLENGE", "geo", "b", "", "", ""),
                        "broken"));
        logs.load(List.of(log), Progress.NONE);
    }

    @AfterAll
    static void close() {
        logs.close();
    }

    private static List<String> rows(By by) {
        return RuleHits.count(logs, by, null).rows().stream().map(row -> row.value() + " " + row.count()).toList();
    }

    @Test
    void aRequestCountsOnceUnderEachRuleThatMatchedIt() {
        assertThat(rows(By.RULE))
                .containsExactly(
                        "Default_Action 2",
                        "geo 2",
                        "AWS-Common 1",
                        "AWS/AWSManagedRulesCommonRuleSet/LFI 1",
                        "AWS/AWSManagedRulesCommonRuleSet/XSS 1",
                        "hello-world/RuleA 1",
                        "rate 1");
        RuleHits hits = RuleHits.count(logs, By.RULE, null);
        assertThat(hits.records()).isEqualTo(5);
        assertThat(hits.rejected()).isEqualTo(1);
    }

    @Test
    void everyRequestHasItsAction() {
        assertThat(rows(By.ACTION)).containsExactly("ALLOW 2", "BLOCK 2", "CHALLENGE 1");
    }

    @Test
    void theOtherKeysCountRequestsThatMetARule() {
        assertThat(rows(By.IP)).containsExactly("a 2", "b 1", "c 1");
        assertThat(rows(By.COUNTRY)).containsExactly("DE 4");
        assertThat(rows(By.URI)).containsExactly("/a 2", "/b 1", "/c 1");
        assertThat(rows(By.LABEL)).containsExactly("null 2", "l1 1", "l2 1");
        assertThat(rows(By.GROUP)).containsExactly("AWS/AWSManagedRulesCommonRuleSet 2", "hello-world 1", "null 1");
        assertThat(Json.MAPPER.valueToTree(RuleHits.count(logs, By.GROUP, null).rows().getLast()).toString())
                .isEqualTo("{\"value\":null,\"count\":1}");
    }

    @Test
    void sinceLeavesOutWhatWasBefore() {
        RuleHits hits = RuleHits.count(logs, By.ACTION, Instant.ofEpochMilli(1_750_000_003_000L));
        assertThat(hits.rows().stream().map(row -> row.value() + " " + row.count()))
                .containsExactly("BLOCK 1", "CHALLENGE 1");
        assertThat(hits.records()).isEqualTo(5);
    }
}
