package dev.sallyport.core.log;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.DoubleConsumer;

/**
 * Web ACL traffic logs. See AWS WAF Developer Guide, "Log fields for web ACL traffic". Beside the view's columns a row has
 * {@code "#rules"} and {@code "#groups"}, what it met, and {@code "#met"}, whether that is anything.
 */
final class WafTable implements LogTable {
    private static final String GROUPS =
            """
            STRUCT(ruleGroupId VARCHAR, terminatingRule STRUCT(ruleId VARCHAR),
                nonTerminatingMatchingRules STRUCT(ruleId VARCHAR)[], excludedRules STRUCT(ruleId VARCHAR)[])[]""";

    private static final String FIELDS =
            """
            timestamp: 'VARCHAR', webaclId: 'VARCHAR', terminatingRuleId: 'VARCHAR', terminatingRuleType: 'VARCHAR',
            action: 'VARCHAR', httpSourceId: 'VARCHAR', responseCodeSent: 'VARCHAR',
            httpRequest: 'STRUCT(clientIp VARCHAR, country VARCHAR, headers STRUCT(name VARCHAR, value VARCHAR)[],
                uri VARCHAR, args VARCHAR, httpMethod VARCHAR, requestId VARCHAR, host VARCHAR)',
            labels: 'STRUCT(name VARCHAR)[]', ja3Fingerprint: 'VARCHAR', ja4Fingerprint: 'VARCHAR',
            nonTerminatingMatchingRules: 'STRUCT(ruleId VARCHAR)[]', ruleGroupList: '%s'"""
                    .formatted(GROUPS);

    @Override
    public void create(LogDatabase database) throws SQLException {
        database.execute(
                """
                CREATE TABLE IF NOT EXISTS waf_lines (
                    "#ok" BOOLEAN, timestamp TIMESTAMP, action VARCHAR, terminatingRuleId VARCHAR,
                    terminatingRuleType VARCHAR, webaclId VARCHAR, httpSourceId VARCHAR, clientIp VARCHAR,
                    country VARCHAR, httpMethod VARCHAR, uri VARCHAR, args VARCHAR, host VARCHAR, userAgent VARCHAR,
                    requestId VARCHAR, labels VARCHAR[], ja3Fingerprint VARCHAR, ja4Fingerprint VARCHAR,
                    responseCodeSent INTEGER, "#rules" STRUCT(ruleId VARCHAR)[], "#groups" %s, "#met" BOOLEAN,
                    "#at" TIMESTAMP AS (timestamp))
                """
                        .formatted(GROUPS),
                done -> {});
        database.execute(
                """
                CREATE VIEW IF NOT EXISTS waf AS
                SELECT timestamp, action, terminatingRuleId, terminatingRuleType, webaclId, httpSourceId, clientIp,
                    country, httpMethod, uri, args, host, userAgent, requestId, labels, ja3Fingerprint, ja4Fingerprint,
                    responseCodeSent
                FROM waf_lines
                WHERE "#ok"
                """,
                done -> {});
    }

    @Override
    public void load(LogDatabase database, Path file, LogFormat format, Path spare, DoubleConsumer progress)
            throws SQLException {
        database.execute(
                """
                INSERT INTO waf_lines
                SELECT moment IS NOT NULL AND coalesce(action, '') <> '' AND r IS NOT NULL, moment, action,
                    terminatingRuleId, terminatingRuleType, webaclId, httpSourceId, r.clientIp, r.country, r.httpMethod,
                    r.uri, r.args,
                    coalesce(r.host, list_filter(r.headers, lambda header: lower(header.name) = 'host')[1].value),
                    list_filter(r.headers, lambda header: lower(header.name) = 'user-agent')[1].value,
                    r.requestId, coalesce(list_transform(labels, lambda label: label.name), []), ja3Fingerprint,
                    ja4Fingerprint, TRY_CAST(responseCodeSent AS INTEGER), nonTerminatingMatchingRules, ruleGroupList,
                    coalesce(terminatingRuleId, 'Default_Action') <> 'Default_Action'
                        OR coalesce(len(nonTerminatingMatchingRules), 0) > 0
                        OR coalesce(len(list_filter(ruleGroupList, lambda g: g.terminatingRule.ruleId IS NOT NULL
                            OR len(g.nonTerminatingMatchingRules) > 0 OR len(g.excludedRules) > 0)), 0) > 0
                FROM (
                    SELECT *, httpRequest AS r, CASE
                        WHEN TRY_CAST(timestamp AS BIGINT) BETWEEN -62135596800000 AND 253402300799999
                        THEN epoch_ms(CAST(timestamp AS BIGINT)) ELSE TRY_CAST(timestamp AS TIMESTAMP) END AS moment
                    FROM %s)
                """
                        .formatted(LogTable.json(file, FIELDS)),
                progress);
    }
}
