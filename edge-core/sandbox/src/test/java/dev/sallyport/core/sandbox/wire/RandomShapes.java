package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.wire.SdkInternals.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Fills any shape of the SDK with values that its protocol can carry. */
final class RandomShapes {
    private static final String[] TEXTS = {
        "a", "x y", "é€😀", "a&b<c>\"d'", "line\nline\r\n\ttab", "%2F+%20", "", " padded ", "{\"k\":[1]}", "\u2028\u0085"
    };
    private static final int DEEPEST = 4;

    /** Headers that clients set where the caller does not. */
    private static final Set<String> CLIENTS_FILL = Set.of("x-amz-sdk-checksum-algorithm", "Accept", "Content-Type");

    private final Random random;
    private final double share;
    private final boolean emptyStructures;

    /**
     * Sets each member that is not required with a likelihood of {@code share}.
     *
     * @param protocol the query protocol cannot carry a structure none of whose members is set
     */
    RandomShapes(long seed, double share, Protocol protocol) {
        this.random = new Random(seed);
        this.share = share;
        this.emptyStructures = protocol != Protocol.QUERY;
    }

    SdkPojo fill(Class<?> shape) {
        SdkPojo builder = SdkInternals.builder(shape);
        draw(builder, 0);
        return (SdkPojo) ((Buildable) builder).build();
    }

    /** Whether any member got a value. */
    private boolean draw(SdkPojo builder, int depth) {
        boolean any = false;
        for (SdkField<?> field : builder.sdkFields()) {
            boolean nested = nested(field);
            boolean required = field.containsTrait(RequiredTrait.class);
            if ((nested && depth >= DEEPEST && !required) || computed(field)) {
                continue;
            }
            boolean wanted = required
                    || field.containsTrait(PayloadTrait.class)
                    || field.containsTrait(DefaultValueTrait.class)
                    || CLIENTS_FILL.contains(field.locationName())
                    || field.containsTrait(XmlAttributeTrait.class)
                    || field.location() == MarshallLocation.PATH
                    || (field.location() == MarshallLocation.HEADER && field.containsTrait(MapTrait.class))
                    || random.nextDouble() < share / (nested ? depth + 1 : 1)
                    || (!any && !nested);
            if (wanted) {
                Object value = top(field, depth);
                any |= value != null;
                field.set(builder, value);
            }
        }
        return any;
    }

    // Clients compute these from the body, and read Expires twice.
    private static boolean computed(SdkField<?> field) {
        String name = field.locationName();
        return name.equals("Expires") || name.equals("Content-MD5") || name.startsWith("x-amz-checksum-");
    }

    private static boolean nested(SdkField<?> field) {
        if (field.containsTrait(ListTrait.class)) {
            return nested(field.getTrait(ListTrait.class).memberFieldInfo());
        }
        if (field.containsTrait(MapTrait.class)) {
            return nested(field.getTrait(MapTrait.class).valueFieldInfo());
        }
        return field.marshallingType().equals(MarshallingType.SDK_POJO);
    }

    private @Nullable Object top(SdkField<?> field, int depth) {
        boolean inBody = field.location() == MarshallLocation.PAYLOAD;
        if (field.marshallingType().equals(MarshallingType.STRING)
                && (!inBody || field.containsTrait(XmlAttributeTrait.class))) {
            return switch (field.locationName()) {
                case "Bucket" -> "bucket-1";
                case "x-amz-sdk-checksum-algorithm" -> "CRC32";
                default -> "v" + random.nextInt(1000);
            };
        }
        if (field.marshallingType().equals(MarshallingType.STRING) && field.containsTrait(PayloadTrait.class)) {
            return "{\"payload\":1}";
        }
        if (field.marshallingType().equals(MarshallingType.INTEGER)
                && field.location() == MarshallLocation.STATUS_CODE) {
            return 202;
        }
        return value(field, depth, inBody);
    }

    private @Nullable Object value(SdkField<?> field, int depth, boolean inBody) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            SdkPojo builder = field.constructor().get();
            return draw(builder, depth + 1) || emptyStructures ? ((Buildable) builder).build() : null;
        }
        if (type.equals(MarshallingType.LIST)) {
            SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
            List<Object> list = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(2); i++) {
                Object item = value(member, depth, inBody);
                if (item != null) {
                    list.add(item);
                }
            }
            return list.isEmpty() ? null : list;
        }
        if (type.equals(MarshallingType.MAP)) {
            SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i <= random.nextInt(2); i++) {
                Object item = value(member, depth, inBody);
                if (item != null) {
                    map.put("k" + i, item);
                }
            }
            return map.isEmpty() ? null : map;
        }
        boolean seconds = field.getOptionalTrait(TimestampFormatTrait.class)
                .filter(format -> format.format() == TimestampFormatTrait.Format.RFC_822)
                .isPresent();
        return scalar(type, inBody && !seconds);
    }

    private Object scalar(MarshallingType<?> type, boolean inBody) {
        if (type.equals(MarshallingType.STRING)) {
            return inBody ? TEXTS[random.nextInt(TEXTS.length)] : "v" + random.nextInt(1000);
        }
        if (type.equals(MarshallingType.BOOLEAN)) {
            return random.nextBoolean();
        }
        if (type.equals(MarshallingType.INTEGER)) {
            return random.nextInt();
        }
        if (type.equals(MarshallingType.LONG)) {
            return random.nextLong(-(1L << 53), 1L << 53);
        }
        if (type.equals(MarshallingType.FLOAT)) {
            return random.nextInt(1000) / 8f;
        }
        if (type.equals(MarshallingType.DOUBLE)) {
            return random.nextInt(1_000_000) / 7d;
        }
        if (type.equals(MarshallingType.INSTANT)) {
            Instant second = Instant.ofEpochSecond(random.nextInt(2_000_000_000));
            return inBody ? second.plusMillis(random.nextInt(1000)) : second;
        }
        if (type.equals(MarshallingType.SDK_BYTES)) {
            byte[] bytes = new byte[1 + random.nextInt(20)];
            random.nextBytes(bytes);
            return SdkBytes.fromByteArray(bytes);
        }
        throw new IllegalStateException("no value for " + type);
    }
}
