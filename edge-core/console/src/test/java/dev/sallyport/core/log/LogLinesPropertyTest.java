package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.webacl.WafLogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever a log holds, each of its lines is a record, a rejected line, a part of a message, a header or blank; none is
 * lost, none kills.
 */
class LogLinesPropertyTest {
    private static final String WAF = "{\"timestamp\":1750000000134,\"action\":\"BLOCK\",\"terminatingRuleId\":\"R\","
            + "\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"headers\":[{\"name\":\"User-Agent\","
            + "\"value\":\"a\"}],\"uri\":\"/\"},"
            + "\"ruleGroupList\":[{\"ruleGroupId\":\"g\",\"terminatingRule\":{\"ruleId\":\"r\"}}],"
            + "\"labels\":[{\"name\":\"l\"}]}";
    private static final String CLOUDFRONT = "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET"
            + "\td.cloudfront.net\t/a%20b\t200\t-\tcurl\t-\t-\t"
            + "Hit\tid==\th\thttps\t23\t0.001\t-\tTLSv1.2\tc\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit"
            + "\ttext/html\t78\t-\t-";
    private static final String EDGE = "2026-11-22T03:52:34.461Z\tc7bb77a1-774b-42a2-a86a-a8390d6215cd\tINFO"
            + "\t{\"uri\":\"/a\"}";
    private static final String REPORT =
            "REPORT RequestId: c7bb77a1-774b-42a2-a86a-a8390d6215cd\tDuration: 1.20 ms\tBilled Duration: 2 ms\t";

    private static final Set<String> WHOLE = Set.of(WAF, CLOUDFRONT, EDGE, REPORT);
    /** What stands between the elements of an array over several lines, each a record. */
    private static final Set<String> BETWEEN = Set.of("[", "]", ",", "],");

    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static LogStore store;
    @SuppressWarnings("NullAway.Init")
    private static Path file;

    @BeforeContainer
    static void open() throws IOException {
        folder = Files.createTempDirectory("log-lines");
        store = LogStore.open(new Home(folder.resolve("home")));
    }

    @AfterContainer
    static void close() throws IOException {
        store.close();
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Provide
    static Arbitrary<List<byte[]>> lines() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(80);
        Arbitrary<String> real = Arbitraries.of(
                WAF, CLOUDFRONT, EDGE, REPORT, "#Fields: c-ip date", "", " ", "\t\r", "{}", "[1]", "\u001F");
        Arbitrary<byte[]> whole = real.map(line -> line.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> changed = real.flatMap(line -> bytes.flatMap(
                noise -> Arbitraries.integers().between(0, line.length()).map(at -> spliced(line, noise, at))));
        return Arbitraries.oneOf(bytes, whole, changed).list().ofMaxSize(60);
    }

    private static byte[] spliced(String line, byte[] noise, int at) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, at);
        out.write(noise, 0, Math.min(noise.length, 5));
        out.write(
                bytes, Math.min(bytes.length, at + noise.length % 3),
                bytes.length - Math.min(bytes.length, at + noise.length % 3));
        return out.toByteArray();
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void noLineOfAWafLogIsLost(@ForAll("lines") List<byte[]> lines) throws IOException {
        long before = store.report(LogKind.WAF).total();
        check(List.of(WAF, WAF), lines, false);
        assertThat(replayed()).isEqualTo(store.report(LogKind.WAF).total() - before);
    }

    /** The records of web ACLs that a replay finds in the file that was checked last. */
    private static long replayed() {
        AtomicLong records = new AtomicLong();
        try (WafLines all = WafLines.open(new Home(folder.resolve("home")), List.of(file))) {
            all.each(line -> records.addAndGet(WafLogRecord.parse(line).isPresent() ? 1 : 0));
        }
        return records.get();
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void noLineOfACloudFrontLogIsLost(@ForAll("lines") List<byte[]> lines) throws IOException {
        check(List.of(CLOUDFRONT, CLOUDFRONT), lines, true);
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void noLineOfALambdaLogIsLost(@ForAll("lines") List<byte[]> lines) throws IOException {
        check(List.of(EDGE, REPORT), lines, true);
    }

    /** Enough whole lines in front decide the kind. */
    private static void check(List<String> first, List<byte[]> lines, boolean returnEndsLine) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            out.write((first.get(i % first.size()) + '\n').getBytes(StandardCharsets.UTF_8));
        }
        for (byte[] line : lines) {
            out.write(line);
            out.write('\n');
        }
        String text = out.toString(StandardCharsets.ISO_8859_1);
        long expected = 0;
        long twice = 0;
        boolean message = false;
        for (String line : text.split(returnEndsLine ? "\r\n|\r|\n" : "\n", -1)) {
            boolean header = line.startsWith(first.getFirst().equals(CLOUDFRONT) ? "#" : "#Fields:");
            // What follows a text of Lambda may belong to it.
            message |= line.startsWith(EDGE.substring(0, 12)) || line.contains("\t" + EDGE.substring(0, 12));
            boolean counts = !line.replaceAll("[ \t\u000B\f\r]", "").isEmpty() && !header && !BETWEEN.contains(line.strip());
            expected += counts && (!message || WHOLE.contains(line)) ? 1 : 0;
            // A record may have something behind it on its line.
            twice += counts && (message || line.indexOf('}') >= 0) ? 1 : 0;
        }
        file = Files.createTempFile(folder, "lines", ".log");
        Files.write(file, out.toByteArray());
        LoadReport before = store.report();
        LoadReport after = store.load(List.of(file), Progress.NONE);
        long records = after.total() - before.total();
        assertThat(records + after.rejected() - before.rejected()).isBetween(expected, expected + 2 * twice);
        assertThat(records).isGreaterThanOrEqualTo(100);
        assertThat(store.rejected(3)).hasSize((int) Math.min(3, after.rejected()));
    }
}
