package dev.sallyport.core.decrypt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Looks through one piece of a file and opens what is in it, each ciphertext on a thread of its own. */
final class Looking implements Callable<Looking.Seen> {
    private final Piece piece;
    private final byte[] context;
    private final KeyRing ring;
    private final Reveal reveal;
    private final KeyOpener opener;
    private final ExecutorService threads;

    /** A field, and the key that opened it; empty where it stayed closed. */
    record Done(Field field, String opener) {}

    /** The piece with what was opened in its place: {@code length} bytes from {@code from} on. */
    static final class Seen {
        private final List<Done> fields;
        private final byte[] bytes;
        private final int from;
        private final int length;

        private Seen(List<Done> fields, byte[] bytes, int from, int length) {
            this.fields = fields;
            this.bytes = bytes;
            this.from = from;
            this.length = length;
        }

        List<Done> fields() {
            return fields;
        }

        byte[] bytes() {
            return bytes;
        }

        int from() {
            return from;
        }

        int length() {
            return length;
        }
    }

    Looking(Piece piece, byte[] context, KeyRing ring, Reveal reveal, KeyOpener opener, ExecutorService threads) {
        this.piece = piece;
        this.context = context;
        this.ring = ring;
        this.reveal = reveal;
        this.opener = opener;
        this.threads = threads;
    }

    @Override
    public Seen call() throws InterruptedException, ExecutionException {
        Document document = Document.of(context);
        List<Found> wanted = new ArrayList<>();
        long from = piece.lead();
        long to = from + piece.end() - piece.start();
        for (Found found : CiphertextFinder.find(piece, document, ring.keys().keySet())) {
            if (found.offset() >= from && found.offset() < to && reveal.wants(found)) {
                wanted.add(found);
            }
        }
        Map<Outcome.Ciphertext, Future<Outcome>> under = new HashMap<>();
        for (Found found : wanted) {
            under.computeIfAbsent(
                    Outcome.Ciphertext.of(found), each -> threads.submit(() -> Outcome.of(each, ring, opener)));
        }
        List<Done> fields = new ArrayList<>();
        Map<Found, Envelope> opened = new LinkedHashMap<>();
        for (Found found : wanted) {
            Outcome outcome = Objects.requireNonNull(under.get(Outcome.Ciphertext.of(found))).get();
            Envelope envelope = outcome.envelope();
            if (envelope != null) {
                opened.put(found, envelope);
            }
            fields.add(new Done(outcome.field(found, piece.start() - from + found.offset()), outcome.opener()));
        }
        byte[] bytes = opened.isEmpty() ? context : document.with(opened).bytes();
        int trail = (int) (context.length - to);
        return new Seen(fields, bytes, (int) from, (int) (bytes.length - from - trail));
    }
}
