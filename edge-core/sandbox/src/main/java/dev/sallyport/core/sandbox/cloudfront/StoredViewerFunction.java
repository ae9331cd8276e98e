package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.shape.Shapes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.FunctionConfig;
import software.amazon.awssdk.services.cloudfront.model.FunctionStage;

/**
 * A CloudFront Function as it is kept.
 *
 * @param development what {@code UpdateFunction} changes
 * @param live what {@code PublishFunction} made of it, null before the first time
 */
record StoredViewerFunction(String name, String arn, Stage development, @Nullable Stage live) {
    /** The code and settings of a stage; {@code config} under AWS's member names. */
    record Stage(String code, JsonNode config, String etag, Instant created, Instant modified) {
        FunctionConfig settings() {
            return Shapes.fromJson(config, FunctionConfig.builder());
        }
    }

    /** The stage of that name; null where it is not there, and the one in development where none is named. */
    @Nullable Stage stage(@Nullable FunctionStage stage) {
        return stage == FunctionStage.LIVE ? live : development;
    }
}
