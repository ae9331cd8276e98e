package dev.sallyport.core.distribution;

/**
 * Where a distribution fetches from.
 *
 * @param id unique within the distribution
 * @param domainName of the origin
 * @param path prepended to every request, empty when none
 * @param kind what the domain name says
 * @param protection how it knows the edge
 * @param protocolPolicy {@code http-only}, {@code match-viewer}, {@code https-only}; empty for S3
 */
public record Origin(
        String id, String domainName, String path, OriginKind kind, Protection protection, String protocolPolicy) {}
