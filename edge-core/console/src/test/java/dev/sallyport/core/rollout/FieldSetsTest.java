package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.proof.Proof;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** Fields under keys that stand already: of KMS in another Region, and of a file whose private half AWS never sees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldSetsTest {
    private static final String TEXT = "{\"card\":\"4111\",\"iban\":\"DE89\",\"ssn\":\"078-05\",\"plain\":\"as it is\"}";

    private Bench bench;
    private Path folder;
    private String foreign;
    private String signing;
    private Path publicKey;
    private Path privateKey;

    @BeforeAll
    void open(@TempDir Path given) throws Exception {
        folder = given;
        bench = new Bench(folder);
        foreign = key(KeySpec.RSA_3072, KeyUsageType.ENCRYPT_DECRYPT);
        signing = key(KeySpec.RSA_2048, KeyUsageType.SIGN_VERIFY);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        publicKey = pem("public.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
        privateKey = pem("private.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
        generator.initialize(1024);
        pem("short.pem", "PUBLIC KEY", generator.generateKeyPair().getPublic().getEncoded());
    }

    private String key(KeySpec spec, KeyUsageType usage) {
        return bench.aws.kms("eu-west-1").createKey(r -> r.keySpec(spec).keyUsage(usage)).keyMetadata().arn();
    }

    private Path pem(String name, String kind, byte[] der) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @AfterEach
    void nothingOfAStackIsLeft() throws Exception {
        if (!bench.rollouts.stacks().isEmpty()) {
            bench.rollouts.destroy("t", RolloutListener.SILENT);
        }
        assertThat(bench.aws.kms("eu-west-1").describeKey(r -> r.keyId(foreign)).keyMetadata().enabled()).isTrue();
    }

    @AfterAll
    void close() {
        bench.close();
    }

    private static void holds(Rollout rollout) {
        assertThat(rollout.proofs()).allSatisfy(proof -> assertThat(proof.holds()).as(proof.toString()).isTrue());
        assertThat(rollout.phase()).as(rollout.note()).isEqualTo(RolloutPhase.HOLDS);
    }

    /** The record as the application has it. */
    private JsonNode stored() throws Exception {
        String records = bench.output("t", "DistributionUrl") + "/records";
        try (HttpClient viewer = HttpClient.newHttpClient()) {
            HttpResponse<String> posted = viewer.send(
                    HttpRequest.newBuilder(URI.create(records))
                            .header("Content-Type", "application/json")
                            .header("User-Agent", "viewer/1")
                            .POST(HttpRequest.BodyPublishers.ofString(TEXT))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            String id = Json.MAPPER.readTree(posted.body()).path("id").asText();
            return Json.MAPPER.readTree(viewer.send(
                            HttpRequest.newBuilder(URI.create(records + "/" + id))
                                    .header("User-Agent", "viewer/1")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private JsonNode opened(JsonNode record, KeyRing ring, int count) throws Exception {
        Opened opened = new Decrypter(bench.aws, new Ledger(bench.home, Clock.systemUTC()))
                .open(
                        Document.of(record.toString()),
                        ring,
                        new Reveal("me", "111122223333", "test", "A test", Set.of(), Set.of()));
        assertThat(opened.decrypted()).as(opened.fields().toString()).isEqualTo(count);
        return Json.MAPPER.readTree(opened.document().bytes());
    }

    @Test
    void eachSetHasItsOwnKeyAndTheRingOfTheOutputsOpensThem() throws Exception {
        holds(bench.apply(
                "field-encryption",
                "t",
                Map.of(
                        "FieldSets",
                        "card@((pay:…:pay))=" + foreign + ";iban@[[file:...:file]]=" + publicKey + ";ssn,dob@((own:…:own))")));
        JsonNode record = stored();
        assertThat(record.path("card").asText()).startsWith("((pay:").endsWith(":pay))");
        assertThat(record.path("iban").asText()).startsWith("[[file:").endsWith(":file]]");
        assertThat(record.path("ssn").asText()).startsWith("((own:").endsWith(":own))");
        assertThat(record.path("plain").asText()).isEqualTo("as it is");
        KeyRing ring = KeyRing.read(Files.writeString(folder.resolve("ring.json"), bench.output("t", "KeyRing")));
        JsonNode open = opened(record, ring, 2);
        assertThat(open.path("card").asText()).isEqualTo("4111");
        assertThat(open.path("ssn").asText()).isEqualTo("078-05");
        JsonNode byFile = opened(record, KeyRing.ofPem(new Marker("[[file:", ":file]]"), privateKey), 1);
        assertThat(byFile.path("iban").asText()).isEqualTo("DE89");
        assertThat(bench.output("t", "KeyRing")).doesNotContain("pem");
        // Without its own key CloudFormation would delete the one that opens its records.
        staysWithItsKey(Map.of("KeyArn", foreign, "Fields", "card"));
    }

    @Test
    void aKeyThatStandsIsTakenInPlaceOfOneOfTheStacks() throws Exception {
        holds(bench.apply("field-encryption", "t", Map.of("KeyArn", foreign, "Fields", "card")));
        assertThat(bench.output("t", "KeyAlias")).isEqualTo(foreign);
        assertThat(bench.aws.kms("us-east-1").listAliases().aliases()).noneMatch(alias -> alias.aliasName().equals("alias/t"));
        assertThat(stored().path("iban").asText()).isEqualTo("DE89");
        // While a key of its own is made, there would be no edge function and so no distribution.
        staysWithItsKey(Map.of("Fields", "card"));
    }

    private void staysWithItsKey(Map<String, String> parameters) {
        String before = bench.output("t", "DistributionId");
        assertThatThrownBy(() -> bench.apply("field-encryption", "t", parameters))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-KEY-STAYS"));
        assertThatThrownBy(() -> bench.rollouts.plan(Blueprints.find("field-encryption"), "t", parameters))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-KEY-STAYS"));
        assertThat(bench.output("t", "DistributionId")).isEqualTo(before);
    }

    @Test
    void aPublicKeyOfAFileSealsForWhoeverHasItsOtherHalf() throws Exception {
        Rollout rollout =
                bench.apply("field-encryption", "t", Map.of("PublicKeyFile", publicKey.toString(), "Fields", "card"));
        holds(rollout);
        assertThat(rollout.proofs()).extracting(Proof::id).contains("field-sealed").doesNotContain("field-opens");
        assertThat(StackSummary.outputs(bench.stack("t"))).doesNotContainKeys("KeyArn", "DecryptFunctionArn");
        assertThat(opened(stored(), KeyRing.ofPem(new Marker("((enc:", ":enc))"), privateKey), 1)
                        .path("card")
                        .asText())
                .isEqualTo("4111");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "KeyArn | SIGNING | SP-KEY-SPEC",
        "KeyArn | arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012 | SP-NOT-FOUND",
        "PublicKeyFile | FOLDER/none.pem | SP-PUBLIC-KEY",
        "PublicKeyFile | FOLDER/short.pem | SP-PUBLIC-KEY",
        "PublicKeyFile | FOLDER/private.pem | SP-PUBLIC-KEY",
        "FieldSets | card@((a:…:a)) ; card@((b:…:b)) | SP-PARAMETER",
        "FieldSets | card@((a:…:a)) ; iban@((a:…:a)) | SP-PARAMETER",
        "FieldSets | card | SP-PARAMETER",
        "FieldSets | card@((a:…:a))=SIGNING | SP-KEY-SPEC",
    })
    void aKeyThatDoesNotFitIsRefusedBeforeAnythingIsMade(String parameter, String value, String code) {
        String given = value.replace("SIGNING", signing).replace("FOLDER", folder.toString());
        assertThatThrownBy(() -> bench.apply("field-encryption", "t", Map.of(parameter, given)))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(bench.aws.cloudFormation("us-east-1").describeStacks(r -> {}).stacks()).isEmpty();
    }
}
