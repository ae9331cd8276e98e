package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.bucket.BucketLogs;
import dev.sallyport.core.bucket.FoundObjects;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.log.AthenaQuery;
import dev.sallyport.core.log.LogInput;
import dev.sallyport.core.log.LogQuery;
import dev.sallyport.core.log.LogResult;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ObjectReader;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.log.RemoteAnswer;
import dev.sallyport.core.permission.Permissions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A question that is asked of Athena gives what the same question to the same objects gives here. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("sandbox")
class AthenaTest {
    private static final String RESULTS = "s3://athena-results/q";
    private static final String WAF = "s3://aws-waf-logs-a/AWSLogs/1/WAFLogs/cloudfront/acl/";
    private static final String FIREHOSE = "s3://athena-logs/firehose/";
    private static final String LEGACY = "s3://athena-logs/legacy/E1ABCDEFGHIJK";
    private static final String JSON = "s3://athena-logs/json/";
    private static final String CHOSEN = "s3://athena-logs/chosen/";
    private static final int HOURS = 5;
    private static final int RECORDS = 60;

    private final Instant first = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(HOURS, ChronoUnit.HOURS);

    @TempDir
    private static Path folder = Path.of("");

    private final Map<String, LogStore> stores = new HashMap<>();

    private Home home;
    private SandboxAccount account;
    private AccessKey key;
    private SharedConfig config;
    private S3Client s3;

    private record Said(int status, JsonNode out, String err) {}

