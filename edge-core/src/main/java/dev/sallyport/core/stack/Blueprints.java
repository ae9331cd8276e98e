package dev.sallyport.core.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.stack.Blueprint.PackagedFunction;
import dev.sallyport.core.stack.Blueprint.Probe;
import dev.sallyport.core.stack.Blueprint.Sealing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The blueprints that this program carries. */
public final class Blueprints {
    private static final List<String> NAMES = List.of("api-perimeter", "field-encryption", "outpost-lambda");

    private Blueprints() {}

    /** All of them, in the order in which they are shown. */
    public static List<Blueprint> all() {
        return NAMES.stream().map(Blueprints::load).toList();
    }

    /**
     * The blueprint of that name.
     *
     * @throws SallyportException {@code SP-BLUEPRINT} when there is none
     */
    public static Blueprint find(String name) {
        if (!NAMES.contains(name)) {
            throw SallyportException.badInput(
                    "SP-BLUEPRINT",
                    "There is no blueprint " + name + ".",
                    "Choose one of " + String.join(", ", NAMES) + ".");
        }
        return load(name);
    }

    private static Blueprint load(String name) {
        String template = resource(name, "template.yaml");
        JsonNode about;
        try {
            about = Json.MAPPER.readTree(resource(name, "blueprint.json"));
        } catch (IOException e) {
            throw new IllegalStateException("blueprint.json of " + name, e);
        }
        List<PackagedFunction> functions = new ArrayList<>();
        about.path("functions").forEach(function -> functions.add(function(function)));
        Sealing sealing = about.has("sealing") ? sealing(about.path("sealing")) : null;
        Set<String> ours = new HashSet<>(Set.of(Blueprint.BUCKET_PARAMETER));
        functions.forEach(function -> ours.add(function.parameter()));
        if (sealing != null) {
            ours.add(sealing.function().parameter());
        }
        List<BlueprintParameter> parameters = TemplateParameters.of(template).stream()
                .filter(parameter -> !ours.contains(parameter.name()))
                .toList();
        return new Blueprint(
                name,
                about.path("title").asText(),
                about.path("summary").asText(),
                parameters,
                functions,
                sealing,
                text(about.path("siteBucketOutput")),
                probe(about.path("probe")),
                template);
    }

    private static Probe probe(JsonNode json) {
        List<String> visits = new ArrayList<>();
        json.path("visits").forEach(path -> visits.add(path.asText()));
        return new Probe(json.path("path").asText("/"), text(json.path("records")), visits);
    }

    private static PackagedFunction function(JsonNode json) {
        return new PackagedFunction(
                json.path("name").asText(), json.path("parameter").asText(), text(json.path("versionOutput")));
    }

    private static Sealing sealing(JsonNode json) {
        return new Sealing(
                function(json.path("function")),
                json.path("keyOutput").asText(),
                json.path("fieldsParameter").asText(),
                json.path("prefixParameter").asText(),
                json.path("suffixParameter").asText());
    }

    private static @Nullable String text(JsonNode json) {
        return json.isTextual() ? json.asText() : null;
    }

    private static String resource(String name, String file) {
        try (InputStream in = Blueprints.class.getResourceAsStream("/sallyport/stacks/" + name + "/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + name + "/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program's own resources cannot be read", e);
        }
    }
}
