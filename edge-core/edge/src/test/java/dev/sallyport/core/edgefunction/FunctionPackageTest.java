package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.edgefunction.FunctionPackage.BadPackage;
import dev.sallyport.core.edgefunction.Invocation.Returned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

class FunctionPackageTest {
    @TempDir
    Path folder;

    private static byte[] zip(String name, byte[] content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private void function(String at, String index) throws Exception {
        Files.createDirectories(folder.resolve(at).resolve("sign/lib"));
        Files.createDirectories(folder.resolve(at).resolve("seal"));
        Files.writeString(folder.resolve(at).resolve("sign/lib/a.mjs"), "export const a = 'a'");
        Files.writeString(folder.resolve(at).resolve("sign/index.mjs"), index);
        Files.writeString(folder.resolve(at).resolve("seal/edge.mjs"), "import { b } from './b.mjs'\nexport const e = b");
        Files.writeString(folder.resolve(at).resolve("seal/b.mjs"), "export const b = 'b'");
        Files.writeString(folder.resolve(at).resolve("seal/other.mjs"), "not needed");
    }

    private static final String INDEX =
            """
            import { readFileSync } from 'node:fs'
            import { a } from './lib/a.mjs'
            import {
              e,
            } from '../seal/edge.mjs'
            const config = JSON.parse(readFileSync(new URL('config.json', import.meta.url)))
            export const handler = async () => a + e + config.a
            """;

    @Test
    void dependsOnTheContentAlone() throws Exception {
        function("one", INDEX);
        function("two", INDEX);
        Files.setLastModifiedTime(folder.resolve("two/sign/index.mjs"), FileTime.fromMillis(0));
        var config = JsonNodeFactory.instance.objectNode().put("b", 1).put("a", 2);
        var other = JsonNodeFactory.instance.objectNode().put("a", 2).put("b", 1);
        FunctionPackage first = FunctionPackage.ofFunction(folder.resolve("one"), "sign", config);
        FunctionPackage second = FunctionPackage.ofFunction(folder.resolve("two"), "sign", other);
        assertThat(first.zip()).isEqualTo(second.zip());
        assertThat(first.codeSha256()).isEqualTo(second.codeSha256()).hasSize(44);
        other.put("a", 3);
        assertThat(FunctionPackage.ofFunction(folder.resolve("two"), "sign", other).codeSha256())
                .isNotEqualTo(first.codeSha256());
    }

    @Test
    void unpacksOverWhatIsThere() throws Exception {
        FunctionPackage.unzip(zip("a/b.txt", "a longer first".getBytes(StandardCharsets.UTF_8)), folder);
        FunctionPackage.unzip(zip("a/b.txt", "second".getBytes(StandardCharsets.UTF_8)), folder);
        assertThat(folder.resolve("a/b.txt")).hasContent("second");
    }

    @Test
    void bringsTheSiblingsThatItImportsAndRuns() throws Exception {
        function("functions", INDEX);
        var config = JsonNodeFactory.instance.objectNode().put("a", 1);
        FunctionPackage made = FunctionPackage.ofFunction(folder.resolve("functions"), "sign", config);
        Path task = Files.createDirectory(folder.resolve("task"));
        FunctionPackage.unzip(made.zip(), task);
        assertThat(task.resolve("seal/b.mjs")).exists();
        assertThat(task.resolve("seal/other.mjs")).doesNotExist();
        try (NodeHost host = new NodeHost(new NodeHost.Code(task, "index.handler", false, Map.of()), 128, 1)) {
            Invocation invocation = host.invoke(
                    JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode(), Duration.ofSeconds(20));
            assertThat(invocation.outcome()).isEqualTo(new Returned(JsonNodeFactory.instance.textNode("ab1")));
        }
    }

    @Test
    void theSignerAtTheEdgeHasNothingThatItDoesNotRun() throws Exception {
        Path task = Files.createDirectory(folder.resolve("signer"));
        FunctionPackage.unzip(FunctionPackage.of("sign-origin", null).zip(), task);
        try (Stream<Path> files = Files.walk(task)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> task.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "index.mjs",
                            "sign-origin/index.mjs",
                            "shared/address.mjs",
                            "shared/edge.mjs",
                            "shared/signing.mjs",
                            "shared/sigv4.mjs");
        }
    }

