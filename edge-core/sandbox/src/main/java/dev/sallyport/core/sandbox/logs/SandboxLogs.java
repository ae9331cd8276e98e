package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.delivery.LogGroupArn;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.*;

/**
 * CloudWatch Logs: groups, streams, events, filter patterns, Insights queries, deliveries and resource policies. Events
 * survive a kill of the process.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html">API Reference</a>
 */
public final class SandboxLogs implements CloudWatchLogsClient {
    private final LogsAccess access;
    private final Groups groups;
    private final Streams streams;
    private final Events events;
    private final Reading reading;
    private final ResourcePolicies policies;
    private final Deliveries deliveries;
    private final Queries queries;

    /** Everything is kept in {@code state}; what is too old or too new is judged by {@code clock}. */
    public SandboxLogs(SandboxState state, Authorizer authorizer, Clock clock) {
        this.policies = new ResourcePolicies(state, clock);
        this.access = new LogsAccess(authorizer, policies);
        this.groups = new Groups(state, access, clock);
        this.streams = new Streams(state, clock);
        this.events = new Events(state, clock);
        this.reading = new Reading(events, streams);
        this.deliveries = new Deliveries(state);
        this.queries = new Queries(groups, streams, events);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    // Groups

    @Override
    public CreateLogGroupResponse createLogGroup(CreateLogGroupRequest r) {
        groups.create(r);
        return CreateLogGroupResponse.builder().build();
    }

    @Override
    public DeleteLogGroupResponse deleteLogGroup(DeleteLogGroupRequest r) {
        String name = named("DeleteLogGroup", r.logGroupName());
        groups.delete(name);
        streams.deleteAll(name);
        events.deleteAll(name);
        return DeleteLogGroupResponse.builder().build();
    }

    @Override
    public DescribeLogGroupsResponse describeLogGroups(DescribeLogGroupsRequest r) {
        return groups.describe(r);
    }

    @Override
    public PutRetentionPolicyResponse putRetentionPolicy(PutRetentionPolicyRequest r) {
        groups.retain(named("PutRetentionPolicy", r.logGroupName()), r.retentionInDays());
        return PutRetentionPolicyResponse.builder().build();
    }

    @Override
    public DeleteRetentionPolicyResponse deleteRetentionPolicy(DeleteRetentionPolicyRequest r) {
        groups.change(named("DeleteRetentionPolicy", r.logGroupName()), group -> group.toBuilder()
                .retentionInDays(null)
                .build());
        return DeleteRetentionPolicyResponse.builder().build();
    }

    @Override
    public AssociateKmsKeyResponse associateKmsKey(AssociateKmsKeyRequest r) {
        String key = LogsFaults.present(r.kmsKeyId(), "kmsKeyId");
        groups.change(named("AssociateKmsKey", r.logGroupName()), group -> group.toBuilder().kmsKeyId(key).build());
        return AssociateKmsKeyResponse.builder().build();
    }

    @Override
    public DisassociateKmsKeyResponse disassociateKmsKey(DisassociateKmsKeyRequest r) {
        groups.change(named("DisassociateKmsKey", r.logGroupName()), group -> group.toBuilder().kmsKeyId(null).build());
        return DisassociateKmsKeyResponse.builder().build();
    }

    @Override
    public PutLogGroupDeletionProtectionResponse putLogGroupDeletionProtection(PutLogGroupDeletionProtectionRequest r) {
        groups.change(
                named("PutLogGroupDeletionProtection", r.logGroupIdentifier()),
                group -> group.toBuilder().deletionProtectionEnabled(r.deletionProtectionEnabled()).build());
        return PutLogGroupDeletionProtectionResponse.builder().build();
    }

    private String named(String action, @Nullable String group) {
        String name = LogsAccess.group(group, null);
        access.checkGroup(action, name);
        return name;
    }

    // Tags

    @Override
    public TagResourceResponse tagResource(TagResourceRequest r) {
        tag("TagResource", r.resourceArn(), r.tags(), List.of());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest r) {
        tag("UntagResource", r.resourceArn(), Map.of(), r.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest r) {
        return ListTagsForResourceResponse.builder()
                .tags(tag("ListTagsForResource", r.resourceArn(), Map.of(), List.of()))
                .build();
    }

    private Map<String, String> tag(
            String action, @Nullable String given, Map<String, String> added, List<String> removed) {
        String arn = LogsFaults.present(given, "resourceArn");
        if (LogGroupArn.of(arn).isEmpty()) {
            access.check(action);
            return deliveries.tag(arn, added, removed);
        }
        String name = named(action, arn);
        groups.tag(name, added, removed);
        return groups.get(name).tags();
    }

    // Streams and events

    @Override
    public CreateLogStreamResponse createLogStream(CreateLogStreamRequest r) {
        String stream = LogsFaults.present(r.logStreamName(), "logStreamName");
        String group = stream("CreateLogStream", r.logGroupName(), stream);
        streams.create(group, stream);
        return CreateLogStreamResponse.builder().build();
    }

    @Override
    public DeleteLogStreamResponse deleteLogStream(DeleteLogStreamRequest r) {
        String stream = LogsFaults.present(r.logStreamName(), "logStreamName");
        String group = stream("DeleteLogStream", r.logGroupName(), stream);
        streams.delete(group, stream);
        events.delete(group, stream);
        return DeleteLogStreamResponse.builder().build();
    }

    @Override
    public DescribeLogStreamsResponse describeLogStreams(DescribeLogStreamsRequest r) {
        String group = LogsAccess.group(r.logGroupName(), r.logGroupIdentifier());
        access.checkGroup("DescribeLogStreams", group);
        groups.get(group);
        return streams.describe(group, r);
    }

    @Override
    public PutLogEventsResponse putLogEvents(PutLogEventsRequest r) {
        String stream = LogsFaults.present(r.logStreamName(), "logStreamName");
        String group = stream("PutLogEvents", r.logGroupName(), stream);
        streams.get(group, stream);
        Events.Taken taken = events.put(groups.get(group).group(), stream, r.logEvents());
        if (taken.first() != null) {
            streams.received(group, stream, taken.first(), Objects.requireNonNull(taken.last()));
            groups.change(group, one -> one.toBuilder().storedBytes(one.storedBytes() + taken.bytes()).build());
        }
        return PutLogEventsResponse.builder()
                .nextSequenceToken(Events.id(0, System.nanoTime() & Long.MAX_VALUE))
                .rejectedLogEventsInfo(taken.rejected())
                .build();
    }

    @Override
    public GetLogEventsResponse getLogEvents(GetLogEventsRequest r) {
        String group = LogsAccess.group(r.logGroupName(), r.logGroupIdentifier());
        access.checkStream("GetLogEvents", group, LogsFaults.present(r.logStreamName(), "logStreamName"));
        return reading.get(groups.get(group).group(), r);
    }

    @Override
    public FilterLogEventsResponse filterLogEvents(FilterLogEventsRequest r) {
        String group = LogsAccess.group(r.logGroupName(), r.logGroupIdentifier());
        access.checkGroup("FilterLogEvents", group);
        return reading.filter(groups.get(group).group(), r);
    }

    private String stream(String action, @Nullable String group, String stream) {
        String name = LogsAccess.group(group, null);
        access.checkStream(action, name, stream);
        groups.get(name);
        return name;
    }

    @Override
    public TestMetricFilterResponse testMetricFilter(TestMetricFilterRequest r) {
        access.check("TestMetricFilter");
        FilterPattern pattern = FilterPattern.parse(r.filterPattern() == null ? "" : r.filterPattern());
        List<String> messages = LogsFaults.some(r.logEventMessages(), "logEventMessages");
        List<MetricFilterMatchRecord> matches = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (pattern.matches(messages.get(i))) {
                matches.add(MetricFilterMatchRecord.builder()
                        .eventNumber(i + 1L)
                        .eventMessage(messages.get(i))
                        .extractedValues(Map.of())
                        .build());
            }
        }
        return TestMetricFilterResponse.builder().matches(matches).build();
    }

    // Insights

    @Override
    public StartQueryResponse startQuery(StartQueryRequest r) {
        queries.names(r).forEach(group -> access.checkGroup("StartQuery", group));
        return queries.start(r);
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest r) {
        access.check("GetQueryResults");
        return queries.results(r.queryId());
    }

    @Override
    public StopQueryResponse stopQuery(StopQueryRequest r) {
        access.check("StopQuery");
        return queries.stop(r.queryId());
    }

    // Resource policies

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest r) {
        access.check("PutResourcePolicy");
        return policies.put(r);
    }

