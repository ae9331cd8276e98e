package dev.sallyport.core.stack;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.stack.Proofs.Outcome;
import dev.sallyport.core.webacl.WafLogRecord;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/** What the web ACL does in front of the stack. */
final class FirewallProofs {
    /** A WAF log line may take minutes on AWS; the sandbox writes it at once. */
    private static final Duration LOG_PATIENCE = Duration.ofMinutes(3);

    private static final String EXPECTED = "CrossSiteScripting_QUERYARGUMENTS";

    private final AwsClients aws;
    private final Map<String, String> outputs;
    private final String path;

    FirewallProofs(AwsClients aws, Map<String, String> outputs, String path) {
        this.aws = aws;
        this.outputs = outputs;
        this.path = path;
    }

    Outcome isAttachedAndLogs() {
        String acl = Objects.requireNonNull(outputs.get("WebAclArn"));
        String attached = aws.cloudFront()
                .getDistributionConfig(request -> request.id(outputs.get("DistributionId")))
                .distributionConfig()
                .webACLId();
        if (!acl.equals(attached)) {
            return new Outcome(false, "the distribution's WebACLId is " + attached + ", not " + acl);
        }
        try {
            String group = logGroup();
            return new Outcome(true, "WebACLId is " + acl + "; it logs to " + group);
        } catch (WafNonexistentItemException e) {
            return new Outcome(false, "WebACLId is " + acl + ", but it has no logging configuration");
        }
    }

    Outcome blocksAttack() throws InterruptedException {
        URI harmless = URI.create(outputs.get("DistributionUrl") + path);
        HttpProbe.Answer plain = HttpProbe.send("GET", harmless, Map.of(), null);
        if (plain.status() == 403) {
            // Whatever refuses everyone would be mistaken for the web ACL.
            return new Outcome(false, "a harmless GET " + harmless + " → " + plain.summary() + " too");
        }
        String mark = UUID.randomUUID().toString();
        Instant sent = Instant.now();
        URI uri = URI.create(
                outputs.get("DistributionUrl") + path + "?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E&sallyport-proof=" + mark);
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        String said = "GET " + uri + " → " + answer.summary();
        if (answer.status() != 403) {
            return new Outcome(false, said);
        }
        String rule = loggedRule(mark, sent);
        return new Outcome(
                rule.endsWith("/" + EXPECTED),
                said + "; " + (rule.isEmpty() ? "no log line within " + LOG_PATIENCE.toMinutes() + " minutes" : "blocked by " + rule));
    }

    private String logGroup() {
        String arn = aws.waf(EdgeRegion.NAME)
                .getLoggingConfiguration(request -> request.resourceArn(outputs.get("WebAclArn")))
                .loggingConfiguration()
                .logDestinationConfigs()
                .getFirst();
        return arn.substring(arn.indexOf(":log-group:") + ":log-group:".length()).replaceFirst(":\\*$", "");
    }

    /** The rule that ended the marked request, as {@code group/rule}; empty when no log line came. */
    private String loggedRule(String mark, Instant sent) throws InterruptedException {
        String group = logGroup();
        Instant patience = sent.plus(LOG_PATIENCE);
        long pause = 50;
        while (Instant.now().isBefore(patience)) {
            var found = aws.logs(EdgeRegion.NAME)
                    .filterLogEvents(request -> request.logGroupName(group)
                            .startTime(sent.minusSeconds(60).toEpochMilli())
                            .filterPattern('"' + mark + '"'))
                    .events();
            if (!found.isEmpty()) {
                return rule(found.getFirst().message());
            }
            Thread.sleep(pause);
            pause = Math.min(pause * 2, 5_000);
        }
        return "";
    }

    private static String rule(String line) {
        return WafLogRecord.parse(line)
                .map(record -> RuleExplanation.of(record).endedBy())
                .orElse("a log line that is no WAF record");
    }
}
