package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Published JavaScript packages of CommonJS files as they lie in a {@code node_modules} folder, resolved as Node
 * resolves them. A file named {@code *.development.js} is never needed: packages that have such files choose by
 * {@code NODE_ENV} between them and those for production, which the program runs.
 *
 * @see <a href="https://nodejs.org/api/packages.html#package-entry-points">Package entry points</a>
 */
final class NodePackages {
    /** What a package is asked for where Node runs it. */
    static final Set<String> NODE = Set.of("node", "default");

    /** What a package is asked for where a browser runs it. */
    static final Set<String> BROWSER = Set.of("browser", "default");

    private static final Set<String> BUILT_IN = Set.of(
            "assert", "async_hooks", "buffer", "child_process", "crypto", "dns", "events", "fs", "http", "http2",
            "https", "net", "os", "path", "perf_hooks", "process", "querystring", "stream", "string_decoder", "timers", "tls",
            "url", "util", "vm", "worker_threads", "zlib");

    private final Path folder;
    private final Set<String> conditions;

    private NodePackages(Path folder, Set<String> conditions) {
        this.folder = folder;
        this.conditions = conditions;
    }

    /** The nearest {@code node_modules} beside or above {@code file}; empty when there is none. */
    static Optional<NodePackages> above(Path file, Set<String> conditions) {
        for (Path at = file.getParent(); at != null; at = at.getParent()) {
            Path folder = at.resolve("node_modules");
            if (Files.isDirectory(folder)) {
                return Optional.of(new NodePackages(folder, conditions));
            }
        }
        return Optional.empty();
    }

    /**
     * A file of a package.
     *
     * @param path inside {@code node_modules}, with {@code /} between names
     * @param requires the paths of what it requires, by the names that it has for them
     */
    record Module(String path, SortedMap<String, String> requires) {}

    /** The bytes of a file, as published. */
    byte[] content(String path) throws IOException {
        return Files.readAllBytes(folder.resolve(path));
    }

    /** Whether Node itself brings what a name means. */
    static boolean isBuiltIn(String name) {
        return name.startsWith("node:") || BUILT_IN.contains(name);
    }

    /** The path, inside {@code node_modules}, of the file that a name such as {@code react-dom/client} means. */
    String entry(String name) throws IOException {
        String[] parts = name.split("/", -1);
        int length = name.startsWith("@") ? 2 : 1;
        String packageName = String.join("/", List.of(parts).subList(0, Math.min(length, parts.length)));
        String inside = name.length() > packageName.length() ? name.substring(packageName.length() + 1) : "";
        Path about = folder.resolve(packageName).resolve("package.json");
        if (!Files.isRegularFile(about)) {
            throw new IllegalStateException("the program carries no package " + packageName + " for " + name);
        }
        JsonNode json = Json.MAPPER.readTree(Files.readAllBytes(about));
        String main = json.path("main").asText("index.js");
        String target = json.has("exports")
                ? exported(json.path("exports"), inside.isEmpty() ? "." : "./" + inside)
                : inside.isEmpty() ? main : inside;
        return file(folder.resolve(packageName).resolve(target), name);
    }

    private String exported(JsonNode exports, String subpath) {
        boolean onlyMain = exports.properties().stream().noneMatch(entry -> entry.getKey().startsWith("."));
        return chosen(onlyMain && subpath.equals(".") ? exports : exports.path(subpath));
    }

    /** The first target whose condition holds, in the package's order. */
    private String chosen(JsonNode target) {
        if (target.isTextual()) {
            return target.asText();
        }
        return target.properties().stream()
                .filter(entry -> conditions.contains(entry.getKey()))
                .findFirst()
                .map(entry -> chosen(entry.getValue()))
                .orElseThrow(() -> new IllegalStateException("a package exports nothing for " + conditions));
    }

    private String file(Path asked, String name) {
        for (String ending : List.of("", ".js")) {
            Path file = asked.resolveSibling(asked.getFileName() + ending).normalize();
            if (file.startsWith(folder) && Files.isRegularFile(file)) {
                return folder.relativize(file).toString().replace('\\', '/');
            }
        }
        throw new IllegalStateException("the program does not carry " + asked + " for " + name);
    }

    /** The files that these names need, with all that those require, by their paths. */
    SortedMap<String, Module> needed(Collection<String> names) throws IOException {
        SortedMap<String, Module> needed = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (String name : names) {
            open.add(entry(name));
        }
        while (!open.isEmpty()) {
            String path = open.remove();
            if (!needed.containsKey(path)) {
                Module module = module(path);
                needed.put(path, module);
                open.addAll(module.requires().values());
            }
        }
        return needed;
    }

    private Module module(String path) throws IOException {
        SortedMap<String, String> requires = new TreeMap<>();
        for (String name : ModuleText.of(content(path)).requires()) {
            if (!name.endsWith(".development.js") && !isBuiltIn(name)) {
                Path beside = folder.resolve(path).resolveSibling(name);
                requires.put(name, ModuleText.isFile(name) ? file(beside, path) : entry(name));
            }
        }
        return new Module(path, requires);
    }

    /** The {@code package.json} and the licence of every package that has one of these files, by their paths. */
    Map<String, byte[]> papers(Collection<String> paths) throws IOException {
        Map<String, byte[]> papers = new TreeMap<>();
        for (String path : paths) {
            String[] parts = path.split("/", 3);
            String packageName = path.startsWith("@") ? parts[0] + "/" + parts[1] : parts[0];
            for (String paper : List.of("package.json", "LICENSE")) {
                Path file = folder.resolve(packageName).resolve(paper);
                if (Files.isRegularFile(file)) {
                    papers.put(packageName + "/" + paper, Files.readAllBytes(file));
                }
            }
        }
        return papers;
    }
}
