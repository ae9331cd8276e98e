package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyType;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyType;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyType;

/**
 * The account's own policies, access controls and field-level encryption, those of them that may be listed. A list is asked once, and only where
 * a configuration names what is in no other place.
 */
final class PolicyLists {
    /** One of the lists. */
    private record Kind(
            String what, String needs, String member, Set<String> known, Function<@Nullable String, Page> pages) {}

    /** One page of a list, under the name that the CLI gives it. */
    private record Page(ObjectNode list, String name, @Nullable String nextMarker) {
        ObjectNode answer() {
            ObjectNode answer = Json.MAPPER.createObjectNode();
            answer.set(name, list);
            return answer;
        }
    }

    /** @param refused why not all were read; empty when they were */
    private record Read(List<ObjectNode> answers, String refused) {}

    private final Referenced referenced;
    private final List<Kind> kinds;
    private final Set<String> asked = new HashSet<>();

    PolicyLists(AwsClients aws, Referenced referenced) {
        this.referenced = referenced;
        CloudFrontClient cloudFront = aws.cloudFront();
        this.kinds = List.of(
                new Kind(
                        "cache policies",
                        "cloudfront:ListCachePolicies",
                        "CachePolicyId",
                        ManagedPolicies.CACHE.keySet(),
                        marker -> {
                            var list = cloudFront
                                    .listCachePolicies(request -> request.type(CachePolicyType.CUSTOM).marker(marker))
                                    .cachePolicyList();
                            return new Page(Shapes.toJson(list), "CachePolicyList", list.nextMarker());
                        }),
                new Kind(
                        "origin request policies",
                        "cloudfront:ListOriginRequestPolicies",
                        "OriginRequestPolicyId",
                        ManagedPolicies.ORIGIN_REQUEST.keySet(),
                        marker -> {
                            var list = cloudFront
                                    .listOriginRequestPolicies(
                                            request -> request.type(OriginRequestPolicyType.CUSTOM).marker(marker))
                                    .originRequestPolicyList();
                            return new Page(Shapes.toJson(list), "OriginRequestPolicyList", list.nextMarker());
                        }),
                new Kind(
                        "response headers policies",
                        "cloudfront:ListResponseHeadersPolicies",
                        "ResponseHeadersPolicyId",
                        ManagedPolicies.RESPONSE_HEADERS,
                        marker -> {
                            var list = cloudFront
                                    .listResponseHeadersPolicies(
                                            request -> request.type(ResponseHeadersPolicyType.CUSTOM).marker(marker))
                                    .responseHeadersPolicyList();
                            return new Page(Shapes.toJson(list), "ResponseHeadersPolicyList", list.nextMarker());
                        }),
                new Kind(
                        "origin access controls",
                        "cloudfront:ListOriginAccessControls",
                        "OriginAccessControlId",
                        Set.of(),
                        marker -> {
                            var list = cloudFront
                                    .listOriginAccessControls(request -> request.marker(marker))
                                    .originAccessControlList();
                            return new Page(Shapes.toJson(list), "OriginAccessControlList", list.nextMarker());
                        }),
                new Kind(
                        "field-level encryption configurations",
                        "cloudfront:ListFieldLevelEncryptionConfigs",
                        "FieldLevelEncryptionId",
                        Set.of(),
                        marker -> {
                            var list = cloudFront
                                    .listFieldLevelEncryptionConfigs(request -> request.marker(marker))
                                    .fieldLevelEncryptionList();
                            return new Page(Shapes.toJson(list), "FieldLevelEncryptionList", list.nextMarker());
                        }));
    }

    /** Reads the lists that these configurations need and that were not read yet, all at once. */
    void read(List<ObjectNode> configs) {
        List<Kind> needed = kinds.stream()
                .filter(kind -> !asked.contains(kind.member()) && anyNames(configs, kind))
                .toList();
        needed.forEach(kind -> asked.add(kind.member()));
        for (Read read : AtOnce.each(needed, needed.size(), PolicyLists::all)) {
            read.answers().forEach(referenced::add);
            if (!read.refused().isEmpty()) {
                referenced.unlisted(read.refused());
            }
        }
    }

    private static boolean anyNames(List<ObjectNode> configs, Kind kind) {
        return configs.stream()
                .flatMap(config -> config.findValuesAsText(kind.member()).stream())
                .anyMatch(id -> !id.isEmpty() && !kind.known().contains(id));
    }

    private static Read all(Kind kind) {
        List<ObjectNode> answers = new ArrayList<>();
        String marker = null;
        try {
            do {
                Page page = kind.pages().apply(marker);
                answers.add(page.answer());
                marker = page.nextMarker() == null || page.nextMarker().isEmpty() ? null : page.nextMarker();
            } while (marker != null);
            return new Read(answers, "");
        } catch (SdkException e) {
            return new Read(answers, "of " + kind.what() + " not all were read, " + Refusal.said(e, kind.needs()));
        }
    }
}
