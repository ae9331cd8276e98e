package dev.sallyport.core.log;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.DoubleConsumer;

/** Web ACL traffic logs. See AWS WAF Developer Guide, "Log fields for web ACL traffic". */
final class WafTable implements LogTable {
    private static final String RULE = "STRUCT(ruleId VARCHAR)";
    private static final String FIELDS = "timestamp: 'VARCHAR', webaclId: 'VARCHAR', terminatingRuleId: 'VARCHAR',"
            + " terminatingRuleType: 'VARCHAR', action: 'VARCHAR', httpSourceId: 'VARCHAR', responseCodeSent:"
            + " 'VARCHAR',"
            + " httpRequest: 'STRUCT(clientIp VARCHAR, country VARCHAR, headers STRUCT(name VARCHAR, value VARCHAR)[],"
            + " uri VARCHAR, args VARCHAR, httpMethod VARCHAR, requestId VARCHAR, host VARCHAR)',"
            + " labels: 'STRUCT(name VARCHAR)[]', ja3Fingerprint: 'VARCHAR', ja4Fingerprint: 'VARCHAR',"
            + " nonTerminatingMatchingRules: '" + RULE + "[]', ruleGroupList: 'STRUCT(ruleGroupId VARCHAR,"
            + " terminatingRule " + RULE + ", nonTerminatingMatchingRules " + RULE + "[], excludedRules " + RULE
            + "[])[]'";

    @Override
    public void create(LogDatabase database) throws SQLException {
        database.execute(
                "CREATE TABLE waf_lines (\"#ok\" BOOLEAN, timestamp TIMESTAMP, action VARCHAR,"
                        + " terminatingRuleId VARCHAR,"
                        + " terminatingRuleType VARCHAR, webaclId VARCHAR, httpSourceId VARCHAR, clientIp VARCHAR,"
                        + " country VARCHAR, httpMethod VARCHAR, uri VARCHAR, args VARCHAR, host VARCHAR,"
                        + " userAgent VARCHAR, requestId VARCHAR, labels VARCHAR[], ja3Fingerprint VARCHAR,"
                        + " ja4Fingerprint VARCHAR, responseCodeSent INTEGER, \"#rules\" " + RULE + "[],"
                        + " \"#groups\" STRUCT(ruleGroupId VARCHAR, terminatingRule " + RULE
                        + ", nonTerminatingMatchingRules " + RULE + "[], excludedRules " + RULE + "[])[],"
                        + " \"#at\" TIMESTAMP AS (timestamp))",
                done -> {});
        database.execute(
                "CREATE VIEW waf AS SELECT timestamp, action, terminatingRuleId, terminatingRuleType, webaclId,"
                        + " httpSourceId, clientIp, country, httpMethod, uri, args, host, userAgent, requestId, labels,"
                        + " ja3Fingerprint, ja4Fingerprint, responseCodeSent FROM waf_lines WHERE \"#ok\"",
                done -> {});
    }

    @Override
    public void load(LogDatabase database, Path file, LogFormat format, Path spare, DoubleConsumer progress)
            throws SQLException {
        database.execute(
                "INSERT INTO waf_lines SELECT moment IS NOT NULL AND action <> '' AND r IS NOT NULL,"
                        + " moment, action,"
                        + " terminatingRuleId, terminatingRuleType, webaclId, httpSourceId, r.clientIp, r.country,"
                        + " r.httpMethod, r.uri, r.args, coalesce(r.host, " + header("host") + "), "
                        + header("user-agent") + ", r.requestId,"
                        + " coalesce(list_transform(labels, lambda label: label.name), []), ja3Fingerprint,"
                        + " ja4Fingerprint, TRY_CAST(responseCodeSent AS INTEGER), nonTerminatingMatchingRules,"
                        + " ruleGroupList FROM (SELECT *, httpRequest AS r, CASE"
                        + " WHEN TRY_CAST(timestamp AS BIGINT) BETWEEN -62135596800000 AND 253402300799999"
                        + " THEN epoch_ms(CAST(timestamp AS BIGINT)) ELSE TRY_CAST(timestamp AS TIMESTAMP) END"
                        + " AS moment FROM "
                        + LogTable.json(file, FIELDS) + ")",
                progress);
    }

    private static String header(String name) {
        return "list_filter(r.headers, lambda header: lower(header.name) = '" + name + "')[1].value";
    }
}
