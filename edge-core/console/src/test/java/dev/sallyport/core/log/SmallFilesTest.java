package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in many small objects, as Firehose and WAF write it to S3: each line keeps its file and its place. */
class SmallFilesTest {
    @TempDir
    private Path folder;

    private static String waf(int number) {
        return "{\"timestamp\":%d,\"action\":\"ALLOW\",\"terminatingRuleId\":\"Default_Action\",\"httpRequest\":{\"clientIp\":\"%s\",\"uri\":\"/\",\"requestId\":\"r%d\"}}"
                .formatted(1_750_000_000_000L + number, "192.0.2." + number % 250, number);
    }

    private Path packed(int number, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(folder.resolve("object-%03d.gz".formatted(number)), bytes.toByteArray());
    }

    @Test
    void eachLineKeepsItsFileAndItsPlace() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String broken = i % 10 == 3 ? "\n\nnot a record of " + i + "\n" : "\n";
            files.add(packed(i, waf(2 * i) + broken + waf(2 * i + 1) + "\n\u001F\n"));
        }
        files.add(Files.writeString(folder.resolve("cf.json"),
                "{\"date\":\"2026-11-22\",\"time\":\"03:52:34\",\"c-ip\":\"192.0.2.8\",\"x-edge-request-id\":\"cf-1\"}\n"));
        try (LogStore store = LogStore.open(new Home(folder.resolve("home")))) {
            LoadReport report = store.load(files, Progress.NONE);
            assertThat(report.records()).isEqualTo(Map.of(LogKind.WAF, 80L, LogKind.CLOUDFRONT, 1L));
            // Four broken lines, and one of a control character in each file.
            assertThat(report.rejected()).isEqualTo(44);
            assertThat(store.rejected(100))
                    .filteredOn(line -> line.text().startsWith("not"))
                    .extracting(RejectedLine::source, RejectedLine::number, RejectedLine::text)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(files.get(3).toString(), 3L, "not a record of 3"),
                            org.assertj.core.groups.Tuple.tuple(files.get(13).toString(), 3L, "not a record of 13"),
                            org.assertj.core.groups.Tuple.tuple(files.get(23).toString(), 3L, "not a record of 23"),
                            org.assertj.core.groups.Tuple.tuple(files.get(33).toString(), 3L, "not a record of 33"));
            List<String> ids = store.query(new LogQuery(LogKind.WAF, null, null, null, 0)).rows().stream()
                    .map(row -> String.valueOf(row.get("requestId")))
                    .toList();
            assertThat(ids).hasSize(80).doesNotHaveDuplicates();
        }
    }

    @Test
    void theOriginalOfEachRecordIsItsOwnLine() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            files.add(packed(i, "\n" + waf(i) + "\n"));
        }
        try (LogStore store = LogStore.open(new Home(folder.resolve("home")))) {
            store.load(files, Progress.NONE);
            LogBrowser browser = store.browse(LogKind.WAF);
            List<LogRow> rows = browser.page("", null, false, 0, 100);
            assertThat(rows).hasSize(30);
            for (LogRow row : rows) {
                String id = String.valueOf(row.values().get("requestId"));
                assertThat(store.original(LogKind.WAF, row.id())).contains(waf(Integer.parseInt(id.substring(1))));
            }
        }
    }
}
