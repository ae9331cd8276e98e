package dev.sallyport.core.audit;

import dev.sallyport.core.SallyportException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Does things on record: an entry before the first write, and one for what became of it. What has only the first was ended
 * before it was done.
 *
 * @param ledger that has to take the first entry, or nothing is done
 * @param who ARN of the caller
 * @param account 12 digits
 */
public record OnRecord(Ledger ledger, String who, String account) {

    /**
     * What is done.
     *
     * @param <T> what it gives back
     * @param <E> what it may throw beside unchecked exceptions
     */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        /** Does it; what is worth knowing of it is put into {@code found}, by name. */
        T run(Map<String, String> found) throws E;
    }

    /**
     * Does {@code work} and records it.
     *
     * @param action such as {@code sandbox.reset}
     * @param subject what it is done to
     * @param details of the first entry, by name; never a plaintext or a secret
     * @throws SallyportException {@code SP-LEDGER} when an entry cannot be written; without the first nothing is done
     */
    public <T, E extends Exception> T doing(
            String action, String subject, Map<String, String> details, Work<T, E> work) throws E {
        append(action, subject, "begun", details);
        Map<String, String> found = new TreeMap<>();
        String outcome = "failed";
        try {
            T result = work.run(found);
            outcome = "done";
            return result;
        } catch (SallyportException e) {
            outcome = "failed, " + e.code();
            throw e;
        } finally {
            append(action, subject, outcome, found);
        }
    }

    private void append(String action, String subject, String outcome, Map<String, String> details) {
        ledger.append(new Deed(who, account, action, subject, "", outcome, details));
    }
}
