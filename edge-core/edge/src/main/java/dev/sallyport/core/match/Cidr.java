package dev.sallyport.core.match;

import java.util.Optional;

/**
 * A block of addresses in CIDR notation.
 *
 * @param first address of the block
 * @param last address of the block
 * @param prefix its length in bits
 */
public record Cidr(Address first, Address last, int prefix) {
    /** The block; an address without a length is a block of one. Empty when the text is neither. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        Address address = Address.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        int bits = address.v4() ? 32 : 128;
        int prefix = bits;
        if (slash >= 0) {
            String length = text.substring(slash + 1);
            if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            prefix = Integer.parseInt(length);
        }
        return prefix > bits
                ? Optional.empty()
                : Optional.of(new Cidr(address.first(prefix), address.last(prefix), prefix));
    }

    /** Whether the address lies in it; an IPv4 address lies in no IPv6 block. */
    public boolean contains(Address address) {
        return address.v4() == v4() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    /** Whether it is IPv4. */
    public boolean v4() {
        return first.v4();
    }
}
