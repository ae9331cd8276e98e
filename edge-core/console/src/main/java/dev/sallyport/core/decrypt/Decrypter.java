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
        Map<Outcome.Ciphertext, Outcome> outcomes;
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
            Outcome outcome = Objects.requireNonNull(outcomes.get(Outcome.Ciphertext.of(found)));
            Envelope envelope = outcome.envelope();
            if (envelope != null) {
                opened.put(found, envelope);
                openers.add(outcome.opener());
            }
            fields.add(outcome.field(found, found.offset()));
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
                .map(Outcome.Ciphertext::of)
                .distinct()
                .flatMap(each -> ring.keys().getOrDefault(each.marker(), List.of()).stream())
                .filter(RingKey.InKms.class::isInstance)
                .count();
    }

    private void record(Deed deed) {
        record(ledger, deed);
    }

    /** On a thread that nobody interrupts, which would close the ledger's file half-way. */
    static void record(Ledger ledger, Deed deed) {
        try {
            CompletableFuture.runAsync(() -> ledger.append(deed), Thread::startVirtualThread).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SallyportException told ? told : e;
        }
    }

    private Map<Outcome.Ciphertext, Outcome> outcomes(List<Found> wanted, KeyRing ring) throws InterruptedException {
        Map<Outcome.Ciphertext, Future<Outcome>> under = new HashMap<>();
        Map<Outcome.Ciphertext, Outcome> outcomes = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Found found : wanted) {
                under.computeIfAbsent(Outcome.Ciphertext.of(found), each -> threads.submit(() -> Outcome.of(each, ring, opener)));
            }
            for (Map.Entry<Outcome.Ciphertext, Future<Outcome>> one : under.entrySet()) {
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

    private static String joined(List<String> items) {
        return joined(items, items.size());
    }

    /** The first of {@code all} items, as many as an entry has room for. */
    static String joined(List<String> items, long all) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (text.length() + items.get(i).length() > LONGEST_DETAIL) {
                return text + " and " + (all - i) + " more";
            }
            text.append(i == 0 ? "" : ", ").append(items.get(i));
        }
        return all > items.size() ? text + " and " + (all - items.size()) + " more" : text.toString();
    }
}
