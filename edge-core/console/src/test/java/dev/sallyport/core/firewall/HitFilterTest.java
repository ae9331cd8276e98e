package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.firewall.HitFilter.Field;
import dev.sallyport.core.firewall.HitFilter.Term;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Terms over records that differ in one thing each; which ones a filter keeps was counted by hand. */
@SuppressWarnings("NullAway.Init")
class HitFilterTest {
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    private static final String PLAIN =
            """
            "action": "ALLOW", "terminatingRuleId": "Default_Action", "httpRequest": {"requestId": "plain",
            "clientIp": "192.0.2.1", "country": "DE", "uri": "/a", "httpMethod": "GET",
            "headers": [{"name": "User-Agent", "value": "it's"}, {"name": "Host", "value": "h.example.com"}]}""";

    private static final String MANAGED =
            """
            "action": "BLOCK", "terminatingRuleId": "Core", "labels": [{"name": "x:y"}],
            "ruleGroupList": [{"ruleGroupId": "AWS#AWSManagedRulesCommonRuleSet", "terminatingRule": {"ruleId": "XSS"},
            "nonTerminatingMatchingRules": [], "excludedRules": null}],
            "httpRequest": {"requestId": "managed", "clientIp": "192.0.2.2", "country": "US", "uri": "/b",
            "httpMethod": "POST", "headers": []}""";

    private static final String OWN =
            """
            "action": "MONETIZE", "terminatingRuleId": "Pay",
            "nonTerminatingMatchingRules": [{"ruleId": "Bots", "action": "COUNT"}],
            "ruleGroupList": [{"ruleGroupId":
            "arn:aws:wafv2:us-east-1:111122223333:global/rulegroup/mine/8a1f", "terminatingRule": null,
            "nonTerminatingMatchingRules": [{"ruleId": "Inner"}], "excludedRules": [{"ruleId": "Out"}]}],
            "httpRequest": {"requestId": "own", "clientIp": "192.0.2.1", "country": "DE", "uri": "/a",
            "httpMethod": "GET", "headers": []}""";

    private static final String PUZZLE =
            """
            "action": "CAPTCHA", "terminatingRuleId": "Bots", "httpRequest": {"requestId": "puzzle",
            "clientIp": "192.0.2.3", "country": "-", "uri": "/c", "httpMethod": "GET", "headers": []}""";

    @TempDir
    private Path folder;

    private LogStore store;

    @BeforeEach
    void load() {
        store = LogStore.open(new Home(folder));
        List<LogEvent> events = new ArrayList<>();
        for (String record : List.of(PLAIN, MANAGED, OWN, PUZZLE)) {
            Instant at = START.plusSeconds(events.size());
            events.add(new LogEvent(at, "us-east-1", "g", "s", "{\"timestamp\": " + at.toEpochMilli() + ", "
                    + record.replace('\n', ' ') + "}"));
        }
        store.load("g", events);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static HitFilter filter(Term... terms) {
        return new HitFilter(START, START.plusSeconds(60), List.of(terms));
    }

    private List<String> kept(HitFilter filter) {
        return HitTraffic.read(store, filter, 10, 10).latest().stream()
                .map(row -> String.valueOf(row.values().get("requestId")))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
        "ACTION, BLOCK, managed", "ACTION, CHALLENGE, puzzle", "ACTION, UNKNOWN, own",
        "RULE, Default_Action, plain", "RULE, Core, managed", "RULE, Bots, puzzle own",
        "RULE, AWS/AWSManagedRulesCommonRuleSet/XSS, managed", "RULE, mine/Inner, own", "RULE, mine/Out, own",
        "RULE, AWS/AWSManagedRulesCommonRuleSet/Inner, ''", "GROUP, AWS/AWSManagedRulesCommonRuleSet, managed", "GROUP, mine, own", "GROUP, null, puzzle",
        "LABEL, x:y, managed", "LABEL, null, puzzle own plain", "IP, 192.0.2.1, own plain", "COUNTRY, -, puzzle",
        "URI, /a, own plain", "USER_AGENT, it's, plain", "USER_AGENT, null, puzzle own managed", "METHOD, POST, managed",
        "HOST, h.example.com, plain",
    })
    void aTermKeepsWhatHasItsValueAndWithoutItTheRest(Field field, @Nullable String value, String ids) {
        List<String> having = ids.isEmpty() ? List.of() : List.of(ids.split(" ", -1));
        assertThat(kept(filter(new Term(field, value, false)))).isEqualTo(having);
        assertThat(kept(filter(new Term(field, value, true))))
                .isEqualTo(List.of("puzzle", "own", "managed", "plain").stream().filter(id -> !having.contains(id)).toList());
    }

    @Test
    void valuesOfAFieldAreAlternativesAndFieldsAreNot() {
        Term germany = new Term(Field.COUNTRY, "DE", false);
        Term america = new Term(Field.COUNTRY, "US", false);
        assertThat(kept(filter(germany, america))).containsExactly("own", "managed", "plain");
        assertThat(kept(filter(germany, america, new Term(Field.METHOD, "GET", false)))).containsExactly("own", "plain");
        assertThat(kept(new HitFilter(START.plusSeconds(1), START.plusSeconds(3), List.of()))).containsExactly("own", "managed");
    }

    @Test
    void aFacetCountsWhatItsValueKeeps() {
        Map<Field, List<ValueCount>> facets = filter().facets(store, 10);
        assertThat(facets.get(Field.GROUP)).extracting(ValueCount::value).contains((Object) null);
        for (Field field : List.of(Field.GROUP, Field.RULE, Field.LABEL, Field.COUNTRY)) {
            assertThat(facets.getOrDefault(field, List.of())).isNotEmpty().allSatisfy(row -> {
                String value = row.value() == null ? null : row.value().toString();
                assertThat(kept(filter(new Term(field, value, false)))).as(field + " " + value).hasSize((int) row.count());
            });
        }
    }

    @Test
    void aFacetShowsTheValuesBesideTheChosenOne() {
        HitTraffic traffic = HitTraffic.read(store, filter(new Term(Field.COUNTRY, "DE", false)), 10, 10);
        assertThat(traffic.facets().get(Field.COUNTRY))
                .containsExactly(new ValueCount("DE", 2), new ValueCount("-", 1), new ValueCount("US", 1));
        assertThat(traffic.facets().get(Field.URI)).containsExactly(new ValueCount("/a", 2));
        assertThat(traffic.rules())
                .containsOnlyKeys("Default_Action", "Pay", "Bots", "mine/Inner", "mine/Out")
                .containsEntry("Bots", 1L);
        assertThat(traffic.actions()).containsOnlyKeys("ALLOW", "MONETIZE");
    }
}
