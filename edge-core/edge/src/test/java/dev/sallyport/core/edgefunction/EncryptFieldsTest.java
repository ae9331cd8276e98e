package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.edgefunction.FunctionRun.Result;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** encrypt-fields and encrypt-and-sign: what they seal opens with other programs, and nothing else changes. */
class EncryptFieldsTest {
    private static final String PREFIX = "$<[*";
    private static final String SUFFIX = "*]>$";
        private static final SealedForm FORM = SealedForm.between(PREFIX, SUFFIX);
    private static final Pattern SEALED = FORM.pattern();

    @TempDir
    private static Path folder = Path.of("");

    private static ObjectNode config() {
        return FORM.config(List.of("ssn", "limit", "active", "card", "no te"));
    }

    /** The packages as they are deployed. */
    @BeforeAll
    static void unpack() throws Exception {
        for (String name : List.of("encrypt-fields", "encrypt-and-sign")) {
            FunctionPackage.unzip(
                    FunctionPackage.of(name, config()).zip(), Files.createDirectory(folder.resolve(name)));
        }
    }

    private static Result run(String name, OriginRequest... requests) {
        List<ObjectNode> events = new ArrayList<>();
        for (OriginRequest request : requests) {
            events.add(request.event());
        }
        return FunctionRun.run(folder, name, FunctionRun.CREDENTIALS, events);
    }

