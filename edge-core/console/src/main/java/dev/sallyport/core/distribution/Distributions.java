package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyType;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyType;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;

/** The account's distributions, each with its findings. */
public final class Distributions {
    private static final Logger LOG = LoggerFactory.getLogger(Distributions.class);

    private final AwsClients aws;

    /** Reads through the clients of one session. */
    public Distributions(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * All distributions of the account, in the order of their ids.
     *
     * @throws dev.sallyport.core.SallyportException when CloudFront refuses or does not answer
     */
    public List<Distribution> list() {
        return AwsErrors.translating(() -> {
            Set<String> logged = loggedArns();
            Referenced referenced = referenced();
            return ids().stream().sorted().map(id -> get(id, logged, referenced)).toList();
        });
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.cloudFront()
                    .listDistributions(request -> request.marker(from))
                    .distributionList();
            page.items().forEach(item -> ids.add(text(item.id())));
            marker = Boolean.TRUE.equals(page.isTruncated()) ? page.nextMarker() : null;
        } while (marker != null);
        return ids;
    }

    /**
     * One distribution.
     *
     * @throws dev.sallyport.core.SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public Distribution get(String id) {
        return AwsErrors.translating(() -> get(id, loggedArns(), referenced()));
    }

    private Distribution get(String id, Set<String> logged, Referenced referenced) {
        var found = aws.cloudFront().getDistribution(request -> request.id(id)).distribution();
        Distribution read = DistributionReader.read(
                new DistributionReader.About(
                        text(found.id()),
                        text(found.arn()),
                        text(found.domainName()),
                        text(found.status()),
                        found.lastModifiedTime()),
                Shapes.toJson(found.distributionConfig()),
                Reading.Source.ACCOUNT,
                referenced);
        return logged.contains(read.arn()) ? read.without("no-legacy-logs") : read;
    }

    /** The account's own policies and access controls, those of them that may be listed. */
    private Referenced referenced() {
        Referenced referenced = new Referenced();
        CloudFrontClient cloudFront = aws.cloudFront();
        addPages(referenced, marker -> {
            var list = cloudFront
                    .listCachePolicies(request -> request.type(CachePolicyType.CUSTOM).marker(marker))
                    .cachePolicyList();
            return new Page(Shapes.toJson(list), "CachePolicyList", list.nextMarker());
        });
        addPages(referenced, marker -> {
            var list = cloudFront
                    .listOriginRequestPolicies(
                            request -> request.type(OriginRequestPolicyType.CUSTOM).marker(marker))
                    .originRequestPolicyList();
            return new Page(Shapes.toJson(list), "OriginRequestPolicyList", list.nextMarker());
        });
        addPages(referenced, marker -> {
            var list = cloudFront
                    .listOriginAccessControls(request -> request.marker(marker))
                    .originAccessControlList();
            return new Page(Shapes.toJson(list), "OriginAccessControlList", list.nextMarker());
        });
        return referenced;
    }

    /** One page of a list, under the name that the CLI gives it. */
    private record Page(ObjectNode list, String name, @Nullable String nextMarker) {
        ObjectNode answer() {
            ObjectNode answer = Json.MAPPER.createObjectNode();
            answer.set(name, list);
            return answer;
        }
    }

    private static void addPages(Referenced referenced, Function<@Nullable String, Page> pages) {
        String marker = null;
        try {
            do {
                Page page = pages.apply(marker);
                referenced.add(page.answer());
                marker = page.nextMarker() == null || page.nextMarker().isEmpty() ? null : page.nextMarker();
            } while (marker != null);
        } catch (SdkException mayNotAsk) {
            LOG.atDebug().setCause(mayNotAsk).log("What distributions refer to could not be listed");
        }
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /** ARNs of the distributions that have a standard logging v2 source; empty when Logs may not be asked. */
    private Set<String> loggedArns() {
        try {
            return aws.logs(EdgeRegion.NAME).describeDeliverySources(request -> {}).deliverySources().stream()
                    .map(DeliverySource::resourceArns)
                    .flatMap(List::stream)
                    .collect(Collectors.toSet());
        } catch (SdkException mayNotAsk) {
            return Set.of();
        }
    }
}
