package dev.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** A plan in the making: the configuration as it is to be, and what is to be done beside it. */
final class Draft {
    /** Methods that may carry a body. */
    private static final List<String> WITH_BODY = List.of("POST", "PUT", "PATCH", "DELETE");

    private final Distribution distribution;
    private final ObjectNode config;
    private final String name;
    private final List<Change> changes = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();
    private final Set<String> closed = new TreeSet<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> paths = new LinkedHashSet<>();

    /**
     * Begins with what stands.
     *
     * @param config is changed
     * @param name for what is made, unique among all guards of this distribution
     */
    Draft(Distribution distribution, ObjectNode config, String name) {
        this.distribution = distribution;
        this.config = config;
        this.name = name;
    }

    /**
     * A part of the configuration.
     *
     * @param path as a {@link Change} names it
     */
    record Part(String path, ObjectNode node) {
        String text(String member) {
            return node.path(member).asText("");
        }

        /** Whether a function is there for that event of a behavior. */
        boolean runs(String event) {
            return functions(event).iterator().hasNext();
        }

        List<ObjectNode> functions(String event) {
            return items(node.path("LambdaFunctionAssociations")).stream()
                    .filter(function -> function.path("EventType").asText().equals(event))
                    .toList();
        }

        boolean takesBodies() {
            return StreamSupport.stream(node.path("AllowedMethods").path("Items").spliterator(), false)
                    .anyMatch(method -> WITH_BODY.contains(method.asText()));
        }
    }

    Distribution distribution() {
        return distribution;
    }

    ObjectNode config() {
        return config;
    }

    String name() {
        return name;
    }

    List<Change> changes() {
        return changes;
    }

    List<Measure> measures() {
        return measures;
    }

    List<Left> left() {
        return left;
    }

    /** Paths that the origins are known to answer. */
    Set<String> paths() {
        return paths;
    }

    /** The other members of the origin groups that an origin is in. */
    Set<String> companions(String origin) {
        Set<String> companions = new TreeSet<>();
        for (ObjectNode group : items(config.path("OriginGroups"))) {
            List<String> members = items(group.path("Members")).stream()
                    .map(member -> member.path("OriginId").asText())
                    .toList();
            if (members.contains(origin)) {
                companions.addAll(members);
            }
        }
        companions.remove(origin);
        return companions;
    }

    /** Ids of the origins that refuse everyone else once the plan is carried out. */
    Set<String> closed() {
        return closed;
    }

    /** What to know before, one sentence each. */
    Set<String> notes() {
        return notes;
    }

    void leave(String finding, String why) {
        left.add(new Left(finding, why));
    }

    void leave(Finding finding) {
        leave(finding.id(), "It is not changed here. " + finding.fix());
    }

    /** Plans something beside the configuration, once, and shows it as a change. */
    void plan(Measure measure, Change... shown) {
        if (!measures.contains(measure)) {
            measures.add(measure);
            changes.addAll(List.of(shown));
        }
    }

    /** All behaviors, the default last. */
    List<Part> behaviors() {
        List<Part> parts = new ArrayList<>();
        for (ObjectNode item : items(config.path("CacheBehaviors"))) {
            parts.add(new Part("CacheBehaviors[" + item.path("PathPattern").asText() + "]", item));
        }
        if (config.get("DefaultCacheBehavior") instanceof ObjectNode last) {
            parts.add(new Part("DefaultCacheBehavior", last));
        }
        return parts;
    }

    List<Part> origins() {
        return items(config.path("Origins")).stream()
                .map(item -> new Part("Origins[" + item.path("Id").asText() + "]", item))
                .toList();
    }

    /** The behaviors whose requests go to an origin, by themselves or through an origin group. */
    List<Part> reaching(String origin) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (ObjectNode group : items(config.path("OriginGroups"))) {
            groups.put(
                    group.path("Id").asText(),
                    items(group.path("Members")).stream()
                            .map(member -> member.path("OriginId").asText())
                            .toList());
        }
        return behaviors().stream()
                .filter(behavior -> {
                    String target = behavior.text("TargetOriginId");
                    return groups.getOrDefault(target, List.of(target)).contains(origin);
                })
                .toList();
    }

    /** Sets a text of the configuration. */
    void set(String finding, Part part, String member, String value) {
        change(finding, part, member, node -> node.put(member, value));
    }

    /** Makes one change of a part, which shows as its member before and after. */
    void change(String finding, Part part, String member, Consumer<ObjectNode> how) {
        String before = shown(part.node().path(member));
        how.accept(part.node());
        String path = part.path().isEmpty() ? member : part.path() + "." + member;
        changes.add(new Change(finding, path, before, shown(part.node().path(member))));
    }

    /** The configuration itself. */
    Part root() {
        return new Part("", config);
    }

    static List<ObjectNode> items(JsonNode list) {
        List<ObjectNode> items = new ArrayList<>();
        list.path("Items").forEach(item -> {
            if (item instanceof ObjectNode object) {
                items.add(object);
            }
        });
        return items;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }
}
