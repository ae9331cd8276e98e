package dev.sallyport.core.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.firewall.MetricSeries.Of;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rule hits of a web ACL from the cheapest source that answers: metrics cost two calls and need no log, a log costs
 * what it is long, a sample is none of all.
 *
 * @param hits the numbers; their records are the requests that they are of
 * @param source where they come from: {@code metrics}, {@code sample}, or the place of the log
 * @param notes what the numbers leave out, one sentence each
 * @param refused sources that did not answer, one sentence each
 */
public record AclHits(RuleHits hits, String source, List<String> notes, List<String> refused) {
    /** What one source answered. */
    public AclHits(RuleHits hits, String source, List<String> notes) {
        this(hits, source, notes, List.of());
    }

    /** Where hits can be counted. */
    public enum Source {
        /** What AWS WAF publishes in CloudWatch. */
        METRICS,
        /** Requests that AWS WAF kept as a sample. */
        SAMPLE,
        /** The web ACL's own log. */
        LOGS
    }

    /** Counts over the web ACL's log. */
    @FunctionalInterface
    public interface LogCount {
        /** The numbers, and the place of the log. */
        AclHits of(WebAcls.Summary acl);
    }

    /**
     * Counts the web ACL's hits.
     *
     * @param wanted the one source to ask; null for the cheapest that answers
     * @param logs counts over the log, where the web ACL has one
     * @throws SallyportException {@code SP-NOT-LOGGED} where nothing but a log could answer and there is none; what the first
     *     source said where none answered
     */
    public static AclHits count(
            AwsClients aws, WebAcls.Summary acl, RuleHits.By by, TimeSpan span, @Nullable Source wanted, LogCount logs) {
        List<SallyportException> failed = new ArrayList<>();
        List<String> refused = new ArrayList<>(acl.warnings());
        List<Source> order = wanted == null ? order(acl, by) : List.of(wanted);
        for (Source source : order) {
            if (source == Source.SAMPLE && wanted == null && saysZero(acl, by) && failed.isEmpty()) {
                continue;
            }
            Supplier<Optional<AclHits>> question = () -> switch (source) {
                case METRICS -> metrics(aws, acl, by, span, wanted != null);
                case SAMPLE -> sample(aws, acl, by, span, wanted != null);
                case LOGS -> Optional.of(logs.of(acl));
            };
            try {
                Optional<AclHits> answer = question.get();
                if (answer.isPresent()) {
                    return answer.get().with(acl, source, refused);
                }
            } catch (SallyportException e) {
                boolean last = !order.subList(order.indexOf(source) + 1, order.size()).contains(Source.METRICS);
                if (e.code().equals("SP-NOT-LOGGED") && last) {
                    throw refused.isEmpty()
                            ? e
                            : SallyportException.refused(e.code(), e.message() + " " + refused.getLast(), e.next());
                }
                if (e.kind() == SallyportException.Kind.BAD_INPUT) {
                    throw e;
                }
                failed.add(e);
                refused.add("The " + source.name().toLowerCase(Locale.ROOT) + " of " + acl.name() + " did not answer: "
                        + e.message());
            }
        }
        throw failed.isEmpty() ? nothing(acl, refused) : failed.getFirst();
    }

    private static SallyportException nothing(WebAcls.Summary acl, List<String> refused) {
        return SallyportException.refused(
                "SP-NOT-LOGGED",
                "Neither metrics nor a sample tell of a request of " + acl.name() + ". " + String.join(" ", refused),
                "Ask for the permission that is missing, or give logs with --log.");
    }

    /** Whether an empty answer of the metrics means that a sample is empty too. */
    private static boolean saysZero(WebAcls.Summary acl, RuleHits.By by) {
        return Metered.ANSWERED.contains(by) && acl.metered() && !isPartly(acl, by) && acl.isLoggingKnown();
    }

