package dev.sallyport.core.bucket;

import java.util.List;

/**
 * What lies in a place for a span of time; nothing of it is read yet.
 *
 * @param place that was looked into
 * @param objects in the order of their keys
 * @param older what lies among them, but was written too early to hold such a record
 * @param gaps a sentence for each thing that may be missing, one for nothing at all too
 */
public record FoundObjects(
        S3Place place, List<LogObject> objects, List<LogObject> older, List<String> gaps) {
    /** All objects together, as stored. */
    public long bytes() {
        return objects.stream().mapToLong(LogObject::size).sum();
    }
}
