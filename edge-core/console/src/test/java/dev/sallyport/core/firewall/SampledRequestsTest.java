package dev.sallyport.core.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.webacl.WafAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.GetSampledRequestsRequest;
import software.amazon.awssdk.services.wafv2.model.GetSampledRequestsResponse;
import software.amazon.awssdk.services.wafv2.model.SampledHTTPRequest;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;

/** What is counted of samples that AWS WAF may answer. */
class SampledRequestsTest {
    // A moment is as good as another for what is asked of a stub.
    @SuppressWarnings("TimeInStaticInitializer")
    private static final Instant NOW = Instant.now();
    private static final WebAcls.Summary ACL = new WebAcls.Summary(
            "shop", "1", "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1", WafAction.ALLOW, 9,
            List.of(
                    new RuleSummary("Bots", 0, "match", "", "count"),
                    new RuleSummary(
                            "Admin", 1, "match", "", "block", RuleSummary.Place.OWN, "AdminMetric", false, 1, List.of(), null)),
            null);

    private final Waf waf = new Waf();

    /** Samples by the metric that they are of; others do not exist. */
    private static final class Waf implements Wafv2Client {
        private final Map<String, List<SampledHTTPRequest>> samples = new HashMap<>();
        private final List<String> asked = new ArrayList<>();

        @Override
        public synchronized GetSampledRequestsResponse getSampledRequests(GetSampledRequestsRequest request) {
            asked.add(request.ruleMetricName());
            List<SampledHTTPRequest> found = samples.get(request.ruleMetricName());
            if (found == null) {
                throw WafNonexistentItemException.builder().message("none").build();
            }
            return GetSampledRequestsResponse.builder()
                    .sampledRequests(found)
                    .populationSize(9L)
                    .timeWindow(window -> window.startTime(NOW.minusSeconds(600)).endTime(NOW.minusSeconds(300)))
                    .build();
        }

        @Override
        public String serviceName() {
            return "wafv2";
        }

        @Override
        public void close() {}
    }

    private static SampledHTTPRequest request(String address, String action, long weight) {
        return SampledHTTPRequest.builder()
                .request(http -> http.clientIP(address).country("DE").uri("/a?b"))
                .timestamp(NOW.minusSeconds(400))
                .action(action)
                .weight(weight)
                .build();
    }

    private SampledRequests read(RuleHits.By by) {
        return SampledRequests.read(waf, ACL, NOW.minus(Duration.ofHours(1)), NOW, by);
    }

    @Test
    void onlyRequestsThatMetARuleCountAndEachOnce() {
        waf.samples.put("shop", List.of(request("192.0.2.9", "ALLOW", 1)));
        waf.samples.put("Bots", List.of(request("192.0.2.1", "COUNT", 2), request("192.0.2.2", "COUNT", 3)));
        waf.samples.put("AdminMetric", List.of(request("192.0.2.1", "BLOCK", 2)));
        SampledRequests sample = read(RuleHits.By.IP);
        assertThat(sample.rows(RuleHits.By.IP)).containsExactly(new ValueCount("192.0.2.2", 3), new ValueCount("192.0.2.1", 2));
        assertThat(waf.asked).containsExactlyInAnyOrder("Bots", "AdminMetric");
        assertThat(sample.since()).isEqualTo(NOW.minusSeconds(600));
        assertThat(sample.until()).isEqualTo(NOW.minusSeconds(300));
        assertThat(read(RuleHits.By.RULE).rows(RuleHits.By.RULE))
                .containsExactly(new ValueCount("Bots", 5), new ValueCount("Admin", 2), new ValueCount("Default_Action", 1));
    }

    @Test
    void aMetricWithoutASampleHidesNoOther() {
        waf.samples.put("Bots", List.of(request("192.0.2.1", "COUNT", 2)));
        SampledRequests sample = read(RuleHits.By.URI);
        assertThat(sample.rows(RuleHits.By.URI)).containsExactly(new ValueCount("/a", 2));
        assertThat(sample.missing()).containsExactly("Admin");
    }

    @Test
    void byActionAllAreAskedOrEachForHowItEnded() {
        waf.samples.put("shop", List.of(request("192.0.2.9", "ALLOW", 1)));
        waf.samples.put("Bots", List.of(request("192.0.2.1", "COUNT", 2)));
        waf.samples.put("AdminMetric", List.of(request("192.0.2.1", "BLOCK", 2)));
        assertThat(read(RuleHits.By.ACTION).rows(RuleHits.By.ACTION))
                .containsExactly(new ValueCount("BLOCK", 2), new ValueCount("ALLOW", 1));
        waf.samples.put("ALL", List.of(request("192.0.2.1", "BLOCK", 4)));
        assertThat(read(RuleHits.By.ACTION).rows(RuleHits.By.ACTION)).containsExactly(new ValueCount("BLOCK", 4));
    }
}
