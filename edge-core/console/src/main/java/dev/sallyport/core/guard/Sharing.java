package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which distributions fetch from the same place. Asked once, by the list, which names every origin. */
final class Sharing {
    private final AwsClients aws;
    private Map<String, NavigableSet<String>> byHost = Map.of();

    Sharing(AwsClients aws) {
        this.aws = aws;
    }

    /** Ids of the other distributions with an origin of that domain name, or of the same bucket under another one. */
    List<String> others(String distribution, String domainName) {
        if (byHost.isEmpty()) {
            byHost = read();
        }
        return byHost.getOrDefault(place(domainName), new TreeSet<>()).stream()
                .filter(id -> !id.equals(distribution))
                .toList();
    }

    private Map<String, NavigableSet<String>> read() {
        Map<String, NavigableSet<String>> found = new TreeMap<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.cloudFront().listDistributions(request -> request.marker(from)).distributionList();
            page.items().forEach(one -> one.origins().items().forEach(origin -> found
                    .computeIfAbsent(place(origin.domainName()), absent -> new TreeSet<>())
                    .add(one.id())));
            marker = Boolean.TRUE.equals(page.isTruncated()) ? page.nextMarker() : null;
        } while (marker != null);
        return found;
    }

    /** A bucket has a name with and without its Region, dual-stack, and as a website. */
    private static String place(String domainName) {
        String host = domainName.toLowerCase(Locale.ROOT);
        return host.matches(".+\\.s3[.-].*amazonaws\\.com(\\.cn)?") ? host.replaceFirst("\\.s3[.-].*", "") + " (bucket)" : host;
    }
}
