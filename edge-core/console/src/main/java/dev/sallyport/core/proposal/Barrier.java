package dev.sallyport.core.proposal;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.match.Address;
import java.time.Instant;
import java.util.List;

/**
 * Addresses that a web ACL blocks before its other rules, until somebody takes that back. AWS WAF knows no time, so the
 * names of the set and of the rule say when it is over.
 *
 * @param set the name of the IP set and of the rule
 * @param arn of the IP set; of none that is there while the set is not made
 * @param addresses in CIDR notation, of one version of IP
 * @param until when it is over
 * @param made whether the IP set was made
 */
public record Barrier(String set, String arn, List<String> addresses, Instant until, boolean made) {
    /** An IP set has so many at most (AWS WAF Developer Guide, "AWS WAF quotas"). */
    private static final int MOST = 10_000;

    /** Copies what may change. */
    public Barrier {
        addresses = List.copyOf(addresses);
    }

    /**
     * What to block.
     *
     * @param addresses single ones, or ranges in CIDR notation; IPv4 or IPv6, not both
     * @throws SallyportException {@code SP-ADDRESS}
     */
    static List<String> ranges(List<String> addresses) {
        List<String> ranges = addresses.stream().map(Barrier::range).distinct().toList();
        if (ranges.isEmpty() || ranges.size() > MOST) {
            throw wrong("An IP set takes from 1 to 10,000 addresses.", "Name fewer.");
        }
        if (ranges.stream().map(one -> one.contains(":")).distinct().count() > 1) {
            throw wrong("An IP set has addresses of one version of IP alone.", "Propose those of IPv4 and of IPv6 one after the other.");
        }
        return ranges;
    }

    /** AWS WAF takes all ranges but /0 (API Reference, IPSet). */
    private static String range(String text) {
        String[] parts = text.strip().split("/", 2);
        boolean known = Address.parse(parts[0]) != null;
        int bits = parts[0].contains(":") ? 128 : 32;
        if (known && parts.length == 1) {
            return parts[0] + "/" + bits;
        }
        if (known && parts[1].matches("[0-9]{1,3}") && Integer.parseInt(parts[1]) >= 1 && Integer.parseInt(parts[1]) <= bits) {
            return parts[0] + "/" + parts[1];
        }
        throw wrong(text + " is no address, and no range of addresses.", "Give one such as 203.0.113.7 or 203.0.113.0/24.");
    }

    private static SallyportException wrong(String why, String next) {
        return SallyportException.badInput("SP-ADDRESS", why, next);
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    Barrier as(String madeArn, boolean isMade) {
        return new Barrier(set, madeArn, addresses, until, isMade);
    }
}
