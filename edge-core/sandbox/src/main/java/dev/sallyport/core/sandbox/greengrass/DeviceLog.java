package dev.sallyport.core.sandbox.greengrass;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.edgefunction.Invocation.LogLine;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.greengrass.StoredDevice.Installed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Carries a component's log to CloudWatch Logs where {@code aws.greengrass.LogManager} is on the device and its
 * configuration names the component, as on AWS; group, stream and line as that component writes them. The sandbox has
 * no token exchange role: its simulated device writes as the account.
 */
final class DeviceLog {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final LogDelivery delivery;

    DeviceLog(LogDelivery delivery) {
        this.delivery = delivery;
    }

    void write(StoredDevice device, Map<String, Installed> installed, String component, List<LogLine> lines) {
        Installed manager = installed.get(PublicComponents.LOG_MANAGER);
        if (manager == null || !uploads(manager.configuration(), component)) {
            return;
        }
        String group = "/aws/greengrass/UserComponent/" + device.region() + "/" + component;
        for (LogLine line : lines) {
            Instant at = line.at();
            delivery.write(
                    new LogDelivery.Destination(
                            Caller.root(),
                            device.region(),
                            group,
                            "/" + DAY.format(at) + "/thing/" + device.thing(),
                            true),
                    at,
                    TIME.format(at) + " [" + (line.level().isEmpty() ? "INFO" : line.level())
                            + "] (simulated-core-device) "
                            + component + ": stdout. " + line.text() + ". {serviceInstance=0, serviceName=" + component
                            + ", currentState=STARTING}");
        }
    }

    /** AWS page "Log manager": the list is the older form of the map. */
    private static boolean uploads(JsonNode configuration, String component) {
        JsonNode uploader = configuration.path("logsUploaderConfiguration");
        if (uploader.path("componentLogsConfigurationMap").has(component)) {
            return true;
        }
        for (JsonNode one : uploader.path("componentLogsConfiguration")) {
            if (one.path("componentName").asText().equals(component)) {
                return true;
            }
        }
        return false;
    }
}