    @Override
    public DescribeResourcePoliciesResponse describeResourcePolicies(DescribeResourcePoliciesRequest r) {
        access.check("DescribeResourcePolicies");
        return policies.describe(r);
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest r) {
        access.check("DeleteResourcePolicy");
        policies.delete(r.policyName());
        return DeleteResourcePolicyResponse.builder().build();
    }

    // Deliveries

    /** Runs {@code listener} after each change of a delivery, its source or its destination. */
    public void whenDeliveriesChange(Runnable listener) {
        deliveries.whenChanged(listener);
    }

    @Override
    public PutDeliverySourceResponse putDeliverySource(PutDeliverySourceRequest r) {
        access.check("PutDeliverySource");
        return PutDeliverySourceResponse.builder().deliverySource(deliveries.put(r)).build();
    }

    @Override
    public GetDeliverySourceResponse getDeliverySource(GetDeliverySourceRequest r) {
        access.check("GetDeliverySource");
        return GetDeliverySourceResponse.builder().deliverySource(deliveries.source(r.name())).build();
    }

    @Override
    public DescribeDeliverySourcesResponse describeDeliverySources(DescribeDeliverySourcesRequest r) {
        access.check("DescribeDeliverySources");
        var page = deliveries.sources(r.limit(), r.nextToken());
        return DescribeDeliverySourcesResponse.builder().deliverySources(page.items()).nextToken(page.next()).build();
    }

