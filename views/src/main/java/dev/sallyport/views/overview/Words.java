package dev.sallyport.views.overview;

import dev.sallyport.views.kit.Format;

/** What the overview says. */
final class Words {
    static final String TITLE = "Overview";
    static final String READING_POSTURE = "Reading distributions";
    static final String READING_TRAFFIC = "Reading web ACL traffic";
    static final String READING_ROLLOUTS = "Reading rollouts";
    static final String READING_ACCOUNT = "Reading the credentials";
    static final String READING_REVEALS = "Reading the ledger";
    static final String READING_ATTACKS = "Reading attacks";
    static final String POSTURE = "Posture";
    static final String TRAFFIC = "Requests in the last 3 hours";
    static final String RULES = "Rules that blocked most";
    static final String ROLLOUTS = "Rollouts";
    static final String EXPIRY = "What expires";
    static final String NO_RUNTIME_ENDS = "No runtime at the edge ends within half a year.";
    static final String REVEALS = "Last reveals";
    static final String OUT_OF = "of 100";
    static final String NO_FINDING = "No finding takes a point.";
    static final String NO_DISTRIBUTION = "No distribution";
    static final String NO_DISTRIBUTION_WHY = "There is nothing to score before a distribution stands.";
    static final String NO_WEB_ACL = "No web ACL";
    static final String NO_WEB_ACL_WHY = "No web ACL of scope CLOUDFRONT inspects requests in this account.";
    static final String NO_RULE = "No rule blocked a request.";
    static final String NO_ROLLOUT = "No rollout yet";
    static final String NO_ROLLOUT_WHY = "A rollout deploys a blueprint and proves that it holds.";
    static final String NO_REVEAL = "Nothing was revealed";
    static final String NO_REVEAL_WHY = "Each reveal writes an entry with its reason.";
    static final String NEVER_EXPIRES = "These credentials have no end.";
    static final String EXPIRED = "The credentials have ended. Sign in again.";
    static final String BARE = "Nothing is deployed yet.";
    static final String BARE_TITLE = "Deploy the first blueprint";
    static final String BARE_WHY =
            "A blueprint puts a distribution, its web ACL and its edge functions in front of an origin, and proves with"
                    + " real requests that they hold. You see every change before it is made.";
    static final String DEPLOY = "Choose a blueprint";
    static final String ATTACKS = "Attacks";

    private Words() {}

    static String partly(int partly, int all) {
        return "Judged in part: " + partly + " of " + Format.count(all, "distribution", "distributions")
                + ". Opening one reads the rest.";
    }
}
