package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Fault;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The services around Lambda, as far as it calls them: objects, logs and metrics, all kept in memory. */
final class LambdaBench {
    /** Objects by bucket and key. */
    public final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    /** Messages by Region, group and stream. */
    public final Map<String, List<InputLogEvent>> logged = new ConcurrentHashMap<>();

    /** Metric data by namespace. */
    public final Map<String, List<MetricDatum>> measured = new ConcurrentHashMap<>();

    /** {@link #objects} by path. */
    public final S3Client s3 = new S3Client() {
        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}

        @Override
        public <R> R getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
            byte[] found = objects.get(request.bucket() + '/' + request.key());
            if (found == null) {
                throw Fault.of(NoSuchKeyException.builder(), "S3", "NoSuchKey", 404, "No such key.");
            }
            FutureTask<R> task = new FutureTask<>(() -> transformer.transform(
                    GetObjectResponse.builder().build(), AbortableInputStream.create(new ByteArrayInputStream(found))));
            task.run();
            if (task.state() == Future.State.FAILED) {
                throw new IllegalStateException(task.exceptionNow());
            }
            return task.resultNow();
        }
    };

    /** Groups and streams must be made before they are written to. */
    public final CloudWatchLogsClient logs = new CloudWatchLogsClient() {
        private final Set<String> groups = ConcurrentHashMap.newKeySet();

        @Override
        public String serviceName() {
            return "logs";
        }

        @Override
        public void close() {}

        private String key(String group) {
            return Call.current().region() + ' ' + group;
        }

        @Override
        public CreateLogGroupResponse createLogGroup(CreateLogGroupRequest request) {
            groups.add(key(request.logGroupName()));
            return CreateLogGroupResponse.builder().build();
        }

        @Override
        public CreateLogStreamResponse createLogStream(CreateLogStreamRequest request) {
            if (!groups.contains(key(request.logGroupName()))) {
                throw ResourceNotFoundException.builder().message("The specified log group does not exist.").build();
            }
            logged.put(key(request.logGroupName()) + ' ' + request.logStreamName(), new CopyOnWriteArrayList<>());
            return CreateLogStreamResponse.builder().build();
        }

        @Override
        public PutLogEventsResponse putLogEvents(PutLogEventsRequest request) {
            List<InputLogEvent> stream = logged.get(key(request.logGroupName()) + ' ' + request.logStreamName());
            if (stream == null) {
                throw ResourceNotFoundException.builder().message("The specified log stream does not exist.").build();
            }
            stream.addAll(request.logEvents());
            return PutLogEventsResponse.builder().build();
        }
    };

    /** Keeps what is put. */
    public final CloudWatchClient cloudWatch = new CloudWatchClient() {
        @Override
        public String serviceName() {
            return "cloudwatch";
        }

        @Override
        public void close() {}

        @Override
        public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
            measured.computeIfAbsent(request.namespace(), key -> new CopyOnWriteArrayList<>())
                    .addAll(request.metricData());
            return PutMetricDataResponse.builder().build();
        }
    };

    /** All messages of a group in us-east-1, in order of arrival. */
    public List<String> messages(String group) {
        return logged.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("us-east-1 " + group + ' '))
                .flatMap(entry -> entry.getValue().stream())
                .map(InputLogEvent::message)
                .toList();
    }
}
