package dev.sallyport.core.edgefunction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The packages that a site's modules import, as modules that a browser can load without a bundler: each CommonJS file
 * becomes one module with a default export, under the name that it has in its package. The site's import map gives the
 * packages' names their addresses.
 */
public final class BrowserModules {
    /** Where the modules lie in the site. */
    static final String FOLDER = "modules/";

    private BrowserModules() {}

    /**
     * The modules that a site needs beside its own files, with their licences; none where it imports no package.
     *
     * @param site the site's own files by their paths
     * @param folder where they lie, with the packages in the nearest {@code node_modules} above
     * @return files by their paths in the site; the same for the same packages, byte for byte
     * @throws IllegalStateException when the program does not carry what is imported
     */
    public static SortedMap<String, byte[]> of(Map<String, byte[]> site, Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        site.forEach((path, content) -> {
            if (path.endsWith(".mjs")) {
                ModuleText.of(content).imports().stream()
                        .filter(name -> !ModuleText.isFile(name))
                        .forEach(names::add);
            }
        });
        SortedMap<String, byte[]> files = new TreeMap<>();
        if (names.isEmpty()) {
            return files;
        }
        NodePackages packages = NodePackages.above(folder, NodePackages.BROWSER)
                .orElseThrow(() -> new IllegalStateException("the program carries no packages for " + names));
        SortedMap<String, NodePackages.Module> needed = packages.needed(names);
        for (NodePackages.Module module : needed.values()) {
            String text = new String(packages.content(module.path()), StandardCharsets.UTF_8);
            files.put(FOLDER + module.path(), wrapped(module, text).getBytes(StandardCharsets.UTF_8));
        }
        packages.papers(needed.keySet()).forEach((path, content) -> {
            if (path.endsWith("/LICENSE")) {
                files.put(FOLDER + path + ".txt", content);
            }
        });
        return files;
    }

    private static String wrapped(NodePackages.Module module, String text) {
        StringBuilder imports = new StringBuilder();
        StringBuilder required = new StringBuilder();
        int count = 0;
        for (Map.Entry<String, String> entry : module.requires().entrySet()) {
            String address = "../".repeat((int) module.path().chars().filter(c -> c == '/').count()) + entry.getValue();
            imports.append("import m").append(count).append(" from '").append(address).append("'\n");
            required.append("'").append(entry.getKey()).append("': m").append(count++).append(", ");
        }
        return imports
                + "const module = { exports: {} }\n"
                + "const required = { " + required + "}\n"
                + ";((module, exports, require, process) => {\n"
                + text
                + "\n})(module, module.exports, (name) => required[name], { env: { NODE_ENV: 'production' } })\n"
                + "export default module.exports\n";
    }
}
