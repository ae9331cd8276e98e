package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.MotoServer;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** Against private keys that openssl made, and against the KMS, S3, DynamoDB and logs of moto. */
class DecrypterTest {
    private static final Marker ENC = new Marker("((enc:", ":enc))");
    private static final KeyPair OWN = pair();
    private static final KeyPair OTHER = pair();

    private static MotoServer moto;
    private static AwsClients aws;

    @TempDir
    Path root = Path.of("");

    @BeforeAll
    static void start() {
        moto = MotoServer.start();
        aws = new AwsClients(new AwsClients.Connection(
                MotoServer.KEYS, ApacheHttpClient.create(), moto.endpoint(), "us-east-1", List.of()));
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            aws.close();
            moto.close();
        }
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sealed(java.security.PublicKey key, String plaintext) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new OAEPParameterSpec(
                    "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
            byte[] block = cipher.doFinal(plaintext.getBytes(StandardCharsets.UTF_8));
            return ENC.prefix() + Base64.getEncoder().encodeToString(block) + ENC.suffix();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sealed(String plaintext) {
        return sealed(OWN.getPublic(), plaintext);
    }

    private Ledger ledger() {
        return new Ledger(new Home(root), Clock.systemUTC());
    }

    private Path pem(KeyPair pair, String name) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        return Files.writeString(
                root.resolve(name), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    }

    private static Reveal all(String subject) {
        return new Reveal("arn:aws:iam::111122223333:user/ann", "111122223333", subject, "ticket 7", Set.of(), Set.of());
    }

    private Opened open(String document, KeyRing ring) {
        return new Decrypter(aws, ledger()).open(Document.of(document), ring, all("a text"));
    }

    private KeyRing own() throws IOException {
        return KeyRing.ofPem(ENC, pem(OWN, "own.pem"));
    }

    @Test
    void opensWithTypesAndKeepsTheDocumentJson() throws Exception {
        String json = """
                {"a":"%s","b":"x %s y","n":"%s","t":"%s","o":"%s","in":"n=%s","z":"\\u0000","body":"{\\"s\\":\\"%s\\",\\"n\\":\\"%s\\"}"}"""
                .formatted(
                        sealed("say \"hi\"\n\\é😀"), sealed("mid\"dle"), sealed("\0" + "12345678901234567890.10"),
                        sealed("\0true"), sealed("\0{\"k\": [1, null]}"), sealed("\0" + "42"), sealed("q\"uote"), sealed("\0" + "7"));
        Opened opened = open(json, own());
        assertThat(opened.fields()).extracting(Field::status).containsOnly(FieldStatus.DECRYPTED);
        JsonNode tree = Json.MAPPER.readTree(opened.document().bytes());
        assertThat(tree.path("a").asText()).isEqualTo("say \"hi\"\n\\é😀");
        assertThat(tree.path("b").asText()).isEqualTo("x mid\"dle y");
        assertThat(opened.document().shown())
                .contains("\"n\":12345678901234567890.10,\"t\":true,\"o\":{\"k\": [1, null]},\"in\":\"n=42\",\"z\":\"\\u0000\"");
        assertThat(Json.MAPPER.readTree(tree.path("body").asText()))
                .isEqualTo(Json.MAPPER.readTree("{\"s\":\"q\\\"uote\",\"n\":7}"));
        assertThat(opened.fields().get(2).value()).hasToString("12345678901234567890.10");
        assertThat(Json.MAPPER.writeValueAsString(opened)).startsWith("{\"fields\":[{\"path\":\"$.a\",\"offset\":6,\"key\":\"own.pem\",\"status\":\"decrypted\",\"value\":\"say");
    }

    @Test
    void formsComeBackEncoded() throws Exception {
        String form = "a=1+%e9&ssn=" + java.net.URLEncoder.encode(sealed("1+2 é&="), StandardCharsets.UTF_8) + "&b=%zz";
        assertThat(open(form, own()).document().shown()).isEqualTo("a=1+%e9&ssn=1%2B2%20%C3%A9%26%3D&b=%zz");
    }

    @Test
    void oneThatStaysClosedHidesNoOther() throws Exception {
        String good = sealed("good");
        int at = ENC.prefix().length();
        String damaged = good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1);
        String other = sealed(OTHER.getPublic(), "not yours");
        String text = good + " " + ENC.prefix() + "%%%" + ENC.suffix() + " " + other + " ((enc: " + damaged + " " + good;
        Opened opened = open(text, own());
        assertThat(opened.fields()).extracting(Field::status).containsExactly(
                FieldStatus.DECRYPTED, FieldStatus.CORRUPT, FieldStatus.CORRUPT, FieldStatus.CORRUPT, FieldStatus.CORRUPT,
                FieldStatus.DECRYPTED);
        assertThat(opened.fields()).allSatisfy(field ->
                assertThat(field.reason().isEmpty()).isEqualTo(field.status() == FieldStatus.DECRYPTED));
        assertThat(opened.decrypted()).isEqualTo(2);
        assertThat(opened.failed()).isEqualTo(4);
        assertThat(opened.document().shown()).isEqualTo(text.replace(good, "good"));
    }

