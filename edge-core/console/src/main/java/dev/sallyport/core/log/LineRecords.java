package dev.sallyport.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a log holds. Mostly that is one record; but Firehose puts records one behind the other (Amazon Data
 * Firehose Developer Guide, "Understand data delivery in Amazon Data Firehose": concatenated without a delimiter unless
 * one is added), and an export of CloudWatch Logs puts a time before each (CloudWatch Logs User Guide, "Exporting log
 * data to Amazon S3").
 */
final class LineRecords {
    private static final int LONGEST_PREFIX = 200;

    private LineRecords() {}

    /**
     * A record, or what is none.
     *
     * @param kind null where it is no record by itself
     * @param text without what stands before or between the records of its line
     */
    record Piece(@Nullable LogKind kind, String text) {}

    /** The records of a line in their order; what is none stays as it is. */
    static List<Piece> of(String line) {
        String bare = bare(line);
        int start = start(bare);
        if (start < 0) {
            return List.of(new Piece(LineKinds.of(bare).orElse(null), marked(line) ? bare : line));
        }
        List<Piece> pieces = new ArrayList<>();
        for (String text : split(bare.substring(start))) {
            pieces.add(new Piece(LineKinds.ofJson(text).orElse(null), text));
        }
        return pieces.stream().anyMatch(piece -> piece.kind() != null) ? pieces : List.of(new Piece(null, line));
    }

    /** Without the byte order mark of a file that was put behind another one. */
    private static String bare(String line) {
        String bare = line.strip();
        return marked(bare) ? bare.substring(1).strip() : bare;
    }

    private static boolean marked(String line) {
        return line.startsWith("\uFEFF");
    }

    /** Whether the line is one object from its beginning to its end, whatever that is. */
    static boolean isOne(String line) {
        String bare = line.strip();
        return bare.startsWith("{") && split(bare).getFirst().length() == bare.length();
    }

    /**
     * Where the JSON of a line begins: at once, or behind a short prefix such as a time and the name of a stream. A line
     * of a function that prints an object is none of these: it has tabs, or the object is of no other log.
     */
    private static int start(String bare) {
        int brace = bare.indexOf('{');
        if (brace <= 0) {
            return brace;
        }
        String prefix = bare.substring(0, Math.min(brace, LONGEST_PREFIX + 1));
        boolean plain = prefix.length() <= LONGEST_PREFIX && prefix.indexOf('\t') < 0 && prefix.indexOf('"') < 0;
        boolean ofAService = plain
                && LineKinds.ofJson(split(bare.substring(brace)).getFirst())
                        .filter(kind -> kind != LogKind.EDGE)
                        .isPresent();
        return ofAService ? brace : -1;
    }

    /** The kind of the first record behind a prefix; empty where there is no prefix. */
    static Optional<LogKind> behindPrefix(String bare) {
        int start = start(bare);
        return start > 0 ? LineKinds.ofJson(split(bare.substring(start)).getFirst()) : Optional.empty();
    }

    /** The objects of a text, and at the end what is no whole object; at least one text. */
    private static List<String> split(String text) {
        List<String> found = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        boolean stray = false;
        for (int i = 0; i < text.length() && !stray; i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (depth > 0) {
                switch (c) {
                    case '"' -> quoted = true;
                    case '{', '[' -> depth++;
                    case '}', ']' -> {
                        depth--;
                        if (depth == 0) {
                            found.add(text.substring(start, i + 1));
                            start = i + 1;
                        }
                    }
                    default -> {}
                }
            } else if (c == '{') {
                depth = 1;
                start = i;
            } else {
                stray = c != ',' && c != '[' && c != ']' && c > ' ';
            }
        }
        String rest = text.substring(start);
        if (found.isEmpty() || depth > 0 || stray) {
            found.add(rest.strip());
        }
        return found;
    }
}
