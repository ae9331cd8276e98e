package dev.sallyport.views.kit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the reader chose of each table, kept in the home folder. */
public final class TableChoices {
    private static final Logger LOG = LoggerFactory.getLogger(TableChoices.class);

    /**
     * Of one table, by the titles of its columns.
     *
     * @param shown whether a column is in sight, where the reader said so
     * @param widths in pixels at letters of 100 %, of the columns that the reader drew wider or narrower
     * @param sorted the column that rows are sorted by; null for the order in which they come
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record Choice(
            Map<String, Boolean> shown, Map<String, Double> widths, @Nullable String sorted, boolean descending) {
        static final Choice NONE = new Choice(Map.of(), Map.of(), null, false);

        /** From a file in which parts may be missing. */
        public Choice(
                @Nullable Map<String, Boolean> shown,
                @Nullable Map<String, Double> widths,
                @Nullable String sorted,
                boolean descending) {
            this.shown = shown == null ? Map.of() : Map.copyOf(shown);
            this.widths = widths == null ? Map.of() : Map.copyOf(widths);
            this.sorted = sorted;
            this.descending = descending;
        }

        Choice showing(String column, boolean now) {
            return new Choice(with(shown, column, now), widths, sorted, descending);
        }

        Choice wide(String column, double width) {
            return new Choice(shown, with(widths, column, width), sorted, descending);
        }

        Choice sortedBy(@Nullable String column, boolean falling) {
            return new Choice(shown, widths, column, falling);
        }

        private static <V> Map<String, V> with(Map<String, V> before, String key, V value) {
            Map<String, V> after = new HashMap<>(before);
            after.put(key, value);
            return after;
        }
    }

    private final @Nullable Path file;
    private final Map<String, Choice> all = new TreeMap<>();

    /** What stands in {@code home}; nothing where that cannot be read. */
    public TableChoices(Home home) {
        file = home.root().resolve("tables.json");
        if (Files.exists(file)) {
            try {
                all.putAll(Json.MAPPER.readValue(file.toFile(), new TypeReference<Map<String, Choice>>() {}));
            } catch (IOException e) {
                String what = e.getClass().getSimpleName();
                LOG.info("tables.json cannot be read and is replaced on the next choice: {}", what);
            }
        }
    }

    private TableChoices() {
        file = null;
    }

    /** Known until the window closes. */
    public static TableChoices unkept() {
        return new TableChoices();
    }

    /** Of the table of that name. */
    public Choice of(String table) {
        return all.getOrDefault(table, Choice.NONE);
    }

    void keep(String table, Choice now) {
        if (of(table).equals(now)) {
            return;
        }
        all.put(table, now);
        if (file == null) {
            return;
        }
        try {
            Home.writePrivate(file, Json.MAPPER.writeValueAsBytes(all));
        } catch (SallyportException e) {
            // The columns in sight are right; they are only not there next time.
            LOG.info("tables.json cannot be written: {}", e.code());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Titles that cannot be written", e);
        }
    }
}
