package dev.sallyport.core.sandbox.cloudformation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceResponse;

/** Log groups in memory, with AWS's refusals: enough to see what the engine makes, twice makes, or leaves behind. */
final class FakeLogs implements CloudWatchLogsClient {
    final Map<String, LogGroup> groups = new ConcurrentSkipListMap<>();
    final Map<String, Map<String, String>> tags = new ConcurrentSkipListMap<>();

    @Override
    public String serviceName() {
        return "logs";
    }

    @Override
    public void close() {}

    private static AwsErrorDetails error(String code, String message) {
        return AwsErrorDetails.builder().serviceName("CloudWatchLogs").errorCode(code).errorMessage(message).build();
    }

    LogGroup group(String name) {
        return standing(name);
    }

    private LogGroup standing(String name) {
        LogGroup group = groups.get(name);
        if (group == null) {
            throw ResourceNotFoundException.builder()
                    .awsErrorDetails(error("ResourceNotFoundException", "The specified log group does not exist."))
                    .statusCode(400)
                    .build();
        }
        return group;
    }

    @Override
    public CreateLogGroupResponse createLogGroup(CreateLogGroupRequest request) {
        String name = request.logGroupName();
        LogGroup made = LogGroup.builder()
                .logGroupName(name)
                .logGroupClass(request.logGroupClassAsString())
                .arn("arn:aws:logs:us-east-1:111122223333:log-group:" + name + ":*")
                .logGroupArn("arn:aws:logs:us-east-1:111122223333:log-group:" + name)
                .build();
        if (groups.putIfAbsent(name, made) != null) {
            throw ResourceAlreadyExistsException.builder()
                    .awsErrorDetails(error("ResourceAlreadyExistsException", "The specified log group already exists"))
                    .statusCode(400)
                    .build();
        }
        tags.put(name, new ConcurrentSkipListMap<>(request.tags()));
        return CreateLogGroupResponse.builder().build();
    }

    @Override
    public DescribeLogGroupsResponse describeLogGroups(DescribeLogGroupsRequest request) {
        return DescribeLogGroupsResponse.builder()
                .logGroups(groups.values().stream()
                        .filter(group -> group.logGroupName().startsWith(request.logGroupNamePrefix()))
                        .toList())
                .build();
    }

    @Override
    public DeleteLogGroupResponse deleteLogGroup(DeleteLogGroupRequest request) {
        standing(request.logGroupName());
        groups.remove(request.logGroupName());
        return DeleteLogGroupResponse.builder().build();
    }

    @Override
    public PutRetentionPolicyResponse putRetentionPolicy(PutRetentionPolicyRequest request) {
        if (!List.of(1, 3, 5, 7, 14, 30).contains(request.retentionInDays())) {
            throw InvalidParameterException.builder()
                    .awsErrorDetails(error("InvalidParameterException", "1 validation error detected: retentionInDays"))
                    .statusCode(400)
                    .build();
        }
        LogGroup group = standing(request.logGroupName());
        groups.put(
                group.logGroupName(),
                group.toBuilder().retentionInDays(request.retentionInDays()).build());
        return PutRetentionPolicyResponse.builder().build();
    }

    @Override
    public DeleteRetentionPolicyResponse deleteRetentionPolicy(DeleteRetentionPolicyRequest request) {
        LogGroup group = standing(request.logGroupName());
        groups.put(group.logGroupName(), group.toBuilder().retentionInDays(null).build());
        return DeleteRetentionPolicyResponse.builder().build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        of(request.resourceArn()).putAll(request.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        of(request.resourceArn()).keySet().removeAll(request.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    private Map<String, String> of(String arn) {
        return tags.getOrDefault(arn.split(":log-group:", 2)[1], Map.of());
    }
}
