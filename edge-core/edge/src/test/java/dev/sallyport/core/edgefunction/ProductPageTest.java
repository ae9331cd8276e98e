package dev.sallyport.core.edgefunction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two functions that render the product list, with React as it was published. */
class ProductPageTest {
    private static final Pattern ITEM =
            Pattern.compile("<li><span>([^<]*)</span><data value=\"([^\"]*)\">([^<]*)</data></li>");
    private static final Pattern STATE =
            Pattern.compile("<script id=\"state\" type=\"application/json\">(.*)</script>");

    @TempDir
    private Path folder = Path.of("");

    private static ObjectNode atTheEdge() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.withArray("/Records").addObject().withObject("/cf/request").put("method", "GET").put("uri", "/edgessr");
        return event;
    }

    private static ObjectNode atTheUrl() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "2.0").put("rawPath", "/ssr");
        return event;
    }

    private static JsonNode answer(Path functions, String name, ObjectNode event) {
        return FunctionRun.run(functions, name, Map.of(), List.of(event)).answers().getFirst();
    }

    private static JsonNode products() throws IOException {
        return Json.MAPPER.readTree(
                Files.readAllBytes(FunctionRun.functions().resolve("product-page/site/products.json")));
    }

    private static void isThePage(String body, String rendered) throws IOException {
        JsonNode products = products();
        NumberFormat money = NumberFormat.getCurrencyInstance(Locale.US);
        List<String> expected = new ArrayList<>();
        for (JsonNode product : products) {
            expected.add(product.path("name").asText().replace("&", "&amp;") + " "
                    + money.format(product.path("price").asDouble()));
        }
        List<MatchResult> items = ITEM.matcher(body).results().toList();
        assertThat(items).extracting(item -> item.group(1) + " " + item.group(3)).isEqualTo(expected);
        assertThat(body).startsWith("<!doctype html>").contains("<footer>" + rendered + "</footer>");
        MatchResult state = STATE.matcher(body).results().findFirst().orElseThrow();
        ObjectNode props = JsonNodeFactory.instance.objectNode();
        props.set("products", products);
        assertThat(Json.MAPPER.readTree(state.group(1))).isEqualTo(props.put("rendered", rendered));
    }

    @Test
    void theEdgeAnswersInTheFormOfAGeneratedResponse() throws IOException {
        JsonNode answer = answer(FunctionRun.functions(), "render-page", atTheEdge());
        assertThat(answer.path("status").asText()).isEqualTo("200");
        assertThat(answer.path("headers").toString())
                .isEqualTo("{\"content-type\":[{\"key\":\"Content-Type\",\"value\":\"text/html; charset=utf-8\"}],"
                        + "\"cache-control\":[{\"key\":\"Cache-Control\",\"value\":\"public, max-age=60\"}]}");
        isThePage(answer.path("body").asText(), "Rendered at the edge");
    }

    @Test
    void lambdaAnswersInTheFormOfAFunctionUrl() throws IOException {
        JsonNode answer = answer(FunctionRun.functions(), "serve-page", atTheUrl());
        assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
        assertThat(answer.at("/headers/Cache-Control").asText()).isEqualTo("public, max-age=60");
        assertThat(answer.at("/headers/Content-Type").asText()).isEqualTo("text/html; charset=utf-8");
        isThePage(answer.path("body").asText(), "Rendered in Lambda");
    }

    /** The functions with other products. */
    private Path functionsWith(String products) throws IOException {
        for (String name :
                List.of(
                        "functions/product-page",
                        "functions/render-page",
                        "functions/serve-page",
                        "functions/shared",
                        "node_modules")) {
            Path from = FunctionRun.resource("/sallyport/" + name);
            try (Stream<Path> all = Files.walk(from)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path to = folder.resolve(name).resolve(from.relativize(file).toString());
                    Files.createDirectories(to.resolveSibling("."));
                    Files.copy(file, to);
                }
            }
        }
        Files.writeString(folder.resolve("functions/product-page/site/products.json"), products);
        return folder.resolve("functions");
    }

    @Test
    void whatCannotBeRenderedIsAnAnswerToo() throws IOException {
        Path functions = functionsWith("[null]");
        JsonNode edge = answer(functions, "render-page", atTheEdge());
        assertThat(edge.path("status").asText()).isEqualTo("500");
        assertThat(edge.at("/headers/cache-control/0/value").asText()).isEqualTo("no-store");
        assertThat(edge.path("body").asText()).contains("cannot be shown");
        JsonNode lambda = answer(functions, "serve-page", atTheUrl());
        assertThat(lambda.path("statusCode").asInt()).isEqualTo(500);
        assertThat(lambda.at("/headers/Cache-Control").asText()).isEqualTo("no-store");
    }

    @Test
    void aPageBeyondTheEdgesLimitIsNotSent() throws IOException {
        Path functions = functionsWith("[{\"id\":1,\"price\":1,\"name\":\"" + "x".repeat(500_000) + "\"}]");
        JsonNode edge = answer(functions, "render-page", atTheEdge());
        assertThat(edge.path("status").asText()).isEqualTo("500");
        assertThat(answer(functions, "serve-page", atTheUrl()).path("statusCode").asInt()).isEqualTo(200);
    }

    @Test
    void aNameIsTextInThePageAndInItsState() throws IOException {
        String name = "</script><script>alert(1)</script>";
        Path functions = functionsWith(
                JsonNodeFactory.instance.arrayNode().add(JsonNodeFactory.instance
                                .objectNode()
                                .put("id", 1)
                                .put("price", 1)
                                .put("name", name))
                        .toString());
        String body = answer(functions, "render-page", atTheEdge()).path("body").asText();
        assertThat(body).doesNotContain("<script>alert");
        String state = STATE.matcher(body).results().findFirst().orElseThrow().group(1);
        assertThat(Json.MAPPER.readTree(state).at("/products/0/name").asText()).isEqualTo(name);
        assertThat(body.getBytes(StandardCharsets.UTF_8).length).isLessThan(10_000);
    }
}
