package dev.sallyport.core.guard;

import java.util.List;
import java.util.Map;

/**
 * What decides who may call something that stands.
 *
 * @param key which it is: two looks at the same lock have the same key
 * @param kind {@code REST} or {@code HTTP} of an API, {@code URL} of a function
 * @param arn of everything that can be called behind it
 * @param switched what would demand a signature from then on; empty where everything does already
 * @param gets paths that a GET can be sent to, as far as they are known
 * @param tags of an API, which may tell what made it; none of a function, whose have to be asked for
 * @param measures what lets the edge in and shuts everyone else out, in this order
 */
public record Lock(
        String key,
        String kind,
        String arn,
        List<Switched> switched,
        List<String> gets,
        Map<String, String> tags,
        List<Measure> measures) {
    /**
     * One setting that becomes another, and is given back later.
     *
     * @param what such as {@code the REST API abc123, stage prod: GET /orders}
     * @param before such as {@code NONE}
     * @param after such as {@code AWS_IAM}
     */
    public record Switched(String what, String before, String after) {}

    /**
     * What is told of a lock before it is turned, and not needed to turn it.
     *
     * @param along stages of the same API that would be locked with it, though nothing is put before them
     * @param owner what made it, and would open it the next time it runs
     * @param unknown why {@code along} could not be asked; empty where it could
     */
    public record Beside(List<String> along, Owner owner, String unknown) {}
}
