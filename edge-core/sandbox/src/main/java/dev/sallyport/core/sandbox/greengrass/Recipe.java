package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads recipes. Source: AWS page "AWS IoT Greengrass component recipe reference". */
final class Recipe {
    /** Quota "maximum component recipe size". */
    private static final int LONGEST = 16 << 10;

    private Recipe() {}

    /** A recipe in JSON or YAML that names its component. */
    static ObjectNode read(String text) {
        if (text.length() > LONGEST) {
            throw GreengrassFaults.invalid("inlineRecipe", "a recipe has at most 16 KB.");
        }
        if (!(parse(text) instanceof ObjectNode recipe)) {
            throw GreengrassFaults.invalid("inlineRecipe", "the recipe is neither a JSON nor a YAML object.");
        }
        if (!recipe.path("RecipeFormatVersion").asText().equals("2020-01-25")) {
            throw GreengrassFaults.invalid("RecipeFormatVersion", "must be 2020-01-25.");
        }
        if (!recipe.path("ComponentName").asText().matches("[a-zA-Z0-9-_.]{1,128}")) {
            throw GreengrassFaults.invalid(
                    "ComponentName", "has 1 to 128 letters, digits, hyphens, underscores and dots.");
        }
        if (Version.of(recipe.path("ComponentVersion").asText()).isEmpty()) {
            throw GreengrassFaults.invalid("ComponentVersion", "must be a semantic version.");
        }
        return recipe;
    }

    private static JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException notJson) {
            return yaml(text);
        }
    }

    private static JsonNode yaml(String text) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setCodePointLimit(LONGEST)
                    .setMaxAliasesForCollections(10)
                    .build();
            return Json.MAPPER.valueToTree(new Load(settings).loadFromString(text));
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw GreengrassFaults.invalid("inlineRecipe", "the recipe cannot be read.");
        }
    }

    static ObjectNode defaults(JsonNode recipe) {
        return recipe.path("ComponentConfiguration").path("DefaultConfiguration") instanceof ObjectNode given
                ? given.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }

    /** Requirements of other components by their names. */
    static Map<String, String> dependencies(JsonNode recipe) {
        Map<String, String> needs = new LinkedHashMap<>();
        recipe.path("ComponentDependencies")
                .properties()
                .forEach(entry -> needs.put(
                        entry.getKey(),
                        entry.getValue().path("VersionRequirement").asText("*")));
        return needs;
    }

    /** The artifacts that lie in S3. */
    static List<String> s3Artifacts(JsonNode recipe) {
        List<String> uris = new ArrayList<>();
        recipe.path("Manifests")
                .forEach(manifest -> manifest.path("Artifacts").forEach(artifact -> {
                    String uri =
                            artifact.path("Uri").asText(artifact.path("URI").asText());
                    if (uri.startsWith("s3://")) {
                        uris.add(uri);
                    }
                }));
        return uris;
    }

    /** Whether any manifest has a lifecycle script, at the top or in a manifest. */
    static boolean hasScripts(JsonNode recipe) {
        if (!recipe.path("Lifecycle").isEmpty()) {
            return true;
        }
        for (JsonNode manifest : recipe.path("Manifests")) {
            if (!manifest.path("Lifecycle").isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
