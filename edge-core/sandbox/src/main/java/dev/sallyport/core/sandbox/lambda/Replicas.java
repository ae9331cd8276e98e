package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which versions are replicated to the edge, and for which distributions. A replica stays for a while after the last
 * distribution let go of it: hours on AWS, a configurable time here.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html">
 *     Deleting replicas</a>
 */
final class Replicas {
    private final Shelf<Replica> shelf;
    private final Clock clock;
    private final Duration life;

    /**
     * One version at the edge.
     *
     * @param distributions ids that are associated
     * @param released when the last one let go; null while there is one
     */
    record Replica(Set<String> distributions, @Nullable Instant released) {}

    Replicas(SandboxState state, Clock clock, Duration life) {
        this.shelf = state.shelf("lambda/replicas", Replica.class);
        this.clock = clock;
        this.life = life;
    }

    synchronized void associate(String versionArn, String distributionId) {
        Set<String> ids = new TreeSet<>(shelf.get(versionArn).map(Replica::distributions).orElse(Set.of()));
        ids.add(distributionId);
        shelf.put(versionArn, new Replica(ids, null));
    }

    synchronized void release(String versionArn, String distributionId) {
        shelf.update(versionArn, replica -> {
            Set<String> ids = new TreeSet<>(replica.distributions());
            ids.remove(distributionId);
            return new Replica(ids, ids.isEmpty() ? clock.instant() : null);
        });
    }

    /** Whether the version has replicas still; one that is past its time is forgotten. */
    synchronized boolean has(String versionArn) {
        Replica replica = shelf.get(versionArn).orElse(null);
        if (replica == null) {
            return false;
        }
        if (replica.released() != null && !clock.instant().isBefore(replica.released().plus(life))) {
            shelf.remove(versionArn);
            return false;
        }
        return true;
    }
}
