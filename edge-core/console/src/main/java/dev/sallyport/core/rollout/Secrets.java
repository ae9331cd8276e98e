package dev.sallyport.core.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.BlueprintParameter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The parameters that have {@code NoEcho}. CloudFormation masks them where it describes a stack, but not what a change
 * set tells of the properties that they become part of, nor what stands in a configuration.
 *
 * @param parameters their names
 * @param values theirs, now and in the versions to return to
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">
 *     Parameters, NoEcho</a>
 */
record Secrets(Set<String> parameters, Set<String> values) {
    /** What stands in the place of a secret, as CloudFormation writes it. */
    static final String MASK = "****";

    /** @param given values as the user gives them now */
    static Secrets of(Blueprint blueprint, Map<String, String> given, Known known) {
        return of(List.of(blueprint), given, known);
    }

    /** @param blueprints of which the stack may be */
    static Secrets of(List<Blueprint> blueprints, Map<String, String> given, Known known) {
        Set<String> names = blueprints.stream()
                .flatMap(blueprint -> blueprint.parameters().stream())
                .filter(BlueprintParameter::noEcho)
                .map(BlueprintParameter::name)
                .collect(Collectors.toSet());
        Set<String> values = Stream.concat(
                        Stream.of(given), known.goods().stream().map(Known.Good::values))
                .flatMap(each -> names.stream().map(each::get))
                .filter(Objects::nonNull)
                .filter(value -> !value.isEmpty())
                .collect(Collectors.toSet());
        return new Secrets(names, values);
    }

    /** Whether a text holds one of the values. */
    boolean isIn(String text) {
        return values.stream().anyMatch(text::contains);
    }

    /** Whether a document holds one of the values, in whatever depth. */
    boolean isIn(JsonNode document) {
        return document.isContainerNode()
                ? StreamSupport.stream(document.spliterator(), false).anyMatch(this::isIn)
                : isIn(document.asText());
    }

    /** Masks a text that there is. */
    static String masked(String text) {
        return text.isEmpty() ? "" : MASK;
    }
}
