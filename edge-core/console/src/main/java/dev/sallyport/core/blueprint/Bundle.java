package dev.sallyport.core.blueprint;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An application of one's own for the blueprint that renders at the edge: a folder with {@code site/}, {@code
 * server.mjs} and {@code edge.mjs}. Both handlers are packed with the whole folder, so that they may import what lies beside them.
 *
 * @param files by their paths in the folder; nothing whose name begins with a dot, and no link
 * @param backend what both handlers fetch from, {@code BACKEND_URL} in their environment; empty for nothing
 */
record Bundle(SortedMap<String, byte[]> files, String backend) {
    /** What Lambda@Edge takes of packed code at origin-request (CloudFront Developer Guide, "Quotas on Lambda@Edge"). */
    static final int LARGEST = 50_000_000;

    private static final String SITE = "site/";
    private static final String START = "sallyport.mjs";
    private static final String BACKEND = "sallyport-backend.mjs";
    private static final List<String> NEEDED = List.of("site/index.html", "server.mjs", "edge.mjs");

    /** @throws SallyportException {@code SP-BUNDLE} where the folder is none, lacks something or is too large */
    static Bundle read(Map<String, String> values) {
        String folder = values.getOrDefault("Bundle", "");
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Path.of(folder))) {
            Path root = Path.of(folder);
            long left = LARGEST;
            for (Path file : all.filter(Bundle::isFile).sorted().toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (name.startsWith(".") || name.contains("/.")) {
                    continue;
                }
                left -= Files.size(file);
                if (left < 0) {
                    throw bad(folder, "has more than the 50 MB that Lambda@Edge takes");
                }
                files.put(name, Files.readAllBytes(file));
            }
        } catch (IOException | InvalidPathException e) {
            throw bad(folder, "cannot be read").causedBy(e);
        }
        NEEDED.stream().filter(needed -> !files.containsKey(needed)).findFirst().ifPresent(missing -> {
            throw bad(folder, "lacks " + missing);
        });
        if (files.containsKey(START) || files.containsKey(BACKEND)) {
            throw bad(folder, "has a file " + START + " or " + BACKEND + ", whose place is taken");
        }
        return new Bundle(files, values.getOrDefault("BackendUrl", ""));
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path) && !Files.isSymbolicLink(path);
    }

    private static SallyportException bad(String folder, String what) {
        return SallyportException.badInput(
                "SP-BUNDLE",
                "The bundle " + folder + " " + what + ".",
                "Name a folder with site/index.html, server.mjs and edge.mjs.");
    }

    /** The package whose handler is {@code sallyport.handler}: that of the file of this name. */
    FunctionPackage function(String main) {
        SortedMap<String, byte[]> packed = new TreeMap<>(files);
        String start = "export { handler } from './" + main + "'\n";
        if (!backend.isEmpty()) {
            // Imports run in their order, so that the handler's own modules find it. Lambda@Edge has no environment.
            packed.put(BACKEND, utf8("process.env.BACKEND_URL = " + quoted(backend) + "\n"));
            start = "import './" + BACKEND + "'\n" + start;
        }
        packed.put(START, utf8(start));
        return FunctionPackage.ofFiles(packed);
    }

    /** The files of the site alone. */
    FunctionPackage site() {
        SortedMap<String, byte[]> site = new TreeMap<>();
        files.forEach((name, content) -> {
            if (name.startsWith(SITE)) {
                site.put(name.substring(SITE.length()), content);
            }
        });
        return FunctionPackage.ofFiles(site);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        try {
            return Json.MAPPER.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
