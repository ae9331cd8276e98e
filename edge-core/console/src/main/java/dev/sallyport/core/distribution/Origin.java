package dev.sallyport.core.distribution;

import org.jspecify.annotations.Nullable;

/**
 * Where a distribution fetches from.
 *
 * @param id unique within the distribution
 * @param domainName of the origin
 * @param path prepended to every request, empty when none
 * @param kind what the domain name says
 * @param protection how it knows the edge
 * @param protocolPolicy {@code http-only}, {@code match-viewer}, {@code https-only}; empty for S3
 * @param lock what it asks of its callers itself, null when that was not read
 */
public record Origin(
        String id,
        String domainName,
        String path,
        OriginKind kind,
        Protection protection,
        String protocolPolicy,
        @Nullable OwnLock lock) {
    /**
     * Whether it is known to refuse who does not come through the edge. An origin-request function alone says nothing:
     * whether it signs, and whether the origin asks for a signature, is in the origin's own lock.
     */
    public boolean isLocked() {
        if (lock != null && lock.isOpen()) {
            return false;
        }
        return switch (protection) {
            case OAC, OAI, VPC, MTLS -> true;
            case EDGE_FUNCTION, HEADER, UNKNOWN, NONE -> lock != null && lock.state() == OwnLock.State.CLOSED;
        };
    }

    Origin with(@Nullable OwnLock read) {
        return new Origin(id, domainName, path, kind, protection, protocolPolicy, read);
    }
}
