package dev.sallyport.core.decrypt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How much of a document is sealed for a key: what a rotation has to go through.
 *
 * @param keys the key; several where only opening would tell which of them it is; none where nobody here has one
 * @param prefix of the marker
 * @param suffix of the marker
 * @param fields how many ciphertexts
 * @param records how many records hold one of them
 */
public record KeyUse(List<String> keys, String prefix, String suffix, long fields, long records) {
    /** Copies the list. */
    public KeyUse {
        keys = List.copyOf(keys);
    }

    /** What the markers tell; nothing is opened. */
    public static List<KeyUse> byMarker(List<Found> found, Parts parts, KeyRing ring) {
        return of(found, parts, each -> ring.of(each).stream().map(RingKey::name).toList());
    }

    /** What opening told; what stayed closed is of no key. */
    public static List<KeyUse> byOpening(List<Found> found, Parts parts, Opened opened) {
        Map<Long, String> keys = new LinkedHashMap<>();
        opened.fields().stream()
                .filter(field -> field.status() == FieldStatus.DECRYPTED)
                .forEach(field -> keys.put(field.offset(), field.key()));
        return of(found, parts, each -> {
            String key = keys.get(each.offset());
            return key == null ? List.of() : List.of(key);
        });
    }

    private record Place(Marker marker, List<String> keys) {}

    private static List<KeyUse> of(List<Found> found, Parts parts, Function<Found, List<String>> keys) {
        Map<Place, Long> fields = new LinkedHashMap<>();
        found.forEach(each -> fields.merge(new Place(each.marker(), keys.apply(each)), 1L, Long::sum));
        Map<Place, Long> records = new LinkedHashMap<>();
        for (Part part : parts.sealed()) {
            part.found().stream()
                    .map(each -> new Place(each.marker(), keys.apply(each)))
                    .distinct()
                    .forEach(place -> records.merge(place, 1L, Long::sum));
        }
        return fields.entrySet().stream()
                .map(each -> new KeyUse(
                        each.getKey().keys(),
                        each.getKey().marker().prefix(),
                        each.getKey().marker().suffix(),
                        each.getValue(),
                        records.getOrDefault(each.getKey(), 0L)))
                .toList();
    }
}
