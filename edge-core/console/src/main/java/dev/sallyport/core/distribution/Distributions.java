package dev.sallyport.core.distribution;

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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyType;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyType;
import software.amazon.awssdk.services.cloudfront.model.ResponseHeadersPolicyType;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;

/** The account's distributions, each with its findings. */
public final class Distributions {
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
     * All distributions of the account, judged by their configurations alone: one call for each. One that is gone
     * meanwhile is left out, one that cannot be read is a warning.
     *
     * @throws SallyportException when CloudFront lets none of them be read, or does not answer
     */
    public Listing read() {
        return read(false);
    }

    /**
     * The same, judged also by what stands around them: web ACLs, Shield, the functions at the edge and the origins' own
     * locks, which costs a few calls for each of these.
     *
     * @throws SallyportException as {@link #read()}
     */
    public Listing readWhole() {
        return read(true);
    }

    private Listing read(boolean whole) {
        return AwsErrors.translating(() -> {
            List<String> warnings = new ArrayList<>();
            Optional<Set<String>> logged = loggedArns(warnings);
            ConcurrentSkipListMap<String, SallyportException> failed = new ConcurrentSkipListMap<>();
            List<String> ids = ids().stream().sorted().toList();
            List<Fetched> fetched = AtOnce.each(ids, AT_ONCE, id -> readable(id, failed)).stream()
                    .flatMap(Optional::stream)
                    .toList();
            Map.Entry<String, SallyportException> first = failed.firstEntry();
            if (first != null) {
                if (fetched.isEmpty()) {
                    throw first.getValue();
                }
                failed.values().stream().map(SallyportException::message).distinct().forEach(why -> warnings.add("Not read: "
                        + failed.entrySet().stream()
                                .filter(one -> one.getValue().message().equals(why))
                                .map(Map.Entry::getKey)
                                .collect(Collectors.joining(", "))
                        + ". " + why));
            }
            return new Listing(judged(fetched, logged, referenced(configs(fetched)), whole), List.copyOf(warnings));
        });
    }

    private static List<ObjectNode> configs(List<Fetched> fetched) {
        return fetched.stream().map(Fetched::config).toList();
    }

    /** What CloudFront told of a distribution, before it is judged. */
    private record Fetched(DistributionReader.About about, ObjectNode config, List<String> unknown) {
        Distribution judged(Optional<Set<String>> logged, Referenced referenced) {
            Distribution read = DistributionReader.read(
                    about,
                    config,
                    Reading.Source.ACCOUNT,
                    referenced,
                    new Reading.Foreign(Spots.NONE, List.of(), List.of(), unknown));
            boolean mayBeLogged = logged.map(arns -> arns.contains(read.arn())).orElse(true);
            return mayBeLogged ? read.without("no-legacy-logs") : read;
        }
    }

    private List<Distribution> judged(
            List<Fetched> fetched, Optional<Set<String>> logged, Referenced referenced, boolean whole) {
        fetched.stream()
                .filter(one -> one.config().path("ConnectionMode").asText().equals("tenant-only"))
                .forEach(one -> readTenants(one.about().id(), referenced));
        if (whole) {
            new Surroundings(aws, referenced)
                    .read(fetched.stream().map(one -> one.judged(logged, referenced)).toList());
        }
        return fetched.stream().map(one -> one.judged(logged, referenced)).toList();
    }

    private void readTenants(String id, Referenced referenced) {
        try {
            referenced.tenants(id, Tenants.read(aws, id));
        } catch (SdkException e) {
            referenced.gap("the tenants of " + id + " were not read, "
                    + Refusal.said(e, "cloudfront:ListDistributionTenants"));
        }
    }

    private Optional<Fetched> readable(String id, Map<String, SallyportException> failed) {
        try {
            return Optional.of(fetch(id));
        } catch (NoSuchDistributionException goneMeanwhile) {
            return Optional.empty();
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            if (why.code().equals("SP-INTERRUPTED")) {
                throw e;
            }
            failed.put(id, why);
            return Optional.empty();
        }
    }

