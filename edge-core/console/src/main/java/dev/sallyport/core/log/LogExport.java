package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.masking.Masking;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** Forms in which records leave the store, told by the name of the file. */
public enum LogExport {
    /** Comma-separated values with a head, RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe. */
    CSV(
            ".csv",
            "FORMAT csv, HEADER true",
            """
            CASE WHEN typeof(COLUMNS(*)) = 'VARCHAR' AND regexp_matches(COLUMNS(*)::VARCHAR, '^[-=+@\\t\\r]')
                THEN chr(39) || COLUMNS(*)::VARCHAR
                ELSE COLUMNS(*)::VARCHAR END"""),
    /** One JSON object a line. */
    JSON(".json", "FORMAT json", "*"),
    /** Apache Parquet, packed with Zstandard. */
    PARQUET(".parquet", "FORMAT parquet, COMPRESSION zstd", "*");

    private final String suffix;
    private final String options;
    private final String values;

    LogExport(String suffix, String options, String values) {
        this.suffix = suffix;
        this.options = options;
        this.values = values;
    }

    /** How the names of such files end. */
    public String suffix() {
        return suffix;
    }

    /**
     * The form that a file's name asks for.
     *
     * @throws SallyportException {@code SP-LOG-EXPORT}, bad input, for another name
     */
    public static LogExport of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(form -> name.endsWith(form.suffix))
                .findFirst()
                .orElseThrow(() -> SallyportException.badInput(
                        "SP-LOG-EXPORT",
                        "Records cannot be written to " + file.getFileName() + ".",
                        "Let the name end in .csv, .json or .parquet."));
    }

    /**
     * Writes the columns of the view, in the order of {@code ids}, into a file that only the user reads. The database
     * writes below its own folder only; no SQL of a user runs while it may write.
     *
     * @param columns of the view
     * @param list and {@code draft}, private files that nobody else writes
     */
    void write(
            LogDatabase database,
            LogKind kind,
            Set<String> columns,
            Masking masking,
            long[] ids,
            Path list,
            Path draft,
            Path to,
            DoubleConsumer progress)
            throws SQLException, IOException {
        try (BufferedWriter out = Files.newBufferedWriter(list)) {
            for (int i = 0; i < ids.length; i++) {
                out.write(i + "," + ids[i] + "\n");
            }
        }
        database.execute(
                """
                COPY (
                    SELECT %s FROM (
                        SELECT record.* EXCLUDE ("#place")
                        FROM (SELECT rowid AS "#place", %s FROM %s) AS record
                        JOIN read_csv(%s, columns = {'rank': 'BIGINT', 'place': 'BIGINT'}, header = false,
                            auto_detect = false, delim = ',') AS wanted ON record."#place" = wanted.place
                        ORDER BY wanted.rank))
                TO %s (%s)
                """
                        .formatted(
                                values,
                                masking.isOn()
                                        ? MaskedColumns.selected(columns)
                                        : columns.stream().map(LogTable::quoted).collect(Collectors.joining(", ")),
                                kind.table(),
                                LogTable.path(list),
                                LogTable.literal(draft.toString()),
                                options),
                progress);
        Files.delete(list);
        place(draft, to.toAbsolutePath());
    }

    private static void place(Path draft, Path to) throws IOException {
        // What a kill of an earlier export left beside it holds records.
        Path folder = Objects.requireNonNull(to.getParent());
        Home.removeDrafts(folder);
        // A temporary file is created 0600 on POSIX file systems.
        Path beside = Files.createTempFile(folder, Home.DRAFT, "");
        try {
            try (OutputStream out = Files.newOutputStream(beside)) {
                Files.copy(draft, out);
            }
            Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
            Files.delete(draft);
        }
    }
}