    @Override
    public DeleteDeliverySourceResponse deleteDeliverySource(DeleteDeliverySourceRequest r) {
        access.check("DeleteDeliverySource");
        deliveries.deleteSource(r.name());
        return DeleteDeliverySourceResponse.builder().build();
    }

    @Override
    public PutDeliveryDestinationResponse putDeliveryDestination(PutDeliveryDestinationRequest r) {
        access.check("PutDeliveryDestination");
        return PutDeliveryDestinationResponse.builder().deliveryDestination(deliveries.put(r)).build();
    }

    @Override
    public GetDeliveryDestinationResponse getDeliveryDestination(GetDeliveryDestinationRequest r) {
        access.check("GetDeliveryDestination");
        return GetDeliveryDestinationResponse.builder().deliveryDestination(deliveries.destination(r.name())).build();
    }

    @Override
    public DescribeDeliveryDestinationsResponse describeDeliveryDestinations(DescribeDeliveryDestinationsRequest r) {
        access.check("DescribeDeliveryDestinations");
        var page = deliveries.destinations(r.limit(), r.nextToken());
        return DescribeDeliveryDestinationsResponse.builder()
                .deliveryDestinations(page.items())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteDeliveryDestinationResponse deleteDeliveryDestination(DeleteDeliveryDestinationRequest r) {
        access.check("DeleteDeliveryDestination");
        deliveries.deleteDestination(r.name());
        return DeleteDeliveryDestinationResponse.builder().build();
    }

    @Override
    public PutDeliveryDestinationPolicyResponse putDeliveryDestinationPolicy(PutDeliveryDestinationPolicyRequest r) {
        access.check("PutDeliveryDestinationPolicy");
        deliveries.putPolicy(r.deliveryDestinationName(), r.deliveryDestinationPolicy());
        return PutDeliveryDestinationPolicyResponse.builder()
                .policy(p -> p.deliveryDestinationPolicy(r.deliveryDestinationPolicy()))
                .build();
    }

    @Override
    public GetDeliveryDestinationPolicyResponse getDeliveryDestinationPolicy(GetDeliveryDestinationPolicyRequest r) {
        access.check("GetDeliveryDestinationPolicy");
        String policy = deliveries.policy(r.deliveryDestinationName());
        return GetDeliveryDestinationPolicyResponse.builder().policy(p -> p.deliveryDestinationPolicy(policy)).build();
    }

    @Override
    public DeleteDeliveryDestinationPolicyResponse deleteDeliveryDestinationPolicy(
            DeleteDeliveryDestinationPolicyRequest r) {
        access.check("DeleteDeliveryDestinationPolicy");
        deliveries.deletePolicy(r.deliveryDestinationName());
        return DeleteDeliveryDestinationPolicyResponse.builder().build();
    }

    @Override
    public CreateDeliveryResponse createDelivery(CreateDeliveryRequest r) {
        access.check("CreateDelivery");
        return CreateDeliveryResponse.builder().delivery(deliveries.create(r)).build();
    }

    @Override
    public GetDeliveryResponse getDelivery(GetDeliveryRequest r) {
        access.check("GetDelivery");
        return GetDeliveryResponse.builder().delivery(deliveries.delivery(r.id())).build();
    }

    @Override
    public DescribeDeliveriesResponse describeDeliveries(DescribeDeliveriesRequest r) {
        access.check("DescribeDeliveries");
        var page = deliveries.deliveries(r.limit(), r.nextToken());
        return DescribeDeliveriesResponse.builder().deliveries(page.items()).nextToken(page.next()).build();
    }

    @Override
    public UpdateDeliveryConfigurationResponse updateDeliveryConfiguration(UpdateDeliveryConfigurationRequest r) {
        access.check("UpdateDeliveryConfiguration");
        deliveries.update(r);
        return UpdateDeliveryConfigurationResponse.builder().build();
    }

    @Override
    public DeleteDeliveryResponse deleteDelivery(DeleteDeliveryRequest r) {
        access.check("DeleteDelivery");
        deliveries.deleteDelivery(r.id());
        return DeleteDeliveryResponse.builder().build();
    }
}
