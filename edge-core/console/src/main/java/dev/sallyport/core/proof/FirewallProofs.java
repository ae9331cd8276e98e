package dev.sallyport.core.proof;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.pace.Pace;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/** What the web ACL does in front of the stack. */
final class FirewallProofs {
    /** A WAF log line may take minutes on AWS; the sandbox writes it at once. */
    private static final Duration LOG_PATIENCE = Duration.ofMinutes(5);

    private static final String EXPECTED = "CrossSiteScripting_QUERYARGUMENTS";

    private final AwsClients aws;
    private final Subject subject;
    private final String path;

    FirewallProofs(AwsClients aws, Subject subject, String path) {
        this.aws = aws;
        this.subject = subject;
        this.path = path;
    }

    List<Check> checks() {
        return List.of(
                new Check("web-acl-attached", "The web ACL is attached", Lag.EDGE, this::isAttached),
                new Check(
                        "attack-blocked", "A planted cross-site-scripting request is blocked", Lag.EDGE, this::blocksAttack));
    }

    /** Whether one of somebody else's logs is theirs to decide. */
    private Verdict isAttached() {
        String given = subject.parameter("WebAclArn");
        String acl = given.isEmpty() ? subject.output("WebAclArn") : given;
        String attached = aws.cloudFront()
                .getDistributionConfig(request -> request.id(subject.output("DistributionId")))
                .distributionConfig()
                .webACLId();
        if (!acl.equals(attached)) {
            return Verdict.of(false, "the distribution's WebACLId is " + attached + ", not " + acl);
        }
        if (!given.isEmpty()) {
            return Verdict.of(true, "WebACLId is " + acl);
        }
        try {
            return Verdict.of(true, "WebACLId is " + acl + "; it logs to " + String.join(", ", destinations()));
        } catch (WafNonexistentItemException e) {
            return Verdict.of(false, "WebACLId is " + acl + ", but it has no logging configuration");
        }
    }

    private Verdict blocksAttack() throws InterruptedException {
        URI harmless = URI.create(subject.output("DistributionUrl") + path);
        HttpProbe.Answer plain = HttpProbe.send("GET", harmless, Map.of(), null);
        if (plain.status() == 403) {
            // Whatever refuses everyone would be mistaken for the web ACL.
            return Verdict.of(false, "a harmless GET " + harmless + " → " + plain.summary() + " too");
        }
        String mark = UUID.randomUUID().toString();
        Instant sent = Instant.now();
        URI uri = URI.create(harmless + "?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E&sallyport-proof=" + mark);
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        String said = "GET " + uri + " → " + answer.summary();
        if (answer.status() != 403) {
            return Verdict.of(false, said);
        }
        List<String> destinations = destinations();
        Optional<String> group = destinations.stream()
                .map(Arn::fromString)
                .filter(arn -> arn.service().equals("logs"))
                .map(arn -> arn.resource().resource())
                .findFirst();
        if (group.isEmpty()) {
            return Verdict.unknown(said + "; by which rule is written to " + String.join(", ", destinations)
                    + ", and this proof reads log groups only");
        }
        String rule = loggedRule(group.get(), mark, sent);
        return rule.isEmpty()
                ? Verdict.unknown(said + "; no log line within " + LOG_PATIENCE.toMinutes() + " minutes says by which rule")
                : Verdict.of(rule.endsWith("/" + EXPECTED), said + "; blocked by " + rule);
    }

    private List<String> destinations() {
        return aws.waf(EdgeRegion.NAME)
                .getLoggingConfiguration(request -> request.resourceArn(subject.output("WebAclArn")))
                .loggingConfiguration()
                .logDestinationConfigs();
    }

    /** The rule that ended the marked request, as {@code group/rule}; empty when no log line came. */
    private String loggedRule(String group, String mark, Instant sent) throws InterruptedException {
        List<FilteredLogEvent> lines = new ArrayList<>();
        boolean came = Pace.ofQuestions().until(LOG_PATIENCE, () -> lines.addAll(aws.logs(EdgeRegion.NAME)
                .filterLogEventsPaginator(request -> request.logGroupName(group)
                        .startTime(sent.minusSeconds(60).toEpochMilli())
                        .filterPattern('"' + mark + '"'))
                .events()
                .stream()
                .toList()));
        return came ? rule(lines.getFirst().message()) : "";
    }

    private static String rule(String line) {
        return RuleExplanation.read(line)
                .map(RuleExplanation::endedBy)
                .orElse("a log line that is no WAF record");
    }
}
