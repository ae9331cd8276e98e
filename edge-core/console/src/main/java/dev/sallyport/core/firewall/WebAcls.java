package dev.sallyport.core.firewall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.account.WholeAnswer;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafArn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.LoggingConfiguration;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

/** The account's web ACLs, with their rules in the order of evaluation. */
public final class WebAcls {
    /** AWS WAF allows a few calls a second; the SDK waits where it throttles. */
    private static final int AT_ONCE = 4;

    private final AwsClients aws;

    /** Reads through the clients of one session. */
    public WebAcls(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * A web ACL as a list names it.
     *
     * @param name unique within its scope and Region
     * @param id UUID
     * @param arn of the web ACL
     */
    public record Named(String name, String id, String arn) {
        /** Whether it is of scope REGIONAL, for what is not CloudFront. */
        public boolean isRegional() {
            return WafArn.of(arn).filter(one -> !one.global()).isPresent();
        }

        /** Where it is called, and where its metrics are. */
        public String region() {
            return isRegional() ? Arn.fromString(arn).region().orElse(EdgeRegion.NAME) : EdgeRegion.NAME;
        }

        /** Whether it goes by that name, id or ARN. */
        public boolean goesBy(String wanted) {
            return name.equals(wanted) || id.equals(wanted) || arn.equals(wanted);
        }
    }

    /**
     * The web ACLs of an account and a Region.
     *
     * @param acls of scope CLOUDFRONT, then of scope REGIONAL, by name
     * @param warnings a sentence for each scope that could not be listed
     */
    public record Names(List<Named> acls, List<String> warnings) {}

    /**
     * A web ACL.
     *
     * @param name unique within its scope
     * @param id UUID
     * @param arn of the web ACL
     * @param defaultAction what becomes of a request that no rule ended
     * @param capacity in web ACL capacity units
     * @param rules in the order of evaluation, Firewall Manager's among them
     * @param logGroup CloudWatch Logs group it writes to; null when it logs elsewhere or not at all
     * @param logDestination ARN of where it logs; null when it does not
     * @param metric the name of its metrics, which a sample is asked for by too
     * @param metered whether its metrics are published
     * @param logFilter what its logging filter does, in a sentence; null for none
     * @param warnings what of it could not be read, one sentence each
     */
    public record Summary(
            String name,
            String id,
            String arn,
            WafAction defaultAction,
            long capacity,
            List<RuleSummary> rules,
            @Nullable String logGroup,
            @Nullable String logDestination,
            String metric,
            boolean metered,
            @Nullable String logFilter,
            List<String> warnings) {
        /** One that logs to a group, or not at all; its metrics have its name. */
        public Summary(
                String name,
                String id,
                String arn,
                WafAction defaultAction,
                long capacity,
                List<RuleSummary> rules,
                @Nullable String logGroup) {
            this(name, id, arn, defaultAction, capacity, rules, logGroup, null, name, true, null, List.of());
        }

        /** As a list names it. */
        public Named named() {
            return new Named(name, id, arn);
        }

        /** Where its log lies in S3; empty when it logs elsewhere or not at all. */
        public Optional<S3Place> logBucket() {
            return Optional.ofNullable(logDestination)
                    .flatMap(S3Place::ofArn)
                    .flatMap(bucket -> WafArn.of(arn).map(bucket::ofWebAcl));
        }

        /** Whether nothing forbids to say where it logs. */
        public boolean isLoggingKnown() {
            return warnings.isEmpty();
        }
    }

    /**
     * All of scope CLOUDFRONT, in the order of their names; one that is gone meanwhile is left out. Where it is denied to ask
     * where they log, each says so in its warnings.
     */
    public List<Summary> list() {
        return AwsErrors.translating(() -> {
            Map<String, LoggingConfiguration> logging = new HashMap<>();
            List<String> unseen = new ArrayList<>();
            try {
                logging.putAll(logging(aws.waf(EdgeRegion.NAME)));
            } catch (AbortedException stopped) {
                throw stopped;
            } catch (SdkException unreadable) {
                unseen.add("Where the web ACLs log was not seen: "
                        + AwsErrors.translate(unreadable).message());
            }
            return AtOnce.each(named(Scope.CLOUDFRONT, EdgeRegion.NAME), AT_ONCE, one -> readable(
                            one, new Logging(Optional.ofNullable(logging.get(one.arn())), List.copyOf(unseen))))
                    .stream()
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Summary::name))
                    .toList();
        });
    }

    /**
     * The names alone: one question for each scope.
     *
     * @throws SallyportException where neither scope can be listed
     */
    public Names names() {
        return AwsErrors.translating(() -> {
            List<Named> found = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            SdkException failed = null;
            for (Scope scope : List.of(Scope.CLOUDFRONT, Scope.REGIONAL)) {
                try {
                    found.addAll(named(scope, scope == Scope.CLOUDFRONT ? EdgeRegion.NAME : aws.region()));
                } catch (SdkException e) {
                    warnings.add("Web ACLs of scope " + scope + " are not listed: "
                            + AwsErrors.translate(e).message());
                    failed = failed == null ? e : failed;
                }
            }
            if (failed != null && warnings.size() == 2) {
                throw failed;
            }
            return new Names(List.copyOf(found), List.copyOf(warnings));
        });
    }

    /** The names of those of scope CLOUDFRONT. */
    public List<Named> named() {
        return AwsErrors.translating(() -> named(Scope.CLOUDFRONT, EdgeRegion.NAME));
    }

    private List<Named> named(Scope scope, String region) {
        List<Named> found = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.waf(region).listWebACLs(request -> request.scope(scope).limit(100).nextMarker(from));
            for (WebACLSummary one : page.webACLs()) {
                found.add(new Named(one.name(), one.id(), one.arn()));
            }
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        found.sort(Comparator.comparing(Named::name));
        return found;
    }

    /** Where each web ACL logs, by ARN: one question for all. */
    private static Map<String, LoggingConfiguration> logging(Wafv2Client waf) {
        Map<String, LoggingConfiguration> found = new HashMap<>();
        String marker = null;
        do {
            String from = marker;
            var page = waf.listLoggingConfigurations(request -> request.scope(Scope.CLOUDFRONT).nextMarker(from));
            page.loggingConfigurations().forEach(one -> found.put(one.resourceArn(), one));
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return found;
    }

    /**
     * The web ACL of that name, id or ARN, of scope CLOUDFRONT, else of the session's Region.
     *
     * @throws SallyportException {@code SP-NOT-FOUND}
     */
    public Summary find(String name) {
        return AwsErrors.translating(() -> named(Scope.CLOUDFRONT, EdgeRegion.NAME).stream()
                .filter(acl -> acl.goesBy(name))
                .findFirst()
                .or(() -> ofRegion(name))
                .flatMap(acl -> readable(acl, logging(acl)))
                .orElseThrow(() -> missing(name)));
    }

    private Optional<Named> ofRegion(String name) {
        String region = Arns.of(name).flatMap(Arn::region).orElse(aws.region());
        try {
            return named(Scope.REGIONAL, region).stream().filter(acl -> acl.goesBy(name)).findFirst();
        } catch (SdkException unreadable) {
            SallyportException why = AwsErrors.translate(unreadable);
            throw SallyportException.of(
                            why.kind(),
                            why.code(),
                            "There is no web ACL " + name + " of scope CLOUDFRONT in this account, and those of scope REGIONAL in "
                                    + region + " were not listed: " + why.message(),
                            why.next())
                    .causedBy(unreadable);
        }
    }

    private SallyportException missing(String name) {
        return SallyportException.refused(
                "SP-NOT-FOUND",
                "There is no web ACL " + name + " of scope CLOUDFRONT in this account, nor of scope REGIONAL in "
                        + aws.region() + ".",
                "See the names with sallyport inspect.");
    }

    /**
     * Reads one that a list named.
     *
     * @throws SallyportException {@code SP-NOT-FOUND} when it is gone meanwhile
     */
    public Summary read(Named acl) {
        return AwsErrors.translating(() -> readable(acl, logging(acl)).orElseThrow(() -> missing(acl.name())));
    }

    private Optional<Summary> readable(Named acl, Logging logging) {
        try {
            return Optional.of(read(acl, logging));
        } catch (WafNonexistentItemException goneMeanwhile) {
            return Optional.empty();
        }
    }

    /** Where one logs, and what kept that from being seen. */
    private record Logging(Optional<LoggingConfiguration> configuration, List<String> warnings) {}

    private Logging logging(Named acl) {
        try {
            return new Logging(
                    Optional.of(aws.waf(acl.region())
                            .getLoggingConfiguration(request -> request.resourceArn(acl.arn()))
                            .loggingConfiguration()),
                    List.of());
        } catch (WafNonexistentItemException notLogging) {
            return new Logging(Optional.empty(), List.of());
        } catch (AbortedException stopped) {
            throw stopped;
        } catch (SdkException unreadable) {
            return new Logging(
                    Optional.empty(),
                    List.of("Where " + acl.name() + " logs was not seen: "
                            + AwsErrors.translate(unreadable).message()));
        }
    }

    private Summary read(Named named, Logging logging) {
        WholeAnswer answer = new WholeAnswer();
        aws.waf(named.region()).getWebACL(request -> request.scope(named.isRegional() ? Scope.REGIONAL : Scope.CLOUDFRONT)
                .name(named.name())
                .id(named.id())
                .overrideConfiguration(only -> only.addPlugin(answer::listen)));
        JsonNode acl = parsed(answer.text()).path("WebACL");
        JsonNode seen = acl.path("VisibilityConfig");
        List<String> logs =
                logging.configuration().map(LoggingConfiguration::logDestinationConfigs).orElse(List.of());
        return new Summary(
                named.name(),
                named.id(),
                named.arn(),
                acl.path("DefaultAction").has("Block") ? WafAction.BLOCK : WafAction.ALLOW,
                acl.path("Capacity").asLong(),
                RuleSummary.of(acl),
                logs.stream()
                        .flatMap(destination -> LogPlace.ofArn(destination).stream())
                        .map(LogPlace::group)
                        .findFirst()
                        .orElse(null),
                logs.stream().findFirst().orElse(null),
                seen.path("MetricName").asText(),
                seen.path("CloudWatchMetricsEnabled").asBoolean(),
                logging.configuration()
                        .map(LoggingConfiguration::loggingFilter)
                        .map(LogFilter::of)
                        .orElse(null),
                logging.warnings());
    }

    /** Whether another web ACL of its scope and Region has the name that this one's metrics have. */
    boolean isNamesake(Summary acl) {
        Scope scope = acl.named().isRegional() ? Scope.REGIONAL : Scope.CLOUDFRONT;
        return named(scope, acl.named().region()).stream()
                .anyMatch(one -> one.name().equals(acl.metric()) && !one.arn().equals(acl.arn()));
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer that the SDK could read", e);
        }
    }
}
