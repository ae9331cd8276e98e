package dev.sallyport.core.rollout;

import dev.sallyport.core.guard.Lock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would do, resource by resource.
 *
 * @param stack its name
 * @param changes empty when nothing would change
 * @param notes what to know before it is done, one sentence each: of the chosen parameters, replicas that delay a
 *     deletion, and the like
 * @param capacity web ACL capacity units; null when the web ACL stays as it is
 * @param costs what would be paid more or less every month
 * @param elsewhere what someone else has changed since the last rollout, one line each
 * @param switched what stands and would demand a signature from then on, until the stack goes
 * @param seen versions of what stands: ETag and lock token by resource; empty for a new stack
 */
public record Plan(
        String stack,
        List<Change> changes,
        List<String> notes,
        @Nullable Capacity capacity,
        List<Cost> costs,
        List<String> elsewhere,
        List<Lock.Switched> switched,
        Map<String, String> seen) {

    /** A plan of which only the changes and the notes are known. */
    public Plan(String stack, List<Change> changes, List<String> notes) {
        this(stack, changes, notes, null, List.of(), List.of(), List.of(), Map.of());
    }

    /** A plan of which only the changes are known. */
    public Plan(String stack, List<Change> changes) {
        this(stack, changes, List.of(), null, List.of(), List.of(), List.of(), Map.of());
    }

    /** The same plan, which also switches what stands. */
    Plan switching(List<Lock.Switched> also) {
        return new Plan(stack, changes, notes, capacity, costs, elsewhere, List.copyOf(also), seen);
    }

    /**
     * Web ACL capacity units, as AWS WAF counts them.
     *
     * @param before now; null when there is no web ACL or it cannot be known
     * @param after then; null when only the deployment decides, or the web ACL goes
     * @param why one sentence where one of them is unknown or the price changes; else empty
     */
    public record Capacity(@Nullable Long before, @Nullable Long after, String why) {
        /** Up to here a web ACL costs no more than its rules. */
        public static final int INCLUDED = 1500;

        /** No web ACL may have more. */
        public static final int MOST = 5000;

        /** {@code Web ACL capacity: 927 WCU → 1,627 WCU; 1,500 are included.} and why. */
        public String sentence() {
            String from = before == null && why.isEmpty() ? "" : units(before) + " → ";
            return "Web ACL capacity: " + from + units(after) + "; 1,500 are included."
                    + (why.isEmpty() ? "" : " " + why);
        }

        private static String units(@Nullable Long units) {
            return units == null ? "unknown" : String.format(Locale.ROOT, "%,d WCU", units);
        }
    }

    /**
     * How much one resource adds to the monthly bill, or takes off it, before any request. A class, never a sum: prices
     * differ by Region and time.
     *
     * @param logicalId name in the template
     * @param change {@code more} or {@code less}
     * @param costClass {@code none}, {@code cents}, {@code a few dollars}, {@code tens of dollars}, {@code hundreds of
     *     dollars or more} or {@code unknown}
     * @param why one sentence
     */
    public record Cost(String logicalId, String change, String costClass, String why) {}
}
