package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.wire.SdkInternals.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** What the codecs write they read again, for any shape. */
class CodecPropertiesTest {

    private static SdkPojo throughJson(ObjectMapper mapper, boolean memberNames, SdkPojo shape, SdkPojo builder)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = mapper.getFactory().createGenerator(bytes)) {
            new JsonCodec(memberNames).write(out, shape);
        }
        return (SdkPojo) new JsonCodec(memberNames).read(mapper.readTree(bytes.toByteArray()), builder);
    }

    @Property(tries = 60)
    void jsonAndCbor(@ForAll long seed) throws IOException {
        RandomShapes shapes = new RandomShapes(seed, 0.5, Protocol.AWS_JSON);
        SdkPojo acl = shapes.fill(WebACL.class);
        assertThat(throughJson(Json.MAPPER, false, acl, SdkInternals.builder(WebACL.class))).isEqualTo(acl);
        SdkPojo value = shapes.fill(AttributeValue.class);
        assertThat(throughJson(Json.MAPPER, false, value, SdkInternals.builder(AttributeValue.class))).isEqualTo(value);
        SdkPojo metric = shapes.fill(MetricDatum.class);
        CBORMapper cbor = new CBORMapper();
        assertThat(throughJson(cbor, true, metric, SdkInternals.builder(MetricDatum.class))).isEqualTo(metric);
        assertThat(throughJson(cbor, true, value, SdkInternals.builder(AttributeValue.class))).isEqualTo(value);
    }

    @Property(tries = 60)
    void xml(@ForAll long seed) {
        SdkPojo config = new RandomShapes(seed, 0.5, Protocol.REST_XML).fill(DistributionConfig.class);
        XmlText text = new XmlText().open("DistributionConfig");
        XmlCodec.writeMembers(text, config);
        byte[] document = text.close("DistributionConfig").bytes();
        assertThat(XmlCodec.read(XmlCodec.parse(document), SdkInternals.builder(DistributionConfig.class)))
                .isEqualTo(config);
    }

    @Provide
    Arbitrary<String> xmlText() {
        return Arbitraries.strings()
                .withChars('\t', '\n', '\r')
                .withCharRange(' ', '\uD7FF')
                .withCharRange('\uE000', '\uFFFD');
    }

    @Property(tries = 300)
    void everyCharacterThatXmlAllows(@ForAll("xmlText") String text) {
        byte[] document = new XmlText().leaf("a", XmlText.attribute("b", text), text).bytes();
        var read = XmlCodec.parse(document);
        assertThat(read.getTextContent()).isEqualTo(text);
        assertThat(read.getAttribute("b")).isEqualTo(text);
    }

    @Property(tries = 300)
    void percentCoding(@ForAll byte @Size(max = 40) [] bytes) {
        assertThat(PercentCoding.decode(PercentCoding.encode(bytes, false), true)).isEqualTo(bytes);
        assertThat(PercentCoding.decode(PercentCoding.encode(bytes, true), false)).isEqualTo(bytes);
    }

    @Property(tries = 300)
    void timesKeepTheirMilliseconds(
            @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        BigDecimal seconds = Scalars.seconds(time);
        assertThat(Scalars.instant(seconds)).isEqualTo(time);
        assertThat(Scalars.instant(BigDecimal.valueOf(seconds.doubleValue()))).isEqualTo(time);
    }

    // The check values of the catalogue of parametrised CRC algorithms, and the digests that openssl prints.
    @ParameterizedTest
    @CsvSource({
        "crc32, y/Q5Jg==",
        "crc32c, 4waSgw==",
        "crc64nvme, rosUhgp5mIg=",
        "sha1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
        "sha256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
    })
    void checksumsOfTheDigitsOneToNine(String name, String base64) {
        assertThat(Checksums.of(name, "123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(base64);
    }

    @Property(tries = 300)
    void noFormAndNoChunkingCrashes(@ForAll String text, @ForAll byte[] bytes) {
        try {
            QueryCodec.parse(text + "&" + new String(bytes, StandardCharsets.ISO_8859_1))
                    .read(SdkInternals.builder(CreateRoleRequest.class));
        } catch (MalformedRequestException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        AwsChunkedBody.of(bytes).ifPresent(body -> assertThat(body.content()).hasSizeLessThanOrEqualTo(bytes.length));
    }

    @Test
    void cutOffChunksAreNoBody() {
        byte[] whole = "3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        AwsChunkedBody body = AwsChunkedBody.of(whole).orElseThrow();
        assertThat(body.content()).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(body.trailers()).containsEntry("x-amz-checksum-crc32", "NSRBwg==");
        assertThat(AwsChunkedBody.of("5\r\nabc\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(AwsChunkedBody.of("-1\r\nabc".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(AwsChunkedBody.of("3\r\nab".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }
}
