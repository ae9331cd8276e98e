package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.shape.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;

/**
 * Judges saved output of {@code aws cloudfront get-distribution}, {@code get-distribution-config} or
 * {@code list-distributions}, without any call.
 */
public final class SavedDistributions {
    private SavedDistributions() {}

    /**
     * The distributions in a file.
     *
     * @throws SallyportException {@code SP-FILE} when it cannot be read, {@code SP-NO-DISTRIBUTION} when it is no JSON or
     *     holds no distribution
     */
    public static List<Distribution> read(Path file) {
        JsonNode root = parse(file);
        List<Distribution> found = new ArrayList<>();
        if (root.path("DistributionList").path("Items").isArray()) {
            root.path("DistributionList").path("Items").forEach(item -> found.add(of(item, item)));
        } else if (root.path("Distribution").path("DistributionConfig").isObject()) {
            found.add(of(root.path("Distribution"), root.path("Distribution").path("DistributionConfig")));
        } else if (root.path("DistributionConfig").isObject()) {
            found.add(of(root, root.path("DistributionConfig")));
        } else if (root.path("Origins").isObject() && root.path("DefaultCacheBehavior").isObject()) {
            found.add(of(root, root));
        }
        if (found.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-NO-DISTRIBUTION",
                    file + " holds no distribution.",
                    "Give the output of aws cloudfront get-distribution --id ID.");
        }
        return found;
    }

    private static JsonNode parse(Path file) {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw SallyportException.badInput(
                            "SP-NO-DISTRIBUTION",
                            file + " is not JSON.",
                            "Give the output of aws cloudfront get-distribution --id ID.")
                    .causedBy(e);
        } catch (IOException e) {
            throw SallyportException.badInput("SP-FILE", "Cannot read " + file + ".", "Check the file's name and rights.")
                    .causedBy(e);
        }
    }

    private static Distribution of(JsonNode about, JsonNode config) {
        try {
            return DistributionReader.read(
                    new DistributionReader.About(
                            about.path("Id").asText(""),
                            about.path("ARN").asText(""),
                            about.path("DomainName").asText(""),
                            about.path("Status").asText(""),
                            instant(about.path("LastModifiedTime").asText(""))),
                    Shapes.fromJson(config, DistributionConfig.builder()));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw SallyportException.badInput(
                            "SP-NO-DISTRIBUTION",
                            "The distribution " + about.path("Id").asText("in the file") + " is not in CloudFront's form.",
                            "Save it again with aws cloudfront get-distribution --id ID.")
                    .causedBy(e);
        }
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
