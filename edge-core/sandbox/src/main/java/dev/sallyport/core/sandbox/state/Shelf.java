package dev.sallyport.core.sandbox.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A durable, ordered map of the sandbox: values are records or SDK shapes, kept as JSON. Every write has reached the
 * operating system when the method returns, so it survives a kill of the process. Every method throws {@code
 * SP-SANDBOX-STATE} once a write has failed, as on a full disk: what came after would not be kept.
 *
 * @param <V> a record, an SDK shape, or a JSON tree
 */
public final class Shelf<V> {
    private final MVMap<String, String> map;
    private final Class<V> type;
    private final ObjectMapper mapper;
    private final SandboxState state;

    Shelf(MVMap<String, String> map, Class<V> type, ObjectMapper mapper, SandboxState state) {
        this.state = state;
        this.map = map;
        this.type = type;
        this.mapper = mapper;
    }

    /** The value under {@code key}. */
    public Optional<V> get(String key) {
        return Optional.ofNullable(state.at(() -> map.get(key))).map(this::read);
    }

    /** Whether there is a value under {@code key}. */
    public boolean has(String key) {
        return state.at(() -> map.containsKey(key));
    }

    /** Sets the value under {@code key}. */
    public void put(String key, V value) {
        change(() -> map.put(key, write(value)));
    }

    /** Sets many values with one commit. */
    public void putAll(Map<String, V> values) {
        change(() -> {
            values.forEach((key, value) -> map.put(key, write(value)));
            return null;
        });
    }

    /** Replaces the value under {@code key} by what {@code change} makes of it; empty when there was none. */
    public Optional<V> update(String key, UnaryOperator<V> change) {
        String changed = change(() -> map.computeIfPresent(key, (k, old) -> write(change.apply(read(old)))));
        return Optional.ofNullable(changed).map(this::read);
    }

    /** Removes and returns the value under {@code key}. */
    public Optional<V> remove(String key) {
        String old = change(() -> map.remove(key));
        return Optional.ofNullable(old).map(this::read);
    }

    /** All values in the order of their keys. */
    public List<V> values() {
        return valuesUnder("");
    }

    /** The values whose keys start with {@code prefix}, in the order of their keys. */
    public List<V> valuesUnder(String prefix) {
        List<V> values = new ArrayList<>();
        for (String key : keysUnder(prefix)) {
            get(key).ifPresent(values::add);
        }
        return values;
    }

    /** The keys that start with {@code prefix}, in order. */
    public List<String> keysUnder(String prefix) {
        return state.at(() -> {
            List<String> keys = new ArrayList<>();
            Iterator<String> all = map.keyIterator(prefix);
            while (all.hasNext()) {
                String key = all.next();
                if (!key.startsWith(prefix)) {
                    break;
                }
                keys.add(key);
            }
            return keys;
        });
    }

    /**
     * Hands over the entries with {@code from} &lt;= key &lt; {@code to} in order, until {@code visitor} answers false.
     */
    public void scan(String from, String to, BiPredicate<String, V> visitor) {
        state.at(() -> {
            Cursor<String, String> cursor = map.cursor(from);
            while (cursor.hasNext()) {
                String key = cursor.next();
                if (key.compareTo(to) >= 0 || !visitor.test(key, read(cursor.getValue()))) {
                    break;
                }
            }
            return null;
        });
    }

    /** Removes every value whose key starts with {@code prefix}, with one commit. */
    public void removeUnder(String prefix) {
        List<String> keys = keysUnder(prefix);
        change(() -> {
            keys.forEach(map::remove);
            return null;
        });
    }

    private <T extends @Nullable Object> T change(Supplier<T> work) {
        T changed = state.at(work);
        state.commit();
        return changed;
    }

    private String write(V value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not storable: " + type.getName(), e);
        }
    }

    private V read(String json) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not readable: " + type.getName(), e);
        }
    }
}
