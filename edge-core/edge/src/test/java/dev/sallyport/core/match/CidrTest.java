package dev.sallyport.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @Property
    void containsWhatSharesItsFirstBits(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] host, @ForAll @IntRange(max = 32) int bits)
            throws UnknownHostException {
        Cidr block = Cidr.parse(text(network) + '/' + bits).orElseThrow();
        boolean same = new BigInteger(1, network).shiftRight(32 - bits).equals(new BigInteger(1, host).shiftRight(32 - bits));
        assertThat(block.contains(Objects.requireNonNull(Address.parse(text(host))))).isEqualTo(same);
    }

    private static String text(byte[] address) throws UnknownHostException {
        return InetAddress.getByAddress(address).getHostAddress();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "0x0a.0.0.0/8", "::1/129", "", "/8"})
    void readsNoShorthand(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.1", "::"})
    void aFamilyHasNoPlaceInTheOther(String address) {
        Cidr all = Cidr.parse("0.0.0.0/0").orElseThrow();
        assertThat(all.contains(Objects.requireNonNull(Address.parse(address)))).isFalse();
    }
}
