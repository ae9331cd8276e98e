package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyType;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyType;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;

/** The account's distributions, each with its findings. */
public final class Distributions {
    private static final Logger LOG = LoggerFactory.getLogger(Distributions.class);

    /** CloudFront publishes no rate for reading; the SDK waits where it throttles. */
    private static final int AT_ONCE = 12;

    private final AwsClients aws;

    /** Reads through the clients of one session. */
    public Distributions(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * What could be read of an account.
     *
     * @param distributions in the order of their ids
     * @param warnings a sentence for each part that could not be read
     */
    public record Listing(List<Distribution> distributions, List<String> warnings) {}

    /** The distributions of {@link #read}, for who shows no gap. */
    public List<Distribution> list() {
        return read().distributions();
    }

    /**
     * All distributions of the account. One that is gone meanwhile is left out, one that may not be read is a warning.
     *
     * @throws SallyportException when CloudFront lets none of them be read, or does not answer
     */
    public Listing read() {
        return AwsErrors.translating(() -> {
            List<String> warnings = new ArrayList<>();
            Optional<Set<String>> logged = loggedArns(warnings);
            Referenced referenced = referenced();
            ConcurrentSkipListMap<String, SallyportException> refused = new ConcurrentSkipListMap<>();
            List<String> ids = ids().stream().sorted().toList();
            List<Distribution> read = AtOnce.each(ids, AT_ONCE, id -> readable(id, logged, referenced, refused)).stream()
                    .flatMap(Optional::stream)
                    .toList();
            Map.Entry<String, SallyportException> first = refused.firstEntry();
            if (first != null) {
                SallyportException why = first.getValue();
                if (read.isEmpty()) {
                    throw why;
                }
                warnings.add("Not read: " + String.join(", ", refused.keySet()) + ". " + why.message());
            }
            return new Listing(read, List.copyOf(warnings));
        });
    }

    private Optional<Distribution> readable(
            String id, Optional<Set<String>> logged, Referenced referenced, Map<String, SallyportException> refused) {
        try {
            return Optional.of(get(id, logged, referenced));
        } catch (NoSuchDistributionException goneMeanwhile) {
            return Optional.empty();
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            if (why.kind() != SallyportException.Kind.REFUSED) {
                throw e;
            }
            refused.put(id, why);
            return Optional.empty();
        }
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
     * @throws SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public Distribution get(String id) {
        return AwsErrors.translating(() -> get(id, loggedArns(new ArrayList<>()), referenced()));
    }

    private Distribution get(String id, Optional<Set<String>> logged, Referenced referenced) {
        var found = aws.cloudFront().getDistribution(request -> request.id(id)).distribution();
        return judged(about(found), Shapes.toJson(found.distributionConfig()), logged, referenced);
    }

    private static DistributionReader.About about(
            software.amazon.awssdk.services.cloudfront.model.Distribution found) {
        return new DistributionReader.About(
                text(found.id()),
                text(found.arn()),
                text(found.domainName()),
                text(found.status()),
                found.lastModifiedTime());
    }

    private static Distribution judged(
            DistributionReader.About about, JsonNode config, Optional<Set<String>> logged, Referenced referenced) {
        Distribution read = DistributionReader.read(about, config, Reading.Source.ACCOUNT, referenced);
        boolean mayBeLogged = logged.map(arns -> arns.contains(read.arn())).orElse(true);
        return mayBeLogged ? read.without("no-legacy-logs") : read;
    }

    /**
     * A distribution with all that a change of it has to know.
     *
     * @param distribution as it stands
     * @param config its {@code DistributionConfig}, members under the names of the API
     * @param eTag of that configuration, for {@code If-Match}
     * @param beyond members that CloudFront's answer has and this program does not know, so that writing the
     *     configuration back would remove them
     * @param judge what would be weak with another configuration of the same distribution
     */
    public record Examined(
            Distribution distribution,
            ObjectNode config,
            String eTag,
            List<String> beyond,
            Function<JsonNode, List<Finding>> judge) {}

    /**
     * One distribution, for a change.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public Examined examine(String id) {
        return AwsErrors.translating(() -> {
            BeyondModel beyond = new BeyondModel();
            var answer = aws.cloudFront()
                    .getDistribution(request -> request.id(id).overrideConfiguration(beyond::watch));
            DistributionReader.About about = about(answer.distribution());
            ObjectNode config = Shapes.toJson(answer.distribution().distributionConfig());
            Optional<Set<String>> logged = loggedArns(new ArrayList<>());
            Referenced referenced = referenced();
            return new Examined(
                    judged(about, config, logged, referenced),
                    config,
                    text(answer.eTag()),
                    beyond.names(),
                    changed -> judged(about, changed, logged, referenced).findings());
        });
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

    /** ARNs of the distributions that have a standard logging v2 source; empty, with a warning, when Logs may not be asked. */
    private Optional<Set<String>> loggedArns(List<String> warnings) {
        try {
            return Optional.of(
                    aws.logs(EdgeRegion.NAME).describeDeliverySourcesPaginator(request -> {}).deliverySources().stream()
                            .map(DeliverySource::resourceArns)
                            .flatMap(List::stream)
                            .collect(Collectors.toSet()));
        } catch (SdkException mayNotAsk) {
            SallyportException why = AwsErrors.translate(mayNotAsk);
            warnings.add("Standard logging v2 was not seen, so no finding speaks of logs. " + why.message());
            return Optional.empty();
        }
    }
}
