package dev.sallyport.core.firewall;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.firewall.MetricSeries.Of;
import dev.sallyport.core.webacl.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Reads what AWS WAF publishes of a web ACL in CloudWatch, in two calls for most: what there is, and its values.
 *
 * <p>Of scope CLOUDFRONT there is no dimension {@code Region}. The dimension {@code WebACL} is the web ACL's name in some
 * accounts and its metric name, as AWS says, in others; so both are looked for.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html">AWS WAF metrics and dimensions</a>
 */
public final class AclMetrics {
    /** The most that GetMetricData takes in one call. */
    static final int MOST_SERIES = 500;

    private static final int MOST_PAGES = 2;
    private static final int BARS = 60;
    static final String NAMESPACE = "AWS/WAFV2";
    private static final String WEB_ACL = "WebACL";
    private static final String REGION = "Region";

    private static final List<String> ENDS = List.of("AllowedRequests", "BlockedRequests");
    static final List<String> ALL = List.of(
            "AllowedRequests", "BlockedRequests", "CountedRequests", "CaptchaRequests", "ChallengeRequests",
            "RequestsWithValidCaptchaToken", "RequestsWithValidChallengeToken");
    private static final Map<String, List<String>> OF_ACTION = Map.of(
            "allow", List.of("AllowedRequests"),
            "block", List.of("BlockedRequests"),
            "count", List.of("CountedRequests"),
            "captcha", List.of("CaptchaRequests", "RequestsWithValidCaptchaToken"),
            "challenge", List.of("ChallengeRequests", "RequestsWithValidChallengeToken"));

    private static final List<Duration> PERIODS = List.of(
            Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(3), Duration.ofMinutes(5),
            Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofHours(1),
            Duration.ofHours(2), Duration.ofHours(3), Duration.ofHours(6), Duration.ofHours(12), Duration.ofDays(1));

    /** ListMetrics tells what published something in so long a time. */
    private static final Duration LISTED = Duration.ofDays(14);

    private final Function<String, CloudWatchClient> cloudWatches;
    private final Predicate<WebAcls.Summary> namesake;

    /** Reads through the clients of one session. */
    public AclMetrics(AwsClients aws) {
        this(aws::cloudWatch, new WebAcls(aws)::isNamesake);
    }

    /**
     * Reads through the client of each Region.
     *
     * @param namesake whether the name of a web ACL's metrics is that of another web ACL
     */
    AclMetrics(Function<String, CloudWatchClient> cloudWatches, Predicate<WebAcls.Summary> namesake) {
        this.cloudWatches = cloudWatches;
        this.namesake = namesake;
    }

    /** A series with the dimensions that it is asked by. */
    record Asked(MetricSeries series, Metric metric) {}

    /** What makes a series one of its own: CloudWatch tells its dimensions in any order. */
    private record Key(String metric, Map<String, String> dimensions) {
        static Key of(Metric metric) {
            return new Key(
                    metric.metricName(),
                    metric.dimensions().stream().collect(Collectors.toMap(Dimension::name, Dimension::value)));
        }
    }

    /** All of the web ACL's series, as {@link #read(WebAcls.Summary, Instant, Instant, Set)} reads them. */
    public Metered read(WebAcls.Summary acl, Instant since, Instant until) {
        return read(acl, since, until, EnumSet.allOf(Of.class));
    }

    /**
     * The web ACL's series over a span of time, cut into about {@value #BARS} periods.
     *
     * @param wanted which series
     * @throws dev.sallyport.core.SallyportException where CloudWatch does not give values
     */
    public Metered read(WebAcls.Summary acl, Instant since, Instant until, Set<Of> wanted) {
        return AwsErrors.translating(() -> {
            CloudWatchClient cloudWatch = cloudWatches.apply(acl.named().region());
            List<String> warnings = new ArrayList<>();
            Instant now = Instant.now();
            Duration period = period(since, until, now);
            long seconds = period.toSeconds();
            Instant first = Instant.ofEpochSecond(Math.floorDiv(since.getEpochSecond(), seconds) * seconds);
            int periods = (int) Math.max(1, Math.ceilDiv(Duration.between(first, until).toMillis(), period.toMillis()));
            List<Asked> asked = asked(cloudWatch, acl, wanted, warnings);
            List<MetricSeries> series = new ArrayList<>();
            for (int from = 0; from < asked.size(); from += MOST_SERIES) {
                series.addAll(values(
                        cloudWatch,
                        asked.subList(from, Math.min(asked.size(), from + MOST_SERIES)),
                        first,
                        until,
                        period,
                        periods,
                        warnings));
            }
            List<String> notes = since.isBefore(now.minus(LISTED))
                    ? List.of("CloudWatch lists what published something in the last 14 days, so labels, countries and rules"
                            + " inside managed groups that met nothing since then are left out.")
                    : List.of();
            return new Metered(acl, first, period, periods, List.copyOf(series), List.copyOf(warnings), notes);
        });
    }