    @BeforeAll
    void open() throws Exception {
        home = new Home(folder.resolve("reader"));
        account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder.resolve("sandbox")));
        s3 = account.session().clients().s3("us-east-1");
        for (String bucket : List.of("aws-waf-logs-a", "athena-logs", "athena-results")) {
            s3.createBucket(request -> request.bucket(bucket));
        }
        for (int hour = 0; hour < HOURS; hour++) {
            write(first.plus(hour, ChronoUnit.HOURS));
        }
        var iam = account.session().clients().iam();
        iam.createUser(request -> request.userName("analyst"));
        key = iam.createAccessKey(request -> request.userName("analyst")).accessKey();
        iam.putUserPolicy(request -> request.userName("analyst").policyName("p")
                .policyDocument(Permissions.policy(Permissions.of("logs athena")).toString()));
        config = new SharedConfig(folder, "analyst", key.accessKeyId(), key.secretAccessKey());
    }

    /** An hour of each kind of log. */
    private void write(Instant hour) throws IOException {
        List<String> waf = new ArrayList<>(List.of("{\"timestamp\": broken"));
        List<String> tabs = new ArrayList<>(List.of("#Version: 1.0", "#Fields: date time x-edge-location sc-bytes c-ip"
                + " cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie)"
                + " x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for"
                + " ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
                + " fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type"
                + " sc-content-len sc-range-start sc-range-end"));
        List<String> json = new ArrayList<>();
        List<String> chosen = new ArrayList<>(List.of("#Version: 1.0",
                "#Fields: sc-status date time c-ip cs-uri-stem"));
        for (int i = 0; i < RECORDS; i++) {
            Instant at = hour.plusSeconds(60L * i);
            String[] moment = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
                    .format(at.atZone(ZoneOffset.UTC)).split("T", -1);
            String status = i % 7 == 0 ? "404" : i % 11 == 0 ? "broken" : "200";
            waf.add("{\"timestamp\":" + at.plusMillis(i).toEpochMilli()
                    + ",\"formatVersion\":1,\"webaclId\":\"w\",\"action\":\""
                    + (i % 3 == 0 ? "ALLOW" : "BLOCK") + "\",\"terminatingRuleId\":\"R" + i % 7 + "\",\"httpRequest\":{"
                    + "\"clientIp\":\"192.0.2." + i % 20 + "\"," + (i % 4 == 0 ? "" : "\"country\":\"D" + i % 4 + "\",")
                    + "\"headers\":[{\"name\":\"Host\",\"value\":\"h" + i % 2
                            + "\"},{\"name\":\"User-Agent\",\"value\":\"a, "
                    + i % 3 + "\"}],\"uri\":\"/it's\",\"requestId\":\"r" + hour.getEpochSecond() + "-" + i + "\"}"
                    + (i % 5 == 0 ? "" : ",\"labels\":[{\"name\":\"a:" + i % 3
                            + "\"},{\"name\":\"b\\\"\"},{\"name\":\"b\\\"\"}]")
                    + (i % 6 == 0 ? ",\"responseCodeSent\":403" : "") + "}");
            tabs.add(String.join("\t", moment[0], moment[1], "FRA56-P" + i % 3, String.valueOf(1000 + i), "192.0.2."
                    + i % 9,
                    "GET", "d1.cloudfront.net", "/a%20b+" + i % 2, status, "-", i % 2 == 0 ? "Mozilla/5.0%20(X)"
                            : "100%",
                    "-", "-", "Hit", "q" + hour.getEpochSecond() + "-" + i, "h", "https", "20", "0.00" + i % 4, "-",
                    "TLSv1.3", "c", "Hit", "HTTP/2.0", "-", "-", "443", "0.001", "Hit", "text/html", "-", "-", "-"));
            json.add("{\"date\":\"" + moment[0] + "\",\"time\":\"" + moment[1] + "\",\"x-edge-location\":\"MUC50-P"
                    + i % 3
                    + "\",\"cs(Host)\":\"h" + i % 4 + "\",\"sc-status\":\"" + status
                            + "\",\"cs(User-Agent)\":\"a%2Fb\",\"asn\":\""
                    + i % 2 + "\",\"x-edge-request-id\":\"-\"}");
            chosen.add(String.join("\t", status, moment[0], moment[1], "192.0.2." + i % 5, "/" + i % 6));
        }
        String day = DateTimeFormatter.ofPattern("uuuu/MM/dd/HH", Locale.ROOT).format(hour.atZone(ZoneOffset.UTC));
        String dashes = day.replace('/', '-');
        put("aws-waf-logs-a", "AWSLogs/1/WAFLogs/cloudfront/acl/" + day + "/00/1_waflogs_cloudfront_acl_x.log.gz", waf);
        put("athena-logs", "firehose/" + day + "/s-1-" + dashes + "-00-07-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f.gz",
                waf);
        put("athena-logs", "legacy/E1ABCDEFGHIJK." + dashes + ".a1b2c3d4.gz", tabs);
        put("athena-logs", "legacy/E2ABCDEFGHIJK." + dashes + ".a1b2c3d4.gz", tabs);
        put("athena-logs", "json/" + day + "/E1ABCDEFGHIJK." + dashes + ".a1b2c3d4.gz", json);
        put("athena-logs", "chosen/" + day + "/E1ABCDEFGHIJK." + dashes + ".a1b2c3d4.gz", chosen);
    }

    private void put(String bucket, String name, List<String> lines) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        s3.putObject(request -> request.bucket(bucket).key(name), RequestBody.fromBytes(packed.toByteArray()));
    }

    @AfterAll
    void close() {
        stores.values().forEach(LogStore::close);
        config.close();
        account.close();
    }

    private Said run(String... arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--json", "--profile", "analyst", "--region", "us-east-1", "--endpoint-url",
                account.sandbox().endpoint().toString(), "--home", folder.resolve("home").toString()));
        int status = CommandLineInterface.run(
                all.toArray(String[]::new),
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)));
        return new Said(status, Json.MAPPER.readTree(out.toByteArray()), err.toString(StandardCharsets.UTF_8));
    }

    /** From half-way through the second hour to half-way through the fourth. */
    private TimeSpan between() {
        return new TimeSpan(first.plus(90, ChronoUnit.MINUTES), first.plus(210, ChronoUnit.MINUTES));
    }

    /** The objects of a place, read once. */
    private LogStore here(String place) {
        return stores.computeIfAbsent(place, name -> {
            LogStore store = LogStore.open(home);
            FoundObjects found = new BucketLogs(account.session().clients()).find(S3Place.of(name), between());
            try (LogInput input = new ObjectReader(account.session().clients(), home)
                    .read(List.of(found), between(), Progress.NONE)) {
                store.load(input, Progress.NONE);
            }
            return store;
        });
    }

    private AthenaQuery there(String place) {
        return AthenaQuery.of(
                account.session().clients(), List.of(S3Place.of(place)), between(), "primary", RESULTS, said -> {});
    }

    /** As text, in which a number has no width. */
    private static String json(Object value) {
        return Json.MAPPER.valueToTree(value).toString();
    }

    private LogResult assertSame(String place, String by, @Nullable String where) {
        LogResult counts = there(place).counts(by, where, 0, bytes -> {}).result();
        LogResult expected = here(place).query(new LogQuery(null, where, by, null, 0));
        assertThat(json(counts)).isEqualTo(json(expected));
        assertThat(counts.rows()).isNotEmpty();
        return counts;
    }

    @ParameterizedTest
    @CsvSource({
        WAF + ",labels", WAF + ",host", WAF + ",responseCodeSent", FIREHOSE + ",terminatingRuleId",
        LEGACY + ",cs_uri_stem", LEGACY + ",time_taken", JSON + ",asn", CHOSEN + ",sc_status",
    })
    void countsAreThoseOfTheObjectsThemselves(String place, String field) {
        assertSame(place, field, null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        WAF + "|action = 'BLOCK' and (country in ('D1', 'D2') or clientIp like '192.0.2.1%')",
        WAF + "|not (country is null) and uri = '/it''s' and lower(host) <> 'h0' and contains(userAgent, ', 1')",
        WAF + "|list_contains(labels, 'b\"') and responseCodeSent >= 400",
        LEGACY + "|sc_status = '200' and time_taken between 0.001 and 0.002 and c_ip not in ('192.0.2.1') and sc_bytes < 1050",
    })
    void conditionsMeanTheSame(String place, String where) {
        LogResult counts = assertSame(place, place.equals(WAF) ? "labels" : "sc_status", where);
        assertThat(counts.matched()).isBetween(1L, counts.records() - 1);
    }

    @Test
    void momentsAreComparedAsMoments() {
        String where = "timestamp >= '" + first.plus(2, ChronoUnit.HOURS).toString().replace('T', ' ').replace("Z", "")
                + "'";
        assertThat(assertSame(WAF, "action", where).matched()).isEqualTo(90);
    }

    @ParameterizedTest
    @ValueSource(strings = {WAF, JSON})
    void recordsAreThoseOfTheObjectsThemselves(String place) {
        RemoteAnswer there = there(place).records(null, 0, bytes -> {});
        assertThat(there.counted()).isFalse();
        assertThat(sorted(there.result()))
                .isEqualTo(sorted(here(place).query(new LogQuery(null, null, null, null, 0)))).isNotEmpty();
        List<Map<String, @Nullable Object>> latest = there(place).records(null, 3, bytes -> {}).result().rows();
        assertThat(latest).hasSize(3);
        String last = DateTimeFormatter.ofPattern("HH:29", Locale.ROOT)
                .format(first.plus(HOURS - 2L, ChronoUnit.HOURS).atZone(ZoneOffset.UTC));
        assertThat(String.valueOf(latest.getFirst().get(place.equals(WAF) ? "timestamp" : "time"))).contains(last);
    }

    private static List<String> sorted(LogResult result) {
        return result.rows().stream().map(AthenaTest::json).sorted().toList();
    }

    private Said ask(String place, String... question) throws IOException {
        List<String> all = new ArrayList<>(List.of("logs", place, "--athena"));
        all.addAll(List.of(question));
        return run(all.toArray(String[]::new));
    }

    @Test
    void whatIsAskedIsSaidAndNothingThatWasNotCounted() throws IOException {
        Said counts = ask(WAF, "--by", "action", "--results", RESULTS);
        long objects = objects("aws-waf-logs-a").stream().mapToLong(S3Object::size).sum();
        assertThat(counts.out().path("asked").toString())
                .isEqualTo("{\"engine\":\"athena\",\"bytes\":" + objects + ",\"cost\":\"cents\"}");
        assertThat(counts.out().path("records").asLong()).isEqualTo(HOURS * RECORDS);
        assertThat(counts.err()).contains("Athena will read about ", ", which costs cents",
                "Athena keeps the table sallyport.", "Results lie in " + RESULTS);
        Said records = ask(WAF, "--limit", "3", "--results", RESULTS);
        assertThat(records.status()).as(records.err()).isZero();
        assertThat(records.out().fieldNames()).toIterable().containsExactly("rows", "warnings", "asked");
        assertThat(records.out().path("rows")).hasSize(3);
        // What the two questions made in the account has an entry before it and one after.
        List<LedgerEntry> entries = new Ledger(new Home(folder.resolve("home")), Clock.systemUTC()).entries();
        assertThat(entries.subList(entries.size() - 4, entries.size()))
                .allSatisfy(entry -> assertThat(entry.action() + " " + entry.subject()).isEqualTo("logs.athena " + WAF))
                .extracting(LedgerEntry::outcome)
                .containsExactly("begun", "done", "begun", "done");
        assertThat(entries.getLast().details().get("left")).contains("Athena keeps the table sallyport.");
    }

    @Test
    void whoMayNotAskTheCatalogIsToldSoAndNothingIsMade() throws IOException {
        var iam = account.session().clients().iam();
        iam.putUserPolicy(request -> request.userName("analyst").policyName("denied").policyDocument("""
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Deny", "Action": "glue:GetTable", "Resource": "*"}]}"""));
        try {
            assertThat(ask(WAF, "--by", "action", "--results", RESULTS + "/denied").err())
                    .contains("SP-DENIED", "glue:GetTable");
            assertThat(objects("athena-results")).extracting(S3Object::key).noneMatch(key -> key.contains("denied"));
        } finally {
            iam.deleteUserPolicy(request -> request.userName("analyst").policyName("denied"));
        }
    }

    private List<S3Object> objects(String bucket) {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream().toList();
    }

    private long definitions() {
        return objects("athena-results").stream().filter(one -> one.key().startsWith("tables/"))
                .filter(one -> one.key().endsWith(".txt")).count();
    }

    @Test
    void aTableIsReusedAndNoneIsDropped() throws IOException {
        String day = DateTimeFormatter.ofPattern("uuuu/MM/dd/HH", Locale.ROOT).format(first.atZone(ZoneOffset.UTC));
        String name = "changing/" + day + "/E1ABCDEFGHIJK." + day.replace('/', '-') + ".a1b2c3d4.gz";
        put("athena-logs", name, List.of("#Version: 1.0", "#Fields: sc-status c-ip", "200\t192.0.2.1"));
        List<String> said = new ArrayList<>();
        assertThat(changing(said)).isEqualTo("[{value=200, count=1}]");
        long made = definitions();
        assertThat(changing(said)).isEqualTo("[{value=200, count=1}]");
        assertThat(definitions()).as("nothing is defined again").isEqualTo(made);
        put("athena-logs", name, List.of("#Version: 1.0", "#Fields: c-ip sc-status", "192.0.2.1\t404"));
        assertThat(changing(said)).isEqualTo("[{value=404, count=1}]");
        List<String> tables = said.stream().filter(line -> line.contains("keeps the table")).distinct().toList();
        assertThat(tables).as("one for each definition").hasSize(2);
        var athena = account.session().clients().athena("us-east-1");
        for (String table : tables) {
            assertThat(athena.getTableMetadata(request -> request.catalogName("AwsDataCatalog")
                                    .databaseName("sallyport")
                                    .tableName(table.replaceFirst(".*\\.", "")))
                            .tableMetadata()
                            .partitionKeys())
                    .hasSize(1);
        }
    }

    private String changing(List<String> said) {
        return AthenaQuery.of(
                        account.session().clients(), List.of(S3Place.of("s3://athena-logs/changing/")), TimeSpan.ALL,
                        "primary", "s3://athena-results/tables", said::add)
                .counts("sc_status", null, 0, bytes -> {})
                .result().rows().toString();
    }

    @Test
    void aTableOfThatNameThatIsNotOursIsLeftAlone() {
        List<String> said = new ArrayList<>();
        List<S3Place> places = List.of(S3Place.of(CHOSEN));
        var clients = account.session().clients();
        AthenaQuery.of(clients, places, TimeSpan.ALL, "primary", RESULTS, said::add)
                .counts("sc_status", null, 0, bytes -> {});
        String table = said.getLast().replaceFirst(".* ", "");
        for (String sql : List.of("DROP TABLE " + table, "CREATE EXTERNAL TABLE " + table + " (a string) ROW FORMAT"
                + " DELIMITED FIELDS TERMINATED BY '\\t' LOCATION 's3://athena-results/theirs/'")) {
            clients.athena("us-east-1").startQueryExecution(request -> request.queryString(sql)
                    .resultConfiguration(at -> at.outputLocation(RESULTS)));
        }
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> AthenaQuery.of(clients, places, TimeSpan.ALL, "primary", RESULTS, said::add)
                        .counts("sc_status", null, 0, bytes -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-TABLE"));
        clients.athena("us-east-1").startQueryExecution(request -> request.queryString("DROP TABLE " + table)
                .resultConfiguration(at -> at.outputLocation(RESULTS)));
    }

    @Test
    void thePolicyHoldsNothingThatIsNotAsked() throws IOException {
        CalledOperations.take(key.accessKeyId());
        assertThat(ask(WAF, "--by", "terminatingRuleId", "--results", RESULTS).status()).isZero();
        SortedSet<String> called = new TreeSet<>(CalledOperations.take(key.accessKeyId()));
        called.remove("sts:GetCallerIdentity");
        // Athena itself asks these as whoever asks it; and a person may not wait for the answer.
        called.addAll(List.of(
                "athena:StopQueryExecution", "glue:CreateDatabase", "glue:CreateTable", "glue:GetDatabase",
                "glue:GetTable", "s3:GetBucketLocation", "s3:PutObject"));
        assertThat(called).isEqualTo(Permissions.of("logs athena"));
    }

    @Test
    void whatAthenaCannotAnswerIsSaid() throws IOException {
        assertThat(ask(WAF).err()).contains("SP-ATHENA-RESULTS", "--results");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> there("s3://athena-results/none/"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-PLACE"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> there(WAF).counts("nothing", null, 0, bytes -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-FIELD"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> there(WAF).counts("action", "regexp_matches(uri, 'x')", 0, bytes -> {}))
                .satisfies(e -> assertThat(e.message()).contains("regexp_matches"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> there(WAF).records("action =", 0, bytes -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-SQL"));
        assertThat(ask("some-group", "--by", "action").status()).isEqualTo(2);
        assertThat(ask(WAF, "--insights").status()).isEqualTo(2);
        assertThat(ask(WAF, "--workgroup", "none").status()).isNotZero();
        assertThat(ask(WAF, "--read-only").err()).contains("SP-READ-ONLY", "logs --athena");
    }
}
