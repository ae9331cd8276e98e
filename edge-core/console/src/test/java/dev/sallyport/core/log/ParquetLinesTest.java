package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files give what the same records give as JSON lines. */
class ParquetLinesTest {
    private static final String WAF = "{\"timestamp\":1750000001000,\"webaclId\":\"w\",\"action\":\"BLOCK\","
            + "\"terminatingRuleId\":\"R\",\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"headers\":[{\"name\":\"Host\","
            + "\"value\":\"h\"}],\"uri\":\"/\",\"requestId\":\"r1\"},\"labels\":[{\"name\":\"l\"}],"
            + "\"nonTerminatingMatchingRules\":[{\"ruleId\":\"N\"}],\"responseCodeSent\":403}\n";

    private static final String CLOUDFRONT = "{\"date\":\"2026-11-30\",\"time\":\"03:52:34\",\"c-ip\":\"192.0.2.8\","
            + "\"cs(Host)\":\"d1\",\"cs(User-Agent)\":\"a%20b\",\"cs(Referer)\":\"http://x\",\"sc-status\":\"200\","
            + "\"time-taken\":\"0.001\",\"x-edge-request-id\":\"q\",\"timestamp(ms)\":\"1764474754123\"}\n";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private LogStore store;

    @BeforeEach
    void open() {
        store = LogStore.open(new Home(folder.resolve("home")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path parquet(String select) throws SQLException {
        Path file = folder.resolve("log [1].parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }

    private List<Map<String, Object>> rows(Path file) {
        assertThat(store.load(List.of(file), Progress.NONE).rejected()).isZero();
        return List.copyOf(store.query(LogQuery.first(10)).rows());
    }

    private List<Map<String, Object>> rows(String lines) throws IOException {
        try (LogStore other = LogStore.open(new Home(folder.resolve("other")))) {
            other.load(List.of(Files.writeString(folder.resolve("log.json"), lines)), Progress.NONE);
            return List.copyOf(other.query(LogQuery.first(10)).rows());
        }
    }

    @Test
    void webAclRecordsWithHivesNamesAreRead() throws Exception {
        Path json = Files.writeString(folder.resolve("lower.json"), WAF
                .replace("webaclId", "webaclid").replace("terminatingRuleId", "terminatingruleid")
                .replace("httpRequest", "httprequest").replace("clientIp", "clientip").replace("requestId", "requestid")
                .replace("nonTerminatingMatchingRules", "nonterminatingmatchingrules").replace("ruleId", "ruleid")
                .replace("responseCodeSent", "responsecodesent"));
        Path file = parquet("SELECT * FROM read_json('" + json + "')");
        assertThat(rows(file)).isEqualTo(rows(WAF)).isNotEmpty();
        List<String> lines = new ArrayList<>();
        try (WafLines waf = WafLines.open(new Home(folder.resolve("home")), List.of(file))) {
            waf.each(lines::add);
        }
        assertThat(lines).singleElement().asString().contains("\"nonTerminatingMatchingRules\":[{\"ruleId\":\"N\"}]");
    }

    @Test
    void cloudFrontRecordsWithUnderscoresAreRead() throws Exception {
        Path file = parquet("SELECT DATE '2026-11-30' AS date, '03:52:34' AS time, '192.0.2.8' AS c_ip, 'd1' AS cs_host,"
                + " 'a%20b' AS cs_user_agent, 'http://x' AS cs_referrer, 200 AS sc_status, '0.001' AS time_taken,"
                + " 'q' AS x_edge_request_id, '1764474754123' AS timestamp_ms, NULL::VARCHAR AS cs_cookie");
        assertThat(rows(file)).isEqualTo(rows(CLOUDFRONT)).isNotEmpty();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void anotherTableAndADamagedFileAreNamed() throws Exception {
        Path other = parquet("SELECT 1 AS colour, 2 AS size");
        List<Path> before = kept();
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.load(List.of(other), Progress.NONE))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-KIND"))
                .satisfies(e -> assertThat(e.message()).contains("its columns are colour, size."));
        byte[] whole = Files.readAllBytes(other);
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length - 20));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.load(List.of(cut), Progress.NONE))
                .satisfies(e -> assertThat(e.message()).contains("cut.parquet is a Parquet file that cannot be read"));
        assertThat(kept()).as("no spare file is left behind").isEqualTo(before);
    }
}
