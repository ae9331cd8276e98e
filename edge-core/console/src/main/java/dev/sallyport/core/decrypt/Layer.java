package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sallyport.core.PercentCoding;
import java.util.Optional;

/** How a piece of text is spelled inside the text around it. */
enum Layer {
    /** Inside a JSON string, RFC 8259. */
    JSON_STRING {
        @Override
        String spell(String text) {
            return new String(JsonStringEncoder.getInstance().quoteAsString(text));
        }
    },
    /** Percent-encoded, as in a form's body or a query string; a space is {@code %20}, which both understand. */
    PERCENT {
        @Override
        String spell(String text) {
            return PercentCoding.encode(text);
        }
    },
    /** A whole cell of comma-separated values without quotes, RFC 4180: quoted where it would otherwise be several. */
    CELL {
        @Override
        String spell(String text) {
            return text.chars().anyMatch(c -> ",;\t\"\r\n".indexOf(c) >= 0) ? '"' + QUOTED_CELL.spell(text) + '"' : text;
        }
    },
    /** A whole cell inside quotes, RFC 4180. */
    QUOTED_CELL {
        @Override
        String spell(String text) {
            return text.replace("\"", "\"\"");
        }
    };

    /** What a whole cell of comma-separated values is spelled as; nothing where the place is none. */
    static Optional<Layer> cell(String text, int start, int end) {
        boolean quoted = at(text, start - 1) == '"' && at(text, end) == '"';
        char before = at(text, quoted ? start - 2 : start - 1);
        char after = at(text, quoted ? end + 1 : end);
        boolean borders = (before == '\n' || isSeparator(before)) && (after == '\n' || after == '\r' || isSeparator(after));
        boolean several = isSeparator(before) || isSeparator(after);
        return borders && several ? Optional.of(quoted ? QUOTED_CELL : CELL) : Optional.empty();
    }

    private static char at(String text, int index) {
        return index < 0 || index >= text.length() ? '\n' : text.charAt(index);
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == ';' || c == '\t';
    }

    abstract String spell(String text);
}
