package dev.sallyport.core.sandbox.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The part of an item that a projection expression names; no paths mean the whole item. */
record Projected(List<DocumentPath> paths) {

    static Projected of(@Nullable String expression, Scope scope) {
        return expression == null
                ? new Projected(List.of())
                : new Projected(new ExpressionReader("ProjectionExpression", expression, scope).projection());
    }

    Map<String, AttributeValue> of(Map<String, AttributeValue> item) {
        if (paths.isEmpty()) {
            return item;
        }
        Map<String, AttributeValue> part = new HashMap<>();
        for (DocumentPath path : paths) {
            path.in(item).ifPresent(value -> part.put(
                    path.name(), grown(part.get(path.name()), path.steps(), value)));
        }
        return part;
    }

    /** {@code grown} with {@code value} at the end of {@code steps}; elements of lists close up. */
    private static AttributeValue grown(@Nullable AttributeValue grown, List<Object> steps, AttributeValue value) {
        if (steps.isEmpty()) {
            return value;
        }
        List<Object> rest = steps.subList(1, steps.size());
        if (steps.getFirst() instanceof String member) {
            Map<String, AttributeValue> map = new HashMap<>(grown == null ? Map.of() : grown.m());
            map.put(member, grown(map.get(member), rest, value));
            return AttributeValue.fromM(map);
        }
        List<AttributeValue> list = new ArrayList<>(grown == null ? List.of() : grown.l());
        list.add(grown(null, rest, value));
        return AttributeValue.fromL(list);
    }
}
