package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a window does with a store beside asking it: rows where they are in sight, sources, files to take away. */
class LogWindowTest {
    // Web ACL traffic logs, see AWS WAF Developer Guide, "Log fields for web ACL traffic".
    private static final String WAF =
            "{\"timestamp\":1750000000134,\"terminatingRuleId\":\"R1\",\"action\":\"BLOCK\","
                    + "\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"headers\":[{\"name\":\"user-agent\","
                    + "\"value\":\"curl/8\"}],\"uri\":\"/a\",\"requestId\":\"rid-1\"},"
                    + "\"labels\":[{\"name\":\"it's:a\"},{\"name\":\"b\"}]}";
    private static final String OTHER =
            "{\"timestamp\":1750000001000,\"terminatingRuleId\":\"Default_Action\",\"action\":\"ALLOW\","
                    + "\"httpRequest\":{\"clientIp\":\"192.0.2.2\",\"uri\":\"/b\",\"requestId\":\"rid-2\"}}";

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

    private void load(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("some.log"), String.join("\n", lines));
        store.load(List.of(file), Progress.NONE);
    }

    @Test
    void allRecordsAreSortedByTheStoreAndReadWhereTheyAreInSight() throws Exception {
        load(WAF, OTHER, OTHER.replace("1750000001000", "1750000009000"));
        LogBrowser waf = store.browse(LogKind.WAF);
        LogSequence latest = waf.sequence("", "timestamp", true);
        assertThat(latest.size()).isEqualTo(3);
        assertThat(latest.rows(1, 3)).extracting(LogRow::id).containsExactly(latest.id(1), latest.id(2));
        assertThat(store.original(LogKind.WAF, latest.id(2))).contains(WAF);
        assertThat(latest.rows(2, 100)).hasSize(1);
        assertThat(latest.indexOf(latest.id(2))).isEqualTo(2);
        assertThat(waf.sequence("action = 'BLOCK'", null, false).indexOf(latest.id(0))).isEqualTo(-1);
        assertThat(waf.sequence("action = 'NONE'", null, false).rows(0, 200)).isEmpty();
    }

    @Test
    void aListIsAskedForWhatItHasWithin() throws Exception {
        load(WAF, OTHER);
        LogBrowser waf = store.browse(LogKind.WAF);
        assertThat(waf.count(waf.having("labels", "it's:a"))).isEqualTo(1);
        assertThat(waf.count(waf.having("labels", null))).isEqualTo(1);
        assertThat(waf.count(waf.having("uri", "/b"))).isEqualTo(1);
        // A record without the field is not one that has the value.
        assertThat(waf.count(LogBrowser.not(waf.having("userAgent", "none")))).isEqualTo(2);
    }

    @Test
    void aSourceTellsWhatItBroughtAndCanBeRemoved() throws Exception {
        Path one = Files.writeString(folder.resolve("one.jsonl"), WAF + "\n{broken\n" + OTHER + "\n");
        Path two = Files.writeString(folder.resolve("two.jsonl"), OTHER + "\n");
        store.load(List.of(one, two), Progress.NONE);
        assertThat(store.sources())
                .containsExactlyInAnyOrder(
                        new LoadedSource(
                                one.toString(),
                                LogKind.WAF,
                                2,
                                Instant.ofEpochMilli(1_750_000_000_134L),
                                Instant.ofEpochMilli(1_750_000_001_000L)),
                        new LoadedSource(
                                two.toString(),
                                LogKind.WAF,
                                1,
                                Instant.ofEpochMilli(1_750_000_001_000L),
                                Instant.ofEpochMilli(1_750_000_001_000L)));
        store.remove(one.toString());
        assertThat(store.report().total()).isEqualTo(1);
        assertThat(store.report().rejected()).isZero();
        LogRow left = store.browse(LogKind.WAF).page("", null, false, 0, 5).getFirst();
        assertThat(store.original(LogKind.WAF, left.id())).contains(OTHER);
        store.remove(two.toString());
        assertThat(store.kinds()).isEmpty();
        store.load(List.of(one), Progress.NONE);
        assertThat(store.report().total()).isEqualTo(2);
    }

    @Test
    void recordsAreExportedInTheirOrderForTheUserAlone() throws Exception {
        load(WAF, OTHER, OTHER.replace("1750000001000", "1750000009000"));
        LogBrowser waf = store.browse(LogKind.WAF);
        LogSequence latest = waf.sequence("", "timestamp", true);
        for (LogExport form : LogExport.values()) {
            Path file = folder.resolve("out" + form.suffix());
            store.export(LogKind.WAF, latest, store.masking(), file, done -> {});
            assertThat(exported(file)).as("%s", form).containsExactly(
                    "2025-06-15 15:06:49", "2025-06-15 15:06:41", "2025-06-15 15:06:40.134");
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            }
        }
        assertThat(Files.readAllLines(folder.resolve("out.csv")).getFirst())
                .isEqualTo(String.join(",", waf.fields().keySet()));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.export(LogKind.WAF, latest, store.masking(), folder.resolve("out.xlsx"), done -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-EXPORT"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.export(LogKind.WAF, latest, store.masking(), folder.resolve("none/out.csv"), done -> {}))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-EXPORT"));
        assertThat(waf.count("")).isEqualTo(3);
    }

    /** OWASP, "CSV Injection". */
    @Test
    void aSpreadsheetRunsNothingOfWhatWasLogged() throws Exception {
        load(OTHER.replace("/b", "=cmd|' /C calc'!A0"), OTHER.replace("/b", "@x"), OTHER.replace("/b", "/=b"));
        LogBrowser waf = store.browse(LogKind.WAF);
        Path file = folder.resolve("out.csv");
        store.export(LogKind.WAF, waf.sequence("", null, false), store.masking(), file, done -> {});
        assertThat(Files.readString(file)).contains(",'=cmd|' /C calc'!A0,", ",'@x,", ",/=b,").doesNotContain(",=cmd");
    }

    /** Read by another connection than the store's. */
    private static List<String> exported(Path file) throws Exception {
        List<String> times = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT CAST(timestamp AS TIMESTAMP)::VARCHAR FROM '" + file + "'")) {
            while (rows.next()) {
                times.add(rows.getString(1));
            }
        }
        return times;
    }
}
