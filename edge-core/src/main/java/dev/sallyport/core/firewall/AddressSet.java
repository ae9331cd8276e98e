package dev.sallyport.core.firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses in CIDR notation, IPv4 and IPv6 apart, as merged sorted intervals with binary search. */
final class AddressSet {
    private final Address[] starts4;
    private final Address[] ends4;
    private final Address[] starts6;
    private final Address[] ends6;

    private record Interval(Address start, Address end) {}

    /** Entries that are no CIDR block are left out. */
    AddressSet(List<String> blocks) {
        List<Interval> four = new ArrayList<>();
        List<Interval> six = new ArrayList<>();
        for (String block : blocks) {
            Interval interval = interval(block);
            if (interval != null) {
                (interval.start.v4() ? four : six).add(interval);
            }
        }
        List<Interval> merged4 = merged(four);
        List<Interval> merged6 = merged(six);
        starts4 = merged4.stream().map(Interval::start).toArray(Address[]::new);
        ends4 = merged4.stream().map(Interval::end).toArray(Address[]::new);
        starts6 = merged6.stream().map(Interval::start).toArray(Address[]::new);
        ends6 = merged6.stream().map(Interval::end).toArray(Address[]::new);
    }

    private static @Nullable Interval interval(String block) {
        int slash = block.indexOf('/');
        Address address = Address.parse(slash < 0 ? block : block.substring(0, slash));
        if (address == null) {
            return null;
        }
        int bits = address.v4() ? 32 : 128;
        int prefix = bits;
        if (slash >= 0) {
            String length = block.substring(slash + 1);
            if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
            prefix = Integer.parseInt(length);
        }
        return prefix > bits ? null : new Interval(address.first(prefix), address.last(prefix));
    }

    private static List<Interval> merged(List<Interval> intervals) {
        intervals.sort((a, b) -> a.start.compareTo(b.start));
        List<Interval> merged = new ArrayList<>();
        for (Interval next : intervals) {
            Interval last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && next.start.compareTo(last.end) <= 0) {
                Address end = last.end.compareTo(next.end) >= 0 ? last.end : next.end;
                merged.set(merged.size() - 1, new Interval(last.start, end));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    boolean contains(Address address) {
        Address[] starts = address.v4() ? starts4 : starts6;
        Address[] ends = address.v4() ? ends4 : ends6;
        int at = Arrays.binarySearch(starts, address);
        int candidate = at >= 0 ? at : -at - 2;
        return candidate >= 0 && address.compareTo(ends[candidate]) <= 0;
    }
}
