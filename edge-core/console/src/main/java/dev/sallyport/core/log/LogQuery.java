package dev.sallyport.core.log;

import org.jspecify.annotations.Nullable;

/**
 * A question to the loaded logs. Either {@code sql} alone, or any of the others.
 *
 * @param kind which view; null means every view that has records and knows the fields asked for
 * @param where a SQL condition over the view's columns
 * @param by counts per value of this field; a list counts a record under each of its items
 * @param sql one SELECT over the views
 * @param limit at most so many rows, 0 for all
 */
public record LogQuery(
        @Nullable LogKind kind, @Nullable String where, @Nullable String by, @Nullable String sql, int limit) {
    /** What the command line shows when nothing else is asked for. */
    public static final int DEFAULT_LIMIT = 100;

    /** The first records of the sources. */
    public static LogQuery first(int limit) {
        return new LogQuery(null, null, null, null, limit);
    }

    /** The records that fulfil a SQL condition. */
    public static LogQuery where(String condition) {
        return new LogQuery(null, condition, null, null, DEFAULT_LIMIT);
    }

    /** Counts per value of a field. */
    public static LogQuery by(String field) {
        return new LogQuery(null, null, field, null, DEFAULT_LIMIT);
    }

    /** One SELECT over the views. */
    public static LogQuery sql(String select) {
        return new LogQuery(null, null, null, select, DEFAULT_LIMIT);
    }

    /** The same question with another limit, 0 for all. */
    public LogQuery limit(int rows) {
        return new LogQuery(kind, where, by, sql, rows);
    }
}
