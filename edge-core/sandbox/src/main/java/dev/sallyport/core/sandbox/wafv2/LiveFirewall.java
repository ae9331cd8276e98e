package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.delivery.LogGroupArn;
import dev.sallyport.core.webacl.RateCounters;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WafRequest;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Judges the requests that pass the sandbox's edge by the web ACLs as they are at that moment. */
public final class LiveFirewall {
    private final Catalog catalog;
    private final Logging logging;
    private final Samples samples = new Samples();
    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();
    private final Map<String, RateCounters> counters = new ConcurrentHashMap<>();

    private record Compiled(long generation, Optional<WebAclEvaluator> evaluator) {}

    /**
     * A line for a log.
     *
     * @param logGroup name of the CloudWatch log group in us-east-1
     * @param logStream as AWS WAF names it, {@code <Region>_<web ACL>_0}
     * @param record after the logging configuration's filter and redaction
     */
    public record LogLine(String logGroup, String logStream, WafLogRecord record) {}

    LiveFirewall(Catalog catalog, Logging logging) {
        this.catalog = catalog;
        this.logging = logging;
    }

    /**
     * Judges a request, counts it for the rate-based rules and keeps it as a sample.
     *
     * @param webAclArn what the distribution has as its WebACLId
     * @return empty when there is no such web ACL
     */
    public Optional<Verdict> judge(String webAclArn, WafRequest request) {
        return evaluator(webAclArn).map(evaluator -> {
            Verdict verdict = evaluator.evaluate(request, counters(webAclArn));
            samples.add(webAclArn, request, verdict);
            return verdict;
        });
    }

    /** Compiled anew only after a change, so that a request costs no look into the store. */
    private Optional<WebAclEvaluator> evaluator(String webAclArn) {
        long generation = catalog.generation();
        return compiled.compute(webAclArn, (arn, old) -> old != null && old.generation() == generation
                        ? old
                        : new Compiled(
                                generation,
                                catalog.acls().find(arn).map(acl -> new WebAclEvaluator(acl.value(), catalog.sets()))))
                .evaluator();
    }

    RateCounters counters(String webAclArn) {
        return counters.computeIfAbsent(webAclArn, arn -> new RateCounters());
    }

    Samples samples() {
        return samples;
    }

    /**
     * What AWS WAF would log of a judged request.
     *
     * @param distributionId of the distribution that it came to
     * @return empty without a logging configuration for CloudWatch Logs, or when its filter drops the request
     */
    public Optional<LogLine> logLine(String webAclArn, String distributionId, WafRequest request, Verdict verdict) {
        return logging.find(webAclArn).flatMap(configuration -> {
            Optional<LogGroupArn> group =
                    LogGroupArn.of(configuration.logDestinationConfigs().getFirst());
            if (group.isEmpty()) {
                return Optional.empty();
            }
            String name = WafArn.nameIn(webAclArn);
            WafLogRecord record = WafLogRecord.of(webAclArn, distributionId, request, verdict);
            return Logging.kept(configuration, record, verdict)
                    .map(kept -> new LogLine(group.get().name(), "us-east-1_" + name + "_0", kept));
        });
    }
}
