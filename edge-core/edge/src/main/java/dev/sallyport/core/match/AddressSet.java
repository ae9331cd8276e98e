package dev.sallyport.core.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Addresses in CIDR notation, IPv4 and IPv6 apart, as merged sorted intervals with binary search. */
public final class AddressSet {
    private final Address[] starts4;
    private final Address[] ends4;
    private final Address[] starts6;
    private final Address[] ends6;

    private record Interval(Address start, Address end) {}

    /** Entries that are no CIDR block are left out. */
    public AddressSet(List<String> blocks) {
        List<Interval> four = new ArrayList<>();
        List<Interval> six = new ArrayList<>();
        for (String block : blocks) {
            Cidr.parse(block).ifPresent(cidr -> (cidr.v4() ? four : six).add(new Interval(cidr.first(), cidr.last())));
        }
        List<Interval> merged4 = merged(four);
        List<Interval> merged6 = merged(six);
        starts4 = merged4.stream().map(Interval::start).toArray(Address[]::new);
        ends4 = merged4.stream().map(Interval::end).toArray(Address[]::new);
        starts6 = merged6.stream().map(Interval::start).toArray(Address[]::new);
        ends6 = merged6.stream().map(Interval::end).toArray(Address[]::new);
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

    /** Whether one of the blocks has it. */
    public boolean contains(Address address) {
        Address[] starts = address.v4() ? starts4 : starts6;
        Address[] ends = address.v4() ? ends4 : ends6;
        int at = Arrays.binarySearch(starts, address);
        int candidate = at >= 0 ? at : -at - 2;
        return candidate >= 0 && address.compareTo(ends[candidate]) <= 0;
    }
}
