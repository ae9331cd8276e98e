package dev.sallyport.views.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Csv;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** Writes what a table shows to a file that others read: its columns in sight and its rows, filtered and sorted as they are. */
final class TableExport {
    private TableExport() {}

    /** Asks where to, and says what was written. */
    static <T> void ask(
            TableView<T> view, Map<TableColumn<T, ?>, Function<T, String>> texts, Activity activity, String name) {
        Choose.save(view, "Export the rows in view", name + ".csv").ifPresent(file -> {
            try {
                write(view, texts, file);
                activity.done(Format.count(view.getItems().size(), "row", "rows") + " written to " + file + ".");
            } catch (SallyportException e) {
                activity.wrong(e);
            }
        });
    }

    /**
     * Writes to {@code file}, 0600: a JSON array of objects by column when its name ends with {@code .json}, else CSV.
     *
     * @throws SallyportException {@code SP-HOME} when the file cannot be written
     */
    static <T> void write(TableView<T> view, Map<TableColumn<T, ?>, Function<T, String>> texts, Path file) {
        List<TableColumn<T, ?>> columns = view.getVisibleLeafColumns().stream()
                .filter(column -> !column.getText().isEmpty())
                .toList();
        List<String> titles = columns.stream().map(TableColumn::getText).toList();
        List<List<String>> rows = new ArrayList<>();
        for (T row : view.getItems()) {
            rows.add(columns.stream().map(column -> Objects.requireNonNull(texts.get(column)).apply(row)).toList());
        }
        boolean json = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".json");
        Home.writePrivate(file, (json ? json(titles, rows) : csv(titles, rows)).getBytes(StandardCharsets.UTF_8));
    }

    private static String csv(List<String> titles, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>(rows);
        lines.addFirst(titles);
        return lines.stream().map(line -> Csv.line(line) + "\r\n").collect(Collectors.joining());
    }

    private static String json(List<String> titles, List<List<String>> rows) {
        List<Map<String, String>> objects = new ArrayList<>();
        for (List<String> row : rows) {
            Map<String, String> object = new LinkedHashMap<>();
            for (int i = 0; i < titles.size(); i++) {
                object.put(titles.get(i), row.get(i));
            }
            objects.add(object);
        }
        try {
            return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(objects) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts that cannot be written", e);
        }
    }
}
