package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of a web ACL, with what it would have done to traffic.
 *
 * @param id short, for typing
 * @param acl which web ACL
 * @param made when
 * @param by ARN of who made it
 * @param lockToken that was seen then
 * @param before the whole web ACL as it was
 * @param after the whole web ACL as it is to be
 * @param logs what was replayed: files, or a log group and since when; empty when nothing was
 * @param replay as {@code replay} prints it; null when nothing was replayed
 * @param capacity that it takes
 * @param notes what limits it, one sentence each
 * @param state how far it has come
 * @param changed when it came so far
 * @param applied the web ACL as AWS had it once it was applied; null before
 * @param barrier addresses that it blocks for a time; null for other changes
 */
public record Proposal(
        String id,
        Target acl,
        Instant made,
        String by,
        String lockToken,
        JsonNode before,
        JsonNode after,
        List<String> logs,
        @Nullable JsonNode replay,
        CapacityUse capacity,
        List<String> notes,
        ProposalState state,
        Instant changed,
        @Nullable JsonNode applied,
        @Nullable Barrier barrier) {

    /** Refuses what a damaged file may lack. */
    public Proposal {
        for (Object part : new @Nullable Object[] {id, acl, made, by, lockToken, before, after, capacity, state, changed}) {
            Objects.requireNonNull(part);
        }
        logs = List.copyOf(logs);
        notes = List.copyOf(notes);
        replay = replay == null || replay.isNull() ? null : replay;
        applied = applied == null || applied.isNull() ? null : applied;
    }

    /** What it changes. */
    public List<Difference> diff() {
        return AclJson.differences(before, after);
    }

    /** What undoing it changes. */
    public List<Difference> wayBack() {
        return AclJson.differences(standing(), before);
    }

    /** The web ACL that it leaves when it is applied. */
    JsonNode standing() {
        return applied == null ? after : applied;
    }

    /** One line on what was replayed. */
    public String evidence() {
        if (replay == null) {
            return "Nothing was replayed.";
        }
        return replay.path("requests").asLong() + " requests: " + replay.path("same").asLong() + " same, "
                + replay.path("newlyBlocked").asLong() + " newly blocked, " + replay.path("newlyAllowed").asLong()
                + " newly allowed, " + replay.path("unknown").asLong() + " unknown";
    }

    Proposal in(ProposalState next, Instant now, @Nullable JsonNode standing) {
        return new Proposal(
                id, acl, made, by, lockToken, before, after, logs, replay, capacity, notes, next, now, standing, barrier);
    }

    /** The same with the IP set as it is now, which the changed web ACL names. */
    Proposal with(Barrier now) {
        JsonNode named = barrier == null
                ? after
                : AclJson.parsed(after.toString().replace(barrier.arn(), now.arn()));
        return new Proposal(
                id, acl, made, by, lockToken, before, named, logs, replay, capacity, notes, state, changed, applied, now);
    }
}
