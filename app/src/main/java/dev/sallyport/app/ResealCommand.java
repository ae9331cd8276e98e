package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyUse;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.OutFile;
import dev.sallyport.core.decrypt.Parts;
import dev.sallyport.core.decrypt.Resealed;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.RevealPolicy;
import dev.sallyport.core.decrypt.Sealer;
import dev.sallyport.core.decrypt.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reseal}: what is sealed for one key is sealed for another, as after a rotation; no plaintext is shown. */
@Command(
        name = "reseal",
        description = "Seals the fields of a document anew for another key, on the record; no plaintext is shown or written.")
final class ResealCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(paramLabel = "SOURCE", description = "What decrypt takes.")
    String source = "-";

    @Mixin
    KeyChoice keys = new KeyChoice();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "KEY|PEM",
            description = "KMS key id, ARN or alias, or a public key file.")
    String to = "";

    @Option(
            names = "--to-prefix",
            required = true,
            paramLabel = "P",
            description = "What will stand before a ciphertext.")
    String toPrefix = "";

    @Option(names = "--to-suffix", required = true, paramLabel = "S", description = "What will stand after it.")
    String toSuffix = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; goes into the ledger.")
    String reason = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where the new document goes, readable only by you.")
    @Nullable Path out;

    @Option(names = "--plan", description = "Only says what would be sealed anew, and what that costs.")
    boolean plan;

    ResealCommand(Sallyport root) {
        this.root = root;
    }

    /** The answer to {@code --plan}. */
    private record Planned(int fields, List<KeyUse> keys, String to, long kmsCalls) {}

    @Override
    public Integer call() {
        keys.requireOne("reseal");
        Path target = out;
        if (!plan && (target == null || isSource(target))) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "reseal writes a new document, and leaves the old one until you have looked at it.",
                    "Name another file with --out, or ask for the --plan.");
        }
        if (!plan && target != null) {
            OutFile.require(target);
        }
        KeyRing ring = keys.ring(root.home());
        Marker marker = new Marker(toPrefix, toSuffix);
        try (Session session = root.openSession()) {
            Document document = new Sources(session.clients()).read(source, root.terminal.in());
            List<Found> found = Decrypter.find(document, ring);
            Sealer sealer = to.endsWith(".pem")
                    ? Sealer.ofPem(to, marker)
                    : Sealer.ofKms(session.clients(), to, marker);
            if (plan || target == null) {
                List<KeyUse> uses = KeyUse.byMarker(found, Parts.of(document, found), ring);
                return print(found, uses, Decrypter.calls(found, ring));
            }
            Identity me = session.identity();
            Reveal all = new Reveal(me.arn(), me.account(), source, reason, Set.of(), Set.of());
            Ledger ledger = new Ledger(root.home(), Clock.systemUTC());
            Resealed done = new Decrypter(session.clients(), ledger, () -> RevealPolicy.of(root.home()))
                    .reseal(document, ring, all, sealer);
            OutFile.write(target, done.document().bytes());
            print(done);
            return done.left().isEmpty() ? 0 : 1;
        }
    }

    private boolean isSource(Path target) {
        try {
            // Links may lead to it under another name.
            return !source.contains("://") && Files.exists(target) && Files.isSameFile(target, Path.of(source));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private int print(List<Found> found, List<KeyUse> uses, long calls) {
        if (root.options.json) {
            root.terminal.json(new Planned(found.size(), uses, to, calls));
        } else {
            root.terminal.table(
                    List.of("From", "Marker", "Fields", "Records"),
                    uses.stream()
                            .map(use -> List.of(
                                    use.keys().isEmpty() ? "no key here" : String.join(" or ", use.keys()),
                                    use.prefix() + " … " + use.suffix(),
                                    Long.toString(use.fields()),
                                    Long.toString(use.records())))
                            .toList());
            root.terminal.say("To " + to + " between " + toPrefix + " and " + toSuffix + "; at most " + calls
                    + " calls to KMS, each in CloudTrail. Nothing was opened.");
        }
        return 0;
    }

    private void print(Resealed done) {
        if (root.options.json) {
            root.terminal.json(done);
            return;
        }
        done.left().forEach(field -> root.terminal.say(
                field.place() + ": " + field.status().word() + ". " + field.reason()));
        root.terminal.say(done.resealed() + " sealed anew, " + done.left().size() + " left as they were");
    }
}
