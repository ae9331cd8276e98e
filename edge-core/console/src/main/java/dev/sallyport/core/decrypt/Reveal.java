package dev.sallyport.core.decrypt;

import java.util.Set;

/**
 * A wish to read.
 *
 * @param who ARN of the caller
 * @param account 12 digits
 * @param subject what is read, as the operator named it: a file, {@code dynamodb://TABLE}, …
 * @param reason why, in the operator's words; never blank
 * @param members only values of JSON members of these names; empty for all
 * @param offsets only ciphertexts at these offsets; empty for all
 */
public record Reveal(
        String who, String account, String subject, String reason, Set<String> members, Set<Long> offsets) {
    /** Why a rollout reads what it planted to prove itself; nobody asked for it. */
    public static final String OF_A_PROOF = "Proof of the rollout";

    /** Copies the sets. */
    public Reveal {
        members = Set.copyOf(members);
        offsets = Set.copyOf(offsets);
    }

    boolean wants(Found found) {
        return (members.isEmpty() || members.contains(found.member()))
                && (offsets.isEmpty() || offsets.contains(found.offset()));
    }
}