    @Test
    void keysAreTriedInOrderAndNeverUnderAnothersMarker() throws Exception {
        pem(OWN, "own.pem");
        pem(OTHER, "other.pem");
        Path ring = Files.writeString(root.resolve("ring.json"), """
                [{"prefix":"((enc:","suffix":":enc))","privateKey":"other.pem"},
                 {"prefix":"((enc:","suffix":":enc))","privateKey":"own.pem","algorithm":"RSAES_OAEP_SHA_256"},
                 {"prefix":"<<","suffix":">>","privateKey":"other.pem"},
                 {"prefix":"[[","suffix":"]]"}]
                """);
        String bare = sealed("mine").replace(ENC.prefix(), "").replace(ENC.suffix(), "");
        Opened opened = open(sealed("mine") + "<<" + bare + ">>" + "[[" + bare + "]]", KeyRing.read(ring));
        assertThat(opened.fields()).extracting(Field::key).containsExactly("own.pem", "other.pem", "");
        assertThat(opened.fields()).extracting(Field::status)
                .containsExactly(FieldStatus.DECRYPTED, FieldStatus.CORRUPT, FieldStatus.NO_KEY);
    }

    @Test
    void readsTheKeysThatOpensslWrites() throws Exception {
        OutsideTool.require("openssl", "version");
        for (String form : List.of("-traditional", "")) {
            Path key = root.resolve("k" + form + ".pem");
            List<String> make = form.isEmpty()
                    ? List.of("openssl", "genpkey", "-algorithm", "RSA", "-out", key.toString())
                    : List.of("openssl", "genrsa", form, "-out", key.toString(), "2048");
            assertThat(OutsideTool.run(Map.of(), new byte[0], make).status()).isZero();
            Path plain = Files.writeString(root.resolve("plain"), "von openssl ✓");
            OutsideTool.Output base64 = OutsideTool.run(Map.of(), new byte[0], List.of("sh", "-c",
                    "openssl pkeyutl -encrypt -inkey " + key + " -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256"
                            + " -pkeyopt rsa_mgf1_md:sha256 -in " + plain + " | openssl base64 -A"));
            Opened opened = open("((enc:" + base64.out() + ":enc))", KeyRing.ofPem(ENC, key));
            assertThat(opened.document().shown()).isEqualTo("von openssl ✓");
        }
        assertThatThrownBy(() -> KeyRing.ofPem(ENC, root.resolve("plain")))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-PRIVATE-KEY"));
    }