    private Fetched fetch(String id) {
        BeyondModel beyond = new BeyondModel();
        var found = aws.cloudFront()
                .getDistribution(request -> request.id(id).overrideConfiguration(beyond::watch))
                .distribution();
        return new Fetched(
                about(found), beyond.completed(Shapes.toJson(found.distributionConfig())), beyond.unjudged());
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
     * One distribution, judged by its configuration alone.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public Distribution get(String id) {
        return read(id, false).distributions().getFirst();
    }

    /**
     * One distribution, judged also by what stands around it as {@link #readWhole()}, with a sentence for each part that
     * could not be read.
     */
    public Listing read(String id) {
        return read(id, true);
    }

    private Listing read(String id, boolean whole) {
        return AwsErrors.translating(() -> {
            List<String> warnings = new ArrayList<>();
            Fetched fetched = fetch(id);
            return new Listing(
                    judged(List.of(fetched), loggedArns(warnings), referenced(List.of(fetched.config())), whole),
                    List.copyOf(warnings));
        });
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
            Function<ObjectNode, List<Finding>> judge) {}

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
            Referenced referenced = referenced(List.of(config));
            return new Examined(
                    new Fetched(about, beyond.completed(config), beyond.unjudged()).judged(logged, referenced),
                    config,
                    text(answer.eTag()),
                    beyond.names(),
                    changed -> new Fetched(about, beyond.completed(changed.deepCopy()), beyond.unjudged())
                            .judged(logged, referenced)
                            .findings());
        });
    }

    /**
     * The account's own policies and access controls, those of them that may be listed; a list is asked only where a
     * configuration names what is in no other place.
     */
    private Referenced referenced(List<ObjectNode> configs) {
        Referenced referenced = new Referenced();
        CloudFrontClient cloudFront = aws.cloudFront();
        if (anyNames(configs, "CachePolicyId", ManagedPolicies.CACHE.keySet())) {
            addPages(referenced, "cache policies", "cloudfront:ListCachePolicies", marker -> {
                var list = cloudFront
                        .listCachePolicies(request -> request.type(CachePolicyType.CUSTOM).marker(marker))
                        .cachePolicyList();
                return new Page(Shapes.toJson(list), "CachePolicyList", list.nextMarker());
            });
        }
        if (anyNames(configs, "OriginRequestPolicyId", ManagedPolicies.ORIGIN_REQUEST.keySet())) {
            addPages(referenced, "origin request policies", "cloudfront:ListOriginRequestPolicies", marker -> {
                var list = cloudFront
                        .listOriginRequestPolicies(
                                request -> request.type(OriginRequestPolicyType.CUSTOM).marker(marker))
                        .originRequestPolicyList();
                return new Page(Shapes.toJson(list), "OriginRequestPolicyList", list.nextMarker());
            });
        }
        if (anyNames(configs, "ResponseHeadersPolicyId", ManagedPolicies.RESPONSE_HEADERS)) {
            addPages(referenced, "response headers policies", "cloudfront:ListResponseHeadersPolicies", marker -> {
                var list = cloudFront
                        .listResponseHeadersPolicies(
                                request -> request.type(ResponseHeadersPolicyType.CUSTOM).marker(marker))
                        .responseHeadersPolicyList();
                return new Page(Shapes.toJson(list), "ResponseHeadersPolicyList", list.nextMarker());
            });
        }
        if (anyNames(configs, "OriginAccessControlId", Set.of())) {
            addPages(referenced, "origin access controls", "cloudfront:ListOriginAccessControls", marker -> {
                var list = cloudFront
                        .listOriginAccessControls(request -> request.marker(marker))
                        .originAccessControlList();
                return new Page(Shapes.toJson(list), "OriginAccessControlList", list.nextMarker());
            });
        }
        return referenced;
    }

    private static boolean anyNames(List<ObjectNode> configs, String member, Set<String> known) {
        return configs.stream()
                .flatMap(config -> config.findValuesAsText(member).stream())
                .anyMatch(id -> !id.isEmpty() && !known.contains(id));
    }

    /** One page of a list, under the name that the CLI gives it. */
    private record Page(ObjectNode list, String name, @Nullable String nextMarker) {
        ObjectNode answer() {
            ObjectNode answer = Json.MAPPER.createObjectNode();
            answer.set(name, list);
            return answer;
        }
    }

    private static void addPages(
            Referenced referenced, String what, String needs, Function<@Nullable String, Page> pages) {
        String marker = null;
        try {
            do {
                Page page = pages.apply(marker);
                referenced.add(page.answer());
                marker = page.nextMarker() == null || page.nextMarker().isEmpty() ? null : page.nextMarker();
            } while (marker != null);
        } catch (SdkException e) {
            referenced.unlisted("of " + what + " not all were read, " + Refusal.said(e, needs));
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
