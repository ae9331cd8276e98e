package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.HitFilter;
import dev.sallyport.core.firewall.RuleSummary;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.webacl.Verdict;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Format;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the page of the firewall says. */
final class Words {
    static final String TITLE = "Firewall";
    static final String READING = "Reading the web ACL's traffic";
    static final String NONE = "No web ACL";
    static final String NONE_WHY =
            "No web ACL exists in this account and Region. The API perimeter blueprint deploys one.";
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
    static final String DEFAULT_ACTION = Badge.ended(Verdict.DEFAULT_ACTION);
    static final String NO_RULE_ENDED = "no rule ended it";
    static final String AS_IN_GROUP = "Group's own";
    static final String FACETS = "Most frequent values";
    static final String FILTERED_BY = "What is looked at";
    static final String REMOVE_FILTER = "Take away the filter ";
    static final String UNFILTER = "Look at all requests";
    static final String NOT = "not";
    static final String LEAVE_OUT = "Leave out ";
    static final String NONE_HAS = "none";
    static final String SPAN_CHOICE = "Other time…";
    static final String SPAN_TITLE = "Look at another time";
    static final String SPAN_FORM = "UTC, as 2026-11-30 14:05. AWS keeps metrics for 15 months, by the minute for 15 days.";
    static final String SPAN_FROM = "From";
    static final String SPAN_TO = "To";
    static final String SPAN_LOOK = "Look";
    static final String SPAN_WRONG = "These are no two times of that form, the earlier one first.";
    static final String CANCEL = "Cancel";
    static final String FROM_LOG = "Counted over the log group ";
    static final String VALUES_OF_ALL = "They do not tell hits and values of a part: the values are those of all requests of"
            + " that time.";
    static final String UNTELLABLE = "The filter was taken away: metrics do not tell %s, and there is no log.";
    static final String NO_METRICS = "The metrics of AWS WAF were not read, so counts are those of the log: ";
    static final String NO_LOG = "The log group %s was not read, so single requests are not shown: ";
    static final String UNTOLD = "Single requests are not told";
    static final String MAKE_GROUP = "To see them here, make a log group whose name begins with aws-waf-logs-:";
    static final String LOG_THERE = "and let the web ACL log there:";
    static final String READ_BUCKET = "Read what it delivered with";
    static final String ASK_SAMPLE = "Without a log, AWS WAF keeps a sample of the last three hours:";
    static final String METRICS_TELL = "Hits and the chart come from metrics, which need no log.";
    static final String COPY = "Copy";
    static final String COPIED = "Command copied.";
    static final String NO_REQUEST = "No request in this time window";

    static final String TRAIL = "Why it ended so";
    static final String EACH_RULE = "Rule by rule";
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

    /** What a rule looks at, and whose it is where it is not the account's own. */
    static String subject(RuleSummary rule) {
        String seen = rule.subject().isEmpty() ? rule.kind() : rule.subject();
        return switch (rule.place()) {
            case OWN -> seen;
            case FIRST -> seen + " (Firewall Manager, first)";
            case LAST -> seen + " (Firewall Manager, last)";
        };
    }

    static String field(HitFilter.Field field) {
        return switch (field) {
            case ACTION -> "Action";
            case RULE -> "Rule";
            case GROUP -> "Rule group";
            case LABEL -> "Label";
            case IP -> "Client";
            case COUNTRY -> "Country";
            case URI -> "URI";
            case USER_AGENT -> "User agent";
            case METHOD -> "Method";
            case HOST -> "Host";
        };
    }

    /** A value as the page shows it. */
    static String value(HitFilter.Field field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return NONE_HAS;
        }
        return switch (field) {
            case ACTION -> Badge.actionWord(value);
            case RULE -> value.equals(Verdict.DEFAULT_ACTION) ? DEFAULT_ACTION : shortened(value);
            case GROUP -> shortened(value);
            default -> value;
        };
    }

    /** Without what all of AWS's groups have in common. */
    static String shortened(String name) {
        return Badge.brief(name);
    }

    static String term(HitFilter.Term term) {
        return (term.without() ? NOT + " " : "") + field(term.field()) + ": " + value(term.field(), term.value());
    }

    static String span(FirewallModel.Span span) {
        String from = Format.utc(span.since());
        String to = Format.utc(span.until());
        return from + " to " + (to.regionMatches(0, from, 0, 10) ? to.substring(11) : to) + " UTC";
    }

    /** Why single requests are not told. */
    static String untold(WebAcls.Summary acl) {
        if (!acl.isLoggingKnown()) {
            return "Where " + acl.name() + " logs may not be read in this session. " + METRICS_TELL;
        }
        if (acl.logGroup() != null) {
            return "The log group " + acl.logGroup() + " was not read. " + METRICS_TELL;
        }
        return acl.logDestination() == null
                ? acl.name() + " does not log. " + METRICS_TELL
                : acl.name() + " logs to " + acl.logBucket().map(Object::toString).orElse(acl.logDestination()) + ". "
                        + METRICS_TELL;
    }

    /** The answer of the page. */
    static String line(FirewallModel.Answer answer) {
        long all = answer.all();
        long blocked = answer.actions().getOrDefault("BLOCK", 0L);
        String time = answer.asked()
                .span()
                .map(span -> "from " + span(span))
                .orElse("in the last " + answer.asked().window());
        boolean filtered = !answer.asked().terms().isEmpty();
        if (all == 0) {
            return filtered
                    ? "No request of " + answer.acl().name() + " fits the filter " + time + "."
                    : "No request met " + answer.acl().name() + " " + time + ".";
        }
        return Format.number(blocked) + " of " + Format.count(all, "request", "requests")
                + (filtered ? " that fit the filter" : "") + " blocked by " + answer.acl().name() + " " + time + ", "
                + Format.percent((double) blocked / all) + ".";
    }

    static String limit(long before, long after) {
        return "limit " + Format.number(before) + " → " + Format.number(after);
    }

    static final String READ_FURTHER = "Read further back";

    private Words() {}

    /** Of a log that was too long to be read at once. */
    static String readBackTo(WebAcls.Summary acl, Instant from, Instant since) {
        return "The log " + acl.logGroup() + " is long: it was read back to " + Format.utc(from) + " UTC, not to "
                + Format.utc(since) + ".";
    }

    /** Behind where numbers come from: what of the log is of other web ACLs. */
    static String leftOut(long others) {
        return others == 0 ? "" : " Left out: " + Format.count(others, "request", "requests") + " of other web ACLs.";
    }
}
