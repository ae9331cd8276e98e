package dev.sallyport.core.edgefunction;

import dev.sallyport.core.Home;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sallyport.core.Json;
import dev.sallyport.core.ProgramFiles;
import dev.sallyport.core.SallyportException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A deployment package: a zip that depends on its content alone. The same files give the same bytes on every machine
 * (entries sorted, one fixed time, stored without compression), so that Lambda's {@code CodeSha256} tells whether code
 * changed.
 */
public final class FunctionPackage {
    /** Lambda's limit for the files of a package, unzipped. */
    public static final long UNZIPPED_LIMIT = 262_144_000;

    private static final int ENTRY_LIMIT = 20_000;
    private static final LocalDateTime FIXED_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final byte[] zip;

    private FunctionPackage(byte[] zip) {
        this.zip = zip;
    }

    /**
     * The function {@code assets/functions/<name>}: its whole folder, and what it imports of its sibling folders, each
     * under its own name, with an {@code index.mjs} at the root that exports what the function's own exports. So
     * Lambda's handler is {@code index.handler}, or {@code index.} and another name that the function exports. Of the
     * packages that it imports it has the files that Node needs. A function whose own file is {@code index.js} is
     * CommonJS, for a Greengrass core device, and so is the file at the root.
     *
     * @param config written beside the function's own {@code index.mjs} as {@code config.json}, since Lambda@Edge has no
     *     environment variables; null for none
     * @throws SallyportException {@code SP-FUNCTION} when there is no such function
     */
    public static FunctionPackage of(String name, @Nullable JsonNode config) {
        FunctionPackage found = name.matches("[a-z0-9-]+") ? read(name, "index.mjs", config) : null;
        if (found == null && name.matches("[a-z0-9-]+")) {
            found = read(name, "index.js", config);
        }
        if (found == null) {
            throw SallyportException.badInput(
                    "SP-FUNCTION", "There is no function named " + name + ".", "Name one of assets/functions.");
        }
        return found;
    }

    private static @Nullable FunctionPackage read(String name, String main, @Nullable JsonNode config) {
        return ProgramFiles.read(
                "/sallyport/functions/" + name + "/" + main,
                index -> ofFunction(index.resolve("../..").normalize(), name, config));
    }

    /** The function {@code <functions>/<name>}, packed as {@link #of} does. */
    static FunctionPackage ofFunction(Path functions, String name, @Nullable JsonNode config) throws IOException {
        Deque<Path> open = new ArrayDeque<>();
        try (Stream<Path> own = Files.walk(functions.resolve(name))) {
            own.filter(Files::isRegularFile).forEach(open::add);
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        Set<String> packages = new TreeSet<>();
        while (!open.isEmpty()) {
            Path file = open.remove();
            String inside = functions.relativize(file).toString().replace('\\', '/');
            byte[] content = Files.readAllBytes(file);
            if (files.put(inside, content) == null && inside.endsWith(".mjs")) {
                ModuleText text = ModuleText.of(content);
                Stream.concat(text.imports().stream(), text.files().stream()).forEach(needed -> {
                    if (ModuleText.isFile(needed)) {
                        open.add(file.resolveSibling(needed).normalize());
                    } else if (!NodePackages.isBuiltIn(needed)) {
                        packages.add(needed);
                    }
                });
            }
        }
        if (!packages.isEmpty()) {
            addPackages(functions.resolve(name), packages, files);
        }
        if (files.containsKey(name + "/index.mjs")) {
            files.put("index.mjs", ("export * from './" + name + "/index.mjs'\n").getBytes(StandardCharsets.UTF_8));
        } else {
            String root = "module.exports = require('./" + name + "/index.js')\n";
            files.put("index.js", root.getBytes(StandardCharsets.UTF_8));
        }
        if (config != null) {
            files.put(name + "/config.json", sorted(config));
        }
        return ofFiles(files);
    }

    private static void addPackages(Path function, Set<String> names, Map<String, byte[]> files) throws IOException {
        NodePackages packages = NodePackages.above(function, NodePackages.NODE)
                .orElseThrow(() -> new IllegalStateException("the program carries no packages for " + names));
        Set<String> needed = packages.needed(names).keySet();
        for (String path : needed) {
            files.put("node_modules/" + path, packages.content(path));
        }
        packages.papers(needed).forEach((path, content) -> files.put("node_modules/" + path, content));
    }

    /** Files by their path inside the package. */
    public static FunctionPackage ofFiles(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                byte[] content = file.getValue();
                CRC32 sum = new CRC32();
                sum.update(content);
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                entry.setCrc(sum.getValue());
                entry.setTimeLocal(FIXED_TIME);
                out.putNextEntry(entry);
                out.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FunctionPackage(bytes.toByteArray());
    }

    private static byte[] sorted(JsonNode config) throws JsonProcessingException {
        Object plain = Json.MAPPER.treeToValue(config, Object.class);
        return (Json.MAPPER
                                .writer()
                                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                                .writeValueAsString(plain)
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The zip itself. */
    public byte[] zip() {
        return zip.clone();
    }

    /** As Lambda's {@code CodeSha256}: SHA-256 of the zip, base64. */
    public String codeSha256() {
        return codeSha256(zip);
    }

    /** Lambda's {@code CodeSha256} of any package. */
    public static String codeSha256(byte[] zip) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(zip));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Unpacks a zip that may be hostile into {@code folder}.
     *
     * @throws BadPackage when it is no zip, leaves the folder, or unpacks to more than {@link #UNZIPPED_LIMIT}
     */
    public static void unzip(byte[] zip, Path folder) throws BadPackage {
        long left = UNZIPPED_LIMIT;
        int entries = 0;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (++entries > ENTRY_LIMIT) {
                    throw new BadPackage("The zip has more than " + ENTRY_LIMIT + " entries.");
                }
                Path target = inside(folder, entry.getName());
                if (entry.isDirectory()) {
                    Home.privateFolder(target);
                    continue;
                }
                Home.privateFolder(target.resolveSibling(".").normalize());
                left -= copied(in, target, left);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BadPackage("Could not unzip uploaded file. Please check your file, then try to upload again.", e);
        }
        if (entries == 0) {
            throw new BadPackage("Could not unzip uploaded file. Please check your file, then try to upload again.");
        }
    }

    /** Block by block, so that no entry has to fit into memory; the bytes written. */
    private static long copied(InputStream in, Path target, long most) throws IOException, BadPackage {
        long written = 0;
        byte[] block = new byte[1 << 16];
        // Of two entries with one name the later counts, as with unzip -o.
        Set<StandardOpenOption> over = EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try (SeekableByteChannel out = Files.newByteChannel(target, over, Home.privately(target))) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                written += n;
                if (written > most) {
                    throw new BadPackage("Unzipped size must be smaller than " + UNZIPPED_LIMIT + " bytes");
                }
                out.write(ByteBuffer.wrap(block, 0, n));
            }
        }
        return written;
    }

    private static Path inside(Path folder, String name) throws BadPackage {
        Path target = folder.resolve(name).normalize();
        if (name.contains("\\") || !target.startsWith(folder.normalize()) || target.equals(folder.normalize())) {
            throw new BadPackage("The zip has an entry outside of its root.");
        }
        return target;
    }

    /** A package that cannot be unpacked; the message is Lambda's where Lambda has one. */
    public static final class BadPackage extends Exception {
        private static final long serialVersionUID = 1L;

        BadPackage(String message) {
            super(message);
        }

        BadPackage(String message, Throwable cause) {
            super(message, cause);
        }

        /** One sentence. */
        public String message() {
            return Objects.requireNonNullElse(getMessage(), "");
        }
    }
}
