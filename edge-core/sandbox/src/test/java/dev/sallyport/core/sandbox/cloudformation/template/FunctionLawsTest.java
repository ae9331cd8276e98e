package dev.sallyport.core.sandbox.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Laws of the functions over any input. */
class FunctionLawsTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static Resolver resolver(Map<String, String> parameters) {
        Map<String, Object> declared = new LinkedHashMap<>();
        parameters.keySet().forEach(name -> declared.put(name, Map.of("Type", "String")));
        JsonNode tree = Json.MAPPER.valueToTree(
                Map.of("Parameters", declared, "Resources", Map.of("R", Map.of("Type", "AWS::Logs::LogGroup"))));
        return new Resolver(
                Template.parse(tree.toString()),
                parameters,
                new Resolver.Scope("111122223333", "us-east-1", "id", "s", List.of()),
                new Resolver.Lookup() {
                    @Override
                    public JsonNode ref(String logicalId) {
                        return Resolver.UNKNOWN;
                    }

                    @Override
                    public JsonNode attribute(String logicalId, String name) {
                        return Resolver.UNKNOWN;
                    }

                    @Override
                    public JsonNode imported(String exportName) {
                        return Resolver.UNKNOWN;
                    }
                });
    }

    @Property
    void splitUndoesJoin(
            @ForAll @Size(min = 1, max = 20) List<@CharRange(from = 'a', to = 'z') @StringLength(max = 8) String> items) {
        ArrayNode list = JSON.arrayNode();
        items.forEach(list::add);
        JsonNode join = JSON.objectNode().set("Fn::Join", JSON.arrayNode().add("::").add(list));
        JsonNode split = JSON.objectNode().set("Fn::Split", JSON.arrayNode().add("::").add(join));
        assertThat(resolver(Map.of()).resolve(split)).isEqualTo(list);
    }

    @Property
    void subPutsEachValueWhereItsNameStands(@ForAll String left, @ForAll String value, @ForAll String right) {
        String before = left.replace("$", "").replace("{{resolve:", "");
        String after = right.replace("$", "").replace("{{resolve:", "");
        JsonNode sub = JSON.objectNode().put("Fn::Sub", before + "${P}" + after + "${!P}");
        assertThat(resolver(Map.of("P", value)).resolve(sub).asText()).isEqualTo(before + value + after + "${P}");
    }

    @Property
    void whatIsNotKnownStaysUnknown(@ForAll @CharRange(from = 'a', to = 'z') String text) {
        JsonNode sub = JSON.objectNode().put("Fn::Sub", text + "${R}");
        JsonNode join = JSON.objectNode().set("Fn::Join", JSON.arrayNode().add("").add(JSON.arrayNode().add(text).add(sub)));
        assertThat(resolver(Map.of()).resolve(join)).isSameAs(Resolver.UNKNOWN);
    }

    @Provide
    Arbitrary<Map<String, Set<String>>> graphs() {
        Arbitrary<String> names = Arbitraries.of("A", "B", "C", "D", "E", "F", "G");
        return Arbitraries.maps(names, names.set().ofMaxSize(3));
    }

    /** An independent judge: depth-first search for a way from a node back to itself. */
    @Property
    void orderExistsExactlyWhenThereIsNoCircle(@ForAll("graphs") Map<String, Set<String>> graph) {
        boolean circle = graph.keySet().stream().anyMatch(start -> reaches(graph, start, start, new HashSet<>()));
        try {
            List<String> order = DependencyOrder.of(graph);
            assertThat(circle).isFalse();
            assertThat(order).containsExactlyInAnyOrderElementsOf(graph.keySet());
            Map<String, Integer> place = new HashMap<>();
            order.forEach(name -> place.put(name, place.size()));
            graph.forEach((name, needs) -> needs.stream()
                    .filter(graph::containsKey)
                    .forEach(need -> assertThat(place.get(need)).isLessThan(place.get(name))));
        } catch (TemplateException e) {
            assertThat(circle).isTrue();
        }
    }

    private static boolean reaches(Map<String, Set<String>> graph, String from, String to, Set<String> seen) {
        for (String next : graph.getOrDefault(from, Set.of())) {
            if (next.equals(to) || (seen.add(next) && reaches(graph, next, to, seen))) {
                return true;
            }
        }
        return false;
    }

    /** Whatever the text, reading it ends in a tree or in a sentence. */
    @Property
    void readingNeverBreaks(@ForAll String text) {
        try {
            assertThat(TemplateReader.read(text).isObject()).isTrue();
        } catch (TemplateException e) {
            assertThat(e.message()).isNotBlank();
        }
    }

    @Property
    void readingYamlLikeTextNeverBreaks(@ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 60) String text) {
        try {
            assertThat(TemplateReader.read("Resources:\n  A: " + text).isObject()).isTrue();
        } catch (TemplateException e) {
            assertThat(e.message()).isNotBlank();
        }
    }
}
