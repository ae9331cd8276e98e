package dev.sallyport.core.decrypt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one distinct ciphertext came to.
 *
 * @param key that opened it, or that was tried
 * @param opener the key that opened it, by its ARN where it has one
 * @param envelope what is in it; null where it stayed closed
 */
record Outcome(
        String key, String opener, @Nullable Envelope envelope, FieldStatus status, String reason, String note) {
    /** The same ciphertext may stand in many places; it is opened once. */
    record Ciphertext(Marker marker, String body, boolean closed) {
        static Ciphertext of(Found found) {
            return new Ciphertext(found.marker(), found.body(), found.closed());
        }
    }

    /** Tries the ring's keys for the marker, one after the other. */
    static Outcome of(Ciphertext ciphertext, KeyRing ring, KeyOpener opener) {
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

    /** Of a ciphertext that stands at that byte of the source. */
    Field field(Found found, long offset) {
        return new Field(
                found.path(), offset, key, status, envelope == null ? null : envelope.value(), reason, note);
    }
}
