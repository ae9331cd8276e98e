package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.edgefunction.ViewerFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The CloudFront Functions that run, each stage with the values of its store; what changes is prepared anew. */
final class ViewerRuns implements AutoCloseable {
    private final Path folder;
    private final Map<String, Prepared> ready = new ConcurrentHashMap<>();

    private record Prepared(ViewerFunction function, Path folder) {
        void remove() {
            function.close();
            clear(folder);
        }
    }

    /** Everything of a stage that a run needs. */
    record Wanted(StoredViewerFunction.Stage stage, @Nullable StoredKeyValues store) {}

    /** Empties the folder, where a kill may have left functions. */
    ViewerRuns(Path folder) {
        this.folder = Home.privateFolder(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            left.forEach(ViewerRuns::clear);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear(Path of) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(of)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(of);
        } catch (IOException e) {
            // It is of no use to anyone, and the next start tries again.
        }
    }

    ViewerFunction.Run run(String name, String stage, Supplier<Wanted> wanted, JsonNode event) {
        return Objects.requireNonNull(ready.computeIfAbsent(name + ' ' + stage, key -> prepared(wanted.get())))
                .function()
                .run(event);
    }

    private Prepared prepared(Wanted wanted) {
        Path place = folder.resolve(UUID.randomUUID().toString());
        String runtime = wanted.stage().settings().runtimeAsString();
        return new Prepared(new ViewerFunction(place, wanted.stage().code(), runtime, store(wanted.store())), place);
    }

    private static JsonNode store(@Nullable StoredKeyValues values) {
        if (values == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode store = JsonNodeFactory.instance.objectNode().put("id", values.id());
        store.putObject("meta")
                .put("creationDateTime", values.created().toString())
                .put("lastUpdatedDateTime", values.modified().toString());
        ObjectNode all = store.putObject("values");
        values.values().forEach(all::put);
        return store;
    }

    /** Prepares a function's stages anew when they run next; runs that are under way come to their end. */
    void forget(String name) {
        ready.keySet().stream().filter(key -> key.startsWith(name + ' ')).toList().forEach(key -> {
            Prepared old = ready.remove(key);
            if (old != null) {
                CompletableFuture.delayedExecutor(2 * ViewerFunction.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(old::remove);
            }
        });
    }

    @Override
    public void close() {
        ready.values().forEach(Prepared::remove);
        ready.clear();
    }
}
