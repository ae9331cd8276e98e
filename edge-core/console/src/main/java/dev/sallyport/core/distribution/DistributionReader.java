package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.text;
import static dev.sallyport.core.distribution.ApiForm.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Reading.Foreign;
import dev.sallyport.core.distribution.Reading.ReadBehavior;
import dev.sallyport.core.distribution.Reading.ReadOrigin;
import dev.sallyport.core.distribution.Reading.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@code DistributionConfig} in the form of CloudFront's API into a {@link Distribution} with its findings. It
 * reads the tree and not the SDK's shape, so that members and values of a newer API than the SDK's count as well.
 */
final class DistributionReader {
    private DistributionReader() {}

    /** What a distribution's configuration does not carry. */
    record About(String id, String arn, String domainName, String status, @Nullable Instant lastModified) {}

    static Distribution read(About about, JsonNode config, Source source, Referenced referenced) {
        return read(about, config, source, referenced, Foreign.NONE);
    }

    static Distribution read(About about, JsonNode config, Source source, Referenced referenced, Foreign foreign) {
        List<ReadBehavior> behaviors = behaviors(config);
        List<ReadOrigin> origins = items(config.path("Origins")).stream()
                .map(node -> new ReadOrigin(origin(node, behaviors, referenced, foreign.mayReachMore()), node))
                .toList();
        String webAcl = text(config, "WebACLId");
        Distribution read = new Distribution(
                about.id(),
                about.arn(),
                about.domainName(),
                about.status(),
                config.path("Enabled").asBoolean(true),
                config.path("Staging").asBoolean(false),
                text(config, "DefaultRootObject"),
                text(config, "Comment"),
                texts(config.path("Aliases")),
                origins.stream().map(ReadOrigin::origin).toList(),
                behaviors.stream().map(ReadBehavior::behavior).toList(),
                webAcl.isEmpty() ? null : webAcl,
                text(config, "HttpVersion"),
                about.lastModified(),
                List.of());
        return read.with(Posture.findings(new Reading(read, config, source, origins, behaviors, referenced, foreign)));
    }

    private static List<ReadBehavior> behaviors(JsonNode config) {
        Map<String, List<String>> groups = new HashMap<>();
        for (JsonNode group : items(config.path("OriginGroups"))) {
            groups.put(
                    text(group, "Id"),
                    items(group.path("Members")).stream()
                            .map(member -> text(member, "OriginId"))
                            .toList());
        }
        List<ReadBehavior> behaviors = new ArrayList<>();
        for (JsonNode node : items(config.path("CacheBehaviors"))) {
            behaviors.add(behavior(node, text(node, "PathPattern"), groups));
        }
        JsonNode last = config.path("DefaultCacheBehavior");
        if (last.isObject()) {
            behaviors.add(behavior(last, "*", groups));
        }
        return List.copyOf(behaviors);
    }

    private static ReadBehavior behavior(JsonNode node, String pattern, Map<String, List<String>> groups) {
        String target = text(node, "TargetOriginId");
        Behavior behavior = new Behavior(
                pattern,
                target,
                text(node, "ViewerProtocolPolicy"),
                texts(node.path("AllowedMethods")),
                text(node, "CachePolicyId"),
                text(node, "OriginRequestPolicyId"),
                text(node, "ResponseHeadersPolicyId"),
                functions(node));
        boolean told = Unresolved.isOneThing(node.path("TargetOriginId"));
        return new ReadBehavior(behavior, node, told ? groups.getOrDefault(target, List.of(target)) : List.of());
    }

    private static List<EdgeFunction> functions(JsonNode behavior) {
        List<EdgeFunction> functions = new ArrayList<>();
        for (JsonNode item : items(behavior.path("LambdaFunctionAssociations"))) {
            functions.add(new EdgeFunction(
                    text(item, "EventType"),
                    text(item, "LambdaFunctionARN"),
                    item.path("IncludeBody").asBoolean(false)));
        }
        for (JsonNode item : items(behavior.path("FunctionAssociations"))) {
            functions.add(new EdgeFunction(text(item, "EventType"), text(item, "FunctionARN"), false));
        }
        return List.copyOf(functions);
    }

    private static Origin origin(
            JsonNode node, List<ReadBehavior> behaviors, Referenced referenced, boolean mayReachMore) {
        OriginKind kind = OriginKind.of(text(node, "DomainName"));
        String id = text(node, "Id");
        List<ReadBehavior> reaching = behaviors.stream()
                .filter(behavior -> behavior.originIds().contains(id))
                .toList();
        Origin origin = new Origin(
                id,
                text(node, "DomainName"),
                text(node, "OriginPath"),
                kind,
                OriginLock.of(node, kind, reaching, mayReachMore, referenced),
                text(node.path("CustomOriginConfig"), "OriginProtocolPolicy"),
                null);
        return origin.with(referenced.locks().of(origin));
    }
}
