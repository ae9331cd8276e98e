package dev.sallyport.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Membership against brute force over big integers; notation against the JDK's own parser. */
class AddressSetTest {
    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    private static String text(byte[] bytes) throws UnknownHostException {
        return InetAddress.getByAddress(bytes).getHostAddress();
    }

    private static boolean within(byte[] address, byte[] block, int prefix) {
        int shift = block.length * 8 - prefix;
        return address.length == block.length && number(address).shiftRight(shift).equals(number(block).shiftRight(shift));
    }

    @Property(tries = 500)
    void fourMembersAreWhatBruteForceFinds(
            @ForAll @Size(max = 12) List<@Size(4) byte[]> blocks,
            @ForAll @IntRange(max = 32) int prefix,
            @ForAll @Size(4) byte[] address)
            throws UnknownHostException {
        agrees(blocks, prefix, address);
    }

    @Property(tries = 500)
    void sixMembersAreWhatBruteForceFinds(
            @ForAll @Size(max = 12) List<@Size(16) byte[]> blocks,
            @ForAll @IntRange(max = 128) int prefix,
            @ForAll @Size(16) byte[] address)
            throws UnknownHostException {
        // The JDK takes a mapped IPv4 address for IPv4.
        if (blocks.stream().allMatch(AddressSetTest::trueSix) && trueSix(address)) {
            agrees(blocks, prefix, address);
        }
    }

    private static boolean trueSix(byte[] bytes) {
        return bytes[0] != 0;
    }

    private static void agrees(List<byte[]> blocks, int prefix, byte[] address) throws UnknownHostException {
        List<String> texts = new ArrayList<>();
        boolean expected = false;
        for (byte[] block : blocks) {
            texts.add(text(block) + "/" + prefix);
            expected |= within(address, block, prefix);
        }
        Address parsed = Address.parse(text(address));
        assertThat(parsed).isNotNull();
        if (parsed != null) {
            assertThat(new AddressSet(texts).contains(parsed)).isEqualTo(expected);
        }
        for (byte[] block : blocks) {
            Address own = Address.parse(text(block));
            assertThat(own != null && new AddressSet(texts).contains(own)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "::", "::1", "1::", "2001:db8::1", "2001:db8:0:0:1::2", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
        "fe80::a:b"
    })
    void readsIpv6AsTheJdkDoes(String text) throws UnknownHostException {
        Address address = Address.parse(text);
        assertThat(address).isNotNull();
        byte[] bytes = InetAddress.getByName(text).getAddress();
        if (address != null && bytes.length == 16) {
            assertThat(number(bytes)).isEqualTo(new BigInteger(Long.toUnsignedString(address.high()))
                    .shiftLeft(64)
                    .or(new BigInteger(Long.toUnsignedString(address.low()))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "a.b.c.d", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::g", "1.2.3.4 x", "1:"})
    void refusesWhatIsNoAddress(String text) {
        assertThat(Address.parse(text)).isNull();
    }

    @Property(tries = 500)
    void anyTextIsAnswered(@ForAll String text) {
        assertThat(Cidr.parse(text).map(Cidr::prefix).orElse(0)).isBetween(0, 128);
    }
}
