package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.OwnLock.State;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;

/**
 * Reads the own locks of the origins of an account: of buckets, function URLs and APIs. Each is read once, however many
 * distributions have it.
 */
final class OriginLocks {
    /** API Gateway publishes ten calls in five seconds for some of these reads; the SDK waits where it throttles. */
    private static final int AT_ONCE = 4;

    private final AwsClients aws;
    private final String account;

    /** @param account of the distributions; what another owns is not read */
    OriginLocks(AwsClients aws, String account) {
        this.aws = aws;
        this.account = account;
    }

    /** By which an origin is found again. */
    static String key(Origin origin) {
        return origin.domainName() + origin.path();
    }

    /** The locks that could be read or that should have been, by {@link #key}. */
    Map<String, OwnLock> read(Set<Origin> origins) {
        Map<String, OwnLock> locks = new HashMap<>(functionUrls(origins));
        Map<String, Origin> others = new TreeMap<>();
        origins.stream()
                .filter(origin -> origin.kind() != OriginKind.FUNCTION_URL)
                .forEach(origin -> others.putIfAbsent(key(origin), origin));
        List<String> keys = List.copyOf(others.keySet());
        List<Optional<OwnLock>> read = AtOnce.each(others.values(), AT_ONCE, this::read);
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            read.get(i).ifPresent(lock -> locks.put(key, lock));
        }
        return locks;
    }

    private Optional<OwnLock> read(Origin origin) {
        return switch (origin.kind()) {
            case S3 -> BucketHost.of(origin.domainName()).map(host -> BucketLock.read(aws, host, account));
            case API_GATEWAY -> ApiHost.of(origin.domainName(), origin.path()).map(host -> ApiLock.read(aws, host));
            case FUNCTION_URL, S3_WEBSITE, LOAD_BALANCER, CUSTOM -> Optional.empty();
        };
    }

    private Map<String, OwnLock> functionUrls(Set<Origin> origins) {
        Map<String, Set<String>> regions = new TreeMap<>();
        origins.stream()
                .filter(origin -> origin.kind() == OriginKind.FUNCTION_URL)
                .map(Origin::domainName)
                .forEach(host -> FunctionUrls.region(host)
                        .ifPresent(region -> regions.computeIfAbsent(region, each -> new TreeSet<>()).add(host)));
        Map<String, OwnLock> byHost = new HashMap<>();
        regions.forEach((region, hosts) -> byHost.putAll(functionUrls(aws.lambda(region), hosts)));
        Map<String, OwnLock> locks = new HashMap<>();
        for (Origin origin : new LinkedHashSet<>(origins)) {
            OwnLock lock = byHost.get(origin.domainName());
            if (lock != null) {
                locks.put(key(origin), lock);
            }
        }
        return locks;
    }

    private Map<String, OwnLock> functionUrls(LambdaClient lambda, Set<String> hosts) {
        Map<String, OwnLock> locks = new HashMap<>();
        try {
            Map<String, FunctionUrlConfig> found = FunctionUrls.find(lambda, hosts);
            for (String host : hosts) {
                FunctionUrlConfig config = found.get(host);
                locks.put(
                        host,
                        config == null
                                ? OwnLock.of(State.NOT_SEEN, "no function of account " + account + " has the URL " + host)
                                : FunctionUrlLock.read(lambda, config));
            }
        } catch (SdkException e) {
            hosts.forEach(host -> locks.put(
                    host,
                    OwnLock.notSeen(
                            "the function of the URL " + host, e, "lambda:ListFunctions and lambda:ListFunctionUrlConfigs")));
        }
        return locks;
    }
}
