package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** Which markers hold what is sealed anew. */
class ResealTest {
    private static final Marker OLD = new Marker("<o:", ":o>");

    @TempDir
    Path root = Path.of("");

    private Path pem(String name, String kind, Key key) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        return Files.writeString(
                root.resolve(name), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    @Test
    void aDocumentThatWouldNotGiveThemBackIsNotGivenOut() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Path open = pem("open.pem", "PRIVATE KEY", pair.getPrivate());
        String seal = pem("seal.pem", "PUBLIC KEY", pair.getPublic()).toString();
        Sealer old = Sealer.ofPem(seal, OLD);
        String one = OLD.prefix() + old.seal("1".getBytes(StandardCharsets.UTF_8)) + OLD.suffix();
        String two = OLD.prefix() + old.seal("2".getBytes(StandardCharsets.UTF_8)) + OLD.suffix();
        String text = "{\"a\":\"" + one + "\",\"b\":\"<n:QQ==:n> and <o:QQ==:o>\",\"c\":\"x" + two + "y\"}";
        Ledger ledger = new Ledger(new Home(root), Clock.systemUTC());
        Reveal all = new Reveal("me", "111122223333", "a text", "ticket 7", Set.of(), Set.of());
        try (AwsClients nowhere = new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                ApacheHttpClient.create(),
                URI.create("http://127.0.0.1:9"),
                "us-east-1",
                List.of()))) {
            Decrypter decrypter = new Decrypter(nowhere, ledger);
            KeyRing ring = KeyRing.ofPem(OLD, open);
            for (Marker good : List.of(new Marker("<n:", ":n>"), OLD)) {
                Resealed anew = decrypter.reseal(Document.of(text), ring, all, Sealer.ofPem(seal, good));
                assertThat(anew.resealed()).isEqualTo(2);
                assertThat(decrypter.open(anew.document(), KeyRing.ofPem(good, open), all).document().shown())
                        .contains("\"a\":\"1\"", "\"c\":\"x2y\"");
            }
            // 256 bytes end with two signs of padding in base64, RFC 4648, section 4.
            for (Marker bad : List.of(new Marker("<n:", "="), new Marker("<n:", "=="))) {
                Sealer sealer = Sealer.ofPem(seal, bad);
                assertThatThrownBy(() -> decrypter.reseal(Document.of(text), ring, all, sealer))
                        .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-MARKER"));
                assertThat(ledger.entries().getLast().outcome()).isEqualTo("sealed anew and dropped");
            }
        }
    }
}
