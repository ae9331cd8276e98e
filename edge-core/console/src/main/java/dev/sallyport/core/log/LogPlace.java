package dev.sallyport.core.log;

import dev.sallyport.core.Arns;
import java.util.Optional;

/**
 * A log group in a Region.
 *
 * @param region such as {@code eu-central-1}
 * @param group name of the log group
 */
public record LogPlace(String region, String group) {
    /** The log group that an ARN names, with or without {@code :*} behind it; empty for any other ARN. */
    public static Optional<LogPlace> ofArn(String arn) {
        return Arns.of(arn)
                .filter(known -> known.service().equals("logs"))
                .filter(known -> known.resource().resourceType().filter("log-group"::equals).isPresent())
                .map(known -> new LogPlace(
                        known.region().orElse(""), known.resource().resource()));
    }
}
