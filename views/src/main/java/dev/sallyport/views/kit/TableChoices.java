package dev.sallyport.views.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javafx.collections.FXCollections;
import javafx.collections.MapChangeListener;
import javafx.collections.ObservableMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which columns the reader chose, by table, kept in the home folder. */
public final class TableChoices {
    private static final Logger LOG = LoggerFactory.getLogger(TableChoices.class);

    private final Path file;
    private final Map<String, Map<String, Boolean>> all = new TreeMap<>();

    /** What stands in {@code home}; nothing where that cannot be read. */
    public TableChoices(Home home) {
        file = home.root().resolve("columns.json");
        if (Files.exists(file)) {
            try {
                all.putAll(Json.MAPPER.readValue(
                        file.toFile(), new TypeReference<Map<String, Map<String, Boolean>>>() {}));
            } catch (IOException e) {
                String what = e.getClass().getSimpleName();
                LOG.info("columns.json cannot be read and is replaced on the next choice: {}", what);
            }
        }
    }

    /** The columns of a table by title, whether they are shown; a change is kept. */
    public ObservableMap<String, Boolean> of(String table) {
        Map<String, Boolean> known = all.getOrDefault(table, Map.of());
        ObservableMap<String, Boolean> chosen = FXCollections.observableMap(new TreeMap<>(known));
        chosen.addListener((MapChangeListener<String, Boolean>) change -> {
            all.put(table, Map.copyOf(chosen));
            keep();
        });
        return chosen;
    }

    private void keep() {
        try {
            Home.writePrivate(file, Json.MAPPER.writeValueAsBytes(all));
        } catch (SallyportException e) {
            // The columns in sight are right; they are only not there next time.
            LOG.info("columns.json cannot be written: {}", e.code());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Titles that cannot be written", e);
        }
    }
}
