package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.BulkOrder;
import dev.sallyport.core.decrypt.BulkResult;
import dev.sallyport.core.decrypt.CallRate;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyUse;
import dev.sallyport.core.decrypt.NativeForm;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.OutFile;
import dev.sallyport.core.decrypt.Parts;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.RevealPolicy;
import dev.sallyport.core.decrypt.Sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code decrypt}: finds ciphertexts in any text and opens those it may, on the record. */
@Command(name = "decrypt", description = "Finds ciphertexts in any text and opens those it may, on the record.")
final class DecryptCommand implements Callable<Integer> {
    private static final int MOST_CALLS = 100_000;

    private final Sallyport root;

    @Parameters(
            arity = "0..1",
            paramLabel = "SOURCE",
            defaultValue = "-",
            description = "FILE, -, s3://BUCKET/KEY, s3://BUCKET/PREFIX/, dynamodb://TABLE, dynamodb://TABLE?KEY=VALUE,"
                    + " logs://GROUP or logs://GROUP?since=3h")
    String source = "-";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why you read it; goes into the ledger.")
    String reason = "";

    @Mixin
    KeyChoice keys = new KeyChoice();

    @Option(names = "--field", paramLabel = "NAME", description = "Only values of JSON members of this name.")
    List<String> fields = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the opened document to FILE, readable only by you. A source that is a file may then have any"
                    + " size; FILE appears when it is whole, and after a stop the same command goes on from there.")
    @Nullable Path out;

    @Option(
            names = "--calls-per-second",
            paramLabel = "N",
            defaultValue = "" + CallRate.QUOTA,
            description = "With --out: at most so many calls to KMS, whose quota for RSA the whole account shares"
                    + " (${DEFAULT-VALUE} unless yours was raised); throttling slows them down further.")
    int callsPerSecond = CallRate.QUOTA;

    @Option(
            names = "--which-key",
            description = "Tells how many fields and records are sealed for which key, and shows no value. Without --reason it"
                    + " opens nothing and goes by the markers; with it, each field is opened to see which key fits.")
    boolean whichKey;

    /** The answer to {@code --which-key}. */
    private record WhichKey(int fields, List<KeyUse> keys) {}

    DecryptCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (reason.isBlank() && !whichKey) {
            throw SallyportException.badInput(
                    "SP-REASON", "Decrypting needs a reason.", "Say why with --reason, for the ledger.");
        }
        if (whichKey && (!fields.isEmpty() || out != null)) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "--which-key counts all fields and writes no document.",
                    "Leave out --field and --out, or --which-key.");
        }
        if (callsPerSecond < 1 || callsPerSecond > MOST_CALLS) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--calls-per-second is from 1 to " + MOST_CALLS + ".", "Give another number.");
        }
        keys.requireOne("decrypt");
        if (out != null) {
            OutFile.require(out);
        }
        boolean marked = keys.isMarked();
        KeyRing given = marked ? keys.ring(root.home()) : null;
        Path target = out;
        try (Session session = root.openSession()) {
            if (given != null && target != null && isFile()) {
                return bulk(session, given, target);
            }
            Document document = new Sources(session.clients()).read(source, root.terminal.in());
            long strange = NativeForm.count(document);
            if (strange > 0 && !marked) {
                throw SallyportException.badInput(
                        "SP-NATIVE-FLE",
                        sentence(strange),
                        "Open them with the AWS Encryption SDK and the private key of the profile's public key.");
            }
            KeyRing ring = given == null ? keys.ring(root.home()) : given;
            if (whichKey && reason.isBlank()) {
                List<Found> found = Decrypter.find(document, ring);
                return print(found, KeyUse.byMarker(found, Parts.of(document, found), ring));
            }
            Identity me = session.identity();
            Ledger ledger = new Ledger(root.home(), Clock.systemUTC());
            Opened opened = new Decrypter(session.clients(), ledger, () -> RevealPolicy.of(root.home()))
                    .open(document, ring, reveal(me));
            if (whichKey) {
                List<Found> found = Decrypter.find(document, ring);
                return print(found, KeyUse.byOpening(found, Parts.of(document, found), opened));
            }
            print(opened);
            if (strange > 0) {
                root.terminal.say(sentence(strange));
            }
            return opened.failed() == 0 && strange == 0 ? 0 : 1;
        }
    }

    private Reveal reveal(Identity me) {
        return new Reveal(me.arn(), me.account(), source, reason, Set.copyOf(fields), Set.of());
    }

    private boolean isFile() {
        return !source.equals("-") && !source.contains("://") && Files.isRegularFile(Path.of(source));
    }

    private int bulk(Session session, KeyRing ring, Path target) {
        BulkOrder order =
                new BulkOrder(Path.of(source), target, ring, reveal(session.identity()), root.options.json);
        BulkResult done = new BulkDecrypt(root, order).run(session, callsPerSecond);
        if (done.natives() > 0) {
            root.terminal.say(sentence(done.natives()));
        }
        return done.failed() == 0 && done.natives() == 0 ? 0 : 1;
    }

    private static String sentence(long values) {
        return (values == 1 ? "One value is" : values + " values are")
                + " sealed by CloudFront's own field-level encryption, a message of the AWS Encryption SDK without markers"
                + " (it begins AYAB); it stays closed here.";
    }

    private int print(List<Found> found, List<KeyUse> uses) {
        if (root.options.json) {
            root.terminal.json(new WhichKey(found.size(), uses));
        } else {
            List<List<String>> rows = new ArrayList<>();
            uses.forEach(use -> rows.add(List.of(
                    use.keys().isEmpty() ? "no key here" : String.join(" or ", use.keys()),
                    use.prefix() + " … " + use.suffix(),
                    Long.toString(use.fields()),
                    Long.toString(use.records()))));
            root.terminal.table(List.of("Key", "Marker", "Fields", "Records"), rows);
        }
        return uses.stream().allMatch(use -> use.keys().size() == 1) ? 0 : 1;
    }

    private void print(Opened opened) {
        if (out != null) {
            OutFile.write(out, opened.document().bytes());
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
                .forEach(field -> root.terminal.say(
                        field.place() + ": " + field.status().word() + ". " + field.reason()));
        opened.fields().stream()
                .filter(field -> !field.note().isEmpty())
                .forEach(field -> root.terminal.say(field.place() + ": " + field.note()));
        root.terminal.say(opened.decrypted() + " opened, " + opened.failed() + " not");
    }
}
