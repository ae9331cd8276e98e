package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AwsClients;
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
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/**
 * All that our own loggers ever say, with the traces of exceptions, and of others' what the program's log takes, which is
 * warnings: no plaintext, no key and no token is among it.
 */
@Tag("sandbox")
@Attack(Area.MEMORY)
class FinestLogTest {
    private static final Logger OURS = Logger.getLogger("dev.sallyport");

    private static final Logger ALL = Logger.getLogger("");

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            boolean ours = String.valueOf(record.getLoggerName()).startsWith("dev.sallyport");
            if (ours || record.getLevel().intValue() >= Level.WARNING.intValue()) {
                said.add(new SimpleFormatter().format(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        listener.setLevel(Level.ALL);
        ALL.addHandler(listener);
        OURS.setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        OURS.setLevel(null);
        ALL.removeHandler(listener);
    }

    @Test
    void nothingSecretIsEverLogged(@TempDir Path folder) throws Exception {
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
            SealedText local = SealedText.of(secret, folder);
            String pem = Files.readString(local.key());
            KeyRing own = KeyRing.ofPem(new Marker("<<", ">>"), local.key());
            assertThat(decrypter.open(Document.of(local.document()), own, reveal).document().shown()).isEqualTo(secret);
            // A key that is none, with a part of one in it; and a body that another key sealed.
            Files.writeString(local.key(), pem.replaceFirst("\n", "\n!"));
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> KeyRing.ofPem(new Marker("<<", ">>"), local.key()))
                    .satisfies(refused -> said.add(refused.getMessage() + refused.next()));
            assertThat(decrypter.open(Document.of(body), own, reveal).failed()).isEqualTo(1);
            AwsSessionCredentials temporary = AwsSessionCredentials.create(
                    "ASIAIOSFODNN7EXAMPLE", UUID.randomUUID().toString(), UUID.randomUUID().toString());
            refusedOverHttp(account.sandbox().endpoint(), temporary);
            assertThat(said).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .doesNotContain(pem.lines().skip(1).limit(4).toList())
                    .doesNotContain(temporary.secretAccessKey(), temporary.sessionToken()));
            String root = account.sandbox().credentials().resolveCredentials().secretAccessKey();
            assertThat(said).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .doesNotContain(secret)
                    .doesNotContain(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
                    .doesNotContain(root)
                    .doesNotContain(account.sandbox().edgeToken()));
        }
    }

    /**
     * A process of its own has nothing else in its heap, so that this is never left out for the size of one. The numbers of
     * a private key that opened something are not judged: Java's own caches have them (sun.security.rsa.RSACore).
     */
    @Test
    void nothingSecretIsInTheHeapOnceAllIsClosed(@TempDir Path folder) throws Exception {
        String plain = UUID.randomUUID().toString();
        String token = UUID.randomUUID().toString();
        SealedText sealed = SealedText.of(plain, folder);
        Files.writeString(folder.resolve("sealed"), sealed.document());
        Files.writeString(folder.resolve("token"), token);
        List<String> command = new ArrayList<>(List.of(QuickStart.java()));
        command.addAll(QuickStart.options());
        command.addAll(List.of(Desk.class.getName(), folder.toString()));
        OutsideTool.Output ended = OutsideTool.run(Map.of(), new byte[0], command);
        assertThat(ended.status()).as(ended.err()).isZero();
        String pem = Files.readString(sealed.key());
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        var prime = ((RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key))).getPrimeP();
        // A dump has the ints of a number in the order of its bytes, as the key's file has them.
        String bytes = new String(prime.toByteArray(), StandardCharsets.ISO_8859_1).substring(1);
        assertThat(new String(key, StandardCharsets.ISO_8859_1)).contains(bytes);
        String line = pem.lines().skip(2).findFirst().orElseThrow();
        String open = Files.readString(folder.resolve("open.hprof"), StandardCharsets.ISO_8859_1);
        assertThat(Stream.of(plain, token, bytes).filter(open::contains)).as("what an open session holds").hasSize(3);
        String closed = Files.readString(folder.resolve("closed.hprof"), StandardCharsets.ISO_8859_1);
        assertThat(Stream.of(plain, token, line).map(closed::contains))
                .as("plaintext, session token, line of the key's file")
                .containsOnly(false);
    }

    /** Opens a document with a private key, in a session of temporary credentials, and closes both. */
    static final class Desk {
        private Desk() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            work(folder);
            // One more for what only a reference is left of that had to be cleared first.
            System.gc();
            dump(folder.resolve("closed.hprof"));
        }

        private static void work(Path folder) throws IOException {
            var signs = StaticCredentialsProvider.create(AwsSessionCredentials.create(
                    "AKIAIOSFODNN7EXAMPLE", "secret", Files.readString(folder.resolve("token"))));
            try (AwsClients aws = new AwsClients(new AwsClients.Connection(
                    signs, ApacheHttpClient.create(), URI.create("http://127.0.0.1:1"), "us-east-1", List.of()))) {
                KeyRing ring = KeyRing.ofPem(new Marker("<<", ">>"), folder.resolve("key.pem"));
                Reveal reveal = new Reveal("me", "", "record", "case 4711", Set.of(), Set.of());
                Ledger ledger = new Ledger(new Home(folder.resolve("home")), Clock.systemUTC());
                Opened opened = new Decrypter(aws, ledger)
                        .open(Document.of(Files.readString(folder.resolve("sealed"))), ring, reveal);
                try {
                    aws.kms("us-east-1").listKeys();
                } catch (SdkException unreachable) {
                    dump(folder.resolve("open.hprof"));
                } finally {
                    Reference.reachabilityFence(ring);
                    Reference.reachabilityFence(opened);
                }
            }
        }

        private static void dump(Path file) throws IOException {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
        }
    }

    /** Over a real connection, by the client that a real account has: an AWS that refuses, and one that is not there. */
    private void refusedOverHttp(URI endpoint, AwsSessionCredentials temporary) {
        var signs = StaticCredentialsProvider.create(temporary);
        for (URI place : List.of(endpoint, URI.create("http://127.0.0.1:1"))) {
            try (AwsClients aws = new AwsClients(new AwsClients.Connection(
                    signs, ApacheHttpClient.create(), place, "us-east-1", List.of()))) {
                assertThatExceptionOfType(SdkException.class)
                        .isThrownBy(() -> aws.kms("us-east-1").listKeys())
                        .satisfies(refused -> said.add(String.valueOf(refused.getMessage())));
            }
        }
    }
}
