package dev.sallyport.core.sandbox.state;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * What a damaged store has, as far as it can be read, and the copy in its place has not or has otherwise.
 *
 * @param whole whether all that the damaged store named could be read; what was written after its newest readable
 *     version shows nowhere
 * @param entries how many, by the name of their shelf such as {@code s3/objects}
 */
public record Lost(boolean whole, SortedMap<String, Integer> entries) {
    static final Lost UNKNOWN = new Lost(false, new TreeMap<>());

    /** @param written the version of the damaged store that was noted last */
    static Lost between(Path damaged, long written, Path copy) {
        SortedMap<String, Integer> lost = new TreeMap<>();
        boolean whole = true;
        try (MVStore before = opened(damaged);
                MVStore after = opened(copy)) {
            whole = before.getCurrentVersion() >= written;
            for (String name : before.getMapNames()) {
                MVMap<String, String> kept = after.hasMap(name) ? after.openMap(name) : null;
                int count = 0;
                try {
                    MVMap<String, String> had = before.openMap(name);
                    for (Iterator<String> keys = had.keyIterator(null); keys.hasNext(); ) {
                        String key = keys.next();
                        count += kept != null && Objects.equals(had.get(key), kept.get(key)) ? 0 : 1;
                    }
                } catch (RuntimeException e) {
                    // What the store makes of bytes that are no page of it.
                    whole = false;
                }
                if (count > 0) {
                    lost.put(name, count);
                }
            }
        } catch (RuntimeException e) {
            whole = false;
        }
        return new Lost(whole, lost);
    }

    private static MVStore opened(Path file) {
        return new MVStore.Builder().fileName(file.toString()).readOnly().open();
    }

    /** A sentence about it. */
    public String told() {
        String known = entries.entrySet().stream()
                .map(entry -> entry.getValue() + " of " + entry.getKey())
                .collect(Collectors.joining(", "));
        String rest = whole ? "" : " The damaged state cannot be read to its end, so there may be more.";
        return (known.isEmpty() ? "Nothing that the damaged state still shows is lost." : "Lost: " + known + ".") + rest;
    }
}
