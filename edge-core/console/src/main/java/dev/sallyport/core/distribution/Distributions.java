package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.DistributionReader.text;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeliverySource;

/** The account's distributions, each with its findings. */
public final class Distributions {
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
            return ids().stream().sorted().map(id -> get(id, logged)).toList();
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
        return AwsErrors.translating(() -> get(id, loggedArns()));
    }

    private Distribution get(String id, Set<String> logged) {
        var found = aws.cloudFront().getDistribution(request -> request.id(id)).distribution();
        Distribution read = DistributionReader.read(
                new DistributionReader.About(
                        text(found.id()),
                        text(found.arn()),
                        text(found.domainName()),
                        text(found.status()),
                        found.lastModifiedTime()),
                found.distributionConfig());
        return logged.contains(read.arn()) ? read.without("no-legacy-logs") : read;
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
