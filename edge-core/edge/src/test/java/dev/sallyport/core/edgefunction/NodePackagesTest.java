package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.ProgramFiles;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published packages on their way into functions and sites. */
class NodePackagesTest {
    @TempDir
    private Path folder = Path.of("");

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.writeString(file, text);
    }

    private static List<String> names(FunctionPackage made) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(made.zip()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private void aFunctionWithPackages() throws IOException {
        write("functions/f/index.mjs", """
                import { sep } from 'path'
                import tool from '@own/tool/part'
                export const from = '../not/an/import'
                export const handler = async () => tool(sep)
                """);
        write("node_modules/@own/tool/package.json", """
                {"exports": {"./part": {"browser": "./b.js", "node": "./n.js", "default": "./d.js"}}}
                """);
        write("node_modules/@own/tool/n.js", """
                const other = require("other")
                const choice =
                  process.env.CHOICE === 'development' ? require('./x.development.js') : require('./x.production')
                module.exports = (sep) => 'node' + sep + choice + other + require("util").format('%d', 1)
                """);
        write("node_modules/@own/tool/b.js", "module.exports = 'browser ' + require('other')");
        write("node_modules/@own/tool/x.production.js", "module.exports = 'p'");
        write("node_modules/@own/tool/LICENSE", "Do as you like.");
        write("node_modules/other/package.json", "{\"name\": \"other\", \"main\": \"main.js\"}");
        write("node_modules/other/main.js", "module.exports = 'o'");
        write("node_modules/other/unused.js", "never");
    }

    @Test
    void aFunctionBringsWhatItsPackagesNeedAndRuns() throws Exception {
        aFunctionWithPackages();
        FunctionPackage made = FunctionPackage.ofFunction(folder.resolve("functions"), "f", null);
        assertThat(names(made))
                .containsExactly(
                        "f/index.mjs",
                        "index.mjs",
                        "node_modules/@own/tool/LICENSE",
                        "node_modules/@own/tool/n.js",
                        "node_modules/@own/tool/package.json",
                        "node_modules/@own/tool/x.production.js",
                        "node_modules/other/main.js",
                        "node_modules/other/package.json");
        Path task = Files.createDirectory(folder.resolve("task"));
        FunctionPackage.unzip(made.zip(), task);
        try (NodeHost host = new NodeHost(new NodeHost.Code(task, "index.handler", false, Map.of()), 128, 1)) {
            Invocation invocation = host.invoke(
                    JsonNodeFactory.instance.objectNode(),
                    JsonNodeFactory.instance.objectNode(),
                    Duration.ofSeconds(20));
            assertThat(invocation.outcome()).isEqualTo(new Returned(JsonNodeFactory.instance.textNode("node/po1")));
        }
    }

    @Test
    void whatTheProgramDoesNotCarryIsSaid() throws IOException {
        write("functions/f/index.mjs", "import gone from 'gone'\n");
        assertThatIllegalStateException()
                .isThrownBy(() -> FunctionPackage.ofFunction(folder.resolve("functions"), "f", null))
                .withMessageContaining("gone");
        write("node_modules/gone/package.json", "{\"exports\": {\".\": {\"deno\": \"./d.js\"}}}");
        assertThatIllegalStateException()
                .isThrownBy(() -> FunctionPackage.ofFunction(folder.resolve("functions"), "f", null));
        write("node_modules/gone/package.json", "{\"main\": \"../../functions/f/index.mjs\"}");
        assertThatIllegalStateException()
                .isThrownBy(() -> FunctionPackage.ofFunction(folder.resolve("functions"), "f", null))
                .withMessageContaining("does not carry");
    }

    /** The program's functions and packages as a jar has them, in another order and with other times. */
    private Path jar() throws IOException {
        Path jar = folder.resolve("program.jar");
        Path root = Objects.requireNonNull(FunctionRun.functions().getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String part : List.of("node_modules", "functions")) {
                for (Map.Entry<String, byte[]> file :
                        new TreeMap<>(ProgramFiles.below(root.resolve(part))).descendingMap().entrySet()) {
                    ZipEntry entry = new ZipEntry("sallyport/" + part + "/" + file.getKey());
                    entry.setTime(86_400_000L * 365 * 20);
                    zip.putNextEntry(entry);
                    zip.write(file.getValue());
                }
            }
        }
        return jar;
    }

    @Test
    void aJarAndAFolderGiveTheSameBytes() throws IOException {
        try (FileSystem jar = FileSystems.newFileSystem(jar())) {
            for (String name : List.of("render-page", "serve-page", "sign-origin")) {
                FunctionPackage fromJar = FunctionPackage.ofFunction(jar.getPath("/sallyport/functions"), name, null);
                assertThat(fromJar.zip()).as(name).isEqualTo(FunctionPackage.of(name, null).zip());
            }
            Path site = jar.getPath("/sallyport/functions/product-page/site");
            SortedMap<String, byte[]> fromJar = BrowserModules.of(ProgramFiles.below(site), site);
            SortedMap<String, byte[]> fromFolder = modules();
            assertThat(fromJar.keySet()).isEqualTo(fromFolder.keySet());
            fromJar.forEach((path, content) -> assertThat(content).as(path).isEqualTo(fromFolder.get(path)));
        }
    }

    private static SortedMap<String, byte[]> modules() throws IOException {
        Path site = FunctionRun.functions().resolve("product-page/site");
        return BrowserModules.of(ProgramFiles.below(site), site);
    }

    @Test
    void theEdgeFunctionHasOnlyWhatAServerNeeds() throws IOException {
        FunctionPackage made = FunctionPackage.of("render-page", null);
        assertThat(names(made))
                .contains("node_modules/react/LICENSE", "node_modules/react/cjs/react.production.js")
                .contains("product-page/site/products.json", "product-page/site/index.html")
                .noneMatch(name -> name.contains("react-dom-client") || name.contains("scheduler"))
                .noneMatch(name -> name.endsWith("app.mjs") || name.endsWith("style.css"));
        // Lambda@Edge takes 50 MB.
        assertThat(made.zip().length).isBetween(100_000, 1_000_000);
    }

    @Test
    void aSiteGetsModulesThatNodeLoadsWithoutThePackages() throws IOException {
        for (Map.Entry<String, byte[]> file : modules().entrySet()) {
            write(file.getKey(), new String(file.getValue(), StandardCharsets.UTF_8));
        }
        write("package.json", "{\"type\": \"module\"}");
        write("check.mjs", """
                import React from './modules/react/index.js'
                import Client from './modules/react-dom/client.js'
                console.log(typeof Client.hydrateRoot, typeof Client.createRoot, typeof React.useState)
                console.log(React.version, Client.version)
                """);
        OutsideTool.Output output = OutsideTool.run(Map.of(), new byte[0], List.of(
                Objects.requireNonNull(System.getProperty("sallyport.node")), folder.resolve("check.mjs").toString()));
        assertThat(output.err()).isEmpty();
        List<String> lines = output.out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("function function function");
        Path about = FunctionRun.resource("/sallyport/node_modules/react/package.json");
        String published = FunctionRun.json(Files.readString(about))
                .path("version")
                .asText();
        assertThat(lines.get(1)).isEqualTo(published + " " + published);
    }

    @Test
    void aBrowserGetsWhatThePackageHasForBrowsers() throws IOException {
        aFunctionWithPackages();
        write("site/app.mjs", "import tool from '@own/tool/part'\nimport './beside.mjs'\n");
        Path site = folder.resolve("site");
        SortedMap<String, byte[]> modules = BrowserModules.of(ProgramFiles.below(site), site);
        assertThat(modules.keySet())
                .containsExactly("modules/@own/tool/LICENSE.txt", "modules/@own/tool/b.js", "modules/other/main.js");
        assertThat(new String(modules.get("modules/@own/tool/b.js"), StandardCharsets.UTF_8))
                .startsWith("import m0 from '../../other/main.js'\n")
                .endsWith("export default module.exports\n");
        assertThat(BrowserModules.of(Map.of("page.mjs", new byte[0]), site)).isEmpty();
    }
}
