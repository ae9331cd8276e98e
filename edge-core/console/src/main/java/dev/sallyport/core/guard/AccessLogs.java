package dev.sallyport.core.guard;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ConflictException;
import software.amazon.awssdk.services.cloudwatchlogs.model.Delivery;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Standard logging v2 into a log group (Developer Guide, "Configure standard logging (v2)").
 *
 * @param name of delivery source and destination
 * @param group log group, made here
 * @param distribution its ARN
 */
record AccessLogs(String name, String group, String distribution) implements Measure {
    private static final int RETENTION_DAYS = 30;

    @Override
    public String says() {
        return "Deliver access logs to the log group " + group + ", kept for " + RETENTION_DAYS + " days where it is new";
    }

    @Override
    public String cost() {
        return "CloudWatch Logs charges for each GB that is delivered and kept.";
    }

    @Override
    public String make(AwsClients aws) {
        CloudWatchLogsClient logs = aws.logs(EdgeRegion.NAME);
        try {
            logs.createLogGroup(request -> request.logGroupName(group));
            logs.putRetentionPolicy(request -> request.logGroupName(group).retentionInDays(RETENTION_DAYS));
        } catch (ResourceAlreadyExistsException thereAlready) {
            // Whoever made it has said for how long it keeps what it holds.
        }
        Arn arn = Arn.fromString(distribution);
        String groupArn = Arn.builder()
                .partition(arn.partition())
                .service("logs")
                .region(EdgeRegion.NAME)
                .accountId(arn.accountId().orElse(""))
                .resource("log-group:" + group)
                .build()
                .toString();
        logs.putDeliverySource(
                request -> request.name(name).resourceArn(distribution).logType("ACCESS_LOGS"));
        String destination = logs.putDeliveryDestination(request -> request.name(name)
                        .outputFormat("json")
                        .deliveryDestinationConfiguration(config -> config.destinationResourceArn(groupArn)))
                .deliveryDestination()
                .arn();
        try {
            logs.createDelivery(
                    request -> request.deliverySourceName(name).deliveryDestinationArn(destination));
        } catch (ConflictException madeBefore) {
            // The delivery is there.
        }
        return "";
    }

    @Override
    public Optional<String> unmake(AwsClients aws) {
        CloudWatchLogsClient logs = aws.logs(EdgeRegion.NAME);
        logs.describeDeliveriesPaginator(request -> {}).deliveries().stream()
                .filter(delivery -> name.equals(delivery.deliverySourceName()))
                .map(Delivery::id)
                .toList()
                .forEach(id -> quietly(() -> logs.deleteDelivery(request -> request.id(id))));
        quietly(() -> logs.deleteDeliverySource(request -> request.name(name)));
        quietly(() -> logs.deleteDeliveryDestination(request -> request.name(name)));
        return Optional.of("The log group " + group + " stays with what was logged.");
    }

    private static void quietly(Runnable deletion) {
        try {
            deletion.run();
        } catch (ResourceNotFoundException gone) {
            // As it should be.
        }
    }
}