    /** What several functions use is shared; the site that is rendered is what its bucket serves. */
    @Test
    void noFunctionReachesIntoAnother() throws Exception {
        List<String> reaching = new ArrayList<>();
        try (Stream<Path> files = Files.walk(FunctionRun.functions())) {
            for (Path file : files.filter(each -> each.toString().endsWith(".mjs")).toList()) {
                ModuleText.of(Files.readAllBytes(file)).imports().stream()
                        .filter(needed -> needed.startsWith("../"))
                        .filter(needed -> !needed.matches("\\.\\./(shared|product-page/site)/.*"))
                        .forEach(needed -> reaching.add(file.getFileName() + " imports " + needed));
            }
        }
        assertThat(reaching).isEmpty();
    }

    @Test
    void whatIsSharedIsNoFunction() {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> FunctionPackage.of("shared", null))
                .satisfies(why -> assertThat(why.code()).isEqualTo("SP-FUNCTION"));
    }

    @Test
    void hasTheSumThatAnotherProgramComputes() throws Exception {
        byte[] zip = FunctionPackage.ofFiles(
                        Map.of("index.mjs", "export const handler = async () => 1;\n".getBytes(StandardCharsets.UTF_8)))
                .zip();
        Path file = Files.write(folder.resolve("f.zip"), zip);
        Process openssl;
        try {
            openssl = new ProcessBuilder("openssl", "dgst", "-sha256", "-binary", file.toString()).start();
        } catch (IOException e) {
            assumeTrue(
                    "1".equals(System.getenv("SALLYPORT_REQUIRE_TOOLS")), "openssl is not installed");
            throw e;
        }
        byte[] digest = openssl.getInputStream().readAllBytes();
        assertThat(FunctionPackage.codeSha256(zip)).isEqualTo(Base64.getEncoder().encodeToString(digest));
    }

    @Test
    void unpacksWhatItPacked() throws Exception {
        FunctionPackage made =
                FunctionPackage.ofFiles(Map.of("index.mjs", new byte[] {1, 2}, "lib/deep/x.json", new byte[] {3}));
        FunctionPackage.unzip(made.zip(), folder.resolve("out"));
        assertThat(folder.resolve("out/lib/deep/x.json")).hasBinaryContent(new byte[] {3});
        assertThat(folder.resolve("out/index.mjs")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void refusesHostileZips(TestReporter reporter) throws Exception {
        reporter.publishEntry(Attack.TRIED, "8");
        for (String name : new String[] {"../evil", "/etc/evil", "a/../../evil", "..\\evil"}) {
            byte[] slip = zip(name, new byte[] {1});
            assertThatExceptionOfType(BadPackage.class)
                    .as(name)
                    .isThrownBy(() -> FunctionPackage.unzip(slip, folder.resolve("in")));
        }
        assertThat(folder.resolve("evil")).doesNotExist();
        assertThatExceptionOfType(BadPackage.class)
                .isThrownBy(() -> FunctionPackage.unzip(new byte[] {'n', 'o'}, folder.resolve("in")))
                .withMessageContaining("Could not unzip uploaded file");
        byte[] bomb = zip("zeros", new byte[(int) FunctionPackage.UNZIPPED_LIMIT + 1]);
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThatExceptionOfType(BadPackage.class)
                .isThrownBy(() -> FunctionPackage.unzip(bomb, folder.resolve("in")))
                .withMessageContaining("262144000");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(many)) {
            for (int i = 0; i <= 20_000; i++) {
                out.putNextEntry(new ZipEntry(i + "/"));
            }
        }
        assertThatExceptionOfType(BadPackage.class)
                .isThrownBy(() -> FunctionPackage.unzip(many.toByteArray(), folder.resolve("many")))
                .withMessageContaining("20000 entries");
    }
}
