package dev.sallyport.core.account;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;

/**
 * The role of the EC2 instance that this machine is, where it is one. Its metadata service is asked only on what the
 * machine's firmware calls an instance ("Identify EC2 instances", EC2 User Guide), or where an endpoint of it was named:
 * elsewhere its address may swallow what is sent there, and every start would wait for that.
 */
final class InstanceRole {
    /** What a session of it is called. */
    static final String NAME = "instance role";

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Map<Path, String> MARKS = Map.of(
            Path.of("/sys/devices/virtual/dmi/id/board_asset_tag"), "i-",
            Path.of("/sys/devices/virtual/dmi/id/sys_vendor"), "amazon ec2",
            Path.of("/sys/hypervisor/uuid"), "ec2");

    private InstanceRole() {}

    /** Its name; empty where there is none, or where metadata is switched off. */
    static Optional<String> named() {
        boolean off = SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValue().orElse(false);
        String endpoint = SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.getStringValueOrThrow();
        boolean isTold = !endpoint.equals(SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.defaultValue());
        return !off && (isTold || isOnInstance()) ? asked(URI.create(endpoint.replaceFirst("/$", ""))) : Optional.empty();
    }

    private static boolean isOnInstance() {
        String files = System.getenv("ProgramFiles");
        return MARKS.entrySet().stream().anyMatch(mark -> begins(mark.getKey(), mark.getValue()))
                || (files != null && Files.isDirectory(Path.of(files, "Amazon", "EC2Launch")));
    }

    private static boolean begins(Path file, String word) {
        try {
            return Files.isReadable(file)
                    && Files.readString(file).toLowerCase(Locale.ROOT).startsWith(word);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** IMDSv2: a token first, and never by way of a proxy. */
    private static Optional<String> asked(URI service) {
        try (HttpClient http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            String token = http.send(
                            HttpRequest.newBuilder(URI.create(service + "/latest/api/token"))
                                    .timeout(PATIENCE)
                                    .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                                    .PUT(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            var role = http.send(
                    HttpRequest.newBuilder(URI.create(service + "/latest/meta-data/iam/security-credentials/"))
                            .timeout(PATIENCE)
                            .header("X-aws-ec2-metadata-token", token)
                            .build(),
                    BodyHandlers.ofString());
            return role.statusCode() == 200 ? role.body().lines().findFirst() : Optional.empty();
        } catch (IOException | IllegalArgumentException noService) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
