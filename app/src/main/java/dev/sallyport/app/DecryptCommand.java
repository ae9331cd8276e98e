package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.NativeForm;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.Sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code decrypt}: finds ciphertexts in any text and opens those it may, on the record. */
@Command(name = "decrypt", description = "Finds ciphertexts in any text and opens those it may, on the record.")
final class DecryptCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(
            arity = "0..1",
            paramLabel = "SOURCE",
            defaultValue = "-",
            description = "FILE, -, s3://BUCKET/KEY, dynamodb://TABLE or logs://GROUP")
    String source = "-";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why you read it; goes into the ledger.")
    String reason = "";

    @Option(names = "--key", paramLabel = "KEY", description = "KMS key id, ARN or alias.")
    @Nullable String key;

    @Option(names = "--private-key", paramLabel = "PEM", description = "A private key file instead of a KMS key.")
    @Nullable Path privateKey;

    @Option(names = "--prefix", paramLabel = "P", description = "What stands before a ciphertext.")
    @Nullable String prefix;

    @Option(names = "--suffix", paramLabel = "S", description = "What stands after it.")
    @Nullable String suffix;

    @Option(names = "--keyring", paramLabel = "FILE", description = "A JSON list of markers and keys.")
    @Nullable Path keyRing;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = KeyRing.OAEP_SHA256,
            description = "For --private-key: RSAES_OAEP_SHA_256 or RSAES_OAEP_SHA_1.")
    String algorithm = KeyRing.OAEP_SHA256;

    @Option(
            names = "--mgf1",
            paramLabel = "HASH",
            description = "For --private-key: SHA-256 or SHA-1, where MGF1 has another hash than OAEP.")
    @Nullable String mgf1;

    @Option(names = "--field", paramLabel = "NAME", description = "Only values of JSON members of this name.")
    List<String> fields = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the opened document to FILE, readable only by you.")
    @Nullable Path out;

    DecryptCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (reason.isBlank()) {
            throw SallyportException.badInput(
                    "SP-REASON", "Decrypting needs a reason.", "Say why with --reason, for the ledger.");
        }
        requireOneKey();
        boolean marked = keyRing != null || prefix != null || suffix != null;
        KeyRing given = marked ? ring() : null;
        try (Session session = root.openSession()) {
            Document document = new Sources(session.clients()).read(source, root.terminal.in());
            long strange = NativeForm.count(document);
            if (strange > 0 && !marked) {
                throw SallyportException.badInput(
                        "SP-NATIVE-FLE",
                        sentence(strange),
                        "Open them with the AWS Encryption SDK and the private key of the profile's public key.");
            }
            KeyRing ring = given == null ? ring() : given;
            Identity me = session.identity();
            Opened opened = new Decrypter(session.clients(), new Ledger(root.home(), Clock.systemUTC()))
                    .open(document, ring, new Reveal(me.arn(), me.account(), source, reason, Set.copyOf(fields), Set.of()));
            print(opened);
            if (strange > 0) {
                root.terminal.say(sentence(strange));
            }
            return opened.failed() == 0 && strange == 0 ? 0 : 1;
        }
    }

    private static String sentence(long values) {
        return (values == 1 ? "One value is" : values + " values are")
                + " sealed by CloudFront's own field-level encryption, a message of the AWS Encryption SDK without markers"
                + " (it begins AYAB); it stays closed here.";
    }

    private void requireOneKey() {
        int chosen = (key == null ? 0 : 1) + (privateKey == null ? 0 : 1) + (keyRing == null ? 0 : 1);
        if (chosen != 1) {
            throw SallyportException.badInput(
                    "SP-USAGE", "decrypt needs one of --key, --private-key or --keyring.", "Give just one of them.");
        }
    }

    private KeyRing ring() {
        if (keyRing != null) {
            return KeyRing.read(keyRing);
        }
        Marker marker = new Marker(Objects.requireNonNullElse(prefix, ""), Objects.requireNonNullElse(suffix, ""));
        return key != null ? KeyRing.ofKms(marker, key) 
                : KeyRing.ofPem(marker, Objects.requireNonNull(privateKey), algorithm, mgf1);
    }

    private void print(Opened opened) {
        if (out != null) {
            Home.writePrivate(out.toAbsolutePath(), opened.document().bytes());
        }
        if (root.options.json) {
            root.terminal.json(opened);
            return;
        }
        if (out == null) {
            try {
                root.terminal.document(opened.document().bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        opened.fields().stream()
                .filter(field -> !field.reason().isEmpty())
                .forEach(field -> root.terminal.say((field.path().isEmpty() ? "byte " + field.offset() : field.path()) + ": "
                        + field.status().word() + ". " + field.reason()));
        opened.fields().stream()
                .filter(field -> !field.note().isEmpty())
                .forEach(field -> root.terminal.say(
                        (field.path().isEmpty() ? "byte " + field.offset() : field.path()) + ": " + field.note()));
        root.terminal.say(opened.decrypted() + " opened, " + opened.failed() + " not");
    }
}
