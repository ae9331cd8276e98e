package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javafx.application.Application;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the system lacks what JavaFX is linked with: an empty file in a library's place cannot be loaded. */
@EnabledOnOs(OS.LINUX)
class MissingLibrariesTest {
    private static final Pattern LIBRARY = Pattern.compile("lib[\\w+.-]+\\.so\\.\\d+");

    @TempDir
    private static Path folder = Path.of("");

    private static Program without(String library, Map<String, String> more) throws IOException {
        Path broken = Files.createDirectories(folder.resolve("without-" + library));
        Files.write(broken.resolve(library), new byte[0]);
        Map<String, String> environment = new HashMap<>(more);
        environment.put("LD_LIBRARY_PATH", broken.toString());
        return new Program(folder.resolve("home"), environment);
    }

    @Test
    void theTourIsToldInWordsWithoutWhatJavaFxDrawsWith() throws Exception {
        Path target = folder.resolve("tour");
        Program.Result result =
                without("libpangoft2-1.0.so.0", Map.of()).run("--or-tour", target.toString(), "--json");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err().lines())
                .startsWith(
                        "There is no display to open a window on. Writing the tour to " + target + " instead.",
                        "JavaFX draws with libpangoft2-1.0.so.0, which cannot be loaded here. So the tour has no"
                                + " pictures, only words.")
                .noneMatch(line -> line.contains("SP-INTERNAL") || line.startsWith("\tat "));

        JsonNode report = Json.MAPPER.readTree(target.resolve("tour.json").toFile());
        assertThat(result.json()).isEqualTo(report);
        assertThat(report.path("ok").isBoolean()).isTrue();
        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("steps").findValuesAsText("name"))
                .containsExactly("overview-empty", "blueprints", "plan", "rollout", "proofs", "distribution", "hits",
                        "shield", "logs", "sealed-stack", "masked", "revealed", "ledger", "overview", "settings");
        assertThat(report.path("steps")).allSatisfy(step -> {
            assertThat(step.fieldNames()).toIterable().containsExactly("name", "screenshot", "ok", "millis");
            assertThat(step.path("screenshot").isNull()).isTrue();
            assertThat(step.path("ok").asBoolean()).isTrue();
        });
        try (var files = Files.list(target)) {
            assertThat(files).containsExactly(target.resolve("tour.json"));
        }

        // What the steps are there to show, as the commands say it.
        String said = result.err();
        assertThat(said)
                .contains("The account has no distribution.")
                .contains("  holds   A planted cross-site-scripting request")
                .contains("400 requests in ")
                .contains("AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS");
        String masked = said.substring(said.indexOf("ok    sealed-stack"), said.indexOf("ok    masked"));
        assertThat(masked).contains("$[0].body.fname is sealed").doesNotContain("planted-");
        String revealed = said.substring(said.indexOf("ok    masked"), said.indexOf("ok    revealed"));
        assertThat(revealed).contains("planted-", ", 0 not");
        assertThat(said.substring(said.indexOf("ok    revealed"))).contains("ticket 4711", "intact, head ");
    }

    @Test
    void aWindowWithoutGtkIsRefusedInOneLine() throws Exception {
        Program.Result result = without("libgtk-3.so.0", Map.of("DISPLAY", ":4711")).run();
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).hasSize(1).first().asString()
                .startsWith("SP-LIBRARY: The window needs ")
                .contains("libgtk-3.so.0")
                .contains("which cannot be loaded here.");
    }

    @Test
    void theListsNameWhatJavaFxIsLinkedWith() throws IOException {
        // The C library and GLib, on which the others rest.
        assertThat(linked("libjavafx_font_pango.so")).containsAll(Display.TEXT).isSubsetOf(with(Display.TEXT));
        assertThat(linked("libglassgtk3.so")).containsAll(Display.WINDOW.subList(1, Display.WINDOW.size()));
        assertThat(linked("libglass.so")).contains(Display.WINDOW.getFirst());
    }

    private static Set<String> with(List<String> named) {
        Set<String> all = new TreeSet<>(named);
        all.addAll(List.of("libc.so.6", "libm.so.6", "libglib-2.0.so.0", "libgobject-2.0.so.0"));
        return all;
    }

    /** What looks like a library's name inside one of JavaFX's own. */
    private static Set<String> linked(String library) throws IOException {
        try (InputStream in = Objects.requireNonNull(Application.class.getResourceAsStream("/" + library))) {
            Set<String> found = new TreeSet<>();
            LIBRARY.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .results()
                    .forEach(name -> found.add(name.group()));
            return found;
        }
    }
}
