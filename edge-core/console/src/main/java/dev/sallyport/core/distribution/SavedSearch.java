package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the distributions in a document, whatever lists and objects stand around them. */
final class SavedSearch {
    private static final int DEEPEST = 12;

    private final Path file;
    private final List<Found> found = new ArrayList<>();
    private SavedSearch(Path file) {
        this.file = file;
    }

    /**
     * A distribution.
     *
     * @param about what carries its id, ARN, domain name and status
     * @param config its {@code DistributionConfig}, in a list's summary the same object
     */
    record Found(JsonNode about, JsonNode config) {}

    /**
     * All distributions in a document; none when it is CloudFront's answer for an account without any.
     *
     * @throws SallyportException {@code SP-NO-DISTRIBUTION}
     */
    static List<Found> in(Path file, JsonNode document) {
        SavedSearch search = new SavedSearch(file);
        if (!search.look(document, MissingNode.getInstance(), "", 0)) {
            throw Unfit.because(file + " " + search.insteadIn(document));
        }
        return search.found;
    }

    /**
     * Looks in {@code node}; {@code about} is the innermost object around it that has an id.
     *
     * @return whether it holds distributions, or is CloudFront's answer that there are none
     */
    private boolean look(JsonNode node, JsonNode about, String place, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        if (node.isArray()) {
            return lookInEach(node, about, place, depth);
        }
        return node.isObject() && lookInside(node, node.has("Id") ? node : about, place, depth);
    }

    /** A list that holds some distributions has to hold nothing but them, so that none is passed over in silence. */
    private boolean lookInEach(JsonNode list, JsonNode about, String place, int depth) {
        boolean any = false;
        List<Integer> without = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (look(list.get(i), about, place + "item " + (i + 1) + ", ", depth + 1)) {
                any = true;
            } else if (!list.get(i).isNull()) {
                without.add(i);
            }
        }
        if (any && !without.isEmpty()) {
            int first = without.getFirst();
            throw Unfit.because(file + ": " + place + "item " + (first + 1) + " " + insteadIn(list.get(first)));
        }
        return any;
    }

    private boolean lookInside(JsonNode object, JsonNode about, String place, int depth) {
        JsonNode config = object.path("DistributionConfig");
        if (config.isObject()) {
            add(about, config, place + "DistributionConfig");
            return true;
        }
        if (object.has("Origins") && object.has("DefaultCacheBehavior")) {
            add(about, object, place);
            return true;
        }
        if ((object.has("DistributionList") && object.path("DistributionList").path("Items").isEmpty())
                || isEmptyList(object)) {
            return true;
        }
        if (object.path("configuration").isContainerNode() || object.path("configuration").isTextual()) {
            return lookInConfigItem(object, about, place, depth);
        }
        ForeignFile.name(object).ifPresent(name -> {
            throw foreign(name, place);
        });
        boolean any = false;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            any |= look(member.getValue(), about, place, depth + 1);
        }
        return any;
    }

    /** Whether it is the inside of CloudFront's list of distributions, without any. */
    private static boolean isEmptyList(JsonNode object) {
        return object.has("IsTruncated")
                && object.path("Quantity").asInt(-1) == 0
                && object.path("Items").isEmpty();
    }

    /** AWS Config keeps what it recorded as an object or as its text. */
    private boolean lookInConfigItem(JsonNode item, JsonNode about, String place, int depth) {
        JsonNode configuration = item.path("configuration");
        if (configuration.isTextual()) {
            try {
                configuration = Json.MAPPER.readTree(configuration.textValue());
            } catch (JsonProcessingException e) {
                throw Unfit.because(file + ": " + place + "configuration is not JSON.").causedBy(e);
            }
        }
        if (!configuration.has("DistributionConfig")) {
            throw foreign(ForeignFile.name(item).orElse("an AWS Config item"), place);
        }
        return look(configuration, about, place, depth + 1);
    }

    private SallyportException foreign(String name, String place) {
        return Unfit.because(
                file + (place.isEmpty() ? "" : ": " + place.substring(0, place.length() - 2)) + " is " + name
                        + ", not an answer of CloudFront.",
                "Give the output of aws cloudfront get-distribution --id ID for what it stands for.");
    }

    private void add(JsonNode about, JsonNode config, String place) {
        ApiForm.Checked form = ApiForm.check(config);
        String which = file + (text(about, "Id").isEmpty() ? "" : ", distribution " + text(about, "Id")) + ": "
                + (place.endsWith("DistributionConfig") ? place + "." : place);
        if (!form.misfits().isEmpty()) {
            throw Unfit.because(which + String.join("; ", form.misfits().stream().limit(3).toList()) + ".");
        }
        for (String member : List.of("Origins", "DefaultCacheBehavior")) {
            if (!config.path(member).isObject()) {
                String like = form.unknown().stream()
                        .filter(unknown -> unknown.contains("(" + member + " is meant"))
                        .map(unknown -> ", but " + unknown)
                        .collect(Collectors.joining());
                throw Unfit.because(which + member + " is missing" + like + ".");
            }
        }
        found.add(new Found(about, config));
    }

    /** What a node without any distribution is, as the rest of a sentence. */
    private String insteadIn(JsonNode node) {
        Optional<String> name = ForeignFile.name(node);
        if (name.isPresent()) {
            return "is " + name.get() + ", not an answer of CloudFront.";
        }
        if (node.isArray()) {
            return node.isEmpty()
                    ? "is an empty list: it holds no distribution."
                    : "is a list without a distribution; its first item " + insteadIn(node.get(0));
        }
        if (node.isNull()) {
            return "is null, as a --query answers that finds nothing: it holds no distribution.";
        }
        if (!node.isObject()) {
            return "holds no distribution, but a single value.";
        }
        List<String> members = node.properties().stream().map(Map.Entry::getKey).limit(6).toList();
        return "holds no distribution: " + (members.isEmpty()
                ? "it is an empty object."
                : "it has " + String.join(", ", members) + ", and no Origins with DefaultCacheBehavior.");
    }
}
