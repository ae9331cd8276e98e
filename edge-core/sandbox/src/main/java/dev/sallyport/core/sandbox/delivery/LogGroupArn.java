package dev.sallyport.core.sandbox.delivery;

import dev.sallyport.core.Arns;
import java.util.Optional;

/**
 * The log group that an ARN names, with or without {@code :*} behind it. See CloudWatch Logs User Guide, "Actions,
 * resources, and condition keys".
 *
 * @param region where it is
 * @param name without the ARN around it
 */
public record LogGroupArn(String region, String name) {
    /** Empty for any other ARN, and for what is none. */
    public static Optional<LogGroupArn> of(String arn) {
        return Arns.of(arn)
                .filter(known -> known.service().equals("logs"))
                .filter(known -> known.resource().resourceType().filter("log-group"::equals).isPresent())
                .map(known -> new LogGroupArn(known.region().orElse(""), known.resource().resource()));
    }
}
