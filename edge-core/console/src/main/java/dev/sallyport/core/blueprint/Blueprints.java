package dev.sallyport.core.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprint.PackagedFunction;
import dev.sallyport.core.blueprint.Blueprint.Page;
import dev.sallyport.core.blueprint.Blueprint.Post;
import dev.sallyport.core.blueprint.Blueprint.Probe;
import dev.sallyport.core.blueprint.Blueprint.Rendering;
import dev.sallyport.core.blueprint.Blueprint.Sealing;
import dev.sallyport.core.blueprint.Blueprint.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The blueprints that this program carries. */
public final class Blueprints {
    private static final List<String> NAMES =
            List.of("function-url-signed", "api-perimeter", "field-encryption", "edge-ssr", "outpost-lambda");

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
        if (!has(name)) {
            throw SallyportException.badInput(
                    "SP-BLUEPRINT",
                    "There is no blueprint " + name + ".",
                    "Choose one of " + String.join(", ", NAMES) + ".");
        }
        return load(name);
    }

    /** Whether there is a blueprint of that name. */
    public static boolean has(String name) {
        return NAMES.contains(name);
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
        List<String> filled = new ArrayList<>();
        about.path("filled").forEach(parameter -> filled.add(parameter.asText()));
        ours.addAll(filled);
        Standing standing = about.has("standing") ? standing(name, about.path("standing")) : null;
        Map<String, BlueprintParameter> parameters = new TreeMap<>();
        if (standing != null) {
            TemplateParameters.of(standing.template()).forEach(each -> parameters.put(each.name(), each));
        }
        TemplateParameters.of(template).forEach(each -> parameters.put(each.name(), each));
        parameters.keySet().removeAll(ours);
        about.path("console").forEach(each -> parameters.put(each.path("name").asText(), ofConsole(each)));
        return new Blueprint(
                name,
                about.path("title").asText(),
                about.path("summary").asText(),
                List.copyOf(parameters.values()),
                filled,
                functions,
                about.path("siteFolder").asText("stacks/" + name + "/site"),
                sealing,
                text(about.path("siteBucketOutput")),
                about.has("signing") ? use(about.path("signing")) : null,
                probe(about.path("probe")),
                proofs(about.path("proofs")),
                standing,
                template);
    }

    /** A parameter of the console itself, which no template knows. */
    private static BlueprintParameter ofConsole(JsonNode json) {
        return new BlueprintParameter(
                json.path("name").asText(),
                "String",
                "",
                json.path("description").asText(),
                List.of(),
                json.path("pattern").asText(""),
                null,
                null,
                false);
    }

    private static Standing standing(String blueprint, JsonNode json) {
        return new Standing(
                json.path("parameter").asText(),
                proofs(json.path("proofs")),
                resource(blueprint, "standing.yaml"));
    }

    private static SigningAdvice.Use use(JsonNode json) {
        Set<String> methods = new HashSet<>();
        json.path("methods").forEach(method -> methods.add(method.asText()));
        return new SigningAdvice.Use(
                methods,
                json.path("clientsSendHash").asBoolean(),
                json.path("largestBody").asLong(),
                json.path("viewerAuthorization").asBoolean());
    }

    private static Probe probe(JsonNode json) {
        List<String> visits = new ArrayList<>();
        json.path("visits").forEach(path -> visits.add(path.asText()));
        JsonNode post = json.path("post");
        return new Probe(
                json.path("path").asText("/"),
                json.path("originService").asText(""),
                text(json.path("records")),
                visits,
                post.isObject() ? new Post(post.path("path").asText(), post.path("body").asText()) : null,
                json.has("rendering") ? rendering(json.path("rendering")) : null);
    }

    private static List<OwedProof> proofs(JsonNode json) {
        List<OwedProof> proofs = new ArrayList<>();
        for (JsonNode proof : json) {
            if (proof.isTextual()) {
                proofs.add(new OwedProof(proof.asText(), List.of(Map.of()), Map.of()));
                continue;
            }
            JsonNode given = proof.path("when");
            List<Map<String, List<String>>> when = new ArrayList<>();
            (given.isArray() ? given : List.of(given)).forEach(one -> when.add(values(one)));
            Map<String, String> unless = new TreeMap<>();
            proof.path("unless").properties().forEach(output ->
                    unless.put(output.getKey(), output.getValue().asText()));
            proofs.add(new OwedProof(proof.path("id").asText(), when, unless));
        }
        return proofs;
    }

    private static Map<String, List<String>> values(JsonNode when) {
        Map<String, List<String>> all = new TreeMap<>();
        when.properties().forEach(parameter -> {
            List<String> values = new ArrayList<>();
            parameter.getValue().forEach(value -> values.add(value.asText()));
            all.put(parameter.getKey(), values);
        });
        return all;
    }

    private static Rendering rendering(JsonNode json) {
        List<Page> pages = new ArrayList<>();
        json.path("pages")
                .forEach(page -> pages.add(new Page(
                        page.path("path").asText(),
                        page.path("says").asText(),
                        page.path("lists").asBoolean(),
                        page.path("cacheControl").asText())));
        return new Rendering(json.path("data").asText(), pages);
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
