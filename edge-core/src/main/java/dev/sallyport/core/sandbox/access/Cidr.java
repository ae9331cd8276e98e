package dev.sallyport.core.sandbox.access;

import java.net.InetAddress;

/** Address ranges in CIDR notation (RFC 4632), both families. */
final class Cidr {
    private Cidr() {}

    /** Whether {@code address} lies in {@code range}; false when either is not an address. */
    static boolean contains(String range, String address) {
        try {
            int slash = range.indexOf('/');
            byte[] network = InetAddress.ofLiteral(slash < 0 ? range : range.substring(0, slash)).getAddress();
            byte[] host = InetAddress.ofLiteral(address).getAddress();
            int bits = slash < 0 ? network.length * 8 : Integer.parseInt(range.substring(slash + 1));
            if (network.length != host.length || bits < 0 || bits > network.length * 8) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((network[bit / 8] & mask) != (host[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
