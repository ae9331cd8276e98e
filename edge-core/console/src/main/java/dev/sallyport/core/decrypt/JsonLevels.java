package dev.sallyport.core.decrypt;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where one stands in a JSON text that is read from its start: the objects and arrays around, in which member or at which
 * element of each.
 *
 * @param <N> keeps the name of a member, whichever way the text is held
 */
final class JsonLevels<N> {
    private final List<Level<N>> levels = new ArrayList<>();
    private final Supplier<N> empty;
    private final Function<N, String> read;

    private static final class Level<N> {
        final boolean isObject;
        final N name;
        boolean atName;
        int index;

        Level(boolean isObject, N name) {
            this.isObject = isObject;
            this.atName = isObject;
            this.name = name;
        }
    }

    /**
     * At the start of a text.
     *
     * @param empty makes what will keep a name
     * @param read the name of it
     */
    JsonLevels(Supplier<N> empty, Function<N, String> read) {
        this.empty = empty;
        this.read = read;
    }

    /** Goes over a character, or a byte of UTF-8, outside strings. */
    void pass(int sign) {
        switch (sign) {
            case '{' -> levels.add(new Level<>(true, empty.get()));
            case '[' -> levels.add(new Level<>(false, empty.get()));
            case '}', ']' -> levels.removeLast();
            case ':' -> levels.getLast().atName = false;
            case ',' -> {
                Level<N> level = levels.getLast();
                level.index++;
                level.atName = level.isObject;
            }
            default -> {
                // White space, numbers, words, and a byte order mark.
            }
        }
    }

    /** Whether a string that begins here is the name of a member. */
    boolean atName() {
        return levels.getLast().atName;
    }

    /** Keeps the name of the member in which one stands. */
    N name() {
        return levels.getLast().name;
    }

    /** The path of the string that is being read, RFC 9535. */
    String path(String root) {
        StringBuilder path = new StringBuilder(root);
        for (Level<N> level : levels) {
            path.append(level.isObject ? JsonStrings.step(read.apply(level.name)) : JsonStrings.step(level.index));
        }
        return path.toString();
    }

    /** The name of the innermost member around the string that is being read; {@code otherwise} when there is none. */
    String member(String otherwise) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).isObject) {
                return read.apply(levels.get(i).name);
            }
        }
        return otherwise;
    }
}
