package dev.sallyport.core.firewall;

import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The records of one web ACL in a log that others may write to as well: several web ACLs may have the same destination.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html">Log fields, webaclId</a>
 */
public final class OwnRecords {
    private OwnRecords() {}

    /** A condition as {@link LogBrowser} takes it; a record that names no web ACL counts as this one's. */
    static String condition(WebAcls.Named acl) {
        return Stream.of(null, "", acl.arn(), acl.id())
                .map(own -> LogBrowser.condition("webaclId", own))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** How many of the records that fulfil a condition are of other web ACLs. */
    static long others(LogStore log, WebAcls.Named acl, String where) {
        return log.browse(LogKind.WAF).count(LogBrowser.and(where, LogBrowser.not(condition(acl))));
    }

    /** What the log of a web ACL says by one key, and a sentence about records that were left out. */
    public static AclHits hits(LogStore log, WebAcls.Named acl, RuleHits.By by, String source) {
        RuleHits all = RuleHits.where(log, by, condition(acl));
        long others = others(log, acl, "");
        RuleHits own = new RuleHits(by, all.rows(), all.records() - others, all.rejected(), all.warnings());
        return new AclHits(own, source, leftOut(others).stream().toList());
    }

    /** A sentence about records of other web ACLs; empty where there are none. */
    public static Optional<String> leftOut(long others) {
        return others == 0
                ? Optional.empty()
                : Optional.of("The log is of several web ACLs: " + others
                        + (others == 1 ? " record of another is" : " records of others are") + " left out.");
    }
}