    /**
     * The shortest that makes about {@value #BARS} bars, and that CloudWatch still has: minutes for 15 days, five
     * minutes for 63, hours beyond (User Guide, "Metrics retention").
     */
    static Duration period(Instant since, Instant until, Instant now) {
        Duration age = Duration.between(since, now);
        long least = age.toDays() >= 63 ? 3600 : age.toDays() >= 15 ? 300 : 60;
        // In whole minutes: a moment more than three hours is as good as three hours.
        Duration bar = Duration.ofMinutes(Duration.between(since, until).dividedBy(BARS).toMinutes());
        return PERIODS.stream()
                .filter(one -> one.toSeconds() % least == 0 && one.compareTo(bar) >= 0)
                .findFirst()
                .orElse(Duration.ofDays(Math.max(1, Math.ceilDiv(bar.toHours(), 24L))));
    }

    private List<Asked> asked(
            CloudWatchClient cloudWatch, WebAcls.Summary acl, Set<Of> wanted, List<String> warnings) {
        Map<Key, Asked> asked = new LinkedHashMap<>();
        Map<String, String> vendors = new HashMap<>();
        for (RuleSummary rule : acl.rules()) {
            RuleSummary.Group group = rule.group();
            if (group != null && !group.vendor().isEmpty()) {
                vendors.put(group.name(), group.vendor());
            }
        }
        Set<String> names = new LinkedHashSet<>(List.of(acl.name()));
        boolean found = published(cloudWatch, acl, acl.name(), vendors, wanted, asked, warnings);
        if (!found && !acl.metric().isEmpty() && !acl.metric().equals(acl.name()) && !namesake.test(acl)) {
            names.add(acl.metric());
            if (published(cloudWatch, acl, acl.metric(), vendors, wanted, asked, warnings)) {
                names.remove(acl.name());
            }
        }
        // A series is listed up to a quarter of an hour after its first value, so what there may be is asked for as well.
        for (String name : names) {
            likely(acl, name).forEach(one -> series(one, acl, vendors)
                    .filter(series -> wanted.contains(series.of()))
                    .ifPresent(series -> asked.putIfAbsent(Key.of(one), new Asked(series, one))));
        }
        List<Asked> sorted = new ArrayList<>(asked.values());
        sorted.sort(Comparator.comparing(one -> one.series().of()));
        return sorted;
    }

    /** Adds what is listed under a name to what is asked; tells whether any of it is of this web ACL and scope. */
    private static boolean published(
            CloudWatchClient cloudWatch,
            WebAcls.Summary acl,
            String name,
            Map<String, String> vendors,
            Set<Of> wanted,
            Map<Key, Asked> asked,
            List<String> warnings) {
        boolean found = false;
        for (Metric one : published(cloudWatch, acl, name, warnings)) {
            Optional<MetricSeries> its = series(one, acl, vendors);
            found |= its.isPresent();
            its.filter(series -> wanted.contains(series.of()))
                    .ifPresent(series -> asked.put(Key.of(one), new Asked(series, one)));
        }
        return found;
    }

    private static Optional<MetricSeries> series(Metric metric, WebAcls.Summary acl, Map<String, String> vendors) {
        Map<String, String> dimensions = new HashMap<>();
        metric.dimensions().forEach(one -> dimensions.put(one.name(), one.value()));
        dimensions.remove(WEB_ACL);
        String region = dimensions.remove(REGION);
        boolean its = acl.named().isRegional() ? acl.named().region().equals(region) : region == null;
        return its && ALL.contains(metric.metricName())
                ? MetricSeries.of(metric.metricName(), dimensions, vendors)
                : Optional.empty();
    }

