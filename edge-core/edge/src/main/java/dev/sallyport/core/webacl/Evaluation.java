package dev.sallyport.core.webacl;

import dev.sallyport.core.webacl.Verdict.RateResult;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request on its way through one web ACL: what rules have left behind so far. */
final class Evaluation {
    final WafRequest request;
    final RateCounters counters;
    final @Nullable Recorded recorded;
    /** Bytes of the body that are inspected; {@link BodyLimits#UNKNOWN} where the log does not tell. */
    final int bodyLimit;
    final boolean tracing;
    final Map<String, Tier> labels = new LinkedHashMap<>();
    /** Namespaces of which the log tells every label that the request had. */
    final Set<String> told = new HashSet<>();
    final Set<String> oversize = new LinkedHashSet<>();
    final List<RateResult> rates = new ArrayList<>();
    private final LabelSources sources;
    private final Map<String, Set<String>> possible = new HashMap<>();
    private final Map<String, Tier> absent = new HashMap<>();
    private @Nullable List<Pair> arguments;
    private @Nullable List<Pair> cookies;

    /** A name and its value, both as sent. */
    record Pair(String name, String value) {}

    Evaluation(
            WafRequest request,
            RateCounters counters,
            @Nullable Recorded recorded,
            LabelSources sources,
            int bodyLimit,
            boolean tracing) {
        this.request = request;
        this.counters = counters;
        this.recorded = recorded;
        this.sources = sources;
        this.bodyLimit = bodyLimit;
        this.tracing = tracing;
    }

    void label(String name, Tier tier) {
        labels.merge(name, tier, Tier::stronger);
    }

    /**
     * Notes what the request may have.
     *
     * @param label fully qualified; one that ends in a colon stands for its whole namespace
     * @param but labels of that namespace of which more is known
     */
    void possible(String label, Set<String> but) {
        possible.merge(label, but, (one, other) -> {
            Set<String> both = new HashSet<>(one);
            both.retainAll(other);
            return both;
        });
    }

    /** Notes that the request has not got a label, and how far that can be trusted. */
    void absent(String label, Tier tier) {
        absent.merge(label, tier, Tier::weaker);
    }

    /** Whether the request may have a label that fits, as far as nothing surer is known. */
    boolean mayHave(LabelPattern pattern) {
        for (Map.Entry<String, Set<String>> one : possible.entrySet()) {
            if (pattern.mayMatch(one.getKey(), one.getValue())) {
                return true;
            }
        }
        return recorded != null
                && recorded.labels().stream()
                        .anyMatch(label -> pattern.matches(label) && sources.isUnexplained(label, recorded));
    }

    /** How far it can be trusted that the request has no label that fits. */
    Tier lacks(LabelPattern pattern) {
        Tier tier = told.stream().anyMatch(namespace -> pattern.mayMatch(namespace, Set.of())) ? Tier.CARRIED : Tier.EXACT;
        for (Map.Entry<String, Tier> one : absent.entrySet()) {
            if (pattern.matches(one.getKey())) {
                tier = tier.weaker(one.getValue());
            }
        }
        return tier;
    }

    /**
     * Adds the labels of a namespace that only AWS can work out: those that the log has; where it has none, any is
     * possible. See AWS WAF Developer Guide, "Geographic match rule statement", the labels that it adds.
     */
    void logged(String namespace) {
        List<String> known = recorded == null
                ? List.of()
                : recorded.labels().stream().filter(label -> label.startsWith(namespace)).toList();
        known.forEach(label -> label(label, Tier.CARRIED));
        if (known.isEmpty()) {
            possible(namespace, Set.of());
        }
    }

    /**
     * Whether AWS WAF found a part longer than what it inspects, as the log says. Of parts that no rule looked at a log says
     * nothing.
     *
     * @param field as {@code oversizeFields} has it
     */
    boolean wasOversize(String field) {
        return recorded != null && recorded.oversize().contains(field);
    }

    /** Whether the body is longer than what is inspected. */
    Truth isBodyOversize() {
        long size = request.body().size();
        if (size < 0) {
            // Over whatever limit held then, of which 8 KB or 16 KB is the least.
            boolean least = bodyLimit == BodyLimits.FIXED || bodyLimit == BodyLimits.DEFAULT;
            boolean was = wasOversize("REQUEST_BODY") || wasOversize("REQUEST_JSON_BODY");
            return was && least ? Truth.TRUE : Truth.UNKNOWN;
        }
        if (bodyLimit == BodyLimits.UNKNOWN) {
            return size <= BodyLimits.FIXED ? Truth.FALSE : Truth.UNKNOWN;
        }
        return Truth.of(size > bodyLimit);
    }

    /** How many bytes of the body are inspected; -1 where that is not known. */
    long inspectedBody() {
        return switch (isBodyOversize()) {
            case TRUE -> bodyLimit;
            case FALSE -> request.body().size();
            case UNKNOWN -> -1;
        };
    }

    /** The query arguments in order, undecoded. */
    List<Pair> arguments() {
        if (arguments == null) {
            arguments = pairs(request.args(), '&');
        }
        return arguments;
    }

    /** The cookies of all Cookie headers in order. */
    List<Pair> cookies() {
        if (cookies == null) {
            cookies = new ArrayList<>();
            for (Header header : request.headers()) {
                if (header.name().equalsIgnoreCase("cookie")) {
                    cookies.addAll(pairs(header.value(), ';'));
                }
            }
        }
        return cookies;
    }

    private static List<Pair> pairs(String text, char separator) {
        List<Pair> pairs = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf(separator, start);
            end = end < 0 ? text.length() : end;
            String item = separator == ';' ? text.substring(start, end).strip() : text.substring(start, end);
            int equals = item.indexOf('=');
            if (!item.isEmpty()) {
                pairs.add(equals < 0
                        ? new Pair(item, "")
                        : new Pair(item.substring(0, equals), item.substring(equals + 1)));
            }
            start = end + 1;
        }
        return pairs;
    }
}
