package dev.sallyport.core.sandbox.wire;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Members without members as text: in XML, forms, headers, paths and query strings. */
final class Scalars {
    private Scalars() {}

    /**
     * Reads {@code text} as the member's type.
     *
     * @param timestamps the format of timestamps where the member names none
     */
    static Object parse(SdkField<?> field, String text, Format timestamps) {
        MarshallingType<?> type = field.marshallingType();
        try {
            if (type.equals(MarshallingType.STRING)) {
                return text;
            }
            if (type.equals(MarshallingType.BOOLEAN)) {
                return bool(text.strip());
            }
            if (type.equals(MarshallingType.INTEGER)) {
                return Integer.valueOf(text.strip());
            }
            if (type.equals(MarshallingType.LONG)) {
                return Long.valueOf(text.strip());
            }
            if (type.equals(MarshallingType.FLOAT)) {
                return Float.valueOf(text.strip());
            }
            if (type.equals(MarshallingType.DOUBLE)) {
                return Double.valueOf(text.strip());
            }
            if (type.equals(MarshallingType.INSTANT)) {
                return instant(text.strip(), format(field, timestamps));
            }
            if (type.equals(MarshallingType.SDK_BYTES)) {
                return SdkBytes.fromByteArrayUnsafe(Base64.getMimeDecoder().decode(text));
            }
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new MalformedRequestException("The value of " + field.locationName() + " is not valid.");
        }
        throw new IllegalStateException("no scalar: " + field.locationName());
    }

    /** The member's value as text. */
    static String print(SdkField<?> field, Object value, Format timestamps) {
        return switch (value) {
            case Instant time -> print(time, format(field, timestamps));
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            default -> value.toString();
        };
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("no boolean");
        };
    }

    /** The format of a member's timestamps. */
    static Format format(SdkField<?> field, Format otherwise) {
        return field.getOptionalTrait(TimestampFormatTrait.class)
                .map(TimestampFormatTrait::format)
                .orElse(otherwise);
    }

    private static String print(Instant time, Format format) {
        return switch (format) {
            case ISO_8601 -> time.truncatedTo(ChronoUnit.MILLIS).toString();
            case RFC_822 -> DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
            case UNIX_TIMESTAMP -> seconds(time).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(time.toEpochMilli());
        };
    }

    private static Instant instant(String text, Format format) {
        if (format == Format.UNIX_TIMESTAMP_MILLIS) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        if (format == Format.RFC_822 && text.contains(",")) {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        }
        return text.contains("T")
                ? Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text))
                : instant(new BigDecimal(text));
    }

    /** Seconds since 1970 with milliseconds, as AWS's JSON protocols write time. */
    static BigDecimal seconds(Instant time) {
        BigDecimal seconds = BigDecimal.valueOf(time.toEpochMilli(), 3).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    /** The time that is that many seconds after 1970. */
    static Instant instant(BigDecimal seconds) {
        if (seconds.precision() - seconds.scale() > 15) {
            throw new MalformedRequestException("A timestamp is out of range.");
        }
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }
}
