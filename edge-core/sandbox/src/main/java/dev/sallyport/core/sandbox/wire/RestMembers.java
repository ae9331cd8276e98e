package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** The members of REST shapes that travel in the path, the query string, the headers and the status line. */
final class RestMembers {
    private RestMembers() {}

    /** Sets the members of path, query and headers on {@code builder}. */
    static void read(Request request, Map<String, String> labels, SdkPojo builder) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : PercentCoding.parameters(request.query())) {
            query.computeIfAbsent(each.getKey(), absent -> new ArrayList<>()).add(each.getValue());
        }
        for (SdkField<?> field : builder.sdkFields()) {
            switch (field.location()) {
                case PATH, GREEDY_PATH -> {
                    String label = labels.get(field.locationName());
                    if (label != null) {
                        field.set(builder, Scalars.parse(field, label, Format.ISO_8601));
                    }
                }
                case QUERY_PARAM -> query(field, query, labels, builder);
                case HEADER -> header(field, request.headers().byName(), builder);
                case PAYLOAD, STATUS_CODE -> {}
            }
        }
    }

    private static void query(
            SdkField<?> field, Map<String, List<String>> query, Map<String, String> labels, SdkPojo builder) {
        List<String> values = query.getOrDefault(field.locationName(), List.of());
        if (field.marshallingType().equals(MarshallingType.MAP)) {
            Map<String, String> rest = new LinkedHashMap<>();
            query.forEach((name, found) -> {
                if (!labels.containsKey(name) && !declared(builder, name)) {
                    rest.put(name, found.getFirst());
                }
            });
            if (!rest.isEmpty()) {
                field.set(builder, rest);
            }
        } else if (field.marshallingType().equals(MarshallingType.LIST) && !values.isEmpty()) {
            SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
            field.set(
                    builder,
                    values.stream()
                            .map(value -> Scalars.parse(member, value, Format.ISO_8601))
                            .toList());
        } else if (!values.isEmpty()) {
            field.set(builder, Scalars.parse(field, values.getFirst(), Format.ISO_8601));
        }
    }

    // "mode" is a literal of ImportRestApi's path.
    private static boolean declared(SdkPojo builder, String name) {
        return name.equals("mode")
                || builder.sdkFields().stream()
                        .anyMatch(field -> field.location() == MarshallLocation.QUERY_PARAM
                                && !field.marshallingType().equals(MarshallingType.MAP)
                                && field.locationName().equals(name));
    }

    private static void header(SdkField<?> field, Map<String, List<String>> headers, SdkPojo builder) {
        if (field.marshallingType().equals(MarshallingType.MAP)) {
            Map<String, String> found = new LinkedHashMap<>();
            String prefix = field.locationName().toLowerCase(Locale.ROOT);
            headers.forEach((name, values) -> {
                if (name.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                    found.put(name.substring(prefix.length()).toLowerCase(Locale.ROOT), String.join(",", values));
                }
            });
            if (!found.isEmpty()) {
                field.set(builder, found);
            }
            return;
        }
        List<String> values = headers.getOrDefault(field.locationName(), List.of());
        if (values.isEmpty()) {
            return;
        }
        if (field.marshallingType().equals(MarshallingType.LIST)) {
            List<String> items = new ArrayList<>();
            for (String value : values) {
                for (String item : value.split(",", -1)) {
                    items.add(item.strip());
                }
            }
            field.set(builder, items);
        } else {
            field.set(builder, Scalars.parse(field, values.getFirst(), Format.RFC_822));
        }
    }

    /**
     * The headers that a response's members become.
     *
     * @param contentType of the body, unless that is a member too
     */
    static Map<String, List<String>> headers(SdkPojo response, String contentType) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (response.sdkFields().stream().noneMatch(field -> field.locationName().equals("Content-Type"))) {
            headers.put("Content-Type", List.of(contentType));
        }
        for (SdkField<?> field : response.sdkFields()) {
            Object value = field.location() == MarshallLocation.HEADER ? field.getValueOrDefault(response) : null;
            switch (value) {
                case null -> {}
                case Map<?, ?> map ->
                    map.forEach((name, item) ->
                            headers.put(field.locationName() + name, List.of(String.valueOf(item))));
                case List<?> list -> {
                    if (!list.isEmpty()) {
                        headers.put(
                                field.locationName(),
                                List.of(String.join(",", list.stream().map(String::valueOf).toList())));
                    }
                }
                default -> headers.put(field.locationName(), List.of(Scalars.print(field, value, Format.RFC_822)));
            }
        }
        return headers;
    }

    /** The status that a member of the response holds, or {@code otherwise}. */
    static int status(SdkPojo response, int otherwise) {
        for (SdkField<?> field : response.sdkFields()) {
            if (field.location() == MarshallLocation.STATUS_CODE
                    && field.getValueOrDefault(response) instanceof Integer status) {
                return status;
            }
        }
        return otherwise;
    }
}
