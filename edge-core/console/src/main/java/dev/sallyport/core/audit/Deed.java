package dev.sallyport.core.audit;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something done or refused, as it is put to the ledger.
 *
 * @param who ARN of the caller, as GetCallerIdentity prints it
 * @param account 12 digits
 * @param action such as {@code decrypt} or {@code rollout.apply}
 * @param subject what it was done to: a file, an ARN, a stack
 * @param reason as the operator gave it; empty where none is asked for
 * @param outcome one word or a short phrase, such as {@code revealed} or {@code refused}
 * @param details more, by name; never a plaintext or a secret
 */
public record Deed(
        String who,
        String account,
        String action,
        String subject,
        String reason,
        String outcome,
        SortedMap<String, String> details) {

    /** With details in any order. */
    public Deed(
            String who,
            String account,
            String action,
            String subject,
            String reason,
            String outcome,
            Map<String, String> details) {
        this(who, account, action, subject, reason, outcome, new TreeMap<>(details));
    }
}
