package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.masking.Masking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves a store is masked, and the store still knows what was logged. */
class MaskedLogsTest {
    private static final String SECRET = "Zx9Secret7Qw";
    private static final String OTHER = "Kj4Other2Pl";

    @TempDir
    private Path folder;

    private LogStore store;

    @BeforeEach
    void load() throws IOException {
        Path waf = Files.writeString(folder.resolve("waf.log"), waf(1, SECRET) + waf(2, SECRET) + waf(3, OTHER));
        Path cloudFront = Files.writeString(
                folder.resolve("cf.log"),
                "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host)"
                        + " cs-uri-stem sc-status"
                        + " cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id\n"
                        + ("2026-01-02\t03:04:05\tFRA50\t1\t192.0.2.1\tGET\td.example\t/p\t200\thttps://a.example/?t=$\t"
                                        + "agent\t$\ts=$;%20u=$\tHit\tr1\n")
                                .replace("$", SECRET));
        store = LogStore.open(new Home(folder.resolve("home")));
        store.load(List.of(waf, cloudFront), Progress.NONE);
        store.load("/aws/lambda/us-east-1.f", List.of(new LogEvent(
                Instant.EPOCH, "us-east-1", "/aws/lambda/us-east-1.f", "s", "saw authorization: Bearer " + SECRET)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String waf(int n, String secret) {
        return ("{\"timestamp\":%d,\"action\":\"BLOCK\",\"terminatingRuleId\":\"r\",\"httpRequest\":{\"clientIp\":\"192.0.2.1\","
                        + "\"uri\":\"/p\",\"args\":\"t=%s&page=%d\",\"requestId\":\"r%d\",\"headers\":[{\"name\":\"Cookie\",\"value\":\"s=%s\"}]}}\n")
                .formatted(n, secret, n, n, secret);
    }

    private static String all(Object answer) throws IOException {
        return Json.MAPPER.writeValueAsString(answer);
    }

    @Test
    void rowsLinesAndValuesAreMaskedAndCountsAreRight() throws IOException {
        LogResult rows = store.query(LogQuery.first(0));
        assertThat(all(rows)).doesNotContain(SECRET, OTHER).contains("t=•••", "page=2", "Bearer •••", "https://a.example/?t=•••");
        for (LogKind kind : LogKind.values()) {
            LogBrowser browser = store.browse(kind);
            for (LogRow row : browser.page("", null, false, 0, 10)) {
                assertThat(all(row)).doesNotContain(SECRET, OTHER);
                assertThat(store.line(kind, row.id(), store.masking()).orElseThrow())
                        .doesNotContain(SECRET, OTHER)
                        .contains(Masking.MARK);
            }
            assertThat(all(browser.facet("", kind == LogKind.WAF ? "args" : kind == LogKind.EDGE ? "message" : "cs_cookie_", 9)))
                    .doesNotContain(SECRET, OTHER)
                    .contains(Masking.MARK);
        }
        assertThat(store.query(LogQuery.where("args LIKE '%" + SECRET + "%'")).matched()).isEqualTo(2);
        assertThat(store.query(LogQuery.by("args")).rows()).hasSize(3);
        assertThat(all(store.query(LogQuery.by("args")))).doesNotContain(SECRET, OTHER);
    }

    @Test
    void aMaskedValueNarrowsToItsRecords() {
        LogBrowser browser = store.browse(LogKind.WAF);
        Object shown = browser.page("", null, false, 0, 1).getFirst().values().get("args");
        assertThat(browser.count(browser.having("args", shown))).isEqualTo(1);
        assertThat(browser.count(browser.having("uri", "/p"))).isEqualTo(3);
    }

    @Test
    void sqlOfAUserSeesMaskedViews() throws IOException {
        assertThat(all(store.query(LogQuery.sql("SELECT args, reverse(args), substr(args, 3, 5), upper(args) FROM waf"))))
                .doesNotContain(SECRET, OTHER, new StringBuilder(SECRET).reverse(), "Zx9Se", SECRET.toUpperCase(Locale.ROOT));
        assertThat(all(store.query(LogQuery.sql("WITH a AS (SELECT * FROM cloudfront) SELECT * FROM a"))))
                .doesNotContain(SECRET)
                .contains("\"/p\"");
        assertThat(all(store.query(LogQuery.sql("SELECT message FROM edge")))).doesNotContain(SECRET);
        assertThat(store.query(LogQuery.sql("SELECT DISTINCT regexp_extract(args, 't=([^&]*)', 1) AS t FROM waf")).rows())
                .as("equal values stay equal, others others")
                .hasSize(2);
        assertThat(store.query(LogQuery.sql("SELECT sum(len(labels)) AS n, count(*) AS m FROM waf WHERE action = 'BLOCK'")).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.get("m")).isEqualTo(3L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM waf_lines",
                "SELECT * FROM main.waf",
                "SELECT * FROM query('SELECT * FROM waf_lines')",
                "SELECT * FROM query_table('waf_lines')",
                "SELECT * FROM waf, (SELECT args AS a FROM \"WAF_LINES\")",
                "SELECT (SELECT max(args) FROM waf_lines)",
                "WITH x AS (SELECT args FROM waf_lines) SELECT * FROM x",
                "SELECT * FROM pragma_storage_info('waf_lines')",
                "SUMMARIZE waf_lines"
            })
    void sqlOfAUserReadsNothingBesideThem(String sql) {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.query(LogQuery.sql(sql)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("SP-LOG-SQL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.csv", "out.json", "out.parquet"})
    void whatIsWrittenIsMasked(String name) throws IOException {
        Path file = folder.resolve(name);
        store.export(LogKind.WAF, store.browse(LogKind.WAF).sequence("", null, false), store.masking(), file, done -> {});
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).doesNotContain(SECRET, OTHER);
        if (name.endsWith(".json")) {
            assertThat(Files.readAllLines(file)).hasSize(3).allSatisfy(line -> assertThat(line).contains("t=•••"));
        }
    }

    @Test
    void eventsAreMaskedByTheLogThatTheyAreOf() {
        LogEvent event = new LogEvent(Instant.EPOCH, "us-east-1", "aws-waf-logs-x", "s", waf(1, SECRET));
        assertThat(event.masked(store.masking()).message()).doesNotContain(SECRET).contains("page=1", "192.0.2.1");
    }
}
