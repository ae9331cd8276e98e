package dev.sallyport.core.log;

import dev.sallyport.core.masking.Masking;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines behind the rows of a store: records as they were logged, and what is none. */
final class StoredLines {
    private static final int LONGEST = 4096;

    private final LogDatabase database;
    private final StoreContent content;

    StoredLines(LogDatabase database, StoreContent content) {
        this.database = database;
        this.content = content;
    }

    /** The line of a record, as it was logged; empty when the source is gone or changed. */
    Optional<String> original(LogKind kind, long id) {
        return raw(kind, id).map(RawLines.Line::text);
    }

    /** The same, masked. */
    Optional<String> line(LogKind kind, long id, Masking masking) {
        Optional<String> line = original(kind, id);
        return masking.isOn() ? line.map(text -> MaskedColumns.line(masking, kind, text, logged(kind, id))) : line;
    }

    /** The values of a record as they were logged. */
    private Map<String, @Nullable Object> logged(LogKind kind, long id) {
        String columns = new LogAnswers(database, content.kinds()).fields(kind).keySet().stream()
                .map(LogTable::quoted)
                .collect(Collectors.joining(", "));
        return LogDatabase.asking(
                () -> database.rows("SELECT %s FROM %s WHERE rowid = %d".formatted(columns, kind.table(), id)).stream()
                        .findFirst()
                        .orElse(Map.of()),
                LogDatabase::broken);
    }

    /** The first lines of each kind that did not parse, at most so many. */
    List<RejectedLine> rejected(int limit, Masking masking) {
        List<RejectedLine> lines = new ArrayList<>();
        try {
            for (LogKind kind : content.kinds()) {
                database.each(
                        """
                        SELECT rowid AS id
                        FROM %s
                        WHERE NOT "#ok"
                        ORDER BY rowid
                        LIMIT %d
                        """
                                .formatted(kind.table(), limit),
                        limit,
                        row -> rejected(kind, row.get("id") instanceof Number id ? id.longValue() : -1, masking)
                                .ifPresent(lines::add));
            }
        } catch (SQLException e) {
            throw LogDatabase.broken(e);
        }
        return lines.subList(0, Math.min(limit, lines.size()));
    }

    private Optional<RejectedLine> rejected(LogKind kind, long id, Masking masking) {
        String source = source(kind, id).map(LoadedFile::name).orElse("");
        return raw(kind, id).map(line -> new RejectedLine(
                source, line.number(), Rejection.reason(kind, line.text()), masking.unread(cut(line.text()))));
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private Optional<LoadedFile> source(LogKind kind, long id) {
        return content.files().stream().filter(one -> one.kind() == kind && one.has(id)).findFirst();
    }

    private Optional<RawLines.Line> raw(LogKind kind, long id) {
        return source(kind, id).flatMap(one -> {
            try {
                return one.line(id);
            } catch (IOException gone) {
                return Optional.empty();
            }
        });
    }
}
