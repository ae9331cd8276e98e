package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;

/**
 * A {@code DistributionConfig} as JSON in the form of CloudFront's API, where a list is an object with {@code Quantity}
 * and {@code Items}; and what in a file departs from it.
 */
final class ApiForm {
    /**
     * Members that are judged although the SDK's model may not have them yet, and what the CLI prints around a
     * distribution.
     */
    private static final Set<String> KNOWN_BESIDE = Set.of("OriginMtlsConfig", "ETag", "Location");

    private final List<String> misfits = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private ApiForm() {}

    /**
     * How far {@code config} has the form of a {@code DistributionConfig} or of a {@code DistributionSummary}.
     *
     * @param misfits one sentence part for each place whose value has the wrong form, such as {@code Origins is a list}
     * @param unknown the places of members that the API, as far as it is known here, does not have
     */
    record Checked(List<String> misfits, List<String> unknown) {}

    static Checked check(JsonNode config) {
        ApiForm form = new ApiForm();
        Map<String, SdkField<?>> fields = fields(DistributionConfig.builder().build());
        fields(DistributionSummary.builder().build()).forEach(fields::putIfAbsent);
        fields(Distribution.builder().build()).forEach(fields::putIfAbsent);
        form.object(config, fields, "");
        return new Checked(form.misfits, form.unknown);
    }

    private static Map<String, SdkField<?>> fields(SdkPojo shape) {
        Map<String, SdkField<?>> fields = new HashMap<>();
        shape.sdkFields().forEach(field -> fields.put(field.memberName(), field));
        return fields;
    }

    private void object(JsonNode object, Map<String, SdkField<?>> fields, String place) {
        object.properties().forEach(member -> {
            SdkField<?> field = fields.get(member.getKey());
            String here = place + member.getKey();
            if (field != null) {
                value(member.getValue(), field, here);
            } else if (!KNOWN_BESIDE.contains(member.getKey())) {
                String meant = meant(member.getKey(), fields.keySet());
                unknown.add(meant == null ? here : here + " (" + meant + " is meant?)");
            }
        });
    }

    private void value(JsonNode value, SdkField<?> field, String place) {
        if (value.isNull()) {
            return;
        }
        if (field.marshallingType().equals(MarshallingType.SDK_POJO)) {
            if (value.isObject()) {
                object(value, fields(field.constructor().get()), place + ".");
            } else {
                misfits.add(place + (value.isArray()
                        ? " is a list, as CloudFormation has it, where CloudFront has an object with Items"
                        : " is no object"));
            }
        } else if (field.marshallingType().equals(MarshallingType.LIST)) {
            if (value.isArray()) {
                SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
                for (int i = 0; i < value.size(); i++) {
                    value(value.get(i), member, place + "[" + i + "]");
                }
            } else {
                misfits.add(place + " is no list");
            }
        } else if (value.isContainerNode()) {
            misfits.add(place + (value.isObject() && isFunction(value)
                    ? " is a function of CloudFormation, not its value"
                    : " is no single value"));
        }
    }

    private static boolean isFunction(JsonNode value) {
        return value.size() == 1 && value.properties().stream()
                .map(Map.Entry::getKey)
                .allMatch(name -> name.equals("Ref") || name.startsWith("Fn::"));
    }

    /** The member that a misspelt name means: the same but for case and signs, or at most two letters off. */
    private static @Nullable String meant(String name, Set<String> known) {
        String plain = plain(name);
        return known.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= (plain.length() > 5 ? 2 : 1))
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))))
                .orElse(null);
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    /** The text of a member, empty when it is absent or null. */
    static String text(JsonNode object, String member) {
        return object.path(member).asText("");
    }

    /** The text of a member, empty also when it is {@link Unresolved}, and so names nothing. */
    static String known(JsonNode object, String member) {
        return Unresolved.is(object.path(member)) ? "" : text(object, member);
    }

    /** Whether the file says anything about a member. */
    static boolean holds(JsonNode object, String member) {
        return object.hasNonNull(member);
    }

    /** The items of a list of the API; what is null there is no item. */
    static List<JsonNode> items(JsonNode list) {
        List<JsonNode> items = new ArrayList<>();
        list.path("Items").forEach(item -> {
            if (!item.isNull()) {
                items.add(item);
            }
        });
        return items;
    }

    /** The items of a list of texts. */
    static List<String> texts(JsonNode list) {
        return items(list).stream().map(JsonNode::asText).toList();
    }
}
