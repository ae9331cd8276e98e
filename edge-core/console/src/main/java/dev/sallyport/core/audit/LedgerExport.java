package dev.sallyport.core.audit;

import dev.sallyport.core.Csv;
import dev.sallyport.core.Home;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes entries to a file that others read: JSON lines as in the ledger itself, or CSV (RFC 4180). */
public final class LedgerExport {
    private static final List<String> COLUMNS = List.of(
            "sequence", "time", "who", "account", "action", "subject", "reason", "outcome", "details", "previous", "hash");

    private LedgerExport() {}

    /**
     * Writes {@code entries} to {@code target}, 0600: CSV when its name ends with {@code .csv}, else JSON lines.
     *
     * @throws dev.sallyport.core.SallyportException {@code SP-HOME} when the file cannot be written
     */
    public static void write(List<LedgerEntry> entries, Path target) {
        boolean csv = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT).endsWith(".csv");
        Stream<String> lines = csv
                ? Stream.concat(Stream.of(String.join(",", COLUMNS)), entries.stream().map(LedgerExport::row))
                : entries.stream().map(LedgerEntry::line);
        String end = csv ? "\r\n" : "\n";
        String text = lines.map(line -> line + end).collect(Collectors.joining());
        Home.writePrivate(target, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String row(LedgerEntry entry) {
        String details = entry.details().entrySet().stream()
                .map(detail -> detail.getKey() + "=" + detail.getValue())
                .collect(Collectors.joining("; "));
        return Csv.line(List.of(
                Long.toString(entry.sequence()),
                entry.time().toString(),
                entry.who(),
                entry.account(),
                entry.action(),
                entry.subject(),
                entry.reason(),
                entry.outcome(),
                details,
                entry.previous(),
                entry.hash()));
    }
}
