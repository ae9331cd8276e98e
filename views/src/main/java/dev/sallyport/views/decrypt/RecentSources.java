package dev.sallyport.views.decrypt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources that were last looked into, with the names of their keys and markers, kept in the home folder. */
public final class RecentSources {
    private static final Logger LOG = LoggerFactory.getLogger(RecentSources.class);
    private static final int MOST = 12;

    private final Path file;

    /** What stands in {@code home}. */
    public RecentSources(Home home) {
        file = home.root().resolve("decrypt-recent.json");
    }

    /** The last one first; none where that cannot be read. */
    synchronized List<DecryptModel.Search> list() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Json.MAPPER.readValue(file.toFile(), new TypeReference<List<DecryptModel.Search>>() {});
        } catch (IOException e) {
            String what = e.getClass().getSimpleName();
            LOG.info("decrypt-recent.json cannot be read and is replaced at the next search: {}", what);
            return List.of();
        }
    }

    /** Puts {@code search} first. */
    synchronized void add(DecryptModel.Search search) {
        List<DecryptModel.Search> all = new ArrayList<>(list());
        all.remove(search);
        all.addFirst(search);
        try {
            Home.writePrivate(file, Json.MAPPER.writeValueAsBytes(all.subList(0, Math.min(MOST, all.size()))));
        } catch (SallyportException e) {
            // What was found is right; it is only not offered next time.
            LOG.info("decrypt-recent.json cannot be written: {}", e.code());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A search that cannot be written", e);
        }
    }
}
