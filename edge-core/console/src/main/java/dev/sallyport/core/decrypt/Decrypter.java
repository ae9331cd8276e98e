package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Deed;
import dev.sallyport.core.audit.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
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
    private final Supplier<RevealPolicy> policy;
    private final KeyOpener opener;

    /** What one distinct ciphertext came to; {@code opener} is the key that opened it, by its ARN where it has one. */
    private record Outcome(
            String key, String opener, @Nullable Envelope envelope, FieldStatus status, String reason, String note) {}

    /** The same ciphertext may stand in many places; it is opened once. */
    private record Ciphertext(Marker marker, String body, boolean closed) {}

    /** Works with the session's clients and the home's ledger; any words will do for a reason. */
    public Decrypter(AwsClients aws, Ledger ledger) {
        this(aws, ledger, () -> RevealPolicy.NONE);
    }

    /** The same under a policy, which is read at each reveal. */
    public Decrypter(AwsClients aws, Ledger ledger, Supplier<RevealPolicy> policy) {
        this.ledger = ledger;
        this.policy = policy;
        this.opener = new KeyOpener(aws);
    }

    /**
     * What a reason must look like now.
     *
     * @throws SallyportException {@code SP-REVEAL-POLICY} where that cannot be read
     */
    public RevealPolicy policy() {
        return policy.get();
    }

    /** Where ciphertexts stand; nothing is opened, no key is used, nothing is recorded. */
    public static List<Found> find(Document document, KeyRing ring) {
        return CiphertextFinder.find(document, ring.keys().keySet());
    }

    /**
     * Opens what is asked for and may be opened.
     *
     * @throws SallyportException {@code SP-REASON} without a reason that will do; {@code SP-LEDGER} when the ledger cannot be written:
     *     nothing is revealed then; {@code SP-STOPPED} when the thread is interrupted, which the ledger has too
     */
    public Opened open(Document document, KeyRing ring, Reveal reveal) {
        Attempt attempt = attempt(document, ring, reveal, "decrypt");
        List<Field> fields = attempt.fields();
        long opened = attempt.opened().size();
        record(attempt.deed(reveal, "decrypt", opened == 0 ? "nothing revealed" : "revealed"));
        return new Opened(fields, opened, fields.size() - opened, document.with(attempt.opened()));
    }

    /**
     * Seals anew for another key what is asked for and may be opened. Nobody sees a plaintext; the ledger has it all the
     * same.
     *
     * @param sealer for the other key
     * @throws SallyportException as {@link #open}; {@code SP-MARKER} where the new document would not give them back under the
     *     other marker
     */
    public Resealed reseal(Document document, KeyRing ring, Reveal reveal, Sealer sealer) {
        Attempt attempt = attempt(document, ring, reveal, "decrypt.reseal");
        Map<Found, Envelope> anew = new LinkedHashMap<>();
        List<String> bodies = new ArrayList<>();
        attempt.opened().forEach((found, envelope) -> {
            String body = sealer.seal(envelope.bytes());
            bodies.add(body);
            anew.put(found, Envelope.ofText(sealer.marker().prefix() + body + sealer.marker().suffix()));
        });
        Document sealed = document.with(anew);
        boolean isReadable = bodies(sealed, sealer.marker(), bodies(document, sealer.marker(), List.of())).equals(bodies);
        List<Field> closed = attempt.fields().stream()
                .filter(field -> field.status() != FieldStatus.DECRYPTED)
                .toList();
        String outcome = anew.isEmpty() ? "nothing sealed anew" : isReadable ? "sealed anew" : "sealed anew and dropped";
        Deed deed = attempt.deed(reveal, "decrypt.reseal", outcome);
        deed.details().put("for", sealer.name());
        record(deed);
        if (!isReadable) {
            throw SallyportException.badInput(
                    "SP-MARKER",
                    "Between " + sealer.marker().prefix() + " and " + sealer.marker().suffix()
                            + " not all that was sealed anew could be found again in this document.",
                    "Choose markers that stand nowhere else in it and hold no characters of base64.");
        }
        return new Resealed(anew.size(), closed, sealed);
    }

    /** What stands under a marker, in order, without {@code others}. */
    private static List<String> bodies(Document document, Marker marker, List<String> others) {
        Set<String> without = Set.copyOf(others);
        return CiphertextFinder.find(document, Set.of(marker)).stream()
                .map(Found::body)
                .filter(body -> !without.contains(body))
                .toList();
    }

    /**
     * What became of the fields, and what is in those that were opened; not on the record yet.
     *
     * @param openers the keys that opened them
     */
    private record Attempt(List<Field> fields, Map<Found, Envelope> opened, List<String> openers) {
        Deed deed(Reveal reveal, String action, String outcome) {
            Map<String, String> details = new TreeMap<>();
            fields.stream()
                    .collect(Collectors.groupingBy(Field::status, Collectors.counting()))
                    .forEach((status, count) -> details.put(status.word(), count.toString()));
            details.put(
                    "keys", joined(fields.stream().map(Field::key).filter(key -> !key.isEmpty()).distinct().toList()));
            if (!openers.isEmpty()) {
                // An alias may lead elsewhere tomorrow, and not every key that was tried fits.
                details.put("openedWith", joined(openers));
            }
            details.put(
                    action.equals("decrypt") ? "revealed" : "resealed",
                    joined(fields.stream()
                            .filter(field -> field.status() == FieldStatus.DECRYPTED)
                            .map(Field::place)
                            .toList()));
            return new Deed(reveal.who(), reveal.account(), action, reveal.subject(), reveal.reason(), outcome, details);
        }
    }

    private Attempt attempt(Document document, KeyRing ring, Reveal reveal, String action) {
        policy.get().require(reveal.reason());
        ledger.requireWritable();
        List<Found> wanted = find(document, ring).stream().filter(reveal::wants).toList();
        Map<Ciphertext, Outcome> outcomes;
        try {
            outcomes = outcomes(wanted, ring);
        } catch (InterruptedException e) {
            // KMS may have been asked already, and has it in CloudTrail.
            Map<String, String> details = Map.of("asked", Integer.toString(wanted.size()));
            record(new Deed(
                    reveal.who(), reveal.account(), action, reveal.subject(), reveal.reason(), "stopped", details));
            Thread.currentThread().interrupt();
            throw SallyportException.unavailable(
                            "SP-STOPPED", "Decrypting was stopped.", "Start it again when you need it.")
                    .causedBy(e);
        }
        List<Field> fields = new ArrayList<>();
        Map<Found, Envelope> opened = new LinkedHashMap<>();
        Set<String> openers = new LinkedHashSet<>();
        for (Found found : wanted) {
            Outcome outcome = Objects.requireNonNull(outcomes.get(ciphertext(found)));
            Envelope envelope = outcome.envelope();
            if (envelope != null) {
                opened.put(found, envelope);
                openers.add(outcome.opener());
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
        return new Attempt(fields, opened, List.copyOf(openers));
    }

    /**
     * Whether the caller may decrypt with this key. KMS is asked by a dry run, which is billed and logged as a call, and
     * says nothing about any ciphertext; of a private key nobody needs to be asked.
     */
    public Permission mayI(RingKey key) {
        return switch (key) {
            case RingKey.InKms inKms -> opener.permission(inKms);
            case RingKey.Local _ -> Permission.GRANTED;
        };
    }

    /**
     * How many calls of KMS's Decrypt opening these takes at most: equal ciphertexts are opened once, and of several keys
     * under one marker the next is tried only where the one before did not open.
     */
    public static long calls(List<Found> wanted, KeyRing ring) {
        return wanted.stream()
                .filter(Found::closed)
                .map(Decrypter::ciphertext)
                .distinct()
                .flatMap(each -> ring.keys().getOrDefault(each.marker(), List.of()).stream())
                .filter(RingKey.InKms.class::isInstance)
                .count();
    }

    private static Ciphertext ciphertext(Found found) {
        return new Ciphertext(found.marker(), found.body(), found.closed());
    }

    /** On a thread that nobody interrupts, which would close the ledger's file half-way. */
    private void record(Deed deed) {
        try {
            CompletableFuture.runAsync(() -> ledger.append(deed), Thread::startVirtualThread).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SallyportException told ? told : e;
        }
    }

    private Map<Ciphertext, Outcome> outcomes(List<Found> wanted, KeyRing ring) throws InterruptedException {
        Map<Ciphertext, Future<Outcome>> under = new HashMap<>();
        Map<Ciphertext, Outcome> outcomes = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Found found : wanted) {
                under.computeIfAbsent(ciphertext(found), each -> threads.submit(() -> outcome(each, ring)));
            }
            for (Map.Entry<Ciphertext, Future<Outcome>> one : under.entrySet()) {
                outcomes.put(one.getKey(), get(one.getValue(), threads));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task that catches what is foreseen", e.getCause());
        }
        return outcomes;
    }

    /** Stops all of them when the wait is interrupted: closing would let them go on to their ends. */
    private static Outcome get(Future<Outcome> one, ExecutorService threads)
            throws ExecutionException, InterruptedException {
        try {
            return one.get();
        } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
        }
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
                    return new Outcome(key.name(), opened.key(), envelope, FieldStatus.DECRYPTED, "", note);
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
        return new Outcome(tried, "", null, worst.status(), worst.reason(), "");
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
