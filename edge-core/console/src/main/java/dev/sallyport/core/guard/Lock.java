package dev.sallyport.core.guard;

import java.util.ArrayList;
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
 * @param undeployed what the API says otherwise than its stage serves, and would be released with the lock; none where
 *     nothing is deployed for it
 * @param unseen why {@code undeployed} is not all that is; empty where it is
 * @param measures what lets the edge in and shuts everyone else out, in this order
 */
public record Lock(
        String key,
        String kind,
        String arn,
        List<Switched> switched,
        List<String> gets,
        Map<String, String> tags,
        List<String> undeployed,
        String unseen,
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
     * @param later stages that would be locked when they are deployed the next time
     * @param owner what made it, and would open it the next time it runs
     * @param unknown why the stages could not be asked; empty where they could
     */
    public record Beside(List<String> along, List<String> later, Owner owner, String unknown) {
        /** One sentence each, of what answers at {@code host}. */
        public List<String> notes(String host) {
            List<String> notes = new ArrayList<>();
            if (!along.isEmpty()) {
                notes.add("Routes belong to all stages of an HTTP API, so that " + String.join(", ", along) + " of " + host
                        + " demands a signature too, and nothing signs for who calls there.");
            }
            if (!later.isEmpty()) {
                notes.add("Methods belong to all stages of an API, so that " + String.join(", ", later) + " of " + host
                        + " demands a signature too once it is deployed again, and nothing signs for who calls there.");
            }
            if (!unknown.isEmpty()) {
                notes.add("Which other stages of " + host + " are locked along could not be asked: " + unknown);
            }
            if (owner.isSomebody()) {
                notes.add(
                        owner.tool() == Owner.Tool.UNKNOWN
                                ? "What made " + host + " could not be asked; a tool that did may undo the lock."
                                : owner.said() + " made " + host
                                        + ", and its next deployment may undo the lock. Have it demand AWS_IAM as well.");
            }
            return notes;
        }
    }

    /** What is released with the lock, and what of it is not known: one sentence each, of what answers at {@code host}. */
    public List<String> released(String host) {
        return released(undeployed, unseen, host);
    }

    static List<String> released(List<String> undeployed, String unseen, String host) {
        List<String> notes = new ArrayList<>();
        if (!undeployed.isEmpty()) {
            notes.add("The deployment that locks " + host + " also releases what is not deployed yet: "
                    + String.join(", ", undeployed) + ".");
        }
        if (!unseen.isEmpty()) {
            notes.add("The deployment that locks " + host + " releases the API as it is now. " + unseen);
        }
        return notes;
    }
}