    private static String sealedBody(String type, String body) {
        return new String(
                OriginRequest.body(run("encrypt-fields", OriginRequest.post(type, utf8(body))).answers().getFirst()),
                StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String open(String sealed) {
        return FORM.open(sealed);
    }

    @Test
    void sealsNamedMembersAtAnyDepthAndNothingElse() {
        String source = """
                \t{ "name":"Zoë \\u00e9", "ssn" : "123-45-6789","n": 1.10,
                  "deep":[{"ssn":"a\\"b\\n\\ud83d\\ude00"}, {"limit":12345678901234567890.10, "s\\u0073n":true}],
                  "card":{"pan":[4111,{"ssn":"inner"}], "x" : null},"active":false, "ssns":"kept", "x":{"card":[1, 2]},
                  "note":"\\"ssn\\": \\"not a member\\"", "list":["ssn","active"], "active":null, "limit":-0e5,
                  "no te":"" }
                """;
        String sealed = sealedBody("application/json; charset=UTF-8", source);
        List<String> envelopes = SEALED.matcher(sealed).results().map(found -> open(found.group(1))).toList();
        assertThat(envelopes)
                .containsExactly(
                        "123-45-6789",
                        "a\"b\n😀",
                        "\0" + "12345678901234567890.10",
                        "\0true",
                        "\0{\"pan\":[4111,{\"ssn\":\"inner\"}], \"x\" : null}",
                        "\0false",
                        "\0[1, 2]",
                        "\0" + "-0e5",
                        "");
        // Each sealed value stands where its source stood; put back, the document is the viewer's, byte for byte.
        List<String> originals = List.of(
                "\"123-45-6789\"", "\"a\\\"b\\n\\ud83d\\ude00\"", "12345678901234567890.10", "true",
                "{\"pan\":[4111,{\"ssn\":\"inner\"}], \"x\" : null}", "false", "[1, 2]", "-0e5", "\"\"");
        var next = originals.iterator();
        String restored = Pattern.compile("\"" + SEALED.pattern() + "\"")
                .matcher(sealed)
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(next.next()));
        assertThat(restored).isEqualTo(source);
        assertThat(FunctionRun.json(sealed).path("deep").path(1).path("ssn").asText()).startsWith(PREFIX);
    }

    @Test
    void sealsArraysOfRecordsAndFormsAndTheUnlabelled() {
        assertThat(sealedBody("application/vnd.api+json", "[{\"ssn\":\"1\"},{\"ssn\":2}]")).doesNotContain("\"1\"", ":2");
        assertThat(sealedBody("text/plain", " {\"ssn\":\"1\"}")).doesNotContain("\"1\"");
        String form = sealedBody("application/x-www-form-urlencoded", "a=%e9+b&ssn=1%2B2+%C3%A9&no+te=x&b&ssn&=&limit=7");
        String[] pairs = form.split("&", -1);
        assertThat(pairs).hasSize(7);
        assertThat(List.of(pairs[0], pairs[3], pairs[4], pairs[5])).containsExactly("a=%e9+b", "b", "ssn", "=");
        assertThat(openForm(pairs[1])).isEqualTo("1+2 é");
        assertThat(openForm(pairs[2])).isEqualTo("x");
        assertThat(openForm(pairs[6])).isEqualTo("7");
    }

    private static String openForm(String pair) {
        String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
        MatchResult sealed = SEALED.matcher(value).results().findFirst().orElseThrow();
        return open(sealed.group(1));
    }

    @Test
    void sealsLongValuesWithADataKey() {
        for (int length : new int[] {189, 190, 191, 5000, 200_000}) {
            String value = "é".repeat(length / 2) + "x".repeat(length % 2);
            String sealed = sealedBody("application/json", "{\"ssn\":\"" + value + "\"}");
            String body = SEALED.matcher(sealed).results().findFirst().orElseThrow().group(1);
            assertThat(body.startsWith("v1.")).isEqualTo(length > 190);
            assertThat(open(body)).isEqualTo(value);
        }
    }

    @Test
    void opensslOpensWhatWasSealed() throws Exception {
        OutsideTool.require("openssl", "version");
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(FORM.key().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Path file = Files.writeString(folder.resolve("key.pem"), pem);
        String sealed = sealedBody("application/json", "{\"ssn\":\"Zoë 123\"}");
        byte[] ciphertext = Base64.getDecoder().decode(SEALED.matcher(sealed).results().findFirst().orElseThrow().group(1));
        assertThat(ciphertext).hasSize(256);
        OutsideTool.Output opened = OutsideTool.run(Map.of(), ciphertext, List.of(
                "openssl", "pkeyutl", "-decrypt", "-inkey", file.toString(), "-pkeyopt", "rsa_padding_mode:oaep",
                "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256"));
        assertThat(opened.err()).isEmpty();
        assertThat(opened.out()).isEqualTo("Zoë 123");
    }

    @Test
    void leavesWhatHasNoFieldsAndRefusesWhatItCannotRead() {
        OriginRequest plain = OriginRequest.post("application/json", utf8("{ \"a\" : [1 , 2] }"));
        OriginRequest empty = OriginRequest.post("image/png", new byte[0]);
        OriginRequest get = OriginRequest.get("/records/1", "ssn=x");
        for (OriginRequest untouched : List.of(plain, empty, get)) {
            assertThat(run("encrypt-fields", untouched).answers().getFirst())
                    .isEqualTo(OriginRequest.request(untouched.event()));
        }
        ObjectNode packed = OriginRequest.post("application/json", utf8("{}")).event();
        ((ObjectNode) OriginRequest.request(packed).path("headers"))
                .putArray("content-encoding").addObject().put("key", "Content-Encoding").put("value", "gzip");
        Result refused = FunctionRun.run(folder, "encrypt-fields", Map.of(), List.of(
                packed,
                OriginRequest.post("application/json", utf8("{\"ssn\":\"1\"")).event(),
                OriginRequest.post("application/json", new byte[] {'"', (byte) 0xff, '"'}).event(),
                OriginRequest.post("application/json; charset=utf-16", utf8("{}")).event(),
                OriginRequest.post("application/x-www-form-urlencoded", utf8("ssn=%f")).event(),
                OriginRequest.post("application/json", utf8("[" + "{\"ssn\":\"\"},".repeat(6_000) + "1]")).event()));
        assertThat(refused.answers().stream()
                        .map(a -> a.path("status").asText() + " " + FunctionRun.json(a.path("body").asText()).path("error").asText()))
                .containsExactly(
                        "415 EncodedBody", "400 MalformedJson", "400 NotUtf8", "415 NotUtf8", "400 MalformedForm",
                        "413 SealedBodyTooLarge");
    }

    @Test
    void signsTheBodyThatItSealed() throws Exception {
        JsonNode answer = run("encrypt-and-sign", OriginRequest.post("application/json", utf8("{\"ssn\":\"1\"}")))
                .answers()
                .getFirst();
        byte[] sent = OriginRequest.body(answer);
        assertThat(new String(sent, StandardCharsets.UTF_8)).contains(PREFIX);
        assertThat(OriginRequest.header(answer, "x-amz-content-sha256"))
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent)));
        assertThat(OriginRequest.header(answer, "authorization")).contains("/execute-api/aws4_request");
        assertThat(run("encrypt-and-sign", OriginRequest.post("application/json", utf8("{"))).answers().getFirst()
                        .path("status").asText())
                .isEqualTo("400");
    }

    @Test
    void withoutConfigurationItAnswers() {
        Result result = FunctionRun.run(FunctionRun.functions(), "encrypt-fields", Map.of(), List.of(
                OriginRequest.post("application/json", utf8("{\"ssn\":\"1\"}")).event()));
        assertThat(result.answers().getFirst().path("body").asText()).contains("NotConfigured");
    }

    @Test
    void hashBodyNamesTheHash() throws Exception {
        byte[] body = {0, 1, (byte) 0xff};
        JsonNode answer = FunctionRun.run(FunctionRun.functions(), "hash-body", Map.of(), List.of(
                        OriginRequest.post("image/png", body).event()))
                .answers()
                .getFirst();
        assertThat(OriginRequest.header(answer, "x-amz-content-sha256"))
                .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        assertThat(OriginRequest.header(answer, "authorization")).isNull();
    }
}
