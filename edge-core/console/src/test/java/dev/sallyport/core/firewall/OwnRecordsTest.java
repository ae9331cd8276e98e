package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.WafAction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log group that three web ACLs write to, one of which is in no list. */
class OwnRecordsTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final String ARN = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/%s/%s";

    @TempDir
    Path folder;

    private LogStore store;

    private static WebAcls.Summary acl(String name) {
        return new WebAcls.Summary(
                name, "id-" + name, ARN.formatted(name, "id-" + name), WafAction.ALLOW, 1, List.of(), "aws-waf-logs-all");
    }

    /** One that blocks twice by {@code rule-a}, one that allows three times, one that blocks four times. */
    @BeforeEach
    void load() {
        store = LogStore.open(new Home(folder));
        List<LogEvent> events = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "c", "b", "a", "c", "b", "c")) {
            Instant at = START.plusSeconds(events.size());
            boolean allowed = name.equals("b");
            events.add(new LogEvent(at, "us-east-1", "aws-waf-logs-all", "s", """
                    {"timestamp":%d,"webaclId":"%s","terminatingRuleId":"%s","terminatingRuleType":"REGULAR","action":"%s",\
                    "httpRequest":{"clientIp":"192.0.2.1","country":"DE","uri":"/%s","args":"","httpMethod":"GET",\
                    "requestId":"r%d"}}\
                    """.formatted(
                            at.toEpochMilli(),
                            ARN.formatted(name, "id-" + name),
                            allowed ? "Default_Action" : "rule-" + name,
                            allowed ? "ALLOW" : "BLOCK",
                            name,
                            events.size())));
        }
        store.load("aws-waf-logs-all", events);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void hitsOfOneAreItsOwn() {
        AclHits hits = OwnRecords.hits(store, acl("a").named(), RuleHits.By.URI, "aws-waf-logs-all");
        assertThat(hits.hits().rows()).containsExactly(new ValueCount("/a", 2));
        assertThat(hits.hits().records()).isEqualTo(2);
        assertThat(hits.notes()).containsExactly("The log is of several web ACLs: 7 records of others are left out.");
    }

    @Test
    void thePageOfOneShowsItsOwn() {
        HitFilter filter = new HitFilter(START, START.plusSeconds(5), List.of(), acl("a").named());
        HitTraffic traffic = HitTraffic.read(store, filter, 10, 10);
        assertThat(traffic.actions()).containsOnlyKeys("BLOCK").containsEntry("BLOCK", 1L);
        assertThat(traffic.facets().get(HitFilter.Field.URI)).containsExactly(new ValueCount("/a", 1));
        assertThat(traffic.latest()).hasSize(1);
        assertThat(filter.others(store)).isEqualTo(4);
    }
}
