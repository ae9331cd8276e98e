package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Field;
import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.RingKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What the edge function seals for a key, KMS and the decrypter open: both sides of the form, end to end. */
class SealedAndOpenedTest {
    private static final Marker MARKER = new Marker("((enc:", ":enc))");
    private static final List<String> FIELDS = List.of("ssn", "limit", "card", "active", "note");

    @TempDir
    Path folder;

    private final Clock clock = Clock.systemUTC();
    private SandboxSession opened;
    private AwsClients root;

    @BeforeEach
    void open() {
        opened = SandboxSession.open(new Home(folder));
        root = opened.session().clients();
    }

    @AfterEach
    void close() {
        opened.session().close();
    }

    private String key() {
        String id = root.kms("us-east-1")
                .createKey(request -> request.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT"))
                .keyMetadata()
                .keyId();
        root.kms("us-east-1").createAlias(request -> request.aliasName("alias/records").targetKeyId(id));
        return id;
    }

    private List<String> sealed(List<String> bodies, String type) {
        byte[] publicKey = root.kms("us-east-1")
                .getPublicKey(request -> request.keyId("alias/records"))
                .publicKey()
                .asByteArray();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("publicKey", Base64.getEncoder().encodeToString(publicKey)).put("keyId", "alias/records");
        config.put("prefix", MARKER.prefix()).put("suffix", MARKER.suffix());
        FIELDS.forEach(config.putArray("fields")::add);
        Path unpacked = folder.resolve("edge");
        try {
            FunctionPackage.unzip(FunctionPackage.of("encrypt-fields", config).zip(), unpacked.resolve("encrypt-fields"));
        } catch (FunctionPackage.BadPackage e) {
            throw new AssertionError(e);
        }
        List<ObjectNode> events = bodies.stream()
                .map(body -> OriginRequest.post(type, body.getBytes(StandardCharsets.UTF_8)).event())
                .toList();
        return FunctionRun.run(unpacked, "encrypt-fields", Map.of(), events).answers().stream()
                .map(answer -> new String(OriginRequest.body(answer), StandardCharsets.UTF_8))
                .toList();
    }

    private Opened open(AwsClients aws, String text, String keyName) {
        Reveal reveal = new Reveal("me", "111122223333", "test", "round trip", Set.of(), Set.of());
        return new Decrypter(aws, new Ledger(new Home(folder.resolve("home")), clock))
                .open(Document.of(text), KeyRing.ofKms(MARKER, keyName), reveal);
    }

    private static String random(Random random, int depth) {
        String[] strings = {"", "plain", "q\"uo\\te", "line\nend", "é漢😀", "\u0000", "\u0000{}", "((enc:", "x".repeat(500)};
        return switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> "-1.50e+10";
            case 2 -> "true";
            case 3 -> "null";
            case 4 -> JsonNodeFactory.instance.textNode(strings[random.nextInt(strings.length)]).toString();
            case 5 -> "[" + random(random, depth + 1) + " , " + random(random, depth + 1) + "]";
            default -> {
                List<String> members = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    String name = random.nextBoolean() ? FIELDS.get(random.nextInt(FIELDS.size())) : "other" + i;
                    members.add("\"" + name + "\": " + random(random, depth + 1));
                }
                yield "{" + String.join(",", members) + "}";
            }
        };
    }

    @Test
    void everyValueComesBackWithItsType() {
        String key = key();
        Random random = new Random(3);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            bodies.add("{\"ssn\":" + random(random, 0) + ",\"card\":" + random(random, 1) + "}");
        }
        List<String> sealed = sealed(bodies, "application/json");
        for (int i = 0; i < bodies.size(); i++) {
            Opened opened = open(root, sealed.get(i), key);
            JsonNode original = FunctionRun.json(bodies.get(i));
            assertThat(FunctionRun.json(opened.document().shown())).as(sealed.get(i)).isEqualTo(original);
            assertThat(opened.failed()).isZero();
        }
    }

    @Test
    void aFormComesBackAsItWas() {
        key();
        String sealed = sealed(List.of("a=1&ssn=1%202%C3%A9&note=" + "n".repeat(400) + "&b="), "application/x-www-form-urlencoded")
                .getFirst();
        assertThat(sealed).contains("note=((enc%3Av1.").doesNotContain("nnn", "1%202");
        assertThat(open(root, sealed, "alias/records").document().shown())
                .isEqualTo("a=1&ssn=1%202%C3%A9&note=" + "n".repeat(400) + "&b=");
    }

    /** What decrypt-fields makes of documents, called with the credentials of the account's root over the wire. */
    private FunctionRun.Result openedByTheFunction(List<ObjectNode> events) {
        AwsCredentials owner = opened.sandbox().credentials().resolveCredentials();
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", owner.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", owner.secretAccessKey(),
                "AWS_REGION", "us-east-1",
                "AWS_ENDPOINT_URL", opened.sandbox().endpoint().toString(),
                "KEY_ID", "alias/records",
                "PREFIX", MARKER.prefix(),
                "SUFFIX", MARKER.suffix());
        return FunctionRun.run(FunctionRun.functions(), "decrypt-fields", environment, events);
    }

    private static ObjectNode asked(String document) {
        return JsonNodeFactory.instance.objectNode().put("document", document).put("reason", "ticket 4711");
    }

    @Test
    void theFunctionForApplicationsOpensEveryType() {
        key();
        Random random = new Random(11);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            bodies.add("{\"ssn\":" + random(random, 0) + ",\"card\":" + random(random, 1) + "}");
        }
        List<ObjectNode> events = sealed(bodies, "application/json").stream().map(SealedAndOpenedTest::asked).toList();
        List<JsonNode> answers = openedByTheFunction(events).answers();
        for (int i = 0; i < bodies.size(); i++) {
            assertThat(FunctionRun.json(answers.get(i).path("document").asText()))
                    .as(events.get(i).toString())
                    .isEqualTo(FunctionRun.json(bodies.get(i)));
            assertThat(answers.get(i).path("failed").size()).isZero();
        }
    }

    @Test
    void theFunctionForApplicationsTellsWhatItCannotOpenAndLogsNoValue() {
        key();
        String form = "a=1&ssn=1%202%C3%A9&note=" + "n".repeat(400);
        String sealedForm = sealed(List.of(form), "application/x-www-form-urlencoded").getFirst();
        String sealed = sealed(List.of("{\"ssn\":\"a secret\",\"note\":\"" + "n".repeat(400) + "\"}"), "application/json")
                .getFirst();
        // The last character before the suffix is padding; the one before lies in the GCM tag.
        int end = sealed.lastIndexOf(MARKER.suffix()) - 3;
        String changed = sealed.substring(0, end) + (sealed.charAt(end) == 'A' ? 'B' : 'A') + sealed.substring(end + 1);
        FunctionRun.Result result = openedByTheFunction(List.of(
                asked(sealedForm).put("contentType", "application/x-www-form-urlencoded"),
                asked(changed),
                asked("text before " + FunctionRun.json(sealed).path("ssn").asText() + " and behind"),
                JsonNodeFactory.instance.objectNode().put("document", sealed)));
        List<JsonNode> answers = result.answers();
        assertThat(answers.get(0).path("document").asText()).isEqualTo(form);
        assertThat(FunctionRun.json(answers.get(1).path("document").asText()).path("ssn").asText()).isEqualTo("a secret");
        assertThat(answers.get(1).path("failed").path("corrupt").asInt()).isEqualTo(1);
        assertThat(answers.get(2).path("document").asText()).isEqualTo("text before a secret and behind");
        assertThat(answers.get(3).path("error").asText()).isEqualTo("NoReason");
        assertThat(result.log()).contains("ticket 4711").doesNotContain("a secret", "nnnn");
    }

    private static RingKey inKms(String key) {
        return new RingKey.InKms(key, KeyRing.OAEP_SHA256);
    }

    @Test
    void refusalsOfKmsAreTold() {
        String key = key();
        String sealed = sealed(List.of("{\"ssn\":\"1\"}"), "application/json").getFirst();
        root.iam().createRole(request -> request.roleName("viewer")
                .assumeRolePolicyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                        + "{\"AWS\":\"111122223333\"},\"Action\":\"sts:AssumeRole\"}]}"));
        AwsClients operator = opened.of("operator", "us-east-1", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}""");
        var keys = operator.sts()
                .assumeRole(request -> request.roleArn("arn:aws:iam::111122223333:role/viewer").roleSessionName("shift"))
                .credentials();
        AwsClients viewer = SandboxSession.clients(
                opened.sandbox(),
                StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken())),
                "us-east-1");
        assertThat(status(open(viewer, sealed, key))).isEqualTo(FieldStatus.DENIED);
        Decrypter asViewer = new Decrypter(viewer, new Ledger(new Home(folder), clock));
        assertThat(asViewer.mayI(inKms(key)).granted()).isFalse();
        assertThat(asViewer.mayI(inKms(key)).cause()).isEqualTo("IAM policy");
        assertThat(asViewer.mayI(inKms(key)).reason()).startsWith("No IAM policy allows it").contains("kms:Decrypt");
        Decrypter asRoot = new Decrypter(root, new Ledger(new Home(folder), clock));
        assertThat(asRoot.mayI(inKms("alias/records")).granted()).isTrue();
        assertThat(asRoot.mayI(inKms("alias/none")).cause()).isEqualTo("no such key");
        root.kms("us-east-1").disableKey(request -> request.keyId(key));
        assertThat(status(open(root, sealed, key))).isEqualTo(FieldStatus.UNAVAILABLE);
        assertThat(asRoot.mayI(inKms(key)).cause()).isEqualTo("disabled");
        root.kms("us-east-1").scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7));
        assertThat(asRoot.mayI(inKms(key)).cause()).isEqualTo("pending deletion");
        String signing = root.kms("us-east-1")
                .createKey(request -> request.keySpec("RSA_2048").keyUsage("SIGN_VERIFY"))
                .keyMetadata()
                .keyId();
        assertThat(status(open(root, sealed, signing))).isEqualTo(FieldStatus.NO_KEY);
        assertThat(asRoot.mayI(inKms(signing)).cause()).isEqualTo("key usage");
        String another = root.kms("us-east-1")
                .createKey(request -> request.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT"))
                .keyMetadata()
                .keyId();
        assertThat(status(open(root, sealed, another))).isEqualTo(FieldStatus.CORRUPT);
        assertThat(status(open(root, sealed, "arn:aws:kms:eu-west-1:111122223333:key/" + key))).isEqualTo(FieldStatus.NO_KEY);
    }

    private static FieldStatus status(Opened opened) {
        assertThat(opened.fields()).extracting(Field::reason).doesNotContain("");
        return opened.fields().getFirst().status();
    }
}
