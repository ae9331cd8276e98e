package dev.sallyport.core.sandbox.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A place in an item, such as {@code a.b[2]}.
 *
 * @param name of the top-level attribute
 * @param steps into it: names of map members as text, positions of list elements as numbers
 */
record DocumentPath(String name, List<Object> steps) implements Operand {

    Optional<AttributeValue> in(Map<String, AttributeValue> item) {
        AttributeValue value = item.get(name);
        for (Object step : steps) {
            value = child(value, step);
        }
        return Optional.ofNullable(value);
    }

    private static @Nullable AttributeValue child(@Nullable AttributeValue value, Object step) {
        if (value == null) {
            return null;
        }
        return switch (step) {
            case Integer at when value.hasL() && at < value.l().size() -> value.l().get(at);
            case String member when value.hasM() -> value.m().get(member);
            default -> null;
        };
    }

    @Override
    public Optional<AttributeValue> value(Map<String, AttributeValue> item) {
        return in(item);
    }

    /** Puts {@code value} there; null takes away what is there. */
    void set(Map<String, AttributeValue> item, @Nullable AttributeValue value) {
        AttributeValue had = item.get(name);
        AttributeValue changed;
        if (steps.isEmpty()) {
            changed = value;
        } else if (had == null) {
            if (value == null) {
                return;
            }
            throw invalid();
        } else {
            changed = changed(had, steps, value);
        }
        if (changed == null) {
            item.remove(name);
        } else {
            item.put(name, changed);
        }
    }

    private static AttributeValue changed(AttributeValue holder, List<Object> steps, @Nullable AttributeValue value) {
        Object step = steps.getFirst();
        List<Object> rest = steps.subList(1, steps.size());
        AttributeValue had = child(holder, step);
        AttributeValue made = value;
        if (!rest.isEmpty()) {
            if (had == null) {
                if (value == null) {
                    return holder;
                }
                throw invalid();
            }
            made = changed(had, rest, value);
        }
        return switch (step) {
            case Integer at when holder.hasL() -> AttributeValue.fromL(element(holder.l(), at, made));
            case String member when holder.hasM() -> AttributeValue.fromM(member(holder.m(), member, made));
            default -> {
                if (value == null) {
                    yield holder;
                }
                throw invalid();
            }
        };
    }

    private static List<AttributeValue> element(List<AttributeValue> list, int at, @Nullable AttributeValue made) {
        List<AttributeValue> changed = new ArrayList<>(list);
        if (made == null) {
            if (at < changed.size()) {
                changed.remove(at);
            }
        } else if (at < changed.size()) {
            changed.set(at, made);
        } else {
            // A position behind the end appends.
            changed.add(made);
        }
        return changed;
    }

    private static Map<String, AttributeValue> member(
            Map<String, AttributeValue> map, String name, @Nullable AttributeValue made) {
        Map<String, AttributeValue> changed = new HashMap<>(map);
        if (made == null) {
            changed.remove(name);
        } else {
            changed.put(name, made);
        }
        return changed;
    }

    /** Whether one of the two lies in the other. */
    boolean overlaps(DocumentPath other) {
        int common = Math.min(steps.size(), other.steps.size());
        return name.equals(other.name) && steps.subList(0, common).equals(other.steps.subList(0, common));
    }

    private static RuntimeException invalid() {
        return DynamoFaults.invalid("The document path provided in the update expression is invalid for update");
    }
}