    /** Whether metrics leave rules out that are to be counted. */
    private static boolean isPartly(WebAcls.Summary acl, RuleHits.By by) {
        return (by == RuleHits.By.RULE || by == RuleHits.By.GROUP)
                && acl.rules().stream().anyMatch(rule -> !rule.metered());
    }

    private static List<Source> order(WebAcls.Summary acl, RuleHits.By by) {
        List<Source> order = new ArrayList<>();
        if (acl.logDestination() != null) {
            order.add(Source.LOGS);
        }
        if (Metered.ANSWERED.contains(by)) {
            // A log tells all; metrics cost less, where they tell all too.
            order.add(isPartly(acl, by) ? order.size() : 0, Source.METRICS);
        }
        order.add(Source.SAMPLE);
        if (acl.logDestination() == null && acl.isLoggingKnown()) {
            // Says that there is no log.
            order.add(Source.LOGS);
        }
        return order;
    }

    private static Optional<AclHits> metrics(
            AwsClients aws, WebAcls.Summary acl, RuleHits.By by, TimeSpan span, boolean alone) {
        if (!Metered.ANSWERED.contains(by)) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "Metrics do not tell hits by " + by.name().toLowerCase(Locale.ROOT) + ".",
                    "Leave --source out, or take --source sample or logs.");
        }
        Set<Of> wanted = EnumSet.of(Of.ALL);
        switch (by) {
            case RULE -> wanted.addAll(EnumSet.of(Of.RULE, Of.IN_GROUP));
            case GROUP -> wanted.add(Of.RULE);
            case LABEL -> wanted.add(Of.LABEL);
            default -> {}
        }
        Metered metered = new AclMetrics(aws).read(acl, since(span), until(span), wanted);
        if (metered.isEmpty() && !alone) {
            return Optional.empty();
        }
        List<String> notes = new ArrayList<>(List.of(metered.words()));
        notes.addAll(metered.notes());
        if (isPartly(acl, by)) {
            metered.unmetered().ifPresent(notes::add);
        }
        if (by == RuleHits.By.RULE && acl.rules().stream().anyMatch(rule -> rule.kind().equals("rule group"))) {
            notes.add("Metrics of a web ACL do not tell the rules inside rule groups of one's own; a log does.");
        }
        if (!acl.metered()) {
            notes.add("The web ACL's own metrics are switched off, so requests that no rule ended are not counted.");
        }
        RuleHits hits = new RuleHits(by, metered.rows(by), metered.requests(), 0, metered.warnings());
        return Optional.of(new AclHits(hits, "metrics", notes));
    }

    private static Optional<AclHits> sample(
            AwsClients aws, WebAcls.Summary acl, RuleHits.By by, TimeSpan span, boolean alone) {
        SampledRequests sample =
                SampledRequests.read(aws.waf(acl.named().region()), acl, since(span), until(span), by);
        if (sample.requests().isEmpty() && !alone) {
            return Optional.empty();
        }
        RuleHits hits = new RuleHits(by, sample.rows(by), sample.weight(), 0, List.of());
        List<String> notes = new ArrayList<>(List.of(sample.words()));
        if (!sample.missing().isEmpty()) {
            notes.add("AWS WAF has no sample by the metric of " + String.join(", ", sample.missing()) + ".");
        }
        return Optional.of(new AclHits(hits, "sample", notes));
    }

    private static Instant since(TimeSpan span) {
        return span.since() == null ? until(span).minusSeconds(10_800) : span.since();
    }

    private static Instant until(TimeSpan span) {
        return span.until() == null ? Instant.now() : span.until();
    }

    private AclHits with(WebAcls.Summary acl, Source from, List<String> others) {
        List<String> said = new ArrayList<>(notes);
        if (acl.logFilter() != null && from == Source.LOGS) {
            said.add(acl.logFilter());
        }
        return new AclHits(hits, source, List.copyOf(said), List.copyOf(others));
    }

    /** All that is to be warned of: sources that did not answer, and what of the one that did could not be read. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(refused);
        all.addAll(hits.warnings());
        return all;
    }
}
