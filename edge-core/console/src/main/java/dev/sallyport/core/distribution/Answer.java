package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.shape.Shapes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;

/**
 * What CloudFront told of a distribution, before it is judged.
 *
 * @param config in the form of the API, with what is judged beyond the SDK's model
 * @param source whether the list told it or the whole answer
 * @param unknown members that the model does not have
 * @param eTag of the configuration; empty where it was not told
 */
record Answer(
        DistributionReader.About about,
        ObjectNode config,
        Reading.Source source,
        List<String> unknown,
        String eTag) {
    /** The state of a distribution's configuration, as far as CloudFront tells it. */
    record Version(String eTag, @Nullable Instant lastModified) {
        boolean isSame(@Nullable Version other) {
            if (other == null) {
                return false;
            }
            if (eTag.isEmpty() || other.eTag().isEmpty()) {
                return lastModified != null && lastModified.equals(other.lastModified());
            }
            return eTag.equals(other.eTag());
        }
    }

    /** @param beyond watched the answer */
    static Answer whole(GetDistributionResponse answer, BeyondModel beyond) {
        var found = answer.distribution();
        return new Answer(
                new DistributionReader.About(
                        text(found.id()),
                        text(found.arn()),
                        text(found.domainName()),
                        text(found.status()),
                        found.lastModifiedTime()),
                beyond.completed(Shapes.toJson(found.distributionConfig())),
                Reading.Source.ACCOUNT,
                beyond.unjudged(),
                text(answer.eTag()));
    }

    /** @param beyond watched the answer that the item is of */
    static Answer listed(DistributionSummary item, BeyondModel beyond) {
        String id = text(item.id());
        return new Answer(
                new DistributionReader.About(
                        id, text(item.arn()), text(item.domainName()), text(item.status()), item.lastModifiedTime()),
                beyond.completed(id, Shapes.toJson(item)),
                Reading.Source.LIST,
                beyond.unjudged(id),
                text(item.eTag()));
    }

    String id() {
        return about.id();
    }

    Version version() {
        return new Version(eTag, about.lastModified());
    }

    /** The same configuration in the state that a newer list tells. */
    Answer as(DistributionReader.About now) {
        return new Answer(now, config, source, unknown, eTag);
    }

    Answer with(ObjectNode other) {
        return new Answer(about, other, source, unknown, eTag);
    }

    /** @param logged ARNs of the distributions with standard logging v2, empty when that was not read */
    Distribution judged(Optional<Set<String>> logged, Referenced referenced) {
        Distribution read = DistributionReader.read(
                about,
                config,
                source,
                referenced,
                new Reading.Foreign(Spots.NONE, List.of(), List.of(), unknown));
        boolean mayBeLogged = logged.map(arns -> arns.contains(read.arn())).orElse(true);
        return mayBeLogged ? read.without("no-legacy-logs") : read;
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
