package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.delivery.LogGroupArn;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.core.webacl.WafAction;
import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.core.webacl.WafLogRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.Condition;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.Filter;
import software.amazon.awssdk.services.wafv2.model.LoggingConfiguration;
import software.amazon.awssdk.services.wafv2.model.LoggingFilter;

/** Logging configurations, and which requests they keep in which form. */
final class Logging {
    private final Shelf<LoggingConfiguration> shelf;
    private final Catalog catalog;
    private final Authorizer authorizer;

    Logging(SandboxState state, Catalog catalog, Authorizer authorizer) {
        this.shelf = state.shelf("wafv2/logging", LoggingConfiguration.class);
        this.catalog = catalog;
        this.authorizer = authorizer;
    }

    private void require(String verb, @Nullable String arn) {
        authorizer.require("wafv2:" + verb + "LoggingConfiguration", arn == null ? "*" : arn, null, Map.of());
    }

    LoggingConfiguration put(@Nullable LoggingConfiguration configuration) {
        if (configuration == null || configuration.resourceArn() == null) {
            throw WafFaults.invalid("The resource ARN is missing.", "RESOURCE_ARN", "ResourceArn");
        }
        String arn = configuration.resourceArn();
        require("Put", arn);
        if (catalog.acls().find(arn).isEmpty()) {
            throw WafFaults.missing();
        }
        List<String> destinations = configuration.logDestinationConfigs();
        if (destinations.size() != 1) {
            throw WafFaults.invalid("A web ACL has one log destination.", "LOG_DESTINATION", String.valueOf(destinations));
        }
        String destination = destinations.getFirst();
        Optional<LogGroupArn> group = LogGroupArn.of(destination);
        String name = Arns.isOf(destination, "s3")
                ? Arns.path(destination).getFirst()
                : Arns.isOf(destination, "firehose", "deliverystream")
                        ? Arns.name(destination)
                        : group.map(LogGroupArn::name).orElse("");
        if (!name.startsWith("aws-waf-logs-")) {
            throw WafFaults.invalid("The ARN isn't valid.", "LOG_DESTINATION", destination);
        }
        if (isGlobal(arn) && group.filter(one -> !one.region().equals("us-east-1")).isPresent()) {
            throw WafFaults.invalid("The log group must be in us-east-1.", "LOG_DESTINATION", destination);
        }
        LoggingConfiguration kept = configuration.toBuilder()
                .logDestinationConfigs(destination.replaceFirst(":\\*$", ""))
                .managedByFirewallManager(false)
                .build();
        shelf.put(arn, kept);
        return kept;
    }

    LoggingConfiguration get(@Nullable String arn) {
        require("Get", arn);
        return find(String.valueOf(arn)).orElseThrow(WafFaults::missing);
    }

    void delete(@Nullable String arn) {
        require("Delete", arn);
        if (shelf.remove(String.valueOf(arn)).isEmpty()) {
            throw WafFaults.missing();
        }
    }

    void forget(String arn) {
        shelf.remove(arn);
    }

    List<LoggingConfiguration> list(@Nullable String scope) {
        authorizer.require("wafv2:ListLoggingConfigurations", "*", null, Map.of());
        return shelf.values().stream()
                .filter(one -> isGlobal(one.resourceArn()) == "CLOUDFRONT".equals(scope))
                .toList();
    }

    private static boolean isGlobal(String arn) {
        return WafArn.of(arn).filter(WafArn::global).isPresent();
    }

    Optional<LoggingConfiguration> find(String arn) {
        return shelf.get(arn);
    }

    /** The record as the configuration wants it: redacted, or absent when the filter drops it. */
    static Optional<WafLogRecord> kept(LoggingConfiguration configuration, WafLogRecord record, Verdict verdict) {
        LoggingFilter filter = configuration.loggingFilter();
        if (filter != null && !keeps(filter, verdict)) {
            return Optional.empty();
        }
        Set<String> hidden = new HashSet<>();
        configuration.redactedFields().forEach(field -> hidden.add(part(field)));
        return Optional.of(record.redacted(hidden));
    }

    private static String part(FieldToMatch field) {
        if (field.singleHeader() != null) {
            return "header:" + field.singleHeader().name().toLowerCase(Locale.ROOT);
        }
        return field.uriPath() != null ? "uri" : field.queryString() != null ? "args" : field.method() != null ? "method" : "";
    }

    private static boolean keeps(LoggingFilter filter, Verdict verdict) {
        for (Filter one : filter.filters()) {
            boolean all = "MEETS_ALL".equals(one.requirementAsString());
            Stream<Condition> conditions = one.conditions().stream();
            boolean met = all
                    ? conditions.allMatch(condition -> met(condition, verdict))
                    : conditions.anyMatch(condition -> met(condition, verdict));
            if (met) {
                return "KEEP".equals(one.behaviorAsString());
            }
        }
        return "KEEP".equals(filter.defaultBehaviorAsString());
    }

    private static boolean met(Condition condition, Verdict verdict) {
        if (condition.labelNameCondition() != null) {
            return verdict.labels().contains(condition.labelNameCondition().labelName());
        }
        if (condition.actionCondition() == null) {
            return false;
        }
        String wanted = String.valueOf(condition.actionCondition().actionAsString());
        return switch (wanted) {
            case "COUNT" -> !verdict.nonTerminating().isEmpty();
            case "EXCLUDED_AS_COUNT" -> verdict.groups().stream().anyMatch(group -> !group.excluded().isEmpty());
            default -> verdict.action() == WafAction.named(wanted);
        };
    }
}
