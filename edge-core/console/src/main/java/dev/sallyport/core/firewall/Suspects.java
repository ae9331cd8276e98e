package dev.sallyport.core.firewall;

import dev.sallyport.core.firewall.ReplayResult.Suspect;
import dev.sallyport.core.webacl.WafLogRecord;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Newly blocked requests that look like people: their clients go on elsewhere, before and after the change, or they carried
 * credentials. Counted by rule and path; both are bounded, so that a scan over a million paths stays small.
 */
final class Suspects {
    private static final int SHOWN = 20;
    private static final int GROUPS = 10_000;
    private static final int CLIENTS = 200_000;

    private final Map<Key, Group> groups = new HashMap<>();
    private final Set<String> welcome = new HashSet<>();

    private record Key(String rule, String path) {}

    private static final class Group {
        private final Set<String> clients = new HashSet<>();
        private long requests;
        private long credentials;
    }

    /** A request that went on, and still would. */
    void allowed(WafLogRecord record) {
        if (welcome.size() < CLIENTS) {
            welcome.add(record.httpRequest().clientIp());
        }
    }

    /** A request that went on, and would be stopped by that rule. */
    void blocked(WafLogRecord record, String rule) {
        WafLogRecord.HttpRequest request = record.httpRequest();
        Key key = new Key(rule, request.uri());
        Group group = groups.size() < GROUPS ? groups.computeIfAbsent(key, absent -> new Group()) : groups.get(key);
        if (group == null) {
            return;
        }
        group.requests++;
        if (group.clients.size() < CLIENTS) {
            group.clients.add(request.clientIp());
        }
        if (request.headers().stream()
                .anyMatch(header -> "authorization".equalsIgnoreCase(header.name())
                        || "cookie".equalsIgnoreCase(header.name()))) {
            group.credentials++;
        }
    }

    /** Those that clients ran into who go on elsewhere, or that carried credentials; the likeliest first. */
    List<Suspect> ranked() {
        return groups.entrySet().stream()
                .map(one -> suspect(one.getKey(), one.getValue()))
                .filter(one -> one.otherwiseAllowed() > 0 || one.withCredentials() > 0)
                .sorted(Comparator.comparingLong(Suspect::otherwiseAllowed)
                        .thenComparingLong(Suspect::withCredentials)
                        .thenComparingLong(Suspect::requests)
                        .reversed()
                        .thenComparing(Suspect::rule)
                        .thenComparing(Suspect::path))
                .limit(SHOWN)
                .toList();
    }

    private Suspect suspect(Key key, Group group) {
        long known = group.clients.stream().filter(welcome::contains).count();
        return new Suspect(key.rule, key.path, group.requests, group.clients.size(), known, group.credentials);
    }
}
