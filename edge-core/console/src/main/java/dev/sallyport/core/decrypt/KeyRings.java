package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key rings that the home folder keeps under names, each a file in the form of {@link KeyRing} below {@code keyrings}.
 * They hold names of keys and of files; a private key itself stays in its own file.
 */
public final class KeyRings {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String ENDING = ".json";

    private final Home home;

    /** Nothing is read or made before it is asked for. */
    public KeyRings(Home home) {
        this.home = home;
    }

    /**
     * A key ring that is kept.
     *
     * @param name that it was given
     * @param file where it lies
     * @param entries its lines, in the order in which keys are tried; none when it cannot be used
     * @param trouble one sentence when it cannot be used; else empty
     */
    public record Kept(String name, Path file, List<Entry> entries, String trouble) {
        /** Copies the list. */
        public Kept {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A line of a key ring.
     *
     * @param key of KMS, or a file with a private key; empty where nobody here has it
     * @param algorithm as KMS names it
     * @param mgf1 for a private key whose mask generation function has another hash; else null
     */
    public record Entry(
            String prefix, String suffix, String key, boolean isFile, String algorithm, @Nullable String mgf1) {}

    /** What is kept, by name. */
    public List<Kept> list() {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING)).sorted().map(KeyRings::kept).toList();
        } catch (IOException e) {
            throw unusable("The key rings in " + folder + " cannot be read.").causedBy(e);
        }
    }

    /** The key ring that is meant by the name of its file, which comes first, or by the name that it is kept under. */
    public Optional<Path> find(String named) {
        try {
            Path file = Path.of(named);
            return Files.isRegularFile(file) ? Optional.of(file) : kept(named);
        } catch (InvalidPathException noPath) {
            // On Windows the ARN of a key is none.
            return Optional.empty();
        }
    }

    private Optional<Path> kept(String name) {
        return Optional.of(name)
                .filter(each -> NAME.matcher(each).matches())
                .map(each -> folder().resolve(each + ENDING))
                .filter(Files::isRegularFile);
    }

    /**
     * Keeps {@code entries} under {@code name}, in the place of what stood there.
     *
     * @throws SallyportException {@code SP-KEYRING} for a bad name or entry, {@code SP-MARKER}, {@code SP-PRIVATE-KEY};
     *     nothing is changed then
     */
    public void keep(String name, List<Entry> entries) {
        if (!NAME.matcher(name).matches()) {
            throw SallyportException.badInput(
                    "SP-KEYRING",
                    "A key ring cannot be named " + (name.isEmpty() ? "nothing" : name) + ".",
                    "Use letters, digits, dots and hyphens, at most 64.");
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (Entry entry : entries) {
            ObjectNode line = list.addObject().put("prefix", entry.prefix()).put("suffix", entry.suffix());
            String key = entry.isFile() ? Path.of(entry.key()).toAbsolutePath().toString() : entry.key();
            if (!key.isEmpty()) {
                line.put(entry.isFile() ? "privateKey" : "key", key);
            }
            line.put("algorithm", entry.algorithm());
            if (entry.mgf1() != null) {
                line.put("mgf1", entry.mgf1());
            }
        }
        try {
            byte[] json = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(list);
            Path file = folder().resolve(name + ENDING);
            KeyRing.check(json, name, file);
            Home.writePrivate(file, json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings that cannot be written", e);
        }
    }

    /**
     * Keeps {@code entry} behind those that {@code name} has, which is a new key ring where none is kept so.
     *
     * @throws SallyportException as {@link #keep(String, List)}, and {@code SP-KEYRING} for a key ring that cannot be used as
     *     it is; nothing is changed then
     */
    public void add(String name, Entry entry) {
        List<Entry> entries = new ArrayList<>();
        for (Kept kept : list()) {
            if (kept.name().equals(name) && !kept.trouble().isEmpty()) {
                throw SallyportException.badInput(
                        "SP-KEYRING",
                        "The key ring " + name + " is left as it is, since it cannot be used: " + kept.trouble(),
                        "Mend " + kept.file() + ", or remove the key ring first.");
            }
            entries.addAll(kept.name().equals(name) ? kept.entries() : List.of());
        }
        entries.add(entry);
        keep(name, entries);
    }

    /**
     * Keeps a copy of the key ring in {@code file} under the file's name without its ending; tells the name.
     *
     * @throws SallyportException as {@link #keep(String, List)}, and {@code SP-KEYRING} where one of that name is kept
     */
    public String keep(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
        KeyRing.read(file);
        if (Files.exists(folder().resolve(name + ENDING), LinkOption.NOFOLLOW_LINKS)) {
            throw SallyportException.badInput(
                    "SP-KEYRING",
                    "A key ring " + name + " is kept already.",
                    "Give the file another name, or remove that key ring first.");
        }
        keep(name, entries(file));
        return name;
    }

    /** Forgets a key ring; the keys that it named stay what they are. */
    public void forget(String name) {
        try {
            Files.deleteIfExists(folder().resolve(name + ENDING));
        } catch (IOException e) {
            throw unusable("The key ring " + name + " cannot be removed.").causedBy(e);
        }
    }

    private Path folder() {
        return home.root().resolve("keyrings");
    }

    private static Kept kept(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
        try {
            KeyRing.read(file);
            return new Kept(name, file, entries(file), "");
        } catch (SallyportException e) {
            return new Kept(name, file, List.of(), e.message());
        }
    }

    /** Of a file that is a key ring. */
    private static List<Entry> entries(Path file) {
        try {
            JsonNode list = Json.MAPPER.readTree(Files.readAllBytes(file));
            return list.valueStream().map(line -> entry(line, file)).toList();
        } catch (IOException e) {
            throw unusable("The key ring " + file + " cannot be read.").causedBy(e);
        }
    }

    private static SallyportException unusable(String message) {
        return SallyportException.badInput("SP-KEYRING", message, "Mend the rights of the folder keyrings.");
    }

    private static Entry entry(JsonNode line, Path file) {
        boolean isFile = line.path("privateKey").isTextual();
        String key = isFile
                ? KeyRing.beside(file, line.path("privateKey").asText()).toAbsolutePath().toString()
                : line.path("key").asText();
        return new Entry(
                line.path("prefix").asText(),
                line.path("suffix").asText(),
                key,
                isFile,
                line.path("algorithm").asText(KeyRing.OAEP_SHA256),
                line.path("mgf1").isTextual() ? line.path("mgf1").asText() : null);
    }
}
