package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.PercentCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.Buildable;

/** Shapes from the form of awsQuery: {@code Tags.member.1.Key=a}. */
final class QueryCodec {
    private static final int DEEPEST = 64;

    private final Map<String, QueryCodec> children = new LinkedHashMap<>();
    private @Nullable String text;

    private QueryCodec() {}

    /** The form as a tree of names. */
    static QueryCodec parse(String form) {
        QueryCodec root = new QueryCodec();
        for (Map.Entry<String, String> parameter : PercentCoding.parameters(form)) {
            QueryCodec at = root;
            String[] names = parameter.getKey().split("\\.", DEEPEST);
            for (String name : names) {
                at = at.children.computeIfAbsent(name, absent -> new QueryCodec());
            }
            at.text = parameter.getValue();
        }
        return root;
    }

    /** The value of a parameter without dots in its name; empty when it is not there. */
    String value(String name) {
        QueryCodec child = children.get(name);
        return child == null || child.text == null ? "" : child.text;
    }

    /** Fills {@code builder} and builds the shape. */
    Object read(SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            QueryCodec child = children.get(field.locationName());
            if (child != null) {
                field.set(builder, child.value(field));
            }
        }
        return ((Buildable) builder).build();
    }

    private Object value(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return read(field.constructor().get());
        }
        if (type.equals(MarshallingType.LIST)) {
            ListTrait trait = field.getTrait(ListTrait.class);
            SdkField<?> member = trait.memberFieldInfo();
            List<Object> list = new ArrayList<>();
            within(trait.isFlattened() ? "" : member.locationName())
                    .values()
                    .forEach(item -> list.add(item.value(member)));
            return list;
        }
        if (type.equals(MarshallingType.MAP)) {
            MapTrait trait = field.getTrait(MapTrait.class);
            Map<String, Object> map = new LinkedHashMap<>();
            for (QueryCodec entry : within(trait.isFlattened() ? "" : "entry").values()) {
                QueryCodec item = entry.children.get(trait.valueLocationName());
                if (item == null) {
                    throw new MalformedRequestException("An entry of " + field.locationName() + " is not whole.");
                }
                map.put(entry.value(trait.keyLocationName()), item.value(trait.valueFieldInfo()));
            }
            return map;
        }
        if (text == null) {
            throw new MalformedRequestException("The value of " + field.locationName() + " is not valid.");
        }
        return Scalars.parse(field, text, Format.ISO_8601);
    }

    /** The numbered children below {@code name}, or directly below this, in the order of their numbers. */
    private SequencedMap<Integer, QueryCodec> within(String name) {
        QueryCodec holder = name.isEmpty() ? this : children.get(name);
        TreeMap<Integer, QueryCodec> numbered = new TreeMap<>();
        if (holder != null) {
            holder.children.forEach((number, child) -> numbered.put(number(number), child));
        }
        return numbered;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedRequestException("Expected a number in the name of a parameter, found something else.");
        }
    }
}
