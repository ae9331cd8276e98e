package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens ciphertexts for someone who says why. The ledger has it before anyone sees it; without the ledger nobody does.
 *
 * <p>Each ciphertext stands for itself: one that cannot be opened never hides another.
 */
public final class Decrypter {
    /** Of a ledger entry's detail, in characters; the rest is counted. */
    private static final int LONGEST_DETAIL = 2_000;

    private final Ledger ledger;
    private final KeyOpener opener;

    /** What one distinct ciphertext came to. */
    private record Outcome(String key, @Nullable Envelope envelope, FieldStatus status, String reason, String note) {}

    /** The same ciphertext may stand in many places; it is opened once. */
    private record Ciphertext(Marker marker, String body, boolean closed) {}

    /** Works with the session's clients and the home's ledger. */
    public Decrypter(AwsClients aws, Ledger ledger) {
        this.ledger = ledger;
        this.opener = new KeyOpener(aws);
    }

    /** Where ciphertexts stand; nothing is opened, no key is used, nothing is recorded. */
    public static List<Found> find(Document document, KeyRing ring) {
        return CiphertextFinder.find(document, ring.keys().keySet());
    }

    /**
     * Opens what is asked for and may be opened.
     *
     * @throws SallyportException {@code SP-REASON} without a reason; {@code SP-LEDGER} when the ledger cannot be written:
     *     nothing is revealed then
     */
    public Opened open(Document document, KeyRing ring, Reveal reveal) {
        if (reveal.reason().isBlank()) {
            throw SallyportException.badInput(
                    "SP-REASON", "Decrypting needs a reason.", "Say why you read this, for the ledger.");
        }
        ledger.requireWritable();
        List<Found> wanted = find(document, ring).stream().filter(reveal::wants).toList();
        Map<Ciphertext, Outcome> outcomes = outcomes(wanted, ring);
        List<Field> fields = new ArrayList<>();
        Map<Found, Envelope> opened = new LinkedHashMap<>();
        for (Found found : wanted) {
            Outcome outcome = Objects.requireNonNull(outcomes.get(ciphertext(found)));
            Envelope envelope = outcome.envelope();
            if (envelope != null) {
                opened.put(found, envelope);
            }
            fields.add(new Field(
                    found.path(),
                    found.offset(),
                    outcome.key(),
                    outcome.status(),
                    envelope == null ? null : envelope.value(),
                    outcome.reason(),
                    outcome.note()));
        }
        ledger.append(deed(reveal, fields, opened.size()));
        return new Opened(fields, opened.size(), fields.size() - opened.size(), document.with(opened));
    }

    /**
     * Whether the caller may decrypt with this KMS key, asked of KMS by a dry run. It is billed and logged as a call, and
     * says nothing about any ciphertext.
     */
    public Permission mayI(String key) {
        try {
            opener.requirePermission(new RingKey.InKms(key, KeyRing.OAEP_SHA256));
            return new Permission(true, "");
        } catch (CannotOpen e) {
            return new Permission(false, e.reason());
        }
    }

    private static Ciphertext ciphertext(Found found) {
        return new Ciphertext(found.marker(), found.body(), found.closed());
    }

    private Map<Ciphertext, Outcome> outcomes(List<Found> wanted, KeyRing ring) {
        Map<Ciphertext, Future<Outcome>> under = new HashMap<>();
        Map<Ciphertext, Outcome> outcomes = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Found found : wanted) {
                under.computeIfAbsent(ciphertext(found), each -> threads.submit(() -> outcome(each, ring)));
            }
            for (Map.Entry<Ciphertext, Future<Outcome>> one : under.entrySet()) {
                outcomes.put(one.getKey(), one.getValue().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SallyportException.unavailable(
                            "SP-STOPPED", "Decrypting was stopped.", "Start it again when you need it.")
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task that catches what is foreseen", e.getCause());
        }
        return outcomes;
    }

    private Outcome outcome(Ciphertext ciphertext, KeyRing ring) {
        String tried = "";
        CannotOpen worst = new CannotOpen(FieldStatus.NO_KEY, "The key ring names no key for this marker.");
        try {
            if (!ciphertext.closed()) {
                throw new CannotOpen(FieldStatus.CORRUPT, "The marker does not close.");
            }
            SealedBody body = SealedBody.parse(ciphertext.body());
            for (RingKey key : ring.keys().getOrDefault(ciphertext.marker(), List.of())) {
                try {
                    KeyOpener.Plain opened = opener.open(body.block(), key);
                    Envelope envelope = Envelope.read(body.envelope(opened.bytes()));
                    String note = Stream.of(body.note(), opened.note(), envelope.note())
                            .filter(each -> !each.isEmpty())
                            .collect(Collectors.joining(" "));
                    return new Outcome(key.name(), envelope, FieldStatus.DECRYPTED, "", note);
                } catch (CannotOpen e) {
                    // Of several keys the refusal that the operator can do most about is reported.
                    if (tried.isEmpty() || e.status().compareTo(worst.status()) < 0) {
                        tried = key.name();
                        worst = e;
                    }
                }
            }
        } catch (CannotOpen e) {
            worst = e;
        }
        return new Outcome(tried, null, worst.status(), worst.reason(), "");
    }

    private static Deed deed(Reveal reveal, List<Field> fields, int opened) {
        Map<String, String> details = new TreeMap<>();
        fields.stream()
                .collect(Collectors.groupingBy(Field::status, Collectors.counting()))
                .forEach((status, count) -> details.put(status.word(), count.toString()));
        details.put("keys", joined(fields.stream().map(Field::key).filter(key -> !key.isEmpty()).distinct().toList()));
        details.put(
                "revealed",
                joined(fields.stream()
                        .filter(field -> field.status() == FieldStatus.DECRYPTED)
                        .map(field -> field.path().isEmpty() ? "byte " + field.offset() : field.path())
                        .toList()));
        String outcome = opened == 0 ? "nothing revealed" : "revealed";
        return new Deed(
                reveal.who(), reveal.account(), "decrypt", reveal.subject(), reveal.reason(), outcome, details);
    }

    private static String joined(List<String> items) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (text.length() + items.get(i).length() > LONGEST_DETAIL) {
                return text + " and " + (items.size() - i) + " more";
            }
            text.append(i == 0 ? "" : ", ").append(items.get(i));
        }
        return text.toString();
    }
}
