package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.Verdict.GroupResult;
import dev.sallyport.core.webacl.Verdict.RuleMatch;
import dev.sallyport.core.webacl.WafRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.HTTPHeader;
import software.amazon.awssdk.services.wafv2.model.Label;
import software.amazon.awssdk.services.wafv2.model.SampledHTTPRequest;

/** The last requests that each web ACL judged: at most 5,000, none older than three hours. */
final class Samples {
    static final Duration KEPT = Duration.ofHours(3);
    /** Stands for every rule, as the dimension of the metrics does. */
    static final String ALL = "ALL";

    private static final int MOST = 5000;

    private final Map<String, Deque<Judged>> byAcl = new ConcurrentHashMap<>();

    /** A request and what became of it. */
    record Judged(WafRequest request, Verdict verdict) {}

    void add(String aclArn, WafRequest request, Verdict verdict) {
        Deque<Judged> judged = byAcl.computeIfAbsent(aclArn, arn -> new ArrayDeque<>());
        synchronized (judged) {
            judged.addLast(new Judged(request, verdict.withoutTrail()));
            if (judged.size() > MOST) {
                judged.removeFirst();
            }
        }
    }

    List<Judged> between(String aclArn, Instant start, Instant end) {
        Deque<Judged> judged = byAcl.getOrDefault(aclArn, new ArrayDeque<>());
        synchronized (judged) {
            return judged.stream()
                    .filter(one -> !one.request.timestamp().isBefore(start) && !one.request.timestamp().isAfter(end))
                    .toList();
        }
    }

    /** The samples of one rule; for {@code Default_Action} of the requests that no rule ended; for {@link #ALL} of all. */
    static List<SampledHTTPRequest> of(String rule, List<Judged> judged) {
        List<SampledHTTPRequest> samples = new ArrayList<>();
        for (Judged one : judged) {
            role(rule.equals(ALL) ? one.verdict.terminatingRule() : rule, one.verdict)
                    .ifPresent(role -> samples.add(sample(one, role)));
        }
        return samples;
    }

    /** What a rule did to a request: the action, the rule's own action if overridden, the rule inside a group. */
    private record Role(String action, @Nullable String overridden, @Nullable String inGroup) {}

    private static Optional<Role> role(String rule, Verdict verdict) {
        if (verdict.terminatingRule().equals(rule)) {
            String inGroup = verdict.ruleInGroup() == null ? null : verdict.group() + "#" + verdict.ruleInGroup();
            return Optional.of(new Role(verdict.action().name(), null, inGroup));
        }
        for (RuleMatch match : verdict.nonTerminating()) {
            if (match.rule().equals(rule)) {
                String overridden = match.overriddenAction() == null ? null : match.overriddenAction().name();
                return Optional.of(new Role(match.action().name(), overridden, null));
            }
        }
        return verdict.groups().stream()
                .filter(group -> group.groupId().endsWith("#" + rule.replaceFirst("^AWS-", "")))
                .flatMap(group -> counted(group).stream())
                .findFirst();
    }

    private static Optional<Role> counted(GroupResult group) {
        return group.nonTerminating().stream().findFirst().map(match -> new Role(
                match.action().name(),
                match.overriddenAction() == null ? null : match.overriddenAction().name(),
                group.groupId() + "#" + match.rule()));
    }

    private static SampledHTTPRequest sample(Judged one, Role role) {
        WafRequest request = one.request;
        Verdict verdict = one.verdict;
        String uri = request.args().isEmpty() ? request.uri() : request.uri() + "?" + request.args();
        SampledHTTPRequest.Builder sample = SampledHTTPRequest.builder()
                .request(http -> http.clientIP(request.clientIp())
                        .country(request.country())
                        .uri(uri)
                        .method(request.method())
                        .httpVersion(request.httpVersion())
                        .headers(request.headers().stream()
                                .map(header -> HTTPHeader.builder().name(header.name()).value(header.value()).build())
                                .toList()))
                .weight(1L)
                .timestamp(request.timestamp())
                .action(role.action)
                .overriddenAction(role.overridden)
                .ruleNameWithinRuleGroup(role.inGroup)
                .labels(verdict.labels().stream().map(name -> Label.builder().name(name).build()).toList());
        if (!verdict.insertedHeaders().isEmpty()) {
            sample.requestHeadersInserted(verdict.insertedHeaders().stream()
                    .map(header -> HTTPHeader.builder().name(header.name()).value(header.value()).build())
                    .toList());
        }
        if (verdict.customResponse() != null) {
            sample.responseCodeSent(verdict.status());
        }
        return sample.build();
    }
}
