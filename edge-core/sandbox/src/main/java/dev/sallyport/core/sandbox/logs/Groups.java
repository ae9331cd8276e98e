package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroupClass;

/** Log groups with their retention, class, key and tags. Everything is stored whatever the class is. */
final class Groups {
    private static final Set<Integer> RETENTION = Set.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    private final Shelf<KeptGroup> shelf;
    private final LogsAccess access;
    private final Clock clock;

    Groups(SandboxState state, LogsAccess access, Clock clock) {
        this.shelf = state.shelf("logs/groups", KeptGroup.class);
        this.access = access;
        this.clock = clock;
    }

    KeptGroup get(String name) {
        return shelf.get(LogsAccess.key(name))
                .orElseThrow(() -> LogsFaults.missing("The specified log group does not exist."));
    }

    void create(CreateLogGroupRequest r) {
        String name = LogsFaults.matching(r.logGroupName(), "logGroupName", "[\\.\\-_/#A-Za-z0-9]+", 512);
        access.checkGroup("CreateLogGroup", name);
        if (name.startsWith("aws/")) {
            throw LogsFaults.invalid("Log groups starting with AWS/ are reserved for AWS.");
        }
        if (r.logGroupClass() == LogGroupClass.UNKNOWN_TO_SDK_VERSION) {
            throw LogsFaults.invalid("Unknown log group class " + r.logGroupClassAsString());
        }
        if (shelf.has(LogsAccess.key(name))) {
            throw LogsFaults.exists("The specified log group already exists");
        }
        String arn = LogsAccess.groupArn(name);
        LogGroup group = LogGroup.builder()
                .logGroupName(name)
                .creationTime(clock.millis())
                .arn(arn + ":*")
                .logGroupArn(arn)
                .metricFilterCount(0)
                .storedBytes(0L)
                .kmsKeyId(r.kmsKeyId())
                .logGroupClass(r.logGroupClass() == null ? LogGroupClass.STANDARD : r.logGroupClass())
                .deletionProtectionEnabled(Boolean.TRUE.equals(r.deletionProtectionEnabled()))
                .build();
        shelf.put(LogsAccess.key(name), new KeptGroup(group, r.hasTags() ? r.tags() : Map.of()));
    }

    void delete(String name) {
        KeptGroup kept = get(name);
        if (Boolean.TRUE.equals(kept.group().deletionProtectionEnabled())) {
            throw LogsFaults.validation("The specified log group has deletion protection enabled.");
        }
        shelf.remove(LogsAccess.key(name));
    }

    DescribeLogGroupsResponse describe(DescribeLogGroupsRequest r) {
        access.check("DescribeLogGroups");
        String prefix = r.logGroupNamePrefix();
        String pattern = r.logGroupNamePattern();
        if (prefix != null && pattern != null) {
            throw LogsFaults.invalid(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }
        List<LogGroup> groups = shelf.valuesUnder(LogsAccess.key(prefix == null ? "" : prefix)).stream()
                .map(KeptGroup::group)
                .filter(group -> pattern == null || group.logGroupName().contains(pattern))
                .filter(group -> r.logGroupClass() == null || group.logGroupClass() == r.logGroupClass())
                .filter(group -> !r.hasLogGroupIdentifiers()
                        || r.logGroupIdentifiers().contains(group.logGroupName())
                        || r.logGroupIdentifiers().contains(group.logGroupArn()))
                .toList();
        Page<LogGroup> page = Page.of(
                        groups, LogsFaults.within(r.limit(), "limit", 50, 50), r.nextToken(), LogGroup::logGroupName)
                .orElseThrow(() -> LogsFaults.invalid("The specified nextToken is invalid."));
        return DescribeLogGroupsResponse.builder().logGroups(page.items()).nextToken(page.next()).build();
    }

    /** Names of all groups in this Region, in order. */
    List<String> names(String prefix) {
        return shelf.valuesUnder(LogsAccess.key(prefix)).stream().map(KeptGroup::name).toList();
    }

    void retain(String name, @Nullable Integer days) {
        if (days == null || !RETENTION.contains(days)) {
            List<Integer> valid = RETENTION.stream().sorted().toList();
            throw LogsFaults.invalid("Invalid retention value. Valid values are: " + valid);
        }
        change(name, group -> group.toBuilder().retentionInDays(days).build());
    }

    void change(String name, UnaryOperator<LogGroup> change) {
        get(name);
        shelf.update(LogsAccess.key(name), kept -> new KeptGroup(change.apply(kept.group()), kept.tags()));
    }

    void tag(String name, Map<String, String> added, List<String> removed) {
        get(name);
        shelf.update(LogsAccess.key(name), kept -> {
            Map<String, String> tags = new HashMap<>(kept.tags());
            tags.putAll(added);
            removed.forEach(tags::remove);
            return new KeptGroup(kept.group(), tags);
        });
    }
}
