package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.masking.Unmasked;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
    private static final String WAF = """
            {"timestamp":1750000000134,"formatVersion":1,\
            "webaclId":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",\
            "terminatingRuleId":"R1","terminatingRuleType":"REGULAR","action":"BLOCK","httpSourceName":"CF",\
            "httpSourceId":"E2QWERTY12345","ruleGroupList":[],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],\
            "responseCodeSent":403,"httpRequest":{"clientIp":"192.0.2.1","country":"DE","headers":[{"name":"Host",\
            "value":"api.example.com"},{"name":"user-agent","value":"curl/8 \\"q\\""}],"uri":"/a","args":"x=1",\
            "httpMethod":"GET","requestId":"rid-1"},"labels":[{"name":"l:1"},{"name":"l:2"}],\
            "ja3Fingerprint":"j3","ja4Fingerprint":"j4"}\
            """;
    private static final String OTHER =
            "{\"timestamp\":1750000001000,\"terminatingRuleId\":\"Default_Action\",\"action\":\"ALLOW\","
                    + "\"httpRequest\":{\"clientIp\":\"192.0.2.2\",\"country\":\"-\",\"uri\":\"/b\","
                    + "\"requestId\":\"rid-2\"}}";
    private static final String FIELDS = "#Version: 1.0\n#Fields: " + String.join(" ", CloudFrontTable.STANDARD) + "\n";
    private static final String HIT =
            "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/a%2520b\t200\t-\t"
                    + "Mozilla/5.0%20(X)\tq=%27x+y\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\t"
                    + "www.example.com\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit"
                    + "\tHTTP/2.0\t-\t-\t"
                    + "11040\t0.001\tHit\ttext/html\t78\t-\t-";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private LogStore store;

    @BeforeEach
    void open() {
        store = LogStore.open(new Home(folder.resolve("home")));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        try (Stream<Path> left = Files.list(folder.resolve("home/logs"))) {
            assertThat(left.filter(path -> !path.endsWith("kept"))).isEmpty();
        }
    }

    private LoadReport load(String... lines) throws IOException {
        Path file = folder.resolve("some.log");
        Files.writeString(file, String.join("\n", lines));
        return store.load(List.of(file), Progress.NONE);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aWafRecordHasTheColumnsOfTheContract() throws Exception {
        load(WAF);
        LogResult result = store.query(LogQuery.first(1));
        assertThat(Json.MAPPER.writeValueAsString(result.rows().getFirst()))
                .isEqualTo(
                "{\"timestamp\":\"2025-06-15T15:06:40.134Z\",\"action\":\"BLOCK\",\"terminatingRuleId\":\"R1\","
                        + "\"terminatingRuleType\":\"REGULAR\","
                        + "\"webaclId\":\"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1\","
                        + "\"httpSourceId\":\"E2QWERTY12345\",\"clientIp\":\"192.0.2.1\",\"country\":\"DE\","
                        + "\"httpMethod\":\"GET\",\"uri\":\"/a\",\"args\":\"x=1\",\"host\":\"api.example.com\","
                        + "\"userAgent\":\"curl/8 \\\"q\\\"\",\"requestId\":\"rid-1\",\"labels\":[\"l:1\",\"l:2\"],"
                        + "\"ja3Fingerprint\":\"j3\",\"ja4Fingerprint\":\"j4\",\"responseCodeSent\":403}");
    }

    @Test
    void brokenLinesAreCountedAndKeptAndBlankOnesIgnored() throws Exception {
        LoadReport report = load(
                WAF, "", "  \t", WAF.substring(0, 300), "garbage", "{}", "[1,2]", OTHER + OTHER, "\"text\"", OTHER);
        assertThat(report).isEqualTo(new LoadReport(
                Map.of(LogKind.WAF, 4L), 5,
                List.of("More was rejected than read: 5 lines that did not parse, and 4 records.")));
        assertThat(store.rejected(10))
                .extracting(RejectedLine::number, RejectedLine::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(4L, WAF.substring(0, 300)),
                        org.assertj.core.groups.Tuple.tuple(5L, "garbage"),
                        org.assertj.core.groups.Tuple.tuple(6L, "{}"),
                        org.assertj.core.groups.Tuple.tuple(7L, "[1,2]"),
                        org.assertj.core.groups.Tuple.tuple(9L, "\"text\""));
    }

    @Test
    void aPrettyPrintedArrayIsReadToo() throws Exception {
        Object tree = Json.MAPPER.readTree("[" + WAF + "," + OTHER + "]");
        LoadReport report = load(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
        assertThat(report.records()).containsExactly(Map.entry(LogKind.WAF, 2L));
        assertThat(report.rejected()).isZero();
        assertThat(load(WAF + OTHER + WAF).total()).isEqualTo(5);
    }

    @Test
    void aCloudFrontLineIsSplitDecodedAndTyped() throws Exception {
        load(FIELDS + HIT, HIT.substring(0, 40), HIT.replace("\t392\t", "\tmany\t"), "", "noise");
        LogResult result = store.query(
                LogQuery.where("sc_status = 200 and time_taken < 0.5"), Unmasked.in(new Home(folder.resolve("home"))));
        assertThat(result.records()).isEqualTo(1);
        assertThat(result.rejected()).isEqualTo(3);
        assertThat(result.rows()).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("date", "2019-12-04")
                .containsEntry("time", "21:02:31")
                .containsEntry("c_ip", "192.0.2.100")
                .containsEntry("cs_uri_stem", "/a%20b")
                .containsEntry("cs_user_agent_", "Mozilla/5.0 (X)")
                .containsEntry("cs_uri_query", "q='x+y")
                .containsEntry("cs_referer_", null)
                .containsEntry("sc_status", 200)
                .containsEntry("sc_content_len", 78L)
                .hasSize(33));
    }

    @Test
    void theHeaderDecidesTheOrderAndLogsOfOtherFieldsMayFollow() throws Exception {
        LoadReport report = load(
                "#Version: 1.0",
                "#Fields: sc-status date time c-ip x-edge-request-id cs-method x-edge-location cs(Host) asn",
                "403\t2026-01-02\t03:04:05\t192.0.2.7\tabc\tGET\tFRA1\th\t64496",
                FIELDS + HIT);
        assertThat(report).isEqualTo(new LoadReport(Map.of(LogKind.CLOUDFRONT, 2L), 0, List.of()));
        assertThat(store.query(LogQuery.sql("select c_ip, sc_status, asn from cloudfront order by date")).rows())
                .containsExactly(
                        Map.of("c_ip", "192.0.2.100", "sc_status", 200, "asn", "-").entrySet().stream()
                                .collect(
                                java.util.HashMap::new,
                                (m, e) -> m.put(e.getKey(), "-".equals(e.getValue()) ? null : e.getValue()),
                                java.util.HashMap::putAll),
                        Map.of("c_ip", "192.0.2.7", "sc_status", 403, "asn", "64496"));
        assertThat(
                store.original(LogKind.CLOUDFRONT, store.browse(LogKind.CLOUDFRONT)
                .page("c_ip = '192.0.2.100'", null, false, 0, 1).getFirst().id()))
                .contains(HIT);
    }

    @Test
    void cloudFrontJsonIsRead() throws Exception {
        load(
                "{\"timestamp\":\"1700000000\",\"c-ip\":\"192.0.2.9\",\"sc-status\":\"404\",\"cs(Host)\":\"h\","
                        + "\"c-country\":\"DE\","
                        + "\"x-edge-request-id\":\"r\",\"cs(User-Agent)\":\"-\"}",
                "{\"c-ip\":");
        LogResult result = store.query(LogQuery.first(0));
        assertThat(result.rejected()).isEqualTo(1);
        assertThat(result.rows().getFirst())
                .containsEntry("sc_status", 404)
                .containsEntry("cs_host_", "h")
                .containsEntry("cs_user_agent_", null)
                .containsEntry("c_country", "DE");
    }

    @Test
    void lambdaLinesAreRead() throws Exception {
        String id = "c7bb77a1-774b-42a2-a86a-a8390d6215cd";
        LoadReport report = load(
                "INIT_START Runtime Version: nodejs:22.v50\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0",
                "START RequestId: " + id + " Version: 1",
                "2026-11-22T03:52:34.461Z\t" + id + "\tINFO\t{\"uri\":\"/a\"}",
                "2026-11-22T03:52:34.466Z\tundefined\tERROR\tInvoke Error \t{\"errorType\":\"Error\"}",
                "2026-11-22T03:52:37.000Z " + id + " Task timed out after 3.00 seconds",
                "END RequestId: " + id,
                "REPORT RequestId: " + id + "\tDuration: 1.20 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\t"
                        + "Max Memory Used: 81 MB\tInit Duration: 142.31 ms\t",
                "{\"timestamp\":\"2026-11-22T03:52:34.461Z\",\"level\":\"WARN\",\"requestId\":\"r2\","
                        + "\"message\":\"hello\"}",
                "{\"time\":\"2026-11-22T03:52:34.461Z\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"r3\","
                        + "\"metrics\":{\"durationMs\":1.5,\"billedDurationMs\":2,\"maxMemoryUsedMB\":70}}}",
                "nothing that Lambda writes");
        assertThat(report).isEqualTo(new LoadReport(Map.of(LogKind.EDGE, 9L), 1, List.of()));
        LogResult all = store.query(LogQuery.sql("select * from edge"));
        assertThat(all.rows().getFirst().keySet())
                .containsExactly(
                "timestamp", "region", "function", "stream", "requestId", "level", "message", "durationMs",
                        "billedMs", "maxMemoryMb", "initMs");
        assertThat(all.rows()).extracting(row -> row.get("requestId"))
                .containsExactly(null, id, id, null, id, id, id, "r2", "r3");
        assertThat(all.rows().get(2)).containsEntry("timestamp", "2026-11-22T03:52:34.461Z")
                .containsEntry("message", "{\"uri\":\"/a\"}");
        assertThat(all.rows().get(3)).containsEntry("level", "ERROR");
        assertThat(all.rows().get(6))
                .containsEntry("durationMs", 1.2)
                .containsEntry("billedMs", 2L)
                .containsEntry("maxMemoryMb", 81)
                .containsEntry("initMs", 142.31);
        assertThat(all.rows().get(7)).containsEntry("message", "hello").containsEntry("level", "WARN");
        assertThat(all.rows().get(8)).containsEntry("durationMs", 1.5).containsEntry("maxMemoryMb", 70);
        assertThat(store.query(LogQuery.by("level")).rows().getFirst()).containsEntry("count", 6L)
                .containsEntry("value", null);
    }

    @Test
    void whatAwsLogsPrintsIsRead() throws Exception {
        String events = "{\n \"events\": [{\"logStreamName\": \"2026/11/22/[1]ab\", \"timestamp\": 1700000000000,"
                + " \"message\": \"two\\nlines\\n\", \"ingestionTime\": 1, \"eventId\": \"1\"}]}\n";
        assertThat(load(events).records()).containsExactly(Map.entry(LogKind.EDGE, 1L));
        assertThat(store.query(LogQuery.first(1)).rows().getFirst())
                .containsEntry("timestamp", "2023-11-14T22:13:20.000Z")
                .containsEntry("stream", "2026/11/22/[1]ab")
                .containsEntry("message", "two\nlines");
        load("2026-11-22T03:52:34.461000+00:00 2026/11/22/[1]0123456789abcdef free text");
        assertThat(store.query(LogQuery.where("message = 'free text'")).rows().getFirst())
                .containsEntry("timestamp", "2026-11-22T03:52:34.461Z")
                .containsEntry("stream", "2026/11/22/[1]0123456789abcdef");
    }

    @Test
    void eventsOfALogGroupCarryTheirPlace() {
        store.load("g", List.of(new LogEvent(
                Instant.parse("2026-01-01T00:00:00Z"), "eu-central-1", "/aws/lambda/us-east-1.signer", "s",
                "anything\nat all")));
        assertThat(store.query(LogQuery.first(1)).rows().getFirst())
                .containsEntry("region", "eu-central-1")
                .containsEntry("function", "signer")
                .containsEntry("stream", "s")
                .containsEntry("message", "anything\nat all");
        store.load("aws-waf-logs-x", List.of(new LogEvent(Instant.EPOCH, "us-east-1", "aws-waf-logs-x", "s", WAF)));
        assertThat(store.report().records()).containsEntry(LogKind.WAF, 1L);
    }

    @Test
    void gzipIsToldByContentAndACutOneSaysSo() throws Exception {
        Path whole = folder.resolve("a.log");
        Files.write(whole, gzip(WAF + "\n" + OTHER + "\n"));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            many.append(WAF.replace("rid-1", "rid-" + Integer.toHexString(i * 0x9E3779B1))).append('\n');
        }
        byte[] bytes = gzip(many.toString());
        Path cut = folder.resolve("cut.gz");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        LoadReport report = store.load(List.of(whole, cut), Progress.NONE);
        assertThat(report.warnings()).singleElement().asString().contains("cut.gz is cut short");
        assertThat(report.total()).isBetween(500L, 1900L);
        assertThat(report.rejected()).isLessThanOrEqualTo(1);
    }

    @Test
    void eachWrongFileHasOneClearAnswer() throws Exception {
        Path binary = Files.write(folder.resolve("b.log"), new byte[] {1, 0, 2, 3});
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path prose = Files.writeString(folder.resolve("p.log"), "Dear all,\nthis is no log.\n");
        for (Map.Entry<Path, String> wrong : Map.of(
                        binary, "SP-LOG-KIND", prose, "SP-LOG-KIND", empty, "SP-LOG-FOLDER", folder.resolve("none"),
                        "SP-LOG-MISSING")
                .entrySet()) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> store.load(List.of(wrong.getKey()), Progress.NONE))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(wrong.getValue()))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(SallyportException.Kind.BAD_INPUT));
        }
        assertThat(load("").total()).isZero();
        assertThat(load("", " ").total()).isZero();
        assertThat(store.query(LogQuery.by("action")).rows()).isEmpty();
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void hostileLinesAreOneLineEach() throws Exception {
        Path file = folder.resolve("hostile[1]*.log");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write((FIELDS + HIT + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {(byte) 0xFF, (byte) 0xFE, '\n'});
        bytes.write((HIT.replace("GET", "G\u001FT") + "\r\n" + HIT.replace("GET", "\"G'") + "\n")
                .getBytes(StandardCharsets.UTF_8));
        bytes.write(("x".repeat(3_000_000) + "\n" + HIT).getBytes(StandardCharsets.UTF_8));
        Files.write(file, bytes.toByteArray());
        LoadReport report = store.load(List.of(file), Progress.NONE);
        assertThat(report).isEqualTo(new LoadReport(Map.of(LogKind.CLOUDFRONT, 4L), 2, List.of()));
        assertThat(store.rejected(5)).extracting(RejectedLine::number).containsExactly(4L, 7L);
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void deepAndHugeJsonIsRejectedNotFatal() throws Exception {
        LoadReport report = load(
                WAF,
                "{\"action\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}",
                "{\"s\":\"" + "x".repeat(40_000_000) + "\"}",
                WAF);
        assertThat(report).isEqualTo(new LoadReport(Map.of(LogKind.WAF, 2L), 2, List.of()));
    }

    @Test
    void countsAreMostFirstThenByValueAndListsCountEachItem() throws Exception {
        load(WAF, OTHER, OTHER.replace("/b", "/a"), OTHER.replace("/b", "/c"));
        LogResult byUri = store.query(LogQuery.by("URI"));
        assertThat(byUri.rows()).extracting(row -> row.get("value") + " " + row.get("count"))
                .containsExactly("/a 2", "/b 1", "/c 1");
        assertThat(byUri.matched()).isEqualTo(4);
        assertThat(store.query(LogQuery.by("labels")).rows())
                .extracting(row -> row.get("value") + " " + row.get("count"))
                .containsExactly("null 3", "l:1 1", "l:2 1");
        assertThat(store.query(new LogQuery(null, "action = 'ALLOW'", "uri", null, 1)).rows()).hasSize(1);
    }

    @Test
    void severalKindsAnswerTogetherWhereTheyCan() throws Exception {
        load(WAF);
        load(FIELDS + HIT);
        assertThat(store.query(LogQuery.first(10)).rows()).hasSize(2);
        LogResult blocked = store.query(LogQuery.where("action = 'BLOCK' -- only WAF knows it"));
        assertThat(blocked.matched()).isEqualTo(1);
        assertThat(blocked.records()).isEqualTo(2);
        assertThat(store.query(LogQuery.by("sc_status")).rows()).hasSize(1);
    }

    @Test
    @Attack(Area.SQL)
    void sqlReadsTheLogsAndNothingElse(TestReporter reporter) throws Exception {
        load(WAF, OTHER);
        LogResult result = store.query(
                LogQuery.sql("select country, count(*) n, null as nothing from waf group by all order by 1; "));
        assertThat(result.rows()).extracting(row -> row.get("country")).containsExactly("-", "DE");
        assertThat(result.matched()).isEqualTo(2);
        assertThat(store.query(LogQuery.sql("select 1 union all select 2 union all select 3").limit(2)).matched())
                .isEqualTo(3);
        List<String> refused = List.of(
                "select * from read_text('/etc/hostname')",
                "select * from read_blob('/etc/hostname')",
                "select * from read_csv('/etc/passwd')",
                "select * from read_csv_auto('/etc/passwd')",
                "select * from read_json('/etc/passwd')",
                "select * from read_json_objects('/etc/passwd')",
                "select * from read_ndjson('/etc/passwd')",
                "select * from read_parquet('/tmp/x.parquet')",
                "select * from parquet_metadata('/tmp/x.parquet')",
                "select * from parquet_schema('/tmp/x.parquet')",
                "select * from sniff_csv('/etc/passwd')",
                "select * from glob('/etc/*')",
                "select * from '/etc/passwd'",
                "select * from '/tmp/x.csv'",
                "select * from 'https://example.com/x.csv'",
                "select * from 's3://bucket/x.parquet'",
                "select (select content from read_text('/etc/hostname'))",
                "with x as (select * from read_text('/etc/hostname')) select * from x",
                "select * from waf where uri in (select content from read_text('/etc/hostname'))",
                "select * from waf union all by name select * from read_text('/etc/hostname')",
                "select * from query('select * from read_text(''/etc/hostname'')')",
                "select * from query_table('/etc/passwd')",
                "from read_text('/etc/hostname')",
                "pivot read_csv('/etc/passwd') on column0",
                "summarize select * from read_text('/etc/hostname')",
                "describe select * from read_text('/etc/hostname')",
                "explain analyze select * from read_text('/etc/hostname')",
                "copy (select 1) to '/tmp/sallyport-out.csv'",
                "copy (select 1) to '/dev/stdout'",
                "copy waf_lines from '/etc/passwd'",
                "export database '/tmp/sallyport-export'",
                "import database '/tmp/sallyport-export'",
                "attach ':memory:' as m",
                "attach 'md:'",
                "attach 'https://example.com/x.db'",
                "detach logs",
                "install httpfs",
                "install httpfs from 'http://127.0.0.1:1'",
                "load httpfs",
                "load '/tmp/x.duckdb_extension'",
                "force install json",
                "set enable_external_access = true",
                "set lock_configuration = false",
                "set allowed_directories = ['/']",
                "set temp_directory = '/tmp'",
                "set secret_directory = '/tmp'",
                "reset enable_external_access",
                "pragma enable_profiling",
                "pragma database_list; select 1",
                "create secret (type s3, key_id 'a', secret 'b')",
                "create table t as select 1",
                "create temp table t as select 1",
                "create macro f() as 1",
                "create view v as select * from waf",
                "update waf_lines set line = ''",
                "delete from waf_lines",
                "truncate waf_lines",
                "alter table waf_lines add column x int",
                "begin; select 1",
                "checkpoint",
                "vacuum",
                "call pragma_version(); select 1",
                "prepare p as select 1",
                "execute p",
                "select 1; select 2",
                "drop view waf",
                "copy waf to '" + folder.resolve("out.csv") + "'",
                "insert into waf_lines select * from waf_lines",
                "attach '" + folder.resolve("x.db") + "'",
                "set threads = 1",
                "select nothing from waf",
                "select (",
                "");
        reporter.publishEntry(Attack.TRIED, String.valueOf(refused.size() + 1));
        for (String bad : refused) {
            assertThatExceptionOfType(SallyportException.class)
                    .as(bad)
                    .isThrownBy(() -> store.query(LogQuery.sql(bad)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-SQL"))
                    .satisfies(e -> assertThat(e.message()).doesNotContain("\n"));
        }
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.query(LogQuery.where("1=1) union all (select 1")))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-SQL"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.query(LogQuery.by("colour")))
                .satisfies(e -> assertThat(e.next()).contains("clientIp"));
    }

    @Test
    void aWindowPagesAndDraws() throws Exception {
        load(WAF, "broken", OTHER, OTHER.replace("1750000001000", "1750000009000"));
        LogBrowser waf = store.browse(LogKind.WAF);
        List<LogRow> page = waf.page("", "timestamp", true, 1, 5);
        assertThat(page).hasSize(2);
        assertThat(page.getFirst().values()).containsEntry("requestId", "rid-2")
                .doesNotContainKeys("#ok", "#rules", "rowid");
        assertThat(store.original(LogKind.WAF, page.getFirst().id())).contains(OTHER);
        assertThat(waf.count("action = 'BLOCK'")).isEqualTo(1);
        LogBrowser.Span span = waf.span("").orElseThrow();
        assertThat(span).isEqualTo(new LogBrowser.Span(
                Instant.ofEpochMilli(1_750_000_000_134L), Instant.ofEpochMilli(1_750_000_009_001L)));
        List<TimeBucket> bars = waf.bars("", span.since(), span.until(), 3, "action");
        assertThat(bars).hasSize(3);
        assertThat(bars.getFirst().outcomes()).isEqualTo(Map.of("BLOCK", 1L, "ALLOW", 1L));
        assertThat(bars.get(1).outcomes()).isEmpty();
        assertThat(waf.facet("action = 'ALLOW'", "uri", 10)).containsExactly(new ValueCount("/b", 2));
        assertThat(waf.span("action = 'COUNT'")).isEmpty();
        Instant start = Instant.ofEpochMilli(1_750_000_000_000L);
        assertThat(waf.bars("action = 'ALLOW'", start, start.plusSeconds(10), 5, "URI"))
                .extracting(bar -> Duration.between(start, bar.start()).toSeconds() + " " + bar.outcomes())
                .containsExactly("0 {/b=1}", "2 {}", "4 {}", "6 {}", "8 {/b=1}");
        assertThat(waf.count(LogBrowser.between(start, Instant.ofEpochMilli(1_750_000_001_000L)))).isEqualTo(1);
        assertThat(waf.count(LogBrowser.from(Instant.ofEpochMilli(1_750_000_001_000L)))).isEqualTo(2);
        assertThat(waf.count(LogBrowser.condition("userAgent", "curl/8 \"q\""))).isEqualTo(1);
        assertThat(waf.count(LogBrowser.condition("userAgent", null))).isEqualTo(2);
        assertThat(waf.count(LogBrowser.condition("responseCodeSent", 403))).isEqualTo(1);
        assertThat(waf.count(LogBrowser.condition("uri", "it's"))).isZero();
        assertThat(waf.count(LogBrowser.contains("requestId", "d-"))).isEqualTo(3);
        // AND binds more than OR does: without parentheses this would be all three.
        assertThat(waf.count(LogBrowser.and("uri = '/a' or uri = '/b'", "country = 'DE'"))).isEqualTo(1);
        assertThat(LogBrowser.and(" a = 1 ", "b = 2")).isEqualTo("a = 1 AND b = 2");
        assertThat(LogBrowser.and(" ", "b = 2")).isEqualTo("b = 2");
        String later = "\"#at\" > TIMESTAMP '2025-06-15 15:06:42'";
        assertThat(waf.count(later)).isEqualTo(1);
        assertThat(waf.page(later, null, false, 0, 5)).hasSize(1);
        assertThat(waf.facet(later, "action", 10)).containsExactly(new ValueCount("ALLOW", 1));
    }

    @Test
    @Attack(Area.SQL)
    void anInterruptCancelsAQuestion() throws Exception {
        load(WAF);
        Thread asking = new Thread(
                () -> store.query(LogQuery.sql("select count(*) from range(100000000000) a, range(1000) b")));
        asking.setUncaughtExceptionHandler((thread, e) -> assertThat(e)
                .isInstanceOf(java.util.concurrent.CancellationException.class));
        asking.start();
        asking.interrupt();
        asking.join(5000);
        assertThat(asking.isAlive()).isFalse();
        assertThat(Objects.requireNonNull(store.query(LogQuery.first(1))).rows()).hasSize(1);
    }

    @Test
    void aLoadingThatIsStoppedAtOnceLeavesAStoreThatCanBeUsed() throws IOException {
        LogEvent event = new LogEvent(Instant.EPOCH, "us-east-1", "f", "s", "hello");
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(java.util.concurrent.CancellationException.class)
                .isThrownBy(() -> store.load("/aws/lambda/f", List.of(event)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(load(WAF).total()).isEqualTo(1);
        assertThat(store.query(LogQuery.sql("select count(*) as n from edge")).rows().getFirst()).containsEntry("n", 0L);
    }
}
