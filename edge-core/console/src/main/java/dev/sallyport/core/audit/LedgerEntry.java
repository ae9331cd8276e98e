package dev.sallyport.core.audit;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One line of the ledger.
 *
 * <p>The canonical form is JSON without white space, members in the order of this record, details sorted by name, UTF-8.
 * The hash covers the canonical form without its own member.
 *
 * @param sequence 1 for the first
 * @param time when it was written, UTC, to the millisecond
 * @param who ARN of the caller
 * @param account 12 digits
 * @param action such as {@code decrypt}
 * @param subject what it was done to
 * @param reason as the operator gave it
 * @param outcome what became of it
 * @param details more, by name
 * @param previous hash of the entry before, 64 zeros for the first
 * @param hash SHA-256, hexadecimal
 */
@JsonPropertyOrder({
    "sequence", "time", "who", "account", "action", "subject", "reason", "outcome", "details", "previous", "hash"
})
public record LedgerEntry(
        long sequence,
        Instant time,
        String who,
        String account,
        String action,
        String subject,
        String reason,
        String outcome,
        SortedMap<String, String> details,
        String previous,
        String hash) {

    static LedgerEntry of(long sequence, Instant time, Deed deed, String previous) {
        LedgerEntry open = new LedgerEntry(
                sequence,
                time,
                deed.who(),
                deed.account(),
                deed.action(),
                deed.subject(),
                deed.reason(),
                deed.outcome(),
                deed.details(),
                previous,
                "");
        return open.sealed();
    }

    private LedgerEntry sealed() {
        return new LedgerEntry(
                sequence, time, who, account, action, subject, reason, outcome, details, previous, expectedHash());
    }

    private String expectedHash() {
        ObjectNode tree = Json.MAPPER.valueToTree(this);
        tree.remove("hash");
        try {
            byte[] canonical = tree.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The canonical form, without a line end. */
    String line() {
        ObjectNode tree = Json.MAPPER.valueToTree(this);
        return tree.toString();
    }

    /** The entry that {@code line} holds, when it is one to the last byte: in canonical form, with the hash that fits. */
    static Optional<LedgerEntry> parse(String line) {
        try {
            LedgerEntry entry = Json.MAPPER.readValue(line, LedgerEntry.class);
            boolean whole = entry != null
                    && Json.MAPPER.readTree(line).size() == LedgerEntry.class.getRecordComponents().length
                    && entry.line().equals(line)
                    && entry.hash().equals(entry.expectedHash());
            return whole ? Optional.of(entry) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
