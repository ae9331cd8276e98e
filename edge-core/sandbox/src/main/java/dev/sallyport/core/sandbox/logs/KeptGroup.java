package dev.sallyport.core.sandbox.logs;

import java.util.Map;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/** A log group as it is stored. */
record KeptGroup(LogGroup group, Map<String, String> tags) {
    String name() {
        return group.logGroupName();
    }
}
