package dev.sallyport.core.webacl;

import static dev.sallyport.core.webacl.Acls.BLOCK;
import static dev.sallyport.core.webacl.Acls.COUNT;
import static dev.sallyport.core.webacl.Acls.acl;
import static dev.sallyport.core.webacl.Acls.get;
import static dev.sallyport.core.webacl.Acls.judge;
import static dev.sallyport.core.webacl.Acls.managed;
import static dev.sallyport.core.webacl.Acls.rule;
import static dev.sallyport.core.webacl.Acls.uriStartsWith;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WafLogRecordTest {
    /** A group that is overridden to count has a terminating rule too; the one that ended the request is the last. */
    @Test
    void theGroupThatEndedARequestIsTheLastThatCameToAnEnd() {
        WafLogRecord record = WafLogRecord.parse("""
                        {"timestamp":1750000000000,"action":"BLOCK","terminatingRuleId":"AWS-Bad",
                         "terminatingRuleType":"MANAGED_RULE_GROUP","httpRequest":{"requestId":"r"},
                         "nonTerminatingMatchingRules":[{"ruleId":"Seen","action":"COUNT"}],
                         "ruleGroupList":[
                          {"ruleGroupId":"AWS#Common","terminatingRule":{"ruleId":"NoUserAgent_HEADER","action":"BLOCK"},
                           "excludedRules":[{"exclusionType":"EXCLUDED_AS_COUNT","ruleId":"Left"}]},
                          {"ruleGroupId":"AWS#Bad","terminatingRule":{"ruleId":"Log4J_URI","action":"BLOCK"}}]}
                        """)
                .orElseThrow();
        assertThat(MetRules.ended(record)).isEqualTo(new MetRules.Ended("Log4J_URI", "AWS/Bad"));
        assertThat(MetRules.of(record))
                .extracting(MetRules.Met::name)
                .containsExactly("AWS/Bad/Log4J_URI", "AWS/Common/Left", "AWS/Common/NoUserAgent_HEADER", "Seen");
    }

    @Test
    void writesTheMembersOfAwsPageInAwsForm() throws Exception {
        var acl = acl(
                rule("watch", 0, uriStartsWith("/"), COUNT), managed("AWSManagedRulesCommonRuleSet", 1, group -> {}));
        WafRequest request = get("/a", "q=<script>");
        JsonNode line = Json.MAPPER.readTree(
                WafLogRecord.of(Acls.ARN, "E2EXAMPLE", request, judge(acl, request)).toJson());
        assertThat(line.path("timestamp").asLong()).isEqualTo(1795420800000L);
        assertThat(line.path("formatVersion").asInt()).isEqualTo(1);
        assertThat(line.path("terminatingRuleId").asText()).isEqualTo("AWS-AWSManagedRulesCommonRuleSet");
        assertThat(line.path("terminatingRuleType").asText()).isEqualTo("MANAGED_RULE_GROUP");
        assertThat(line.path("action").asText()).isEqualTo("BLOCK");
        assertThat(line.path("httpSourceName").asText()).isEqualTo("CF");
        assertThat(line.path("httpSourceId").asText()).isEqualTo("E2EXAMPLE");
        JsonNode group = line.path("ruleGroupList").path(0);
        assertThat(group.path("ruleGroupId").asText()).isEqualTo("AWS#AWSManagedRulesCommonRuleSet");
        assertThat(group.path("terminatingRule").path("ruleId").asText()).isEqualTo("CrossSiteScripting_QUERYARGUMENTS");
        assertThat(group.path("excludedRules").isNull()).isTrue();
        assertThat(line.path("nonTerminatingMatchingRules").path(0).path("ruleId").asText()).isEqualTo("watch");
        assertThat(line.path("requestHeadersInserted").isNull()).isTrue();
        assertThat(line.path("httpRequest").path("httpMethod").asText()).isEqualTo("GET");
        assertThat(line.path("httpRequest").path("country").asText()).isEqualTo("DE");
        assertThat(line.path("labels").path(0).path("name").asText())
                .isEqualTo("awswaf:managed:aws:core-rule-set:CrossSiteScripting_QueryArguments");
    }

    @Test
    void whatIsWrittenReadsBackAsTheSameRecord() {
        WafRequest request = get("/admin", "a=b");
        WafLogRecord record = WafLogRecord.of(
                Acls.ARN, "E2EXAMPLE", request, judge(acl(rule("admin", 1, uriStartsWith("/admin"), BLOCK)), request));
        assertThat(WafLogRecord.parse(record.toJson())).contains(record);
        WafRequest read = record.request();
        assertThat(read.uri()).isEqualTo("/admin");
        assertThat(read.body().known()).isTrue();
        assertThat(record.redacted(Set.of("uri", "header:host")).request().redacted())
                .containsExactlyInAnyOrder("uri", "header:host");
    }

    @Test
    void readsAnOldLineWithNullsAndUnknownMembers() {
        String line = "{\"timestamp\":\"2024-03-20T10:30:00.000Z\",\"action\":\"BLOCK\",\"terminatingRuleId\":\"RG\","
                + "\"terminatingRuleType\":\"GROUP\",\"ruleGroupList\":[{\"ruleGroupId\":\"g\",\"terminatingRule\":{\"ruleId\":\"A\","
                + "\"action\":\"BLOCK\",\"ruleMatchDetails\":null},\"nonTerminatingMatchingRules\":null,\"excludedRules\":null}],"
                + "\"rateBasedRuleList\":[{\"rateBasedRuleId\":\"r\",\"limitKey\":\"IP\",\"maxRateAllowed\":100,\"evaluationWindowSec\":\"300\"}],"
                + "\"httpRequest\":{\"clientIp\":\"203.0.113.45\",\"uri\":\"/x\",\"new\":1},\"future\":{\"a\":1}}";
        WafLogRecord record = WafLogRecord.parse(line).orElseThrow();
        assertThat(record.timestamp()).isEqualTo(1710930600000L);
        assertThat(record.finalAction()).isEqualTo(WafAction.BLOCK);
        assertThat(record.ruleGroupList().getFirst().nonTerminatingMatchingRules()).isEmpty();
        assertThat(record.rateBasedRuleList().getFirst().maxRateAllowed()).isEqualTo("100");
        assertThat(record.request().body().known()).isFalse();
        assertThat(record.request().country()).isEqualTo("-");
        assertThat(record.labels()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{", "[]", "null", "{}", "{\"action\":1,\"httpRequest\":[]}", "{\"action\":\"A\",\"httpRequest\":{\"headers\":3}}"})
    void refusesWhatIsNoRecord(String line) {
        assertThat(WafLogRecord.parse(line)).isEmpty();
    }

    @Property(tries = 300)
    void anyLineIsAnswered(@ForAll String line) {
        assertThat(WafLogRecord.parse(line)).isNotNull();
    }
}
