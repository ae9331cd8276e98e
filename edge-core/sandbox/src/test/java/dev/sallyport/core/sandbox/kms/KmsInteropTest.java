package dev.sallyport.core.sandbox.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.MessageType;

/** What others encrypt and sign opens and verifies here, and the other way round. */
class KmsInteropTest {
    @TempDir
    Path folder;

    private final SandboxState state = SandboxState.inMemory();
    private final Directory directory = new Directory(state);
    private final SandboxKms kms =
            new SandboxKms(state, directory, new Authorizer(directory, Clock.systemUTC()), Clock.systemUTC());

    @AfterEach
    void close() {
        state.close();
    }

    private String key(String spec, String usage) throws Exception {
        String id = kms.createKey(r -> r.keySpec(spec).keyUsage(usage)).keyMetadata().keyId();
        Files.write(folder.resolve("public.der"), kms.getPublicKey(r -> r.keyId(id)).publicKey().asByteArray());
        return id;
    }

    @ParameterizedTest
    @CsvSource({"RSA_2048,sha256,RSAES_OAEP_SHA_256", "RSA_2048,sha1,RSAES_OAEP_SHA_1",
            "RSA_3072,sha256,RSAES_OAEP_SHA_256"})
    void opensWhatOpensslEncryptsWithThePublicHalf(String spec, String hash, String algorithm) throws Exception {
        OutsideTool.require("openssl", "version");
        String id = key(spec, "ENCRYPT_DECRYPT");
        Files.writeString(folder.resolve("plain"), "4111 1111 1111 1111");
        run(List.of(
                "openssl", "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", path("public.der"),
                "-in", path("plain"),
                "-out", path("cipher"), "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:" + hash,
                "-pkeyopt", "rsa_mgf1_md:" + hash));
        var opened = kms.decrypt(r -> r.keyId(id)
                .encryptionAlgorithm(algorithm)
                .ciphertextBlob(SdkBytes.fromByteArray(read("cipher"))));
        assertThat(opened.plaintext().asUtf8String()).isEqualTo("4111 1111 1111 1111");
    }

    @Test
    void opensWhatPythonEncryptsWithThePublicHalf() throws Exception {
        OutsideTool.require("python3", "-c", "import cryptography");
        String id = key("RSA_2048", "ENCRYPT_DECRYPT");
        run(List.of(
                "python3",
                "-c",
                """
                import sys
                from cryptography.hazmat.primitives.serialization import load_der_public_key
                from cryptography.hazmat.primitives.asymmetric import padding
                from cryptography.hazmat.primitives import hashes
                key = load_der_public_key(open(sys.argv[1], 'rb').read())
                h = hashes.SHA256()
                open(sys.argv[2], 'wb').write(key.encrypt('Grüße'.encode(), padding.OAEP(padding.MGF1(h), h, None)))
                """,
                path("public.der"),
                path("cipher")));
        var opened = kms.decrypt(r -> r.keyId(id)
                .encryptionAlgorithm("RSAES_OAEP_SHA_256")
                .ciphertextBlob(SdkBytes.fromByteArray(read("cipher"))));
        assertThat(opened.plaintext().asUtf8String()).isEqualTo("Grüße");
    }

    @ParameterizedTest
    @CsvSource({
        "RSASSA_PKCS1_V1_5_SHA_256,sha256,pkcs1,RAW",
        "RSASSA_PKCS1_V1_5_SHA_512,sha512,pkcs1,DIGEST",
        "RSASSA_PSS_SHA_256,sha256,pss,RAW",
        "RSASSA_PSS_SHA_384,sha384,pss,DIGEST"
    })
    void opensslVerifiesWhatKmsSigns(String algorithm, String hash, String padding, String type) throws Exception {
        OutsideTool.require("openssl", "version");
        String id = key("RSA_2048", "SIGN_VERIFY");
        Files.writeString(folder.resolve("message"), "released");
        run(List.of("openssl", "dgst", "-" + hash, "-binary", "-out", path("digest"), path("message")));
        byte[] given = type.equals("RAW") ? read("message") : read("digest");
        byte[] signature = kms.sign(r -> r.keyId(id)
                        .signingAlgorithm(algorithm)
                        .messageType(type)
                        .message(SdkBytes.fromByteArray(given)))
                .signature()
                .asByteArray();
        Files.write(folder.resolve("signature"), signature);
        List<String> command = new ArrayList<>(List.of(
                "openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", path("public.der"),
                "-in", path("digest"),
                "-sigfile", path("signature"), "-pkeyopt", "digest:" + hash, "-pkeyopt", "rsa_padding_mode:"
                        + padding));
        if (padding.equals("pss")) {
            command.addAll(List.of("-pkeyopt", "rsa_pss_saltlen:digest"));
        }
        assertThat(run(command)).contains("Signature Verified Successfully");
        assertThat(kms.verify(r -> r.keyId(id)
                                .signingAlgorithm(algorithm)
                                .messageType(MessageType.DIGEST)
                                .message(SdkBytes.fromByteArray(read("digest")))
                                .signature(SdkBytes.fromByteArray(signature)))
                        .signatureValid())
                .isTrue();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static String run(List<String> command) {
        OutsideTool.Output output = OutsideTool.run(Map.of(), new byte[0], command);
        assertThat(output.status()).as("%s said: %s", command, output.err()).isZero();
        return output.out();
    }

    private byte[] read(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
