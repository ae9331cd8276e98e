package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs as services, editors and archives hand them on: a store and a replay see the same records in them. */
class OddLinesTest {
    private static final String TEXT = "2026-11-22T03:52:34.461Z\tc7bb77a1-774b-42a2-a86a-a8390d6215cd\tERROR\t";
    private static final String HIT = "{\"date\":\"2026-11-22\",\"time\":\"03:52:34\",\"c-ip\":\"192.0.2.8\","
            + "\"x-edge-request-id\":\"cf-1\",\"sc-status\":\"200\"}";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private LogStore store;

    @BeforeEach
    void open() {
        store = LogStore.open(home());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Home home() {
        return new Home(folder.resolve("home"));
    }

    /** A record whose strings hold what parts objects elsewhere. */
    private static String waf(int number) {
        return "{\"timestamp\":175000000" + number + "000,\"action\":\"ALLOW\",\"terminatingRuleId\":\"Default_Action\","
                + "\"httpRequest\":{\"clientIp\":\"192.0.2." + number + "\",\"uri\":\"/}{\\\"},{\",\"args\":\"[\\\\\","
                + "\"requestId\":\"r" + number + "\"},\"labels\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void aLineLongerThanTheHeadDoesNotHideTheOnesBehindIt() throws Exception {
        Path file = Files.writeString(
                folder.resolve("deep.log"), "{\"action\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}\n" + waf(1) + "\n");
        LoadReport report = store.load(List.of(file), Progress.NONE);
        assertThat(report.records()).containsOnly(Map.entry(LogKind.WAF, 1L));
        assertThat(report.rejected()).isEqualTo(1);
    }

    /** Packed twice, 70 megabytes of zeros are a few kilobytes. */
    @Test
    @Attack(Area.DOCUMENTS)
    void whatIsMadeToFillTheDiskIsLeftAlone() throws Exception {
        Path once = folder.resolve("once.gz");
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(once))) {
            for (int i = 0; i < 70; i++) {
                out.write(zeros);
            }
        }
        Path twice = folder.resolve("twice.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(twice))) {
            Files.copy(once, out);
        }
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.load(List.of(twice), Progress.NONE))
                .matches(e -> e.code().equals("SP-LOG-SWELLS"));
        try (Stream<Path> left = Files.walk(folder.resolve("home"))) {
            assertThat(left.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum())
                    .isLessThan(1 << 24);
        }
    }

    /** Told by inflating what is there without a stream around it (RFC 1951 behind the ten bytes of RFC 1952's head). */
    @Test
    @Attack(Area.DOCUMENTS)
    void everyRecordBeforeTheEndOfCutDataIsRead() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            text.append(waf(i % 10).replace("192.0.2.", "198.51." + i % 200 + ".")).append('\n');
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        for (int percent : new int[] {35, 60, 97}) {
            byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() * percent / 100);
            Inflater inflater = new Inflater(true);
            inflater.setInput(cut, 10, cut.length - 10);
            byte[] inflated = new byte[text.length()];
            int length = inflater.inflate(inflated);
            inflater.end();
            long whole = new String(inflated, 0, length, StandardCharsets.UTF_8).chars().filter(c -> c == '\n').count();
            try (LogStore own = LogStore.open(home())) {
                LoadReport report = own.load(List.of(file("cut.gz", cut)), Progress.NONE);
                assertThat(report.total()).as(percent + " %").isEqualTo(whole);
                assertThat(report.warnings()).singleElement().asString().contains("is cut short");
            }
        }
    }

    @Test
    void aHyphenIsStandardInput() {
        assertThat(SourceFiles.named(List.of(Path.of("-"), Path.of("-")))).containsExactly(Path.of("/dev/stdin"));
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    /** The request ids that the store has, and those of the lines that a replay gets. */
    private void holds(byte[] content, int... numbers) throws IOException {
        Path file = file("log", content);
        LoadReport report = store.load(List.of(file), Progress.NONE);
        List<String> expected = new ArrayList<>();
        for (int number : numbers) {
            expected.add("r" + number);
        }
        assertThat(report.rejected()).isZero();
        assertThat(store.query(new LogQuery(LogKind.WAF, null, null, null, 100)).rows())
                .extracting(row -> row.get("requestId"))
                .containsExactlyInAnyOrderElementsOf(expected);
        List<String> lines = new ArrayList<>();
        try (WafLines all = WafLines.open(home(), List.of(file))) {
            all.each(line -> lines.add(
                    LineKinds.json(line).orElseThrow().path("httpRequest").path("requestId").asText()));
        }
        assertThat(lines).containsExactlyElementsOf(expected);
    }

    private void holds(String content, int... numbers) throws IOException {
        holds(content.getBytes(StandardCharsets.UTF_8), numbers);
    }

    @Test
    void severalRecordsOnALineAreSeveral() throws IOException {
        holds(waf(1) + "\n" + waf(2) + waf(3) + " " + waf(4) + "\n" + waf(5) + "\n", 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2026-11-22T03:52:34.461Z ",
        "2026-11-22T03:52:34.461000+00:00 cloudfront_example_0 ",
        "<134>Nov 22 03:52:34 host aws-waf: "
    })
    void aPrefixBeforeEachRecordIsLeftOut(String prefix) throws IOException {
        holds(prefix + waf(1) + "\n" + prefix + waf(2) + "\n", 1, 2);
    }

    @Test
    void theLinesOfAnArrayAreRecords() throws IOException {
        holds("[\n" + waf(1) + ",\n" + waf(2) + ",\n" + waf(3) + "\n]\n", 1, 2, 3);
    }

    @Test
    void prettyRecordsJoinedByCommasAreRecords() throws IOException {
        String pretty = waf(1).replace("\",\"", "\",\n  \"").replace(":{", ":\n{");
        holds(pretty + ",\n" + pretty.replace("r1", "r2") + " , " + pretty.replace("r1", "r3") + ",\n", 1, 2, 3);
    }

    @Test
    void marksBetweenFilesPutTogetherAreNoPartOfARecord() throws IOException {
        holds("\uFEFF" + waf(1) + "\n\uFEFF" + waf(2) + "\n", 1, 2);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(content);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,true", "UTF-16LE,true", "UTF-16BE,true", "UTF-16LE,false", "UTF-16BE,false"})
    void aMarkInsideGzipAndWideTextAreRead(String charset, boolean marked) throws IOException {
        String lines = waf(1) + "\r\n" + waf(2) + "\r\n";
        holds(gzip(gzip(((marked ? "\uFEFF" : "") + lines).getBytes(java.nio.charset.Charset.forName(charset)))), 1, 2);
    }

    /** A frame of blocks that are not compressed, as RFC 8878 lays it out. */
    private static byte[] frame(byte[]... blocks) {
        int size = Arrays.stream(blocks).mapToInt(block -> block.length).sum();
        ByteBuffer out = ByteBuffer.allocate(9 + size + 3 * blocks.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xFD2FB528).put((byte) 0xA0).putInt(size);
        for (int i = 0; i < blocks.length; i++) {
            int header = blocks[i].length << 3 | (i == blocks.length - 1 ? 1 : 0);
            out.put((byte) header).put((byte) (header >> 8)).put((byte) (header >> 16)).put(blocks[i]);
        }
        return out.array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocks", "in gzip", "frames", "packed"})
    void zstandardIsRead(String way) throws IOException {
        byte[] first = (waf(1) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] second = (waf(2) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        switch (way) {
            case "blocks" -> bytes.write(frame(first, second));
            case "in gzip" -> bytes.write(gzip(frame(first, second)));
            case "frames" -> {
                bytes.write(frame(first));
                bytes.write(frame(second));
            }
            default -> {
                try (OutputStream out = new ZstdOutputStreamNoFinalizer(bytes)) {
                    out.write(first);
                    out.write(second);
                }
            }
        }
        holds(bytes.toByteArray(), 1, 2);
    }

    @Test
    void aFrameOfZstandardThatIsCutCountsWhatCouldBeRead() throws IOException {
        byte[] whole = frame((waf(1) + "\n").getBytes(StandardCharsets.UTF_8), waf(2).getBytes(StandardCharsets.UTF_8));
        Path file = file("log.zst", Arrays.copyOf(whole, whole.length - 10));
        LoadReport report = store.load(List.of(file), Progress.NONE);
        assertThat(report.records()).isEqualTo(Map.of(LogKind.WAF, 1L));
        assertThat(report.warnings()).singleElement().asString().contains("log.zst is cut short");
    }

    @Test
    void eachFileOfAZipIsRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a/"));
            zip.putNextEntry(new ZipEntry("a/1.jsonl"));
            zip.write(waf(1).getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("__MACOSX/a/._1.jsonl"));
            zip.write(new byte[] {0, 5, 22, 7});
            zip.putNextEntry(new ZipEntry("a/2.jsonl.gz"));
            zip.write(gzip(waf(2).getBytes(StandardCharsets.UTF_8)));
        }
        holds(out.toByteArray(), 1, 2);
    }

    @ParameterizedTest
    @CsvSource({"425A6839,bzip2", "FD377A585A0000,xz", "5041523115,Parquet"})
    void anotherFormatIsNamed(String bytes, String name) throws IOException {
        Path file = file("log", HexFormat.of().parseHex(bytes));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> store.load(List.of(file), Progress.NONE))
                .withMessageContaining(name);
    }

    @Test
    void eachLineOfAMixedFileGoesToItsKind() throws IOException {
        holds(waf(1) + "\n" + HIT + "\nSTART RequestId: x Version: 1\n" + TEXT + "a\n" + waf(2) + "\n", 1, 2);
        assertThat(store.report().records())
                .isEqualTo(Map.of(LogKind.WAF, 2L, LogKind.CLOUDFRONT, 1L, LogKind.EDGE, 2L));
    }

    @Test
    void aTextOverSeveralLinesIsOneMessage() throws IOException {
        String trace = "Error: boom\n    at handler (index.js:3:9)\n    at run (index.mjs:1:2)";
        Path file = file("log", ("garbage\n" + TEXT + trace + "\nEND RequestId: x\nnoise\n").getBytes(StandardCharsets.UTF_8));
        LoadReport report = store.load(List.of(file), Progress.NONE);
        assertThat(store.query(new LogQuery(LogKind.EDGE, null, null, null, 10)).rows())
                .extracting(row -> row.get("message"))
                .containsExactly(trace, "END RequestId: x");
        assertThat(report.rejected()).isEqualTo(2);
        assertThat(store.rejected(5))
                .extracting(RejectedLine::number, RejectedLine::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, "garbage"), org.assertj.core.groups.Tuple.tuple(6L, "noise"));
    }

    private List<Map<String, Object>> cloudFront(String content) throws IOException {
        assertThat(store.load(List.of(file("cf", content.getBytes(StandardCharsets.UTF_8))), Progress.NONE).rejected())
                .isZero();
        List<Map<String, Object>> rows = new ArrayList<>();
        store.query(new LogQuery(LogKind.CLOUDFRONT, null, null, null, 10)).rows().forEach(row -> {
            Map<String, Object> known = new java.util.HashMap<>();
            row.forEach((name, value) -> known.put(name, value == null ? "none" : value));
            rows.add(known);
        });
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18, 19, 23, 24, 26, 33})
    void anOldRecordWithoutFieldsHasTheFirstOfThem(int length) throws IOException {
        String[] all = ("2016-05-01\t01:02:03\tFRA2\t612\t192.0.2.9\tGET\td111111abcdef8.cloudfront.net\t/x\t301\t-\tcurl\t-"
                + "\t-\tRedirect\told-2==\twww.example.com\thttp\t131\t0.002\t-\tTLSv1.2\tc\tRedirect\tHTTP/1.1\t-\t-"
                + "\t4711\t0.001\tHit\ttext/html\t78\t-\t-").split("\t");
        String line = String.join("\t", List.of(all).subList(0, length));
        assertThat(cloudFront(line + "\n")).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("sc_status", 301)
                .containsEntry("x_edge_request_id", length > 14 ? "old-2==" : "none")
                .containsEntry("cs_protocol_version", length > 23 ? "HTTP/1.1" : "none"));
    }

    @Test
    void aRecordWithoutTimeHasNone() throws IOException {
        assertThat(cloudFront("#Version: 1.0\n#Fields: c-ip sc-status x-edge-request-id\n192.0.2.9\t200\tid-1\n"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("c_ip", "192.0.2.9").containsEntry("date", "none"));
        assertThat(cloudFront("{\"c-ip\":\"192.0.2.9\",\"sc-status\":\"200\"}\n")).hasSize(2);
    }

    @Test
    void aTimeInIso8601IsATime() throws IOException {
        assertThat(cloudFront("{\"timestamp\":\"2024-02-29T08:09:10Z\",\"c-ip\":\"192.0.2.9\",\"sc-status\":200}\n"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("timestamp", 1709194150L));
    }

    @Test
    void aRealTimeLogAndSampledRequestsAreNamed() throws IOException {
        for (Map.Entry<String, String> one : Map.of(
                        "1700000000.123\t192.0.2.1\t0.1\t200\t1\tGET\thttps\th\t/\n", "real-time",
                        "{\"SampledRequests\":[{\"Request\":{\"ClientIP\":\"192.0.2.1\"}}]}", "sampled requests")
                .entrySet()) {
            Path file = file("log", one.getKey().getBytes(StandardCharsets.UTF_8));
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> store.load(List.of(file), Progress.NONE))
                    .withMessageContaining(one.getValue());
        }
    }

    @Test
    void foldersAndPatternsAreReadAndNoFileTwice() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("logs/2026/11"));
        Files.writeString(inner.resolve("a.jsonl"), waf(1));
        Files.writeString(inner.resolve("b.jsonl"), waf(2));
        Files.writeString(inner.resolve(".hidden"), "no log");
        Files.createSymbolicLink(inner.resolve("c.jsonl"), inner.resolve("a.jsonl"));
        Path logs = folder.resolve("logs");
        assertThat(store.load(List.of(logs, inner.resolve("?.json*"), inner.resolve("c.jsonl")), Progress.NONE).total())
                .isEqualTo(2);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> WafLines.open(home(), List.of(empty)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-FOLDER"));
    }
}
