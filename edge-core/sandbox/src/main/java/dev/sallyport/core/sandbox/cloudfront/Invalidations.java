package dev.sallyport.core.sandbox.cloudfront;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.Invalidation;
import software.amazon.awssdk.services.cloudfront.model.InvalidationBatch;

/** The invalidations of all distributions; each is complete when it is made. */
final class Invalidations {
    private final Shelf<Invalidation> shelf;
    private final Clock clock;

    Invalidations(SandboxState state, Clock clock) {
        this.shelf = state.shelf("cloudfront/invalidations", Invalidation.class);
        this.clock = clock;
    }

    Invalidation create(String distributionId, @Nullable InvalidationBatch batch) {
        if (batch == null || batch.paths() == null || batch.paths().items().isEmpty()) {
            throw CloudFrontFaults.invalidArgument("Your request must include at least one path.");
        }
        Invalidation made = Invalidation.builder()
                .id(CloudFrontIds.upper('I'))
                .status("Completed")
                .createTime(clock.instant())
                .invalidationBatch(batch)
                .build();
        shelf.put(distributionId + '/' + made.id(), made);
        return made;
    }

    Invalidation get(String distributionId, String id) {
        return shelf.get(distributionId + '/' + id)
                .orElseThrow(() ->
                        CloudFrontFaults.of("NoSuchInvalidation", 404, "The specified invalidation does not exist."));
    }

    /** Of one distribution, oldest first. */
    List<Invalidation> of(String distributionId) {
        return shelf.valuesUnder(distributionId + '/').stream()
                .sorted(Comparator.comparing(Invalidation::createTime))
                .toList();
    }

    void removeAll(String distributionId) {
        shelf.keysUnder(distributionId + '/').forEach(shelf::remove);
    }
}