    @Test
    void kmsOpensAndItsRefusalsAreTold() {
        String keyId = aws.kms("us-east-1")
                .createKey(request -> request.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
                .keyMetadata()
                .keyId();
        byte[] block = aws.kms("us-east-1")
                .encrypt(request -> request.keyId(keyId)
                        .encryptionAlgorithm("RSAES_OAEP_SHA_256")
                        .plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("from KMS")))
                .ciphertextBlob()
                .asByteArray();
        String sealed = ENC.prefix() + Base64.getEncoder().encodeToString(block) + ENC.suffix();
        Opened opened = open(sealed, KeyRing.ofKms(ENC, keyId));
        assertThat(opened.fields().getFirst().reason()).isEmpty();
        assertThat(opened.document().shown()).isEqualTo("from KMS");
        // An alias may lead to another key tomorrow: the record has the ARN that KMS answered with.
        String arn = aws.kms("us-east-1").describeKey(request -> request.keyId(keyId)).keyMetadata().arn();
        aws.kms("us-east-1").createAlias(request -> request.aliasName("alias/today").targetKeyId(keyId));
        assertThat(open(sealed, KeyRing.ofKms(ENC, "alias/today")).decrypted()).isOne();
        assertThat(ledger().entries().getLast().details())
                .containsEntry("keys", "alias/today")
                .containsEntry("openedWith", arn);
        assertThat(Sealer.ofKms(aws, keyId, ENC).name()).isEqualTo(keyId);
        String signing = aws.kms("us-east-1")
                .createKey(request -> request.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.SIGN_VERIFY))
                .keyMetadata()
                .keyId();
        assertThatThrownBy(() -> Sealer.ofKms(aws, signing, ENC))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-PUBLIC-KEY"));
        Opened none = open(sealed, KeyRing.ofKms(ENC, "alias/nobody"));
        assertThat(none.fields().getFirst().status()).isEqualTo(FieldStatus.NO_KEY);
        assertThat(none.fields().getFirst().key()).isEqualTo("alias/nobody");
    }

    @Test
    void aKmsThatThrottlesIsAskedNoOftenerThanTheSdkTries() {
        // AWS SDK for Java 2.x Developer Guide, "Configure retry behavior", legacy strategy (the default): 3 retries,
        // 4 attempts in all.
        int attempts = 4;
        ThrottlingKms kms = new ThrottlingKms();
        try (AwsClients throttled = kms.clients()) {
            Opened opened = new Decrypter(throttled, ledger())
                    .open(Document.of(sealed("a") + sealed("b")), KeyRing.ofKms(ENC, "alias/busy"), all("a text"));
            assertThat(opened.fields()).extracting(Field::status).containsOnly(FieldStatus.UNAVAILABLE).hasSize(2);
            assertThat(opened.fields().getFirst().reason()).contains("ThrottlingException");
            assertThat(kms.calls()).hasSize(2).allSatisfy((ciphertext, calls) -> assertThat(calls).isEqualTo(attempts));
            kms.forget();
            assertThat(new Decrypter(throttled, ledger()).mayI(new RingKey.InKms("alias/busy", KeyRing.OAEP_SHA256)).answer())
                    .isEqualTo(Permission.Answer.UNKNOWN);
            assertThat(kms.calls()).hasSize(1).allSatisfy((ciphertext, calls) -> assertThat(calls).isEqualTo(attempts));
        }
    }

    @Test
    void theLedgerHasItFirstOrNobodySeesIt() throws Exception {
        Decrypter decrypter = new Decrypter(aws, ledger());
        KeyRing ring = own();
        String text = "{\"ssn\":\"" + sealed("1") + "\",\"dob\":[\"" + sealed("2") + "\"],\"x\":\"" + sealed("3") + "\"}";
        Reveal some = new Reveal("me", "111122223333", "file.json", "ticket 8", Set.of("ssn", "dob"), Set.of());
        Opened opened = decrypter.open(Document.of(text), ring, some);
        assertThat(opened.fields()).extracting(Field::path).containsExactly("$.ssn", "$.dob[0]");
        long offset = Decrypter.find(Document.of(text), ring).getLast().offset();
        Reveal one = new Reveal("me", "111122223333", "file.json", "ticket 8", Set.of(), Set.of(offset));
        assertThat(decrypter.open(Document.of(text), ring, one).fields()).extracting(Field::path).containsExactly("$.x");
        LedgerEntry entry = ledger().entries().getFirst();
        assertThat(entry.reason()).isEqualTo("ticket 8");
        assertThat(entry.outcome()).isEqualTo("revealed");
        assertThat(entry.details())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "decrypted", "2", "keys", "own.pem", "openedWith", "own.pem", "revealed", "$.ssn, $.dob[0]"));

        assertThatThrownBy(() -> decrypter.open(Document.of(text), ring, new Reveal("", "", "f", " \n", Set.of(), Set.of())))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-REASON"));
        Path blocked = Files.createDirectory(root.resolve("blocked"));
        Files.writeString(blocked.resolve("ledger"), "in the way");
        Decrypter unrecorded = new Decrypter(aws, new Ledger(new Home(blocked), Clock.systemUTC()));
        assertThatThrownBy(() -> unrecorded.open(Document.of(text), ring, all("x")))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-LEDGER"));
    }

    @Test
    void whatIsSealedAnewOpensWithTheOtherKeyAlone() throws Exception {
        OutsideTool.require("openssl", "version");
        Path other = pem(OTHER, "other.pem");
        Path otherPublic = root.resolve("other-public.pem");
        assertThat(OutsideTool.run(Map.of(), new byte[0], List.of("openssl", "pkey", "-in", other.toString(), "-pubout", "-out", otherPublic.toString()))
                        .status())
                .isZero();
        String damaged = ENC.prefix() + "QQ==" + ENC.suffix();
        String text = "{\"a\":\"x " + sealed("short é") + "\",\"n\":\"" + sealed("\0" + "1.50") + "\",\"bad\":\"" + damaged + "\",\"form\":\"s="
                + java.net.URLEncoder.encode(sealed("1"), StandardCharsets.UTF_8) + "\"}";
        Marker anew = new Marker("{{", "}}");
        Resealed resealed = new Decrypter(aws, ledger())
                .reseal(Document.of(text), own(), all("f.json"), Sealer.ofPem(otherPublic.toString(), anew));
        assertThat(resealed.resealed()).isEqualTo(3);
        assertThat(resealed.left()).extracting(Field::path).containsExactly("$.bad");
        assertThat(resealed.document().shown()).contains("\"bad\":\"" + damaged + "\"").doesNotContain("short é");
        Opened opened = new Decrypter(aws, ledger()).open(resealed.document(), KeyRing.ofPem(anew, other), all("g.json"));
        assertThat(opened.document().shown())
                .isEqualTo("{\"a\":\"x short é\",\"n\":1.50,\"bad\":\"" + damaged + "\",\"form\":\"s=1\"}");
        assertThat(ledger().entries().getFirst()).satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("decrypt.reseal");
            assertThat(entry.details()).containsEntry("for", otherPublic.toString()).containsEntry("corrupt", "1");
        });
    }

    @Test
    void openSslOpensWhatIsSealedHereAlsoWhenItIsLong() throws Exception {
        OutsideTool.require("openssl", "version");
        Path other = pem(OTHER, "other.pem");
        Path otherPublic = root.resolve("other-public.pem");
        OutsideTool.run(Map.of(), new byte[0], List.of("openssl", "pkey", "-in", other.toString(), "-pubout", "-out", otherPublic.toString()));
        Sealer sealer = Sealer.ofPem(otherPublic.toString(), ENC);
        // 2048 bits less 66 bytes, RFC 8017, section 7.1.1: the longest that fits.
        for (int length : new int[] {190, 191}) {
            String body = sealer.seal("y".repeat(length).getBytes(StandardCharsets.UTF_8));
            String sealed = ENC.prefix() + body + ENC.suffix();
            assertThat(body.startsWith("v1.")).isEqualTo(length == 191);
            String block = length == 191 ? body.split("\\.", -1)[1] : body;
            Path file = Files.write(root.resolve("block"), Base64.getDecoder().decode(block));
            OutsideTool.Output plain = OutsideTool.run(Map.of(), new byte[0], List.of("sh", "-c",
                    "openssl pkeyutl -decrypt -inkey " + other + " -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256"
                            + " -pkeyopt rsa_mgf1_md:sha256 -in " + file + " | openssl base64 -A"));
            byte[] opened = Base64.getDecoder().decode(plain.out());
            assertThat(opened).hasSize(length == 191 ? 32 : 190);
            assertThat(open(sealed, KeyRing.ofPem(ENC, other)).document().shown()).isEqualTo("y".repeat(length));
        }
    }

    @Test
    void readsWhatSourcesName() throws Exception {
        Sources sources = new Sources(aws);
        byte[] bytes = "é".getBytes(StandardCharsets.UTF_8);
        assertThat(sources.read("-", new ByteArrayInputStream(bytes)).bytes()).isEqualTo(bytes);
        Path file = Files.write(root.resolve("f"), bytes);
        assertThat(sources.read(file.toString(), InputStream.nullInputStream()).bytes()).isEqualTo(bytes);
        aws.s3("us-east-1").createBucket(request -> request.bucket("records-bucket"));
        aws.s3("us-east-1").putObject(request -> request.bucket("records-bucket").key("a b/c%20d"), RequestBody.fromBytes(bytes));
        assertThat(sources.read("s3://records-bucket/a b/c%20d", InputStream.nullInputStream()).bytes()).isEqualTo(bytes);
        aws.dynamoDb("us-east-1").createTable(request -> request.tableName("records")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()));
        aws.dynamoDb("us-east-1").putItem(request -> request.tableName("records").item(Map.of(
                "id", AttributeValue.fromS("1"),
                "body", AttributeValue.fromS("{\"ssn\":\"" + sealed("123") + "\"}"),
                "n", AttributeValue.fromN("1.5"),
                "set", AttributeValue.fromSs(List.of("x")))));
        Document items = sources.read("dynamodb://records", InputStream.nullInputStream());
        Opened opened = new Decrypter(aws, ledger()).open(items, own(), all("dynamodb://records"));
        assertThat(opened.fields()).extracting(Field::path).containsExactly("$[0].body.ssn");
        assertThat(Json.MAPPER.readTree(opened.document().bytes())).isEqualTo(Json.MAPPER.readTree(
                "[{\"id\":\"1\",\"body\":\"{\\\"ssn\\\":\\\"123\\\"}\",\"n\":1.5,\"set\":[\"x\"]}]"));
        aws.logs("us-east-1").createLogGroup(request -> request.logGroupName("/app"));
        aws.logs("us-east-1").createLogStream(request -> request.logGroupName("/app").logStreamName("s"));
        aws.logs("us-east-1").putLogEvents(request -> request.logGroupName("/app").logStreamName("s").logEvents(
                InputLogEvent.builder().timestamp(System.currentTimeMillis()).message("{\"a\":1}\n").build()));
        assertThat(sources.read("logs:///app", InputStream.nullInputStream()).shown()).isEqualTo("{\"a\":1}\n");

        aws.s3("us-east-1").putObject(request -> request.bucket("records-bucket").key("in/1.json"), RequestBody.fromString("{\"a\":1}"));
        aws.s3("us-east-1").putObject(request -> request.bucket("records-bucket").key("in/2.txt"), RequestBody.fromBytes(bytes));
        assertThat(Json.MAPPER.readTree(sources.read("s3://records-bucket/in/", InputStream.nullInputStream()).bytes()))
                .isEqualTo(Json.MAPPER.readTree("[{\"key\":\"in/1.json\",\"body\":\"{\\\"a\\\":1}\"},{\"key\":\"in/2.txt\",\"body\":\"é\"}]"));
        aws.dynamoDb("us-east-1").putItem(request -> request.tableName("records").item(Map.of("id", AttributeValue.fromS("a b&"))));
        aws.dynamoDb("us-east-1").putItem(request -> request.tableName("records").item(Map.of("id", AttributeValue.fromS("+49 é"))));
        assertThat(Json.MAPPER.readTree(sources.read("dynamodb://records?id=+49 é", InputStream.nullInputStream()).bytes()))
                .isEqualTo(Json.MAPPER.readTree("[{\"id\":\"+49 é\"}]"));
        assertThat(Json.MAPPER.readTree(sources.read("dynamodb://records?id=a%20b%26", InputStream.nullInputStream()).bytes()))
                .isEqualTo(Json.MAPPER.readTree("[{\"id\":\"a b&\"}]"));
        assertThat(code(sources, "dynamodb://records?n=1.5")).isEqualTo("SP-SOURCE");
        assertThat(sources.read("logs:///app?since=1h", InputStream.nullInputStream()).shown()).isEqualTo("{\"a\":1}\n");
        assertThat(sources.read("logs:///app?since=2h&until=1h", InputStream.nullInputStream()).shown()).isEmpty();
        assertThat(code(sources, "logs:///app?since=soon")).isEqualTo("SP-SOURCE");

        assertThat(code(sources, "none.txt")).isEqualTo("SP-FILE");
        assertThat(code(sources, root.toString())).isEqualTo("SP-FILE");
        assertThat(code(sources, "ftp://x/y")).isEqualTo("SP-SOURCE");
        assertThat(code(sources, "s3://bucket-only")).isEqualTo("SP-SOURCE");
        assertThat(code(sources, "s3://no-such-bucket-here/k")).isEqualTo("SP-NOT-FOUND");
        assertThat(code(sources, "dynamodb://none")).isEqualTo("SP-NOT-FOUND");
    }

    private static String code(Sources sources, String source) {
        try {
            sources.read(source, InputStream.nullInputStream());
            return "";
        } catch (SallyportException e) {
            return e.code();
        }
    }
}
