package dev.sallyport.core.sandbox.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

class SandboxKmsTest {
    private static final Caller VIEWER =
            Caller.assumedRole("arn:aws:iam::111122223333:role/viewer", "shift", "ASIAVIEWER");
    private static final String OAEP = "RSAES_OAEP_SHA_256";

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @TempDir
    Path folder;

    private SandboxState state = SandboxState.inMemory();
    private SandboxKms kms = kms();
    private SandboxIam iam = iam();

    private SandboxKms kms() {
        Directory directory = new Directory(state);
        return new SandboxKms(state, directory, new Authorizer(directory, clock), clock);
    }

    private SandboxIam iam() {
        Directory directory = new Directory(state);
        return new SandboxIam(
                state, directory, new Authorizer(directory, clock), new AccessKeys(state, clock), clock);
    }

    @BeforeEach
    void aViewersRole() {
        iam.createRole(r -> r.roleName("viewer")
                .assumeRolePolicyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                        + "{\"AWS\":\"111122223333\"},\"Action\":\"sts:AssumeRole\"}]}"));
    }

    private String rsa() {
        return kms.createKey(r -> r.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT")).keyMetadata().keyId();
    }

    private SdkBytes sealed(String key, String text) {
        return kms.encrypt(r -> r.keyId(key).encryptionAlgorithm(OAEP).plaintext(SdkBytes.fromUtf8String(text)))
                .ciphertextBlob();
    }

    private DecryptResponse open(String key, SdkBytes blob) {
        return kms.decrypt(r -> r.keyId(key).encryptionAlgorithm(OAEP).ciphertextBlob(blob));
    }

    private static <T> T as(Caller caller, Supplier<T> work) {
        return new Call(caller, "us-east-1", "r-1").<T, RuntimeException>answer(work::get);
    }

    private static void refused(String code, Runnable work) {
        assertThatExceptionOfType(AwsServiceException.class).isThrownBy(work::run).satisfies(e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(400);
        });
    }

    private static String policy(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":["
                + "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
                + "\"Action\":\"kms:*\","
                + "\"Resource\":\"*\"}," + String.join(",", statements) + "]}";
    }

    private static String viewerMay(String effect, String action, String condition) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/viewer\"},"
                + "\"Action\":\"" + action + "\",\"Resource\":\"*\"" + condition + "}";
    }

    // Sizes: RFC 8017 section 7.1.1 and the tables of the Encrypt operation.
    @ParameterizedTest
    @CsvSource({"RSA_2048,190,214,256", "RSA_3072,318,342,384", "RSA_4096,446,470,512"})
    void anRsaKeyTakesWhatItsSizeAllows(String spec, int sha256, int sha1, int ciphertext) {
        String key = kms.createKey(r -> r.keySpec(spec).keyUsage("ENCRYPT_DECRYPT")).keyMetadata().keyId();
        for (var limit : Map.of(OAEP, sha256, "RSAES_OAEP_SHA_1", sha1).entrySet()) {
            byte[] most = new byte[limit.getValue()];
            var blob = kms.encrypt(r ->
                    r.keyId(key).encryptionAlgorithm(limit.getKey()).plaintext(SdkBytes.fromByteArray(most)))
                    .ciphertextBlob();
            assertThat(blob.asByteArray()).hasSize(ciphertext);
            assertThat(kms.decrypt(r -> r.keyId(key).encryptionAlgorithm(limit.getKey()).ciphertextBlob(blob))
                            .plaintext()
                            .asByteArray())
                    .isEqualTo(most);
            refused("ValidationException", () -> kms.encrypt(r -> r.keyId(key)
                    .encryptionAlgorithm(limit.getKey())
                    .plaintext(SdkBytes.fromByteArray(new byte[most.length + 1]))));
        }
    }

    @Test
    void keysSurviveARestart() {
        state = SandboxState.open(folder);
        kms = kms();
        String key = rsa();
        SdkBytes blob = sealed(key, "kept");
        state.close();
        state = SandboxState.open(folder);
        kms = kms();
        assertThat(open(key, blob).plaintext().asUtf8String()).isEqualTo("kept");
        state.close();
    }

    @Test
    void aCiphertextOpensOnlyWithItsKeyItsHashAndWhole() {
        String key = rsa();
        SdkBytes blob = sealed(key, "secret");
        byte[] bent = blob.asByteArray();
        bent[100] ^= 1;
        for (Runnable wrong : new Runnable[] {
            () -> open(key, SdkBytes.fromByteArray(bent)),
            () -> open(key, SdkBytes.fromUtf8String("short")),
            () -> open(rsa(), blob),
            () -> kms.decrypt(r -> r.keyId(key).encryptionAlgorithm("RSAES_OAEP_SHA_1").ciphertextBlob(blob))
        }) {
            assertThatExceptionOfType(InvalidCiphertextException.class).isThrownBy(wrong::run);
        }
        refused("ValidationException", () -> kms.decrypt(r -> r.encryptionAlgorithm(OAEP).ciphertextBlob(blob)));
        refused("ValidationException", () -> kms.decrypt(r -> r.keyId(key).encryptionAlgorithm(OAEP)));
        refused("ValidationException", () -> kms.decrypt(r -> r.keyId(key)
                .encryptionAlgorithm(OAEP)
                .encryptionContext(Map.of("a", "b"))
                .ciphertextBlob(blob)));
        assertThatExceptionOfType(InvalidKeyUsageException.class)
                .isThrownBy(() -> kms.decrypt(r -> r.keyId(key).ciphertextBlob(blob)))
                .withMessageContaining("SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048");
    }

    @Test
    void aSymmetricCiphertextKnowsItsKeyAndItsContext() {
        String key = kms.createKey().keyMetadata().keyId();
        String other = kms.createKey().keyMetadata().keyId();
        Map<String, String> context = Map.of("record", "7", "field", "card");
        SdkBytes blob = kms.encrypt(
                        r -> r.keyId(key).plaintext(SdkBytes.fromUtf8String("x")).encryptionContext(context))
                .ciphertextBlob();
        var opened = kms.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(context));
        assertThat(opened.plaintext().asUtf8String()).isEqualTo("x");
        assertThat(opened.keyId()).isEqualTo("arn:aws:kms:us-east-1:111122223333:key/" + key);
        assertThatExceptionOfType(InvalidCiphertextException.class)
                .isThrownBy(() -> kms.decrypt(r -> r.ciphertextBlob(blob)));
        assertThatExceptionOfType(IncorrectKeyException.class)
                .isThrownBy(() -> kms.decrypt(r -> r.keyId(other).ciphertextBlob(blob).encryptionContext(context)));
        assertThatExceptionOfType(InvalidCiphertextException.class)
                .isThrownBy(() -> kms.decrypt(r -> r.ciphertextBlob(SdkBytes.fromUtf8String("garbage"))));
        var moved = kms.reEncrypt(r -> r.ciphertextBlob(blob).sourceEncryptionContext(context).destinationKeyId(other));
        assertThat(kms.decrypt(r -> r.ciphertextBlob(moved.ciphertextBlob())).keyId()).endsWith(other);
    }

    @Test
    void aDataKeyOpensWithItsKey() {
        String key = kms.createKey().keyMetadata().keyId();
        var made = kms.generateDataKey(r -> r.keyId(key).keySpec("AES_256"));
        assertThat(made.plaintext().asByteArray()).hasSize(32);
        assertThat(kms.decrypt(r -> r.ciphertextBlob(made.ciphertextBlob())).plaintext()).isEqualTo(made.plaintext());
        refused("ValidationException", () -> kms.generateDataKey(r -> r.keyId(key)));
        refused("InvalidKeyUsageException", () -> kms.generateDataKey(r -> r.keyId(rsa()).keySpec("AES_256")));
    }

    @Test
    void aKeyOutOfServiceSaysWhy() {
        String key = rsa();
        SdkBytes blob = sealed(key, "x");
        kms.disableKey(r -> r.keyId(key));
        assertThatExceptionOfType(DisabledException.class)
                .isThrownBy(() -> open(key, blob))
                .withMessageContaining("arn:aws:kms:us-east-1:111122223333:key/" + key + " is disabled.");
        kms.enableKey(r -> r.keyId(key));
        open(key, blob);
        var scheduled = kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
        assertThat(scheduled.deletionDate()).isEqualTo(now.plus(Duration.ofDays(7)));
        assertThatExceptionOfType(KmsInvalidStateException.class)
                .isThrownBy(() -> open(key, blob))
                .withMessageContaining("is pending deletion.");
        refused("KMSInvalidStateException", () -> kms.enableKey(r -> r.keyId(key)));
        kms.cancelKeyDeletion(r -> r.keyId(key));
        assertThat(kms.describeKey(r -> r.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.DISABLED);
        refused("KMSInvalidStateException", () -> kms.cancelKeyDeletion(r -> r.keyId(key)));
        kms.createAlias(r -> r.aliasName("alias/gone").targetKeyId(key));
        kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
        now = now.plus(Duration.ofDays(7));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> open(key, blob))
                .withMessageContaining("Key 'arn:aws:kms:us-east-1:111122223333:key/" + key + "' does not exist");
        assertThat(kms.listAliases().aliases()).isEmpty();
    }

    @Test
    void aKeyHasManyNamesInItsRegionOnly() {
        String key = rsa();
        kms.createAlias(r -> r.aliasName("alias/cards").targetKeyId(key));
        SdkBytes blob = sealed("alias/cards", "x");
        for (String name : new String[] {
            key,
            "arn:aws:kms:us-east-1:111122223333:key/" + key,
            "alias/cards",
            "arn:aws:kms:us-east-1:111122223333:alias/cards"
        }) {
            assertThat(open(name, blob).plaintext().asUtf8String()).isEqualTo("x");
        }
        for (String name : new String[] {"alias/other", "nonsense", "arn:aws:kms:eu-west-1:111122223333:key/" + key}) {
            refused("NotFoundException", () -> open(name, blob));
        }
        refused("NotFoundException", () -> kms.disableKey(r -> r.keyId("alias/cards")));
        refused("AlreadyExistsException", () -> kms.createAlias(r -> r.aliasName("alias/cards").targetKeyId(key)));
        refused("NotAuthorizedException", () -> kms.createAlias(r -> r.aliasName("alias/aws/x").targetKeyId(key)));
        refused("InvalidAliasNameException", () -> kms.createAlias(r -> r.aliasName("cards").targetKeyId(key)));
        String next = rsa();
        kms.updateAlias(r -> r.aliasName("alias/cards").targetKeyId(next));
        assertThat(kms.listAliases(r -> r.keyId(next)).aliases())
                .singleElement()
                .satisfies(alias -> assertThat(alias.targetKeyId()).isEqualTo(next));
        kms.deleteAlias(r -> r.aliasName("alias/cards"));
        refused("NotFoundException", () -> kms.deleteAlias(r -> r.aliasName("alias/cards")));
        assertThat(new Call(Caller.root(), "eu-west-1", "r").answer(() -> kms.listKeys().keys())).isEmpty();
        assertThat(kms.listKeys().keys()).hasSize(2);
    }

    @Test
    void theKeyPolicyDecides() {
        String key = rsa();
        SdkBytes blob = sealed(key, "x");
        refused("AccessDeniedException", () -> as(VIEWER, () -> open(key, blob)));
        kms.putKeyPolicy(r -> r.keyId(key).policy(policy(viewerMay("Allow", "kms:Decrypt", ""))));
        assertThat(as(VIEWER, () -> open(key, blob)).plaintext().asUtf8String()).isEqualTo("x");
        refused("AccessDeniedException", () -> as(VIEWER, () -> kms.disableKey(r -> r.keyId(key))));
        kms.putKeyPolicy(r -> r.keyId(key)
                .policy(policy(viewerMay("Allow", "kms:*", ""), viewerMay("Deny", "kms:Decrypt", ""))));
        refused("AccessDeniedException", () -> as(VIEWER, () -> open(key, blob)));
        assertThat(open(key, blob).plaintext().asUtf8String()).as("the root, meanwhile").isEqualTo("x");
    }

    @Test
    void aPolicyMayAskForTheAliasAndTheAlgorithm() {
        String key = rsa();
        kms.createAlias(r -> r.aliasName("alias/cards").targetKeyId(key));
        SdkBytes blob = sealed(key, "x");
        kms.putKeyPolicy(r -> r.keyId(key)
                .policy(policy(viewerMay(
                        "Allow",
                        "kms:Decrypt",
                        ",\"Condition\":{\"StringEquals\":{\"kms:RequestAlias\":\"alias/cards\","
                                + "\"kms:EncryptionAlgorithm\":\"RSAES_OAEP_SHA_256\",\"kms:KeySpec\":\"RSA_2048\","
                                + "\"kms:KeyUsage\":\"ENCRYPT_DECRYPT\",\"kms:CallerAccount\":\"111122223333\"},"
                                + "\"ForAnyValue:StringEquals\":{\"kms:ResourceAliases\":\"alias/cards\"},"
                                + "\"Null\":{\"kms:ViaService\":\"true\"}}"))));
        as(VIEWER, () -> open("alias/cards", blob));
        refused("AccessDeniedException", () -> as(VIEWER, () -> open(key, blob)));
        refused("AccessDeniedException", () -> as(VIEWER, () -> kms.decrypt(
                r -> r.keyId("alias/cards").encryptionAlgorithm("RSAES_OAEP_SHA_1").ciphertextBlob(blob))));
    }

    @Test
    void aDryRunTellsWhetherItWouldSucceed() {
        String key = rsa();
        SdkBytes blob = SdkBytes.fromByteArray(new byte[256]);
        Supplier<DecryptResponse> dry =
                () -> kms.decrypt(r -> r.keyId(key).encryptionAlgorithm(OAEP).ciphertextBlob(blob).dryRun(true));
        assertThatExceptionOfType(DryRunOperationException.class).isThrownBy(dry::get);
        refused("AccessDeniedException", () -> as(VIEWER, dry));
        kms.disableKey(r -> r.keyId(key));
        assertThatExceptionOfType(DisabledException.class).isThrownBy(dry::get);
    }

    @Test
    void aPolicyThatLocksTheAccountOutIsRefusedUnlessBypassed() {
        String key = rsa();
        String viewerOnly = "{\"Version\":\"2012-10-17\",\"Statement\":[" + viewerMay("Allow", "kms:*", "") + "]}";
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> kms.putKeyPolicy(r -> r.keyId(key).policy(viewerOnly)))
                .withMessageContaining("will not allow you to update the key policy in the future");
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> kms.putKeyPolicy(r -> r.keyId(key).policy("{}")));
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> kms.putKeyPolicy(r -> r.keyId(key)
                        .policy(policy(viewerMay("Allow", "kms:*", "").replace("viewer", "nobody")))))
                .withMessageContaining("invalid principals");
        kms.putKeyPolicy(r -> r.keyId(key).policy(viewerOnly).bypassPolicyLockoutSafetyCheck(true));
        refused("AccessDeniedException", () -> kms.getKeyPolicy(r -> r.keyId(key)));
        assertThat(as(VIEWER, () -> kms.getKeyPolicy(r -> r.keyId(key))).policy()).isEqualTo(viewerOnly);
    }

    @Test
    void aGrantLetsInButADenyOutweighsIt() {
        String key = rsa();
        SdkBytes blob = sealed(key, "x");
        String grant = kms.createGrant(r -> r.keyId(key)
                        .granteePrincipal("arn:aws:iam::111122223333:role/viewer")
                        .operationsWithStrings("Decrypt"))
                .grantId();
        as(VIEWER, () -> open(key, blob));
        refused("AccessDeniedException", () -> as(VIEWER, () -> kms.getPublicKey(r -> r.keyId(key))));
        kms.putKeyPolicy(r -> r.keyId(key).policy(policy(viewerMay("Deny", "kms:Decrypt", ""))));
        refused("AccessDeniedException", () -> as(VIEWER, () -> open(key, blob)));
        kms.putKeyPolicy(r -> r.keyId(key).policy(KeyPolicies.standard()));
        kms.revokeGrant(r -> r.keyId(key).grantId(grant));
        refused("AccessDeniedException", () -> as(VIEWER, () -> open(key, blob)));
        assertThat(kms.listGrants(r -> r.keyId(key)).grants()).isEmpty();
    }

    @Test
    void aSigningKeyEncryptsNothing() {
        String key = kms.createKey(r -> r.keySpec("RSA_2048").keyUsage("SIGN_VERIFY")).keyMetadata().keyId();
        assertThatExceptionOfType(InvalidKeyUsageException.class)
                .isThrownBy(() -> sealed(key, "x"))
                .withMessageContaining("key usage is SIGN_VERIFY which is not valid for Encrypt.");
        var signature = kms.sign(r -> r.keyId(key)
                        .signingAlgorithm("RSASSA_PSS_SHA_256")
                        .message(SdkBytes.fromUtf8String("a")))
                .signature();
        refused("KMSInvalidSignatureException", () -> kms.verify(r -> r.keyId(key)
                .signingAlgorithm("RSASSA_PSS_SHA_256")
                .message(SdkBytes.fromUtf8String("b"))
                .signature(signature)));
        refused("ValidationException", () -> kms.sign(r -> r.keyId(key)
                .signingAlgorithm("RSASSA_PSS_SHA_256")
                .messageType("DIGEST")
                .message(SdkBytes.fromUtf8String("a"))));
    }

    @Test
    void whatTheSandboxDoesNotMakeIsNamed() {
        refused("UnsupportedOperationException", () -> kms.createKey(r -> r.keySpec("ECC_SECG_P256K1")));
        refused("ValidationException", () -> kms.createKey(r -> r.keySpec("RSA_2048")));
        refused("ValidationException", () -> kms.createKey(r -> r.keyUsage("SIGN_VERIFY")));
        refused("UnsupportedOperationException", () -> kms.enableKeyRotation(r -> r.keyId(rsa())));
        refused("UnsupportedOperationException", () -> kms.getPublicKey(
                r -> r.keyId(kms.createKey().keyMetadata().keyId())));
    }
}
