package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.shape.Shapes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;

/** The account's distributions, each with its findings. */
public final class Distributions {
    /** CloudFront publishes no rate for reading; the SDK waits where it throttles. */
    private static final int AT_ONCE = 12;

    private final AwsClients aws;
    private final Answers answers;

    /** Reads through the clients of one session. */
    public Distributions(AwsClients aws) {
        this.aws = aws;
        this.answers = new Answers(aws);
    }

    /**
     * What could be read of an account.
     *
     * @param distributions in the order of their ids
     * @param warnings a sentence for each part that could not be read
     */
    public record Listing(List<Distribution> distributions, List<String> warnings) {}

    /** All distributions as {@link #list(Consumer)}, for who waits for the last. */
    public Listing list() {
        return list(soFar -> {});
    }

    /**
     * All distributions of the account from CloudFront's list alone: a call for each hundred, and one for each list of
     * policies that they name. What the list leaves out (API Reference, {@code DistributionSummary}: logging and the
     * default root object), tenants and what stands around the distributions are judged by {@link #open(String)} and
     * {@link #readWhole()}; until then the finding {@code not-seen} says that they are not known.
     *
     * @param soFar is given all rows so far after each page but the last, on the calling thread
     * @return what was read; where a later page could not be, that is a warning
     * @throws SallyportException when CloudFront lets none be listed, or does not answer
     */
    public Listing list(Consumer<? super Listing> soFar) {
        return AwsErrors.translating(() -> {
            Referenced referenced = new Referenced();
            PolicyLists policies = new PolicyLists(aws, referenced);
            List<Distribution> rows = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            answers.pages(warnings, (page, isLast) -> {
                policies.read(configs(page));
                page.forEach(one -> rows.add(one.judged(Optional.empty(), referenced)));
                if (!isLast) {
                    soFar.accept(new Listing(inOrder(rows), List.copyOf(warnings)));
                }
            });
            return new Listing(inOrder(rows), List.copyOf(warnings));
        });
    }

    private static List<Distribution> inOrder(List<Distribution> rows) {
        return rows.stream().sorted(Comparator.comparing(Distribution::id)).toList();
    }

    /**
     * All distributions of the account, judged by their whole configurations alone: one call for each that changed since
     * it was read. One that cannot be read is judged by what the list says of it, with a warning.
     *
     * @throws SallyportException when CloudFront lets none be listed, or does not answer
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
            List<Answer> rows = new ArrayList<>();
            answers.pages(warnings, (page, isLast) -> rows.addAll(page));
            rows.sort(Comparator.comparing(one -> one.about().id()));
            List<Answer> fetched = AtOnce.each(rows, AT_ONCE, row -> answers.whole(row, failed)).stream()
                    .flatMap(Optional::stream)
                    .toList();
            failed.values().stream().map(SallyportException::message).distinct().forEach(why -> warnings.add(
                    "Only what CloudFront's list says is judged of "
                            + failed.entrySet().stream()
                                    .filter(one -> one.getValue().message().equals(why))
                                    .map(Map.Entry::getKey)
                                    .collect(Collectors.joining(", "))
                            + ". " + why));
            return new Listing(judged(fetched, logged, referenced(configs(fetched)), whole), List.copyOf(warnings));
        });
    }

    private static List<ObjectNode> configs(List<Answer> fetched) {
        return fetched.stream().map(Answer::config).toList();
    }

    private List<Distribution> judged(
            List<Answer> fetched, Optional<Set<String>> logged, Referenced referenced, boolean whole) {
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

    /**
     * One distribution, judged by its configuration alone.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public Distribution get(String id) {
        return alone(() -> answers.fetch(id), false).distributions().getFirst();
    }

    /**
     * One distribution, judged also by what stands around it as {@link #readWhole()}, with a sentence for each part that
     * could not be read.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} when there is none of that id
     */
    public Listing read(String id) {
        return alone(() -> answers.fetch(id), true);
    }

    /**
     * The same, without asking for a configuration again that was read before and that the last list tells to be
     * unchanged.
     *
     * @throws SallyportException as {@link #read(String)}
     */
    public Listing open(String id) {
        return alone(() -> answers.current(id), true);
    }

    private Listing alone(Supplier<Answer> from, boolean whole) {
        return AwsErrors.translating(() -> {
            List<String> warnings = new ArrayList<>();
            Answer fetched = from.get();
            return new Listing(
                    judged(List.of(fetched), loggedArns(warnings), referenced(List.of(fetched.config())), whole),
                    List.copyOf(warnings));
        });
    }

    private Referenced referenced(List<ObjectNode> configs) {
        Referenced referenced = new Referenced();
        new PolicyLists(aws, referenced).read(configs);
        return referenced;
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
            ObjectNode config = Shapes.toJson(answer.distribution().distributionConfig());
            Answer found = Answer.whole(answer, beyond);
            Optional<Set<String>> logged = loggedArns(new ArrayList<>());
            Referenced referenced = referenced(List.of(config));
            return new Examined(
                    found.judged(logged, referenced),
                    config,
                    found.eTag(),
                    beyond.names(),
                    changed -> found.with(beyond.completed(changed.deepCopy()))
                            .judged(logged, referenced)
                            .findings());
        });
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
