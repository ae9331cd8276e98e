package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccountChoice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.model.AccessKey;

/** Logs in S3 count what the same records in a file count, for every command that reads logs. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("sandbox")
class S3LogsTest {
    private static final Instant FIRST = Instant.parse("2026-03-01T22:00:00Z");
    private static final int HOURS = 8;
    private static final int PER_HOUR = 12;
    private static final String SINCE = "2026-03-02T00:30:00Z";
    private static final String UNTIL = "2026-03-02T02:10Z";
    private static final String BUCKET = "aws-waf-logs-central";

    @TempDir
    private static Path folder = Path.of("");

    private SandboxAccount account;
    private AccessKey key;
    private SharedConfig config;

    /** How each layout names the object of some minutes. */
    enum Kind {
        WAF, LEGACY, HIVE, FIREHOSE;

        String root() {
            return "all/" + name().toLowerCase(Locale.ROOT) + "/";
        }

        String key(Instant moment) {
            OffsetDateTime at = moment.atOffset(ZoneOffset.UTC);
            String day = "%tY/%<tm/%<td".formatted(at);
            String hour = "%02d".formatted(at.getHour());
            String minute = "%02d".formatted(at.getMinute() / 5 * 5);
            String file = "EMLARXS9EXAMPLE." + day.replace('/', '-') + "-" + hour + ".1a2b" + minute + ".gz";
            return root() + switch (this) {
                case WAF -> "AWSLogs/111122223333/WAFLogs/cloudfront/shop/" + day + "/" + hour + "/" + minute
                        + "/111122223333_waflogs_cloudfront_shop_" + day.replace("/", "") + "T" + hour + minute + "Z_1a2b3c4d.log.gz";
                case LEGACY -> file;
                case HIVE -> "AWSLogs/aws-account-id=111122223333/CloudFront/DistributionId=EMLARXS9EXAMPLE/year="
                        + day.replaceFirst("/", "/month=").replaceFirst("/(\\d\\d)$", "/day=$1") + "/hour=" + hour + "/" + file;
                case FIREHOSE -> day + "/" + hour + "/aws-waf-logs-shop-1-" + day.replace('/', '-') + "-" + hour + "-" + minute
                        + "-07-0123abcd-1111-2222-3333-444455556666";
            };
        }

        String record(Instant moment, int number) {
            if (this == WAF || this == FIREHOSE) {
                return waf(moment, number);
            }
            OffsetDateTime at = moment.atOffset(ZoneOffset.UTC);
            return "{\"date\":\"" + at.toLocalDate() + "\",\"time\":\"" + DateTimeFormatter.ISO_LOCAL_TIME.format(at)
                    + "\",\"x-edge-location\":\"FRA56-P" + number % 3 + "\",\"x-edge-request-id\":\"id-" + number
                    + "\",\"c-ip\":\"192.0.2.1\",\"sc-status\":\"200\"}";
        }

        /** Firehose puts records one behind the other and packs nothing unless it is asked to. */
        byte[] content(List<String> records) throws IOException {
            if (this == FIREHOSE) {
                return String.join("", records).getBytes(StandardCharsets.UTF_8);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write((String.join("\n", records) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        }
    }

    private static String waf(Instant moment, int number) {
        String rule = List.of("Default_Action", "Sql", "Rate").get(number % 3);
        return "{\"timestamp\":" + moment.toEpochMilli() + ",\"formatVersion\":1,\"webaclId\":\"w\",\"action\":\""
                + (number % 3 == 0 ? "ALLOW" : "BLOCK") + "\",\"terminatingRuleId\":\"" + rule
                + "\",\"terminatingRuleType\":\"REGULAR\",\"httpRequest\":{\"clientIp\":\"192.0.2." + number % 5
                + "\",\"country\":\"DE\",\"uri\":\"/\",\"args\":\"\",\"httpMethod\":\"GET\",\"requestId\":\"id-" + number
                + "\"}}";
    }

    private record Said(int status, JsonNode out, String err) {}

    @BeforeAll
    void open() throws Exception {
        account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("sandbox")));
        account.session().clients().s3("us-east-1").createBucket(request -> request.bucket(BUCKET));
        for (Kind kind : Kind.values()) {
            Map<String, List<String>> objects = new TreeMap<>();
            List<String> inSpan = new ArrayList<>();
            for (int i = 0; i < HOURS * PER_HOUR; i++) {
                Instant moment = FIRST.plusSeconds(i * 3600L / PER_HOUR + 17);
                String record = kind.record(moment, i);
                objects.computeIfAbsent(kind.key(moment), one -> new ArrayList<>()).add(record);
                if (!moment.isBefore(Instant.parse(SINCE)) && moment.isBefore(Instant.parse("2026-03-02T02:10:00Z"))) {
                    inSpan.add(record);
                }
            }
            for (var object : objects.entrySet()) {
                put(object.getKey(), kind.content(object.getValue()));
            }
            Files.write(folder.resolve(kind + ".log"), inSpan);
        }
        var iam = account.session().clients().iam();
        iam.createUser(request -> request.userName("reader"));
        key = iam.createAccessKey(request -> request.userName("reader")).accessKey();
        iam.putUserPolicy(request -> request.userName("reader").policyName("p").policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:ListBucket\","
                        + "\"s3:GetObject\",\"wafv2:*\",\"logs:*\"],\"Resource\":\"*\"},{\"Effect\":\"Deny\",\"Action\":"
                        + "\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::*/secret/*\"}]}"));
        config = new SharedConfig(folder, "reader", key.accessKeyId(), key.secretAccessKey());
    }

    @AfterAll
    void close() {
        config.close();
        account.close();
    }

    private void put(String key, byte[] content) {
        account.session().clients().s3("us-east-1")
                .putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    }

    private Said run(String... arguments) throws IOException {
        return runIn("home", arguments);
    }

    private Said runIn(String home, String... arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--json", "--profile", "reader", "--region", "us-east-1", "--endpoint-url",
                account.sandbox().endpoint().toString(), "--home", folder.resolve(home).toString()));
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)));
        return new Said(status, Json.MAPPER.readTree(out.toByteArray()), err.toString(StandardCharsets.UTF_8));
    }

    private SortedSet<String> called() {
        SortedSet<String> called = CalledOperations.take(key.accessKeyId());
        called.remove("sts:GetCallerIdentity");
        return called;
    }

    private static String place(Kind kind) {
        return "s3://" + BUCKET + "/" + kind.root();
    }

    @ParameterizedTest
    @EnumSource
    void aSpanOfALayoutCountsAsTheSameRecordsInAFile(Kind kind) throws Exception {
        String file = folder.resolve(kind + ".log").toString();
        String field = kind == Kind.WAF || kind == Kind.FIREHOSE ? "terminatingRuleId" : "x_edge_location";
        Said here = run("logs", file, "--by", field);
        Said there = run("logs", place(kind), "--by", field, "--since", SINCE, "--until", UNTIL);
        assertThat(here.out().path("records").asInt()).isEqualTo(20);
        assertThat(there.out()).as(there.err()).isEqualTo(here.out());
        assertThat(there.status()).isZero();
        assertThat(there.err()).containsPattern("\\d+ objects?, .* under s3://" + BUCKET);
        Said all = run("logs", place(kind), "--limit", "1");
        assertThat(all.out().path("records").asInt()).isEqualTo(HOURS * PER_HOUR);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAF", "FIREHOSE"})
    void theOtherCommandsReadTheSame(Kind kind) throws Exception {
        String file = folder.resolve(kind + ".log").toString();
        String[] span = {"--since", SINCE, "--until", UNTIL};
        String acl = Files.writeString(
                folder.resolve("acl.json"), "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[]}").toString();
        for (List<String> command : List.of(
                List.of("hits", "--by", "rule"),
                List.of("hits", "--by", "ip"),
                List.of("explain", "id-31"),
                List.of("replay", "--acl", acl))) {
            Said here = run(Stream.concat(command.stream(), Stream.of("--log", file)).toArray(String[]::new));
            Said there = run(Stream.of(command.stream(), Stream.of("--log", place(kind)), Stream.of(span))
                    .flatMap(all -> all).toArray(String[]::new));
            assertThat(here.status()).as(here.err()).isZero();
            assertThat(there.status()).as(there.err()).isZero();
            assertThat(there.out()).as("%s", command).isEqualTo(here.out());
        }
        // A file is cut by the same options.
        Said cut = run("hits", "--log", file, "--since", "2026-03-02T02:00:00Z");
        assertThat(cut.out().path("records").asInt()).isEqualTo(2);
        assertThat(cut.status()).isZero();
    }

    @Test
    void onlyTheHoursAskedForComeAndNoneOfThemTwice() throws Exception {
        called();
        String[] line = {"logs", place(Kind.HIVE), "--since", SINCE, "--until", UNTIL, "--by", "x_edge_location"};
        Said first = runIn("again", line);
        assertThat(called()).containsExactly("s3:GetObject", "s3:ListBucket");
        // One object of each five minutes from 00:00 to 03:00, by name of the hour.
        assertThat(first.err()).contains("36 objects, ");
        Said second = runIn("again", line);
        assertThat(called()).containsExactly("s3:ListBucket");
        assertThat(second.out()).isEqualTo(first.out());
        Instant one = Instant.parse("2026-03-02T01:00:17Z");
        put(Kind.HIVE.key(one), Kind.HIVE.content(List.of(Kind.HIVE.record(one, 7), Kind.HIVE.record(one, 8))));
        Said changed = runIn("again", line);
        assertThat(called()).containsExactly("s3:GetObject", "s3:ListBucket");
        assertThat(changed.out().path("records").asInt()).isEqualTo(first.out().path("records").asInt() + 1);
        put(Kind.HIVE.key(one), Kind.HIVE.content(List.of(Kind.HIVE.record(one, 36))));
        try (Stream<Path> left = Files.list(folder.resolve("again/logs"))) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> copies = Files.walk(folder.resolve("again/s3"))) {
            assertThat(copies.map(S3LogsTest::rights)).allMatch(rights -> rights.endsWith("------"));
        }
    }

    private static String rights(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatMayNotBeReadIsNamedAndTheRestIsRead() throws Exception {
        put("part/secret/a.log", waf(FIRST, 1).getBytes(StandardCharsets.UTF_8));
        put("part/open/b.log", (waf(FIRST, 2) + "\n" + waf(FIRST, 3)).getBytes(StandardCharsets.UTF_8));
        put("part/open/picture.png", new byte[] {1, 0, 2, 0});
        Said said = run("logs", "s3://" + BUCKET + "/part/");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.out().path("records").asInt()).isEqualTo(2);
        assertThat(said.out().path("warnings").toString())
                .contains("1 object was not read, for want of s3:GetObject: s3://" + BUCKET + "/part/secret/a.log.")
                .contains("s3://" + BUCKET + "/part/open/picture.png is no log that can be read");
        Said secret = run("hits", "--log", "s3://" + BUCKET + "/part/secret/");
        assertThat(secret.status()).isEqualTo(1);
        assertThat(secret.out().path("warnings").toString()).contains("for want of s3:GetObject", "Nothing was read");
        Files.writeString(folder.resolve("acl2.json"), "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[]}");
        Said none = run("replay", "--acl", folder.resolve("acl2.json").toString(), "--log", "s3://" + BUCKET + "/none/");
        assertThat(none.status()).as(none.err()).isEqualTo(1);
        assertThat(none.out().path("warnings").toString())
                .contains("Nothing was read: there is no object under s3://" + BUCKET + "/none/.");
        Said gone = run("logs", "s3://no-such-bucket-here/x");
        assertThat(gone.status()).isEqualTo(3);
        assertThat(gone.err()).contains("SP-NOT-FOUND");
        assertThat(run("logs", "s3:///x").status()).isEqualTo(2);
        assertThat(run("logs", place(Kind.WAF), "--since", UNTIL, "--until", SINCE).status()).isEqualTo(2);
        assertThat(run("logs", place(Kind.WAF), "--since", "yesterday").status()).isEqualTo(2);
    }

    @Test
    void ofManyStrangersAFewAreNamed() throws Exception {
        for (int i = 0; i < 8; i++) {
            put("many/picture" + i + ".png", new byte[] {1, 0, 2, 0});
        }
        put("many/waf.log", waf(FIRST, 2).getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("acl3.json"), "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[]}");
        Said logs = run("logs", "s3://" + BUCKET + "/many/");
        assertThat(logs.out().path("warnings")).hasSize(6);
        assertThat(logs.out().path("warnings").path(5).asText()).isEqualTo("3 more were not read for reasons of that kind.");
        Said replay = run("replay", "--acl", folder.resolve("acl3.json").toString(), "--log", "s3://" + BUCKET + "/many/");
        assertThat(replay.out().path("warnings")).isEqualTo(logs.out().path("warnings"));
        assertThat(replay.out().path("requests").asInt()).isEqualTo(1);
    }

    @Test
    void whereAWebAclLogsToABucketItsHitsAreReadThere() throws Exception {
        var waf = account.session().clients().waf("us-east-1");
        var made = waf.createWebACL(request -> request.name("shop").scope("CLOUDFRONT")
                .defaultAction(action -> action.allow(allow -> {}))
                .visibilityConfig(config -> config.metricName("m").cloudWatchMetricsEnabled(true).sampledRequestsEnabled(true)));
        String arn = made.summary().arn();
        assertThat(run("hits", "--acl", "shop").err()).contains("SP-NOT-LOGGED", "does not log.");
        waf.putLoggingConfiguration(request -> request.loggingConfiguration(logging ->
                logging.resourceArn(arn).logDestinationConfigs("arn:aws:s3:::" + BUCKET)));
        String root = "AWSLogs/" + arn.split(":", -1)[4] + "/WAFLogs/cloudfront/shop/";
        Instant now = Instant.now();
        String object = Kind.WAF.key(now.minusSeconds(1200)).replaceFirst(".*/shop/", root);
        put(object, Kind.WAF.content(List.of(waf(now.minusSeconds(1200), 1), waf(now.minusSeconds(1100), 2))));
        called();
        Said hits = run("hits", "--acl", "shop", "--by", "rule");
        assertThat(hits.status()).as(hits.err()).isZero();
        assertThat(hits.out().path("records").asInt()).isEqualTo(2);
        assertThat(hits.out().path("source").asText()).isEqualTo("s3://" + BUCKET + "/" + root);
        assertThat(called()).doesNotContain("logs:FilterLogEvents").contains("s3:GetObject");
        Said explained = run("explain", "id-2");
        assertThat(explained.out().path("rule").asText()).as(explained.err()).isEqualTo("Rate");
        assertThat(explained.out().path("sources").toString()).contains("s3://" + BUCKET + "/" + root);
        Said none = run("hits", "--acl", "shop", "--since", "2026-01-01", "--until", "2026-01-02");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.out().path("warnings").toString()).contains("no object for records from 2026-01-01T00:00:00Z");
        ObjectNode rest = (ObjectNode) hits.out();
        assertThat(new TreeSet<>(List.of("by", "rows", "records", "rejected", "warnings", "source")))
                .containsAll(rest.propertyStream().map(Map.Entry::getKey).toList());
    }
}
