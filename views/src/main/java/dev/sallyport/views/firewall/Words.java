package dev.sallyport.views.firewall;

import dev.sallyport.views.kit.Format;

/** What the page of the firewall says. */
final class Words {
    static final String TITLE = "Firewall";
    static final String READING = "Reading the web ACL's traffic";
    static final String NONE = "No web ACL";
    static final String NONE_WHY =
            "No web ACL of scope CLOUDFRONT exists in this account. The API perimeter blueprint deploys one.";
    static final String MISSING = "There is no web ACL %s in this account.";
    static final String NO_RULE = "The web ACL has no rule %s.";
    static final String NOT_LATEST = "Request %s is not among the latest ones.";
    static final String CHOOSE = "Choose a blueprint";
    static final String ACL = "Web ACL";
    static final String WINDOW = "Time window";
    static final String FILTER = "Filter the latest %s";
    static final String LIVE = "Live";
    static final String LIVE_MEANS = "Reads the traffic again and again while this page is open";
    static final String RULES = "Rules in the order of evaluation";
    static final String REQUESTS = "Latest requests";
    static final String FACET = "Count requests by";
    static final String NO_REQUEST = "No request in this time window";

    static final String TRAIL = "Why it ended so";
    static final String MATCHED = "Rules that matched";
    static final String WAF_ALONE = "As the web ACL's own log tells it. sallyport explain reads the logs of CloudFront and of"
            + " the edge functions too.";

    static final String TRY = "Try a change";
    static final String TRY_OF = "Try a change of ";
    static final String BACK = "Back to the traffic";
    static final String READING_RULES = "Reading the web ACL's rules";
    static final String NO_OWN_RULE = "This web ACL has no rule of the account's own, so nothing can be changed here.";
    static final String RULE = "Rule";
    static final String INSIDE = "In the rule group";
    static final String WHOLE_GROUP = "The whole group";
    static final String ACTION = "Action";
    static final String OWN_ACTION = "The group's own";
    static final String NOW = "Now: ";
    static final String LIMIT = "Limit, requests in its window";
    static final String SPAN = "Traffic to replay";
    static final String TRY_IT = "See what it would do";
    static final String CHOOSE_CHANGE = "Choose another action or limit. Before anything is changed, the web ACL's own log is put"
            + " through the changed rules.";
    static final String TRYING = "Trying ";
    static final String REPLAYING = "Reading the log and replaying it. AWS is only read.";
    static final String PROPOSING = "Making the proposal. AWS is only read.";
    static final String NOT_REPLAYED = "Nothing was replayed, so what this does to traffic is not known.";
    static final String NO_TRAFFIC = "No request was logged in the %s, so the replay says nothing.";
    static final String ALL_SAME = "%s would end as before.";
    static final String CHANGES = "What of the web ACL changes";
    static final String LIMITS = "What to know of it";
    static final String SUSPECTS = "Likely false positives, the likeliest first";
    static final String SUSPECTS_MEAN = "Newly blocked paths whose clients are otherwise allowed, or send credentials.";
    static final String BEFORE_AFTER = "Requests that each rule matches, before and after";
    static final String EXAMPLES = "Examples";
    static final String REASON = "Reason, for the ledger";
    static final String APPLY_TO = "Apply to ";
    static final String APPLY_MEANS = "%s of %s at AWS, under its lock token; it can be taken back with one press.";
    static final String APPLYING = "Applying the change to ";
    static final String TAKING_BACK = "Taking back the change of ";
    static final String GOES_ON = "It goes on when this page is left.";
    static final String UNLOGGED_NEXT = "Go on without a replay and watch the hits once it is applied, or let the web ACL log"
            + " to CloudWatch Logs first.";
    static final String WITHOUT_REPLAY = "Go on without a replay";
    static final String APPLIED = "Applied: %s is changed as proposal %s says.";
    static final String TAKEN_BACK = "Taken back: %s is as it was before proposal %s.";
    static final String EARLIER = "An earlier run, which was cut short, had done it.";
    static final String NOT_AS_ASKED = "AWS has it otherwise than asked for:";
    static final String CHANGED = "What was changed";
    static final String WATCH = "The next requests show whether that was right: their hits are on this page.";
    static final String ANOTHER = "Try another change";
    static final String LOOK_AGAIN = "Begin again from the web ACL as it is";
    static final String CHANGED_MEANWHILE = "Begin again: a new proposal is made from the web ACL as it is.";
    static final String CHANGED_SINCE = "Look in the AWS account who changed it, then try a change that takes back what is wanted.";
    static final String REPEAT_MEANS = "It looks at the web ACL first, and does what is still missing.";
    static final String TAKE_BACK_OF = "Take back the change of ";
    static final String UNDO_MEANS = "%s of %s at AWS, to what it was before, if nobody changed it since.";
    static final String STANDS = "A change that was applied here at %s UTC stands";
    static final String STANDS_PERHAPS =
            "A change was begun here at %s UTC, and its end is not known; taking it back looks at the web ACL first";

    static String limit(long before, long after) {
        return "limit " + Format.number(before) + " → " + Format.number(after);
    }

    private Words() {}
}
