package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.firewall.AclNow;
import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleExplanation;
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
import java.util.stream.Stream;
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

    private String said(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream()));
        List<String> all = new ArrayList<>(List.of("explain", "--home", folder.resolve("home").toString()));
        all.addAll(List.of(arguments));
        assertThat(CommandLineInterface.run(all.toArray(String[]::new), terminal)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private ObjectNode explained(String requestId, Path log) throws IOException {
        ObjectNode answer = (ObjectNode) Json.MAPPER.readTree(said(requestId, "--log", log.toString(),
                "--acl", folder.resolve("acl.json").toString(), "--set", folder.resolve("own.json").toString(), "--json"));
        assertThat(answer.path("records").asInt()).isEqualTo(REQUESTS);
        return answer.without(List.of("records", "rejected", "warnings"));
    }

    /** What {@code explain} prints of a request below its first line, as the window draws it: without the actions. */
    private List<String> printed(String requestId, Path... logs) {
        List<String> arguments = new ArrayList<>(List.of(requestId, "--log"));
        Stream.of(logs).map(Path::toString).forEach(arguments::add);
        return said(arguments.toArray(String[]::new)).lines()
                .skip(1)
                .map(String::strip)
                .filter(line -> !line.startsWith("labels  "))
                .map(line -> line.replaceFirst("^matched  [A-Z]+  ", ""))
                .toList();
    }

    /** What the window draws, as RequestDetailTest holds it to. */
    private static List<String> lines(RuleExplanation explanation) {
        List<String> lines = new ArrayList<>(explanation.trailLines());
        explanation.matched().forEach(matched -> lines.addAll(matched.lines()));
        return lines;
    }

    @Test
    void theWindowAndTheCommandLineExplainARequestInTheSameWords() throws IOException {
        Path log = log();
        AclNow.Source rules = AclNow.saved(
                SavedAcls.acl(folder.resolve("acl.json")), SavedAcls.sets(List.of(folder.resolve("own.json"))));
        Set<String> ends = new HashSet<>();
        try (LogStore store = LogStore.open(new Home(folder.resolve("window")))) {
            store.load(List.of(log), Progress.NONE);
            List<LogRow> rows = store.browse(LogKind.WAF).page("", null, false, 0, REQUESTS);
            assertThat(rows).hasSize(REQUESTS);
            for (LogRow row : rows) {
                LoggedRequest shown = LoggedRequest.read(store, row.id(), store.masking(), rules);
                assertThat((ObjectNode) Json.MAPPER.valueToTree(shown.explanation()))
                        .isEqualTo(explained(String.valueOf(row.values().get("requestId")), log));
                // The log was made by this web ACL.
                assertThat(shown.explanation().notes()).isEmpty();
                if (ends.add(shown.explanation().endedBy())) {
                    assertThat(printed(shown.explanation().requestId(), log)).isEqualTo(lines(LoggedRequest.read(store, row.id()).explanation()));
                }
            }
        }
        // The traffic met every way of an end.
        assertThat(ends).contains("Default_Action", "Stop", "Rate", "own/Ended").anyMatch(end -> end.startsWith(
                "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting"));
    }

    /** Where the window's store holds more than the web ACL's log, it tells the whole way too. */
    @Test
    void theOtherLogsOfTheStoreAreToldInBoth() throws IOException {
        Path waf = Files.writeString(folder.resolve("one.log"), """
                {"timestamp":1750000000000,"formatVersion":1,"action":"BLOCK","terminatingRuleId":"Sql",\
                "terminatingRuleType":"REGULAR","terminatingRuleMatchDetails":[{"conditionType":"SQL_INJECTION",\
                "sensitivityLevel":"LOW","location":"ALL_QUERY_ARGS","matchedFieldName":"q","matchedData":["10","OR","1"]}],\
                "httpRequest":{"clientIp":"192.0.2.1","uri":"/","httpMethod":"GET","requestId":"r1"}}
                """);
        Path edge = Files.writeString(
                folder.resolve("edge.log"), "2026-01-02T03:04:05.678Z\tc7bb77a1\tINFO\tsigned r1 for the origin\n");
        try (LogStore store = LogStore.open(new Home(folder.resolve("window")))) {
            store.load(List.of(waf, edge), Progress.NONE);
            LoggedRequest shown = LoggedRequest.read(
                    store, store.browse(LogKind.WAF).page("", null, false, 0, 1).getFirst().id());
            assertThat(lines(shown.explanation()))
                    .isEqualTo(printed("r1", waf, edge))
                    .contains(
                            "waf  BLOCK by rule Sql.",
                            "Sql",
                            "SQL_INJECTION of sensitivity LOW in ALL_QUERY_ARGS q: 10 OR 1")
                    .anyMatch(line -> line.startsWith("edge  ") && line.contains("signed r1 for the origin"));
        }
    }
}