    private static List<Metric> published(
            CloudWatchClient cloudWatch, WebAcls.Summary acl, String name, List<String> warnings) {
        List<Metric> found = new ArrayList<>();
        try {
            String token = null;
            for (int page = 0; page < MOST_PAGES; page++) {
                String from = token;
                var answer = cloudWatch.listMetrics(request -> request.namespace(NAMESPACE)
                        .dimensions(DimensionFilter.builder().name(WEB_ACL).value(name).build())
                        .nextToken(from));
                found.addAll(answer.metrics());
                token = answer.nextToken();
                if (token == null || token.isEmpty()) {
                    return found;
                }
            }
            warnings.add("The web ACL " + acl.name() + " has more than " + found.size()
                    + " metrics; labels and countries beyond are left out.");
        } catch (SdkException unreadable) {
            warnings.add("Metrics were not listed, so labels, countries and rules inside managed groups are left out: "
                    + AwsErrors.translate(unreadable).message());
        }
        return found;
    }

    /** The series that a web ACL with these rules publishes once something meets them. */
    private static List<Metric> likely(WebAcls.Summary acl, String name) {
        List<Metric> likely = new ArrayList<>();
        ALL.forEach(metric -> likely.add(metric(acl, name, metric, MetricSeries.EVERY_RULE)));
        for (String metric : ENDS) {
            likely.add(metric(acl, name, metric, Verdict.DEFAULT_ACTION));
            if (acl.metered()) {
                likely.add(metric(acl, name, metric, acl.metric()));
            }
        }
        acl.rules().stream().filter(RuleSummary::metered).forEach(rule -> OF_ACTION
                .getOrDefault(rule.action(), ALL.subList(0, 5))
                .forEach(metric -> likely.add(metric(acl, name, metric, rule.metric()))));
        return likely;
    }

    private static Metric metric(WebAcls.Summary acl, String name, String metric, String rule) {
        Map<String, String> dimensions = new TreeMap<>(Map.of("Rule", rule, WEB_ACL, name));
        if (acl.named().isRegional()) {
            dimensions.put(REGION, acl.named().region());
        }
        return metric(metric, dimensions);
    }

    static Metric metric(String metric, Map<String, String> dimensions) {
        return Metric.builder()
                .namespace(NAMESPACE)
                .metricName(metric)
                .dimensions(dimensions.entrySet().stream()
                        .map(one -> Dimension.builder().name(one.getKey()).value(one.getValue()).build())
                        .toList())
                .build();
    }

    static List<MetricSeries> values(
            CloudWatchClient cloudWatch,
            List<Asked> asked,
            Instant since,
            Instant until,
            Duration period,
            int periods,
            List<String> warnings) {
        List<MetricDataQuery> queries = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Metric metric = asked.get(i).metric();
            queries.add(MetricDataQuery.builder()
                    .id("m" + i)
                    .metricStat(stat -> stat.metric(metric).stat("Sum").period((int) period.toSeconds()))
                    .build());
        }
        Map<String, List<Long>> found = new HashMap<>();
        // PartialData is followed by the rest on the next page, so the last word on each counts.
        Map<String, String> states = new HashMap<>();
        String token = null;
        do {
            @Nullable String from = token;
            var answer = cloudWatch.getMetricData(request -> request.metricDataQueries(queries)
                    .startTime(since)
                    .endTime(until)
                    .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                    .nextToken(from));
            answer.metricDataResults().forEach(one -> {
                add(found, one, since, period, periods);
                if (one.statusCode() != null) {
                    states.put(one.id(), one.statusCodeAsString());
                }
            });
            token = answer.nextToken();
        } while (token != null && !token.isEmpty());
        states.values().removeIf(state -> state.equals(StatusCode.COMPLETE.toString()));
        if (!states.isEmpty()) {
            warnings.add("CloudWatch did not give " + states.size() + " of " + asked.size() + " metrics whole ("
                    + String.join(", ", new TreeSet<>(states.values())) + "), so counts may be too low.");
        }
        List<MetricSeries> series = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            List<Long> values = found.get("m" + i);
            if (values != null) {
                series.add(asked.get(i).series().with(List.copyOf(values)));
            }
        }
        return series;
    }

    private static void add(
            Map<String, List<Long>> found, MetricDataResult one, Instant since, Duration period, int periods) {
        for (int i = 0; i < one.values().size(); i++) {
            long at = Duration.between(since, one.timestamps().get(i)).dividedBy(period);
            if (at >= 0 && at < periods) {
                found.computeIfAbsent(one.id(), absent -> new ArrayList<>(Collections.nCopies(periods, 0L)))
                        .set((int) at, Math.round(one.values().get(i)));
            }
        }
    }
}
