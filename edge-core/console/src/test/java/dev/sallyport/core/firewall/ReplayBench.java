package dev.sallyport.core.firewall;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.RuleSets;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * How long a replay takes beside one DuckDB group-by over the same file, and how many requests a second it judges. Prints
 * one line. Run by Maven's profile {@code bench}.
 */
final class ReplayBench {
    private static final int RUNS = 3;

    private static final List<String> PATHS = List.of("/api/v1/orders", "/api/v1/login", "/graphql", "/wp-login.php",
            "/.env", "/admin/console", "/static/app.js", "/api/v2/payments", "/health");

    private static final List<String> QUERIES = List.of("page=2&limit=50", "id=1%27%20OR%20%271%27%3D%271",
            "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "file=..%2F..%2Fetc%2Fpasswd", "");

    private ReplayBench() {}

    /**
     * Measures and prints.
     *
     * @param arguments a folder, how many requests, and a log file in place of a made one
     */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int requests = Integer.parseInt(arguments[1]);
        Path log = arguments.length > 2 ? Path.of(arguments[2]) : made(folder.resolve("waf.jsonl"), requests);
        Home home = new Home(folder.resolve("home"));
        WebACL acl = acl();
        double[] replays = new double[RUNS];
        double[] groups = new double[RUNS];
        ReplayResult last = replay(home, acl, log);
        grouped(log);
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            grouped(log);
            long between = System.nanoTime();
            last = replay(home, acl, log);
            groups[i] = (between - start) / 1e9;
            replays[i] = (System.nanoTime() - between) / 1e9;
        }
        Arrays.sort(replays);
        Arrays.sort(groups);
        double replay = replays[RUNS / 2];
        double group = groups[RUNS / 2];
        System.out.printf(Locale.ROOT,
                "replay of %d requests: %.2f s, %.0f a second; one DuckDB group-by of the same file: %.2f s; ratio %.1f%n",
                last.requests(), replay, last.requests() / replay, group, replay / group);
    }

    private static ReplayResult replay(Home home, WebACL acl, Path log) {
        try (WafLines lines = WafLines.open(home, List.of(log))) {
            return Replay.run(acl, RuleSets.none(), lines);
        }
    }

    private static void grouped(Path log) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT action, httpRequest.country, count(*)
                        FROM read_json('%s', format = 'newline_delimited', columns = {action: 'VARCHAR',
                            httpRequest: 'STRUCT(country VARCHAR)'})
                        GROUP BY ALL
                        """.formatted(log))) {
            while (rows.next()) {
                rows.getLong(3);
            }
        }
    }

    private static WebACL acl() {
        ObjectNode acl = Json.MAPPER.createObjectNode().put("Name", "bench");
        acl.putObject("DefaultAction").putObject("Allow");
        ArrayNode rules = acl.putArray("Rules");
        for (String group : List.of("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")) {
            ObjectNode rule = rules.addObject().put("Name", "AWS-" + group).put("Priority", rules.size());
            rule.putObject("OverrideAction").putObject("None");
            rule.putObject("Statement").putObject("ManagedRuleGroupStatement").put("VendorName", "AWS").put("Name", group);
        }
        rate(rules.addObject().put("Name", "rate").put("Priority", rules.size()));
        for (int i = 0; i < 20; i++) {
            ObjectNode rule = rules.addObject().put("Name", "custom" + i).put("Priority", rules.size());
            rule.putObject("Action").putObject(i % 4 == 0 ? "Block" : "Count");
            ObjectNode statement = rule.putObject("Statement");
            ObjectNode match = i % 3 == 0
                    ? statement.putObject("RegexMatchStatement").put("RegexString", "^/(admin|wp-[a-z]+)" + i)
                    : statement.putObject("ByteMatchStatement").put("PositionalConstraint", "CONTAINS").put("SearchString",
                            Base64.getEncoder().encodeToString(("needle" + i).getBytes(StandardCharsets.UTF_8)));
            match.putObject("FieldToMatch").putObject(i % 2 == 0 ? "UriPath" : "QueryString");
            ArrayNode transformations = match.putArray("TextTransformations");
            transformations.addObject().put("Priority", 0).put("Type", "URL_DECODE");
            transformations.addObject().put("Priority", 1).put("Type", "LOWERCASE");
        }
        return Shapes.fromJson(acl, WebACL.builder());
    }

    private static void rate(ObjectNode rule) {
        rule.putObject("Action").putObject("Block");
        rule.putObject("Statement").putObject("RateBasedStatement").put("Limit", 2000).put("EvaluationWindowSec", 300)
                .put("AggregateKeyType", "IP");
    }

    private static Path made(Path file, int requests) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        long time = 1_750_000_000_000L;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < requests; i++) {
                time += random.nextInt(172);
                out.write("""
                        {"timestamp":%d,"formatVersion":1,"webaclId":"","terminatingRuleId":"Default_Action",\
                        "terminatingRuleType":"REGULAR","action":"ALLOW","terminatingRuleMatchDetails":[],\
                        "httpSourceName":"CF","httpSourceId":"E2EXAMPLE12345","ruleGroupList":[{"ruleGroupId":\
                        "AWS#AWSManagedRulesCommonRuleSet","terminatingRule":null,"nonTerminatingMatchingRules":[],\
                        "excludedRules":null}],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],\
                        "requestHeadersInserted":null,"responseCodeSent":null,"httpRequest":{"clientIp":"198.51.100.%d",\
                        "country":"%s","headers":[{"name":"Host","value":"www.example.com"},{"name":"User-Agent","value":\
                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"},\
                        {"name":"Accept","value":"application/json"},{"name":"Accept-Language","value":"en-US,en;q=0.9"}],\
                        "uri":"%s","args":"%s","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"request-%d=="},\
                        "labels":[]}
                        """.formatted(time, random.nextInt(250), List.of("US", "DE", "FR").get(random.nextInt(3)),
                                PATHS.get(random.nextInt(PATHS.size())), QUERIES.get(random.nextInt(QUERIES.size())), i));
            }
        }
        return file;
    }
}
