package dev.sallyport.core.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A log group as DescribeLogGroups tells it.
 *
 * @param retentionDays null when events are kept for ever
 * @param storedBytes as CloudWatch Logs last counted them
 */
public record LogGroupInfo(
        LogPlace place, @Nullable Integer retentionDays, long storedBytes, @Nullable Instant created) {}
