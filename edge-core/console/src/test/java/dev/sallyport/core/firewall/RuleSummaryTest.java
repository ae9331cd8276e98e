package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.firewall.RuleSummary.Place;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules as GetWebACL answers them, also what is newer than this program. */
class RuleSummaryTest {
    private static List<RuleSummary> rules(String acl) throws Exception {
        return RuleSummary.of(Json.MAPPER.readTree(acl));
    }

    @Test
    void groupsOfFirewallManagerStandBeforeAndBehind() throws Exception {
        List<RuleSummary> rules = rules(
                """
                {"Rules": [
                  {"Name": "second", "Priority": 5, "Action": {"Block": {}}, "Statement": {"GeoMatchStatement":
                    {"CountryCodes": ["KP", "IR"]}}, "VisibilityConfig": {"MetricName": "m", "CloudWatchMetricsEnabled": true}},
                  {"Name": "first", "Priority": 1, "Action": {"Monetize": {"Price": 1}}, "Statement": {"NewThingStatement": {}},
                    "VisibilityConfig": {"MetricName": "n", "CloudWatchMetricsEnabled": false}}],
                 "PreProcessFirewallManagerRuleGroups": [{"Name": "FMManagedRuleGroup-1", "Priority": 0,
                   "FirewallManagerStatement": {"ManagedRuleGroupStatement": {"VendorName": "AWS",
                     "Name": "AWSManagedRulesCommonRuleSet", "RuleActionOverrides": [{"Name": "NoUserAgent_HEADER",
                       "ActionToUse": {"Count": {}}}]}}, "OverrideAction": {"None": {}},
                   "VisibilityConfig": {"MetricName": "fm", "CloudWatchMetricsEnabled": true}}],
                 "PostProcessFirewallManagerRuleGroups": [{"Name": "last", "Priority": 0, "FirewallManagerStatement":
                   {"RuleGroupReferenceStatement": {"ARN": "arn:aws:wafv2:us-east-1:1:global/rulegroup/org/1"}},
                   "OverrideAction": {"Count": {}}, "VisibilityConfig": {}}]}""");
        assertThat(rules)
                .extracting(RuleSummary::name)
                .containsExactly("FMManagedRuleGroup-1", "first", "second", "last");
        assertThat(rules)
                .extracting(RuleSummary::place)
                .containsExactly(Place.FIRST, Place.OWN, Place.OWN, Place.LAST);
        assertThat(rules)
                .extracting(RuleSummary::action)
                .containsExactly("as in the group", "monetize", "block", "count");
        assertThat(rules)
                .extracting(RuleSummary::subject)
                .containsExactly("AWS/AWSManagedRulesCommonRuleSet", "new thing", "country KP, IR", "org");
        assertThat(rules).extracting(RuleSummary::metric).containsExactly("fm", "n", "m", "");
        assertThat(rules).extracting(RuleSummary::metered).containsExactly(true, false, true, false);
        assertThat(rules.getFirst().overrides()).containsExactly("NoUserAgent_HEADER: count");
        // A geo match costs 1 WCU (Developer Guide, "Geographic match rule statement").
        assertThat(rules).extracting(RuleSummary::capacity).containsExactly(-1L, -1L, 1L, -1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', value = {
        "{'ByteMatchStatement':{'SearchString':'L2FkbWlu','FieldToMatch':{'UriPath':{}},'PositionalConstraint':'STARTS_WITH'}}"
                + "|URI path starts with “/admin”|match",
        "{'RegexMatchStatement':{'RegexString':'^/a','FieldToMatch':{'SingleHeader':{'Name':'host'}}}}"
                + "|header host matches /^/a/|match",
        "{'SizeConstraintStatement':{'ComparisonOperator':'GT','Size':8192,'FieldToMatch':{'Body':{}}}}"
                + "|body of more than 8,192 bytes|match",
        "{'RateBasedStatement':{'Limit':2000,'AggregateKeyType':'IP','ScopeDownStatement':{'LabelMatchStatement':"
                + "{'Scope':'LABEL','Key':'a:b'}}}}|2,000 in 5 min by IP, only where label a:b|rate-based",
        "{'NotStatement':{'Statement':{'IPSetReferenceStatement':{'ARN':'arn:aws:wafv2:us-east-1:1:global/ipset/office/1'}}}}"
                + "|not (client address in office)|match",
        "{'AndStatement':{'Statements':[{'SqliMatchStatement':{'FieldToMatch':{'AllQueryArguments':{}}}},{'OrStatement':"
                + "{'Statements':[{'XssMatchStatement':{'FieldToMatch':{'JsonBody':{}}}},{'AsnMatchStatement':{'AsnList':[64500]}}]}}]}}"
                + "|SQL injection in query arguments and (cross-site scripting in JSON body or ASN 64500)|match",
    })
    void whatAStatementLooksAtIsSaidInWords(String json, String words, String kind) throws Exception {
        JsonNode statement = Json.MAPPER.readTree(json.replace('\'', '"'));
        assertThat(StatementWords.of(statement)).isEqualTo(words);
        assertThat(StatementWords.kind(statement)).isEqualTo(kind);
    }
}
