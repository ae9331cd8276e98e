package dev.sallyport.core.firewall;

import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.firewall.ReplaySide.Outcome;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.webacl.RuleSets;
import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * Puts logged traffic through a changed web ACL. Statements about what the log holds are evaluated; managed rules are
 * carried over from the logged labels and rule groups, and unknown where the log does not tell; rate-based rules count the
 * whole log in the order of time. Of a log that several web ACLs wrote, the records of this one count, by its ARN; where it
 * has none, all of them do.
 */
public final class Replay {
    /** Web ACLs of a log that are told apart. */
    private static final int NAMED = 100;

    private final WebAclEvaluator evaluator;
    private final TimeSpan span;
    private final String arn;
    private final boolean rates;
    private final ReplaySide own;
    private final ReplaySide others;
    private final Set<String> named = new TreeSet<>();
    private long strangers;
    private long rejected;
    private long outside;

    private Replay(WebACL acl, RuleSets sets, TimeSpan span) {
        this.span = span;
        this.arn = acl.arn() == null ? "" : acl.arn();
        this.evaluator = new WebAclEvaluator(acl, sets);
        this.own = new ReplaySide(evaluator);
        this.others = new ReplaySide(evaluator);
        this.rates = acl.rules().stream().anyMatch(rule -> rule.statement() != null && rule.statement().rateBasedStatement() != null)
                || sets.ruleGroups().values().stream()
                        .flatMap(group -> group.rules().stream())
                        .anyMatch(rule -> rule.statement() != null && rule.statement().rateBasedStatement() != null);
    }

    /**
     * Replays log files.
     *
     * @param acl the changed web ACL
     * @param sets what it refers to
     * @param log the logged traffic; it stays open
     */
    public static ReplayResult run(WebACL acl, RuleSets sets, WafLines log) {
        Replay replay = new Replay(acl, sets, log.span());
        if (!replay.rates) {
            log.each(replay::line);
            return replay.result(log);
        }
        try {
            TimeOrder.asLongAsOrdered(log, replay::line);
            return replay.result(log);
        } catch (TimeOrder.DisorderException e) {
            Replay again = new Replay(acl, sets, log.span());
            TimeOrder.lines(log, again::line);
            return again.result(log);
        }
    }

    private void line(String line) {
        WafLogRecord record = WafLogRecord.parse(line).orElse(null);
        if (record == null) {
            rejected++;
            return;
        }
        if (!span.holds(Instant.ofEpochMilli(record.timestamp()))) {
            outside++;
            return;
        }
        String id = record.webaclId();
        if (id.isEmpty() || id.equals(arn) || WafArn.of(arn).filter(own -> own.id().equals(id)).isPresent()) {
            own.judge(record);
            return;
        }
        if (named.size() < NAMED) {
            named.add(id);
        }
        strangers++;
        // One record of the web ACL itself is enough to know that the others do not count.
        if (own.requests() == 0) {
            others.judge(record);
        }
    }

    private ReplayResult result(WafLines log) {
        boolean shared = own.requests() > 0 && strangers > 0;
        ReplaySide side = own.requests() > 0 ? own : others;
        List<String> warnings = new ArrayList<>(evaluator.warnings());
        if (shared) {
            OwnRecords.leftOut(strangers).ifPresent(warnings::add);
        } else if (named.size() > 1) {
            warnings.add("The log is of " + (named.size() == NAMED ? "at least " : "") + named.size()
                    + " web ACLs, and none of them is " + (arn.isEmpty() ? "named in the file" : arn)
                    + ": the requests of all of them were replayed.");
        }
        LoadReport read = log.report(own.requests() + strangers, rejected, outside);
        warnings.addAll(read.warnings());
        return new ReplayResult(
                side.requests(),
                side.count(Outcome.SAME),
                side.count(Outcome.BLOCKED),
                side.count(Outcome.ALLOWED),
                side.count(Outcome.UNKNOWN),
                side.changes(),
                side.examples(),
                side.suspects(),
                rejected,
                warnings,
                read);
    }
}
