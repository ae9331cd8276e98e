package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3986, section 2.1, and the JDK's decoder of forms as another judge. */
class PercentCodingTest {
    @ParameterizedTest
    @CsvSource({
        "%41, 0, 65", "%fF, 0, 255", "a%2f, 1, 47", "%4, 0, -1", "%, 0, -1", "%4g, 0, -1", "41, 0, -1", "%41, 3, -1",
        "%41, -1, -1", "%\uff14\uff11, 0, -1"
    })
    void aTripletIsAnOctet(String text, int at, int octet) {
        assertThat(PercentCoding.octet(text, at)).isEqualTo(octet);
        // There, what is no ASCII is a question mark.
        assertThat(PercentCoding.octet(text.getBytes(StandardCharsets.US_ASCII), at)).isEqualTo(octet);
    }

    @Property
    void whatIsEncodedIsDecodedByAnother(@ForAll String text) {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String encoded = PercentCoding.encode(whole);
        assertThat(encoded).matches("(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*");
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(whole);
        assertThat(PercentCoding.decode(encoded)).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"a b, a%20b", "a%20b, a%2520b", "\u00e9, %E9", "'a\tb', a%09b", "plain, plain"})
    void onlyWhatIsWantedIsEncoded(String text, String encoded) {
        assertThat(PercentCoding.encode(text, octet -> octet <= ' ' || octet >= 127 || octet == '%')).isEqualTo(encoded);
    }
}
