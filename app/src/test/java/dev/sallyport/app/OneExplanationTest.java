package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.SavedAcls;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.webacl.RateCounters;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.WafBody;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WafRequest;
import dev.sallyport.core.webacl.WafRequest.Header;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The window and {@code explain --json} tell of a request in the same words. */
class OneExplanationTest {
    private static final int REQUESTS = 200;
    private static final String GROUP = "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/own/c05lb698";

    private static final String ACL =
            """
            {"Name":"a","ARN":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
             "LabelNamespace":"awswaf:111122223333:webacl:a:","DefaultAction":{"Allow":{}},"Rules":[
             %s,
             {"Name":"Own","Priority":1,"OverrideAction":{"None":{}},
              "Statement":{"RuleGroupReferenceStatement":{"ARN":"%s","ExcludedRules":[{"Name":"Excluded"}]}}%s},
             {"Name":"AWS-Common","Priority":2,"OverrideAction":{"None":{}},
              "Statement":{"ManagedRuleGroupStatement":{"VendorName":"AWS","Name":"AWSManagedRulesCommonRuleSet",
                "RuleActionOverrides":[{"Name":"NoUserAgent_HEADER","ActionToUse":{"Count":{}}}]}}%s},
             %s,
             {"Name":"Rate","Priority":4,"Action":{"Block":{"CustomResponse":{"ResponseCode":429}}},
              "Statement":{"RateBasedStatement":{"Limit":10,"EvaluationWindowSec":60,"AggregateKeyType":"IP"}}%s}]}
            """
                    .formatted(rule("Counted", 0, "Count", "/pets"), GROUP, visible("Own"), visible("AWS-Common"),
                            rule("Stop", 3, "Block", "/admin"), visible("Rate"));

    private static final String OWN =
            """
            {"RuleGroup":{"Name":"own","Id":"c05lb698","ARN":"%s","Capacity":10,"LabelNamespace":"awswaf:1:rulegroup:own:",
             "Rules":[%s,%s,%s]},"LockToken":"x"}
            """
                    .formatted(GROUP, rule("Excluded", 0, "Block", "/a"), rule("Noted", 1, "Count", "/b"),
                            rule("Ended", 2, "Block", "/books/1"));

    @TempDir
    Path folder;

    private static String visible(String name) {
        return ",\"VisibilityConfig\":{\"SampledRequestsEnabled\":true,\"CloudWatchMetricsEnabled\":true,\"MetricName\":\""
                + name + "\"}";
    }

    private static String rule(String name, int priority, String action, String path) {
        String search = Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8));
        return "{\"Name\":\"" + name + "\",\"Priority\":" + priority + ",\"Action\":{\"" + action
                + "\":{}},\"RuleLabels\":[{\"Name\":\"" + name.toLowerCase(Locale.ROOT)
                + "\"}],\"Statement\":{\"ByteMatchStatement\":{\"SearchString\":\"" + search
                + "\",\"FieldToMatch\":{\"UriPath\":{}},\"PositionalConstraint\":\"STARTS_WITH\",\"TextTransformations\":"
                + "[{\"Priority\":0,\"Type\":\"NONE\"}]}}" + visible(name) + "}";
    }

    private Path log() throws IOException {
        Path acl = Files.writeString(folder.resolve("acl.json"), ACL);
        Path own = Files.writeString(folder.resolve("own.json"), OWN);
        WebAclEvaluator evaluator = new WebAclEvaluator(SavedAcls.acl(acl), SavedAcls.sets(List.of(own)));
        RateCounters counters = new RateCounters();
        Random random = new Random(11);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            List<Header> headers = new ArrayList<>(List.of(new Header("Host", "d111111abcdef8.cloudfront.net")));
            if (random.nextBoolean()) {
                headers.add(new Header("User-Agent", "Mozilla/5.0"));
            }
            WafRequest request = WafRequest.of(
                    Instant.parse("2026-11-23T08:00:00Z").plusMillis(200L * i),
                    "request-" + i,
                    "203.0.113." + random.nextInt(12),
                    "GET",
                    List.of("/", "/pets", "/admin", "/a", "/b", "/books/1").get(random.nextInt(6)),
                    List.of("", "q=cat", "q=%3Cscript%3Ealert(1)%3C/script%3E").get(random.nextInt(3)),
                    headers,
                    WafBody.of(new byte[0]));
            Verdict verdict = evaluator.evaluate(request, counters);
            lines.add(WafLogRecord.of("arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1", "E1", request, verdict)
                    .toJson());
        }
        return Files.write(folder.resolve("waf.log"), lines);
    }

    private ObjectNode explained(String requestId, Path log) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(new ByteArrayOutputStream()));
        int status = CommandLineInterface.run(
                new String[] {"explain", requestId, "--log", log.toString(), "--json", "--home", folder.resolve("home").toString()},
                terminal);
        assertThat(status).isZero();
        ObjectNode answer = (ObjectNode) Json.MAPPER.readTree(out.toByteArray());
        assertThat(answer.path("records").asInt()).isEqualTo(REQUESTS);
        return answer.without(List.of("records", "rejected", "warnings"));
    }

    @Test
    void theWindowAndTheCommandLineExplainARequestInTheSameWords() throws IOException {
        Path log = log();
        Set<String> ends = new HashSet<>();
        try (LogStore store = LogStore.open(new Home(folder.resolve("window")))) {
            store.load(List.of(log), Progress.NONE);
            List<LogRow> rows = store.browse(LogKind.WAF).page("", null, false, 0, REQUESTS);
            assertThat(rows).hasSize(REQUESTS);
            for (LogRow row : rows) {
                LoggedRequest shown = LoggedRequest.read(store, row.id());
                assertThat((ObjectNode) Json.MAPPER.valueToTree(shown.explanation()))
                        .isEqualTo(explained(String.valueOf(row.values().get("requestId")), log));
                ends.add(shown.explanation().endedBy());
            }
        }
        // The traffic met every way of an end.
        assertThat(ends).contains("Default_Action", "Stop", "Rate", "own/Ended").anyMatch(end -> end.startsWith(
                "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting"));
    }
}
