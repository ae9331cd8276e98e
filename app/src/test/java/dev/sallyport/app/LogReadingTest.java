package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reader: what one of logs, hits, explain and replay counts, all count, with the same warnings and exit status. */
class LogReadingTest {
    private static final String MARK = "\ufeff";

    @TempDir
    Path folder;

    /**
     * What a command said of its sources.
     *
     * @param error code, empty where it answered
     */
    private record Said(int status, long records, long rejected, List<String> warnings, String error) {}

    private static String record(int number) {
        return "{\"timestamp\":" + (1_750_000_000_000L + number) + ",\"formatVersion\":1,\"action\":\"BLOCK\","
                + "\"terminatingRuleId\":\"R\",\"terminatingRuleType\":\"REGULAR\",\"httpRequest\":{\"clientIp\":"
                + "\"192.0.2.1\",\"country\":\"DE\",\"headers\":[{\"name\":\"Host\",\"value\":\"h" + number
                + "\"}],\"uri\":\"/\",\"args\":\"\",\"httpMethod\":\"GET\",\"requestId\":\"r" + number + "\"}}";
    }

    private static String records(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            text.append(record(i)).append('\n');
        }
        return text.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("waf.log"), content);
    }

    private Said run(String counted, String... arguments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", "--sandbox", "--home", folder.resolve("home").toString()));
        int status = CommandLineInterface.run(all.toArray(String[]::new), terminal);
        JsonNode answer = Json.MAPPER.readTree(out.toByteArray());
        JsonNode error = Json.MAPPER.readTree(err.toByteArray()).path("error");
        List<String> warnings = new ArrayList<>();
        answer.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        return new Said(
                status,
                answer.path(counted).asLong(),
                answer.path("rejected").asLong(),
                warnings,
                error.path("code").asText(""));
    }

    /** The one answer of the four commands. */
    private Said all(Path log) throws IOException {
        Path acl = Files.writeString(
                folder.resolve("acl.json"), "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[]}");
        String file = log.toString();
        Said hits = run("records", "hits", "--log", file);
        assertThat(run("records", "logs", file)).as("logs").isEqualTo(hits);
        assertThat(run("records", "explain", "r1", "--log", file)).as("explain").isEqualTo(hits);
        assertThat(run("requests", "replay", "--acl", acl.toString(), "--log", file)).as("replay").isEqualTo(hits);
        return hits;
    }

    @Test
    void wholeFilesOfAnyFormAreReadWhole() throws IOException {
        Said three = new Said(0, 3, 0, List.of(), "");
        String lines = records(3);
        String array = "[" + String.join(",\n", record(1), record(2), record(3)) + "]";
        assertThat(all(file(utf8(lines)))).isEqualTo(three);
        assertThat(all(file(utf8(lines.replace("\n", "\r\n\r\n"))))).isEqualTo(three);
        assertThat(all(file(utf8(MARK + lines)))).as("byte order mark").isEqualTo(three);
        assertThat(all(file(gzip(utf8(MARK + lines))))).as("byte order mark in gzip").isEqualTo(three);
        assertThat(all(file(utf8(array)))).as("array").isEqualTo(three);
        assertThat(all(file(utf8(Json.MAPPER.readTree(array).toPrettyString())))).as("pretty").isEqualTo(three);
        assertThat(all(file(utf8(lines.replace("\n", ""))))).as("without line ends").isEqualTo(three);
        String events = Json.MAPPER
                .createObjectNode()
                .set("events", Json.MAPPER.createArrayNode().add(event(1)).add(event(2)).add(event(3)))
                .toPrettyString();
        assertThat(all(file(utf8(events)))).as("what aws logs prints").isEqualTo(three);
        assertThat(all(file(utf8(events.replace("\"events\"", "\"logEvents\""))))).as("a subscription").isEqualTo(three);
    }

    @Test
    void recordsAreFoundInWhateverHoldsThem() throws IOException {
        Said three = new Said(0, 3, 0, List.of(), "");
        ArrayNode texts = Json.MAPPER.createArrayNode().add(record(1)).add(record(2) + "\n").add(record(3));
        assertThat(all(file(utf8(texts.toPrettyString())))).as("--query 'events[].message'").isEqualTo(three);
        assertThat(all(file(utf8(texts.toString())))).as("the same in one line").isEqualTo(three);
        ArrayNode rows = Json.MAPPER.createArrayNode();
        texts.forEach(text -> rows.addArray()
                .add(field("@timestamp", "2026-01-02 03:04:05.678"))
                .add(field("@message", text.textValue()))
                .add(field("@ptr", "CmEKJgoiMTExMTIyMjIzMzMz")));
        ObjectNode found = Json.MAPPER.createObjectNode();
        found.set("results", rows);
        found.putObject("statistics").put("recordsMatched", 3.0).put("recordsScanned", 9.0);
        found.put("status", "Complete");
        assertThat(all(file(utf8(found.toPrettyString())))).as("get-query-results").isEqualTo(three);
        assertThat(all(file(utf8(found.toString())))).as("get-query-results, packed").isEqualTo(three);
        ObjectNode held = Json.MAPPER.createObjectNode().put("account", "111122223333");
        held.set("records", Json.MAPPER.readTree("[" + String.join(",", record(1), record(2), record(3)) + "]"));
        assertThat(all(file(utf8(held.toPrettyString())))).as("held by a member").isEqualTo(three);
        assertThat(all(file(utf8(held.toString())))).as("held by a member, in one line").isEqualTo(three);
        held.withArray("records").add("neither").addObject().put("nor", 1);
        assertThat(all(file(utf8(held.toString())))).as("beside them").isEqualTo(new Said(0, 3, 2, List.of(), ""));
        assertThat(all(file(utf8("{\"records\":[{\"a\":1}]}")))).isEqualTo(new Said(2, 0, 0, List.of(), "SP-LOG-KIND"));
    }

    private static ObjectNode field(String name, String value) {
        return Json.MAPPER.createObjectNode().put("field", name).put("value", value);
    }

    private static JsonNode event(int number) {
        return Json.MAPPER.createObjectNode().put("timestamp", 1_750_000_000_000L).put("message", record(number));
    }

    @Test
    void whatIsCutShortSaysSo() throws IOException {
        // Each record differs in nothing that packs well, so that a cut leaves some whole.
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 2000; i++) {
            many.append(record(i).replace("\"/\"", "\"/" + Integer.toHexString(i * 0x9E3779B1) + "\"")).append('\n');
        }
        byte[] packed = gzip(utf8(many.toString()));
        Said cut = all(file(Arrays.copyOf(packed, packed.length / 2)));
        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.records()).isBetween(1L, 1999L);
        assertThat(cut.warnings()).singleElement().asString().contains("is cut short");
        Said none = all(file(Arrays.copyOf(packed, 12)));
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.records()).isZero();
        assertThat(none.warnings()).hasSize(2).last().asString().startsWith("Nothing was read");
    }

    @Test
    void whereNothingIsReadThatIsSaid() throws IOException {
        for (String nothing : List.of("", "\n \t\n", MARK)) {
            Said said = all(file(utf8(nothing)));
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.warnings()).singleElement().asString().startsWith("Nothing was read").contains("waf.log");
        }
        assertThat(run("records", "hits", "--log", folder.resolve("none").toString()))
                .isEqualTo(new Said(2, 0, 0, List.of(), "SP-LOG-MISSING"))
                .isEqualTo(run("records", "explain", "r1", "--log", folder.resolve("none").toString()))
                .isEqualTo(run(
                        "requests", "replay", "--acl", folder.resolve("acl.json").toString(), "--log",
                        folder.resolve("none").toString()));
        // What is no file could be a log group.
        assertThat(run("records", "logs", folder.resolve("none").toString()).status()).isEqualTo(2);
        assertThat(all(file(new byte[] {1, 0, 2, 3}))).isEqualTo(new Said(2, 0, 0, List.of(), "SP-LOG-KIND"));
        assertThat(all(file(utf8("Dear all\n")))).isEqualTo(new Said(2, 0, 0, List.of(), "SP-LOG-KIND"));
    }

    @Test
    void rubbishIsRejectedByAllAlike() throws IOException {
        String rubbish = String.join(
                "\n",
                record(1),
                record(2).substring(0, 100),
                record(3) + record(4),
                record(5) + " rest",
                record(6).replace("\"action\":\"BLOCK\",", ""),
                record(7).replace("BLOCK", ""),
                record(8).replace("\"httpRequest\":{", "\"other\":{"),
                record(9).replaceFirst("\"timestamp\":\\d+,", ""),
                record(10).replaceFirst("\"timestamp\":\\d+", "\"timestamp\":99999999999999999"),
                "[" + record(11) + "]",
                "\"text\"",
                "{}",
                "garbage",
                " " + record(12) + "\t",
                record(13).replaceFirst("\"timestamp\":\\d+", "\"timestamp\":\"2026-01-02T03:04:05.678Z\""),
                record(14).replaceFirst("\"timestamp\":(\\d+)", "\"timestamp\":\"$1\""),
                record(15).replace("DE", "\u00e4\u20ac"),
                record(16).replace("\"formatVersion\":1", "\"new\":{\"a\":[1]}"));
        Said said = all(file(utf8(rubbish)));
        // Read: 1, 3 and 4 on one line, 5 without what follows it, 11 to 16.
        assertThat(said).isEqualTo(new Said(0, 10, 10, List.of(), ""));
    }

    @Test
    void whatWasRejectedIsListedWithItsPlaceAndReason() throws IOException {
        String lines = String.join(
                "\n",
                record(1),
                "",
                record(2).substring(0, 100),
                record(3).replaceFirst("\"action\":\"[A-Z]+\",", ""),
                record(4).replaceFirst("\"timestamp\":\\d+", "\"timestamp\":\"soon\""),
                record(5),
                record(6),
                record(7),
                "Dear all");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(new ByteArrayOutputStream()));
        String file = file(utf8(lines)).toString();
        int status = CommandLineInterface.run(
                new String[] {
                    "logs", file, "--rejected", "--json", "--sandbox", "--home", folder.resolve("home").toString()
                },
                terminal);
        assertThat(status).isZero();
        JsonNode rejected = Json.MAPPER.readTree(out.toByteArray()).path("rejected");
        assertThat(rejected).extracting(line -> line.path("source").asText()).containsOnly(file);
        assertThat(rejected)
                .extracting(line -> line.path("line").asInt() + " " + line.path("reason").asText())
                .containsExactly(
                        "3 Its JSON is cut or broken.",
                        "4 It lacks action.",
                        "5 Its timestamp is no time.",
                        "9 It is no JSON object.");
        assertThat(rejected.path(3).path("text").asText()).isEqualTo("Dear all");
    }

    @Test
    void aLogOfAnotherServiceIsNamed() throws IOException {
        Path log = file(utf8(
                """
                #Version: 1.0
                #Fields: date time c-ip sc-status x-edge-request-id
                2026-01-02\t03:04:05\t192.0.2.7\t403\tabc
                """));
        Said hits = run("records", "hits", "--log", log.toString());
        assertThat(hits.status()).isEqualTo(1);
        assertThat(hits.warnings()).first().asString().contains("is a log of CloudFront, not of AWS WAF");
        Path acl = Files.writeString(folder.resolve("acl.json"), "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}}}");
        assertThat(run("requests", "replay", "--acl", acl.toString(), "--log", log.toString())).isEqualTo(hits);
        assertThat(run("records", "logs", log.toString())).isEqualTo(new Said(0, 1, 0, List.of(), ""));
    }
}
