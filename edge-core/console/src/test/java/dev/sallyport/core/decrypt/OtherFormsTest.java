package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** Ciphertexts as others seal, write, and carry them; OpenSSL seals them here. No AWS is called. */
class OtherFormsTest {
    private static final Marker MARKER = new Marker("<<", ">>");

    @TempDir
    Path root = Path.of("");

    private Path key = Path.of("");
    private final AwsClients aws = new AwsClients(new AwsClients.Connection(
            AnonymousCredentialsProvider.create(),
            ApacheHttpClient.create(),
            URI.create("http://127.0.0.1:1"),
            "us-east-1",
            List.of()));

    @BeforeEach
    void makeKey() {
        OutsideTool.require("openssl", "version");
        key = root.resolve("key.pem");
        assertThat(openssl(new byte[0], "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key.toString()))
                .isNotNull();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private byte[] openssl(byte[] input, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        // Base64 keeps the answer, which is bytes, whole.
        String words = String.join(" ", command) + " | openssl base64 -A";
        OutsideTool.Output output = OutsideTool.run(Map.of(), input, List.of("sh", "-c", words));
        return Base64.getDecoder().decode(output.out().strip());
    }

    private byte[] sealed(byte[] plaintext, String padding) {
        return openssl(plaintext, ("pkeyutl -encrypt -inkey " + key + " " + padding).split(" ", -1));
    }

    private static String oaep(String hash, String mgf1) {
        return "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:" + hash + " -pkeyopt rsa_mgf1_md:" + mgf1;
    }

    private Opened open(String document, KeyRing ring) {
        Reveal all = new Reveal("arn:aws:iam::111122223333:user/ann", "111122223333", "a text", "test", Set.of(), Set.of());
        return new Decrypter(aws, new Ledger(new Home(root), Clock.systemUTC())).open(Document.of(document), ring, all);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "sha256, sha256, ''",
        "sha256, sha1, OAEP with SHA-256 and MGF1 with SHA-1",
        "sha1, sha1, OAEP with SHA-1 and MGF1 with SHA-1",
        "sha512, sha512, OAEP with SHA-512 and MGF1 with SHA-512",
        "sha384, sha384, OAEP with SHA-384 and MGF1 with SHA-384",
        "sha512, sha1, OAEP with SHA-512 and MGF1 with SHA-1"
    })
    void anyPairOfHashesOpensAndIsNamed(String hash, String mgf1, String note) {
        Opened opened = open("<<" + base64(sealed(utf8("plain"), oaep(hash, mgf1))) + ">>", KeyRing.ofPem(MARKER, key));
        assertThat(opened.document().shown()).isEqualTo("plain");
        assertThat(opened.fields().getFirst().note()).contains(note);
        assertThat(opened.fields().getFirst().note().isEmpty()).isEqualTo(note.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"sha1, sha1, RSAES_OAEP_SHA_1,", "sha256, sha1, RSAES_OAEP_SHA_256, SHA-1"})
    void whatTheKeyRingSaysNeedsNoNote(String hash, String mgf1, String algorithm, String said) throws Exception {
        String text = "<<" + base64(sealed(utf8("plain"), oaep(hash, mgf1))) + ">>";
        assertThat(open(text, KeyRing.ofPem(MARKER, key, algorithm, said)).fields().getFirst().note()).isEmpty();
        Path ring = root.resolve("ring.json");
        Files.writeString(
                ring,
                "[{\"prefix\":\"<<\",\"suffix\":\">>\",\"privateKey\":\"key.pem\",\"algorithm\":\"%s\"%s}]"
                        .formatted(algorithm, said == null ? "" : ",\"mgf1\":\"" + said + "\""));
        assertThat(open(text, KeyRing.read(ring)).fields().getFirst().note()).isEmpty();
    }

    @Test
    void whatIsNoOaepStaysClosedWithAReason() {
        Opened opened = open("<<" + base64(sealed(utf8("x"), "-pkeyopt rsa_padding_mode:pkcs1")) + ">>", KeyRing.ofPem(MARKER, key));
        assertThat(opened.fields().getFirst().status()).isEqualTo(FieldStatus.CORRUPT);
        assertThat(opened.fields().getFirst().reason()).contains("without OAEP");
        Opened shorter = open("<<" + base64(new byte[100]) + ">>", KeyRing.ofPem(MARKER, key));
        assertThat(shorter.fields().getFirst().reason()).contains("100 bytes");
    }

    @Test
    void otherWaysOfWritingAreRead() {
        byte[] block = sealed(utf8("plain"), oaep("sha256", "sha256"));
        String base64 = base64(block);
        Map<String, String> ways = Map.of(
                HexFormat.of().formatHex(block), "hexadecimal",
                HexFormat.of().withUpperCase().formatHex(block), "hexadecimal",
                base64(utf8(base64)), "twice",
                base64.replaceAll("(.{64})", "$1\r\n"), "",
                Base64.getUrlEncoder().withoutPadding().encodeToString(block), "");
        ways.forEach((text, note) -> {
            Opened opened = open("<<" + text + ">>", KeyRing.ofPem(MARKER, key));
            assertThat(opened.document().shown()).as(text).isEqualTo("plain");
            assertThat(opened.fields().getFirst().note()).contains(note);
        });
    }

    @Test
    void spacesThatWerePlusSignsAreReadAndSpacesBetweenLinesToo() {
        String base64 = base64(sealed(utf8("plain"), oaep("sha256", "sha256")));
        while (base64.indexOf('+') < 0) {
            base64 = base64(sealed(utf8("plain"), oaep("sha256", "sha256")));
        }
        Opened form = open("a=<<" + base64.replace('+', ' ') + ">>&b=1", KeyRing.ofPem(MARKER, key));
        assertThat(form.document().shown()).isEqualTo("a=plain&b=1");
        assertThat(form.fields().getFirst().note()).contains("plus signs");
        Opened wrapped = open("<<" + base64.replaceAll("(.{64})", "$1 ") + ">>", KeyRing.ofPem(MARKER, key));
        assertThat(wrapped.document().shown()).isEqualTo("plain");
        assertThat(wrapped.fields().getFirst().note()).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreNotLost() {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0, 'b', 'i', 'n'};
        Opened opened = open("<<" + base64(sealed(bytes, oaep("sha256", "sha256"))) + ">>", KeyRing.ofPem(MARKER, key));
        String value = Objects.requireNonNull(opened.fields().getFirst().value()).asText();
        assertThat(Base64.getDecoder().decode(value)).isEqualTo(bytes);
        assertThat(opened.fields().getFirst().note()).contains("not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "1,<<X>>,z|1,\"a,b \"\"c\"\"\",z",
        "1;<<X>>|1;\"a,b \"\"c\"\"\"",
        "1\t<<X>>\tz|1\t\"a,b \"\"c\"\"\"\tz",
        "1,\"<<X>>\",z|1,\"a,b \"\"c\"\"\",z",
        "said <<X>>, then|said a,b \"c\", then",
        "<<X>>|a,b \"c\""
    })
    void aRowKeepsItsColumns(String row, String expected) {
        String cipher = base64(sealed(utf8("a,b \"c\""), oaep("sha256", "sha256")));
        assertThat(open(row.replace("X", cipher), KeyRing.ofPem(MARKER, key)).document().shown()).isEqualTo(expected);
    }

    @Test
    void cloudFrontsOwnFormIsRecognised() {
        byte[] message = new byte[400];
        message[0] = 1;
        message[1] = (byte) 0x80;
        message[2] = 1;
        message[3] = 0x78;
        String base64 = base64(message);
        assertThat(NativeForm.count(Document.of("{\"a\":\"" + base64 + "\",\"b\":\"AYAB\"}"))).isEqualTo(1);
        assertThat(NativeForm.count(Document.of("a=" + base64.replace("=", "%3D") + "&b=" + base64))).isEqualTo(2);
        assertThat(NativeForm.count(Document.of("xAYAB" + base64))).isZero();
    }
}
