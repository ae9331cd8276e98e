package dev.sallyport.core.webacl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.webacl.WafRequest.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.wafv2.model.AllowAction;
import software.amazon.awssdk.services.wafv2.model.BlockAction;
import software.amazon.awssdk.services.wafv2.model.CountAction;
import software.amazon.awssdk.services.wafv2.model.DefaultAction;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupStatement;
import software.amazon.awssdk.services.wafv2.model.NoneAction;
import software.amazon.awssdk.services.wafv2.model.OverrideAction;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.RuleAction;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;
import software.amazon.awssdk.services.wafv2.model.UriPath;
import software.amazon.awssdk.services.wafv2.model.VisibilityConfig;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Web ACLs, statements and requests for tests. */
public final class Acls {
    public static final String ARN =
            "arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/7f3c1a52-90ab-4f0e-9d3e-2b8f1d6f0a11";
    public static final RuleAction BLOCK = RuleAction.builder().block(BlockAction.builder().build()).build();
    public static final RuleAction ALLOW = RuleAction.builder().allow(AllowAction.builder().build()).build();
    public static final RuleAction COUNT = RuleAction.builder().count(CountAction.builder().build()).build();
    public static final FieldToMatch URI = FieldToMatch.builder().uriPath(UriPath.builder().build()).build();

    private Acls() {}

    public static VisibilityConfig visibility(String metric) {
        return VisibilityConfig.builder()
                .metricName(metric)
                .sampledRequestsEnabled(true)
                .cloudWatchMetricsEnabled(true)
                .build();
    }

    /** Default action Allow. */
    public static WebACL acl(Rule... rules) {
        return WebACL.builder()
                .name("edge")
                .id("7f3c1a52-90ab-4f0e-9d3e-2b8f1d6f0a11")
                .arn(ARN)
                .labelNamespace("awswaf:111122223333:webacl:edge:")
                .defaultAction(DefaultAction.builder().allow(AllowAction.builder().build()).build())
                .visibilityConfig(visibility("edge"))
                .rules(rules)
                .build();
    }

    public static Rule rule(String name, int priority, Statement statement, RuleAction action) {
        return Rule.builder()
                .name(name)
                .priority(priority)
                .statement(statement)
                .action(action)
                .visibilityConfig(visibility(name))
                .build();
    }

    public static Rule managed(String name, int priority, Consumer<ManagedRuleGroupStatement.Builder> more) {
        ManagedRuleGroupStatement.Builder group =
                ManagedRuleGroupStatement.builder().vendorName("AWS").name(name);
        more.accept(group);
        return Rule.builder()
                .name("AWS-" + name)
                .priority(priority)
                .statement(Statement.builder().managedRuleGroupStatement(group.build()).build())
                .overrideAction(OverrideAction.builder().none(NoneAction.builder().build()).build())
                .visibilityConfig(visibility("AWS-" + name))
                .build();
    }

    public static List<TextTransformation> transformations(String... types) {
        List<TextTransformation> list = new ArrayList<>();
        for (String type : types) {
            list.add(TextTransformation.builder().priority(list.size()).type(type).build());
        }
        return list;
    }

    public static Statement bytes(FieldToMatch field, String constraint, String search, String... transformations) {
        return Statement.builder()
                .byteMatchStatement(match -> match.fieldToMatch(field)
                        .positionalConstraint(constraint)
                        .searchString(SdkBytes.fromUtf8String(search))
                        .textTransformations(transformations(transformations)))
                .build();
    }

    public static Statement uriStartsWith(String prefix) {
        return bytes(URI, "STARTS_WITH", prefix, "NONE");
    }

    public static WafRequest get(String uri, String args) {
        return request("GET", uri, args, List.of(), "");
    }

    public static WafRequest request(String method, String uri, String args, List<Header> more, String body) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", "d111111abcdef8.cloudfront.net"));
        headers.add(new Header("User-Agent", "Mozilla/5.0"));
        headers.addAll(more);
        return WafRequest.of(
                        Instant.parse("2026-11-23T08:00:00Z"),
                        "request-1",
                        "203.0.113.9",
                        method,
                        uri,
                        args,
                        headers,
                        WafBody.of(body.getBytes(UTF_8)))
                .fromCountry("DE");
    }

    public static Verdict judge(WebACL acl, WafRequest request) {
        return new WebAclEvaluator(acl, RuleSets.none()).evaluate(request, new RateCounters());
    }
}
