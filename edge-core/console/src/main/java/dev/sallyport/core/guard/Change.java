package dev.sallyport.core.guard;

/**
 * One thing that becomes another.
 *
 * @param finding id of the finding that it ends
 * @param path in the {@code DistributionConfig}, items of a list under their id or path pattern, such as
 *     {@code CacheBehaviors[/api/*].ViewerProtocolPolicy}; beside it, what is changed and its member, such as
 *     {@code bucket files: PublicAccessBlock}
 * @param before empty where it is new
 * @param after empty where it goes
 */
public record Change(String finding, String path, String before, String after) {
    /** The same the other way round. */
    public Change reversed() {
        return new Change(finding, path, /* before= */ after, /* after= */ before);
    }

    /** Whether it concerns the distribution's own configuration. */
    boolean isOfDistribution() {
        return !path.matches("(?:bucket|function|API|distribution) .*");
    }
}
