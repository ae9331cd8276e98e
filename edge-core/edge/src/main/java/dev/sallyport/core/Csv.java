package dev.sallyport.core;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of CSV (RFC 4180). */
public final class Csv {
    private Csv() {}

    /**
     * One line without its end: cells are quoted where RFC 4180 asks for it, and text that a spreadsheet would run as a
     * formula gets an apostrophe.
     */
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    private static String cell(String value) {
        String safe = value.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + value : value;
        return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
