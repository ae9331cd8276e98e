package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Reveal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** All that our own loggers ever say, with the traces of exceptions: no plaintext, no key and no token is among it. */
@Tag("sandbox")
@Attack(Area.MEMORY)
class FinestLogTest {
    private static final Logger OURS = Logger.getLogger("dev.sallyport");

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        listener.setLevel(Level.ALL);
        OURS.addHandler(listener);
        OURS.setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        OURS.setLevel(null);
        OURS.removeHandler(listener);
    }

    @Test
    void nothingSecretIsEverLogged(@TempDir Path folder) {
        String secret = UUID.randomUUID().toString();
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder))) {
            Session session = account.session();
            KmsClient kms = session.clients().kms(EdgeRegion.NAME);
            String key = kms.createKey(request -> request.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
                    .keyMetadata()
                    .arn();
            byte[] sealed = kms.encrypt(request -> request.keyId(key)
                            .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256)
                            .plaintext(SdkBytes.fromUtf8String(secret)))
                    .ciphertextBlob()
                    .asByteArray();
            Identity me = session.identity();
            Decrypter decrypter = new Decrypter(session.clients(), new Ledger(new Home(folder), Clock.systemUTC()));
            KeyRing ring = KeyRing.ofKms(new Marker("<<", ">>"), key);
            Reveal reveal = new Reveal(me.arn(), me.account(), "record", "case 4711", Set.of(), Set.of());
            String body = "<<" + Base64.getEncoder().encodeToString(sealed) + ">>";
            Opened opened = decrypter.open(Document.of(body), ring, reveal);
            assertThat(opened.document().shown()).isEqualTo(secret);
            kms.disableKey(request -> request.keyId(key));
            assertThat(decrypter.open(Document.of(body), ring, reveal).failed()).isEqualTo(1);
            try {
                kms.decrypt(request -> request.keyId("none").ciphertextBlob(SdkBytes.fromByteArray(sealed)));
            } catch (SallyportException | SdkException refused) {
                said.add(String.valueOf(refused.getMessage()));
            }
            String root = account.sandbox().credentials().resolveCredentials().secretAccessKey();
            assertThat(said).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .doesNotContain(secret)
                    .doesNotContain(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
                    .doesNotContain(root)
                    .doesNotContain(account.sandbox().edgeToken()));
        }
    }
}
