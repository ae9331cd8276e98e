package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.shape.Shapes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudfront.model.CachePolicyType;
import software.amazon.awssdk.services.cloudfront.model.OriginRequestPolicyType;

/** The table agrees with what an account lists as managed. */
class ManagedPoliciesTest {
    @TempDir
    Path home;

    @Test
    void theTableIsWhatAnAccountLists() {
        try (Session session = SandboxSession.open(new Home(home)).session()) {
            var cloudFront = session.clients().cloudFront();
            Map<String, CacheRules> caches = new HashMap<>();
            cloudFront.listCachePolicies(request -> request.type(CachePolicyType.MANAGED)).cachePolicyList().items()
                    .forEach(item -> caches.put(
                            item.cachePolicy().id(),
                            CacheRules.of(Shapes.toJson(item.cachePolicy().cachePolicyConfig())).orElseThrow()));
            assertThat(ManagedPolicies.CACHE).isEqualTo(caches);
            Map<String, Forwarding> forwards = new HashMap<>();
            cloudFront
                    .listOriginRequestPolicies(request -> request.type(OriginRequestPolicyType.MANAGED))
                    .originRequestPolicyList()
                    .items()
                    .forEach(item -> forwards.put(
                            item.originRequestPolicy().id(),
                            Forwarding.of(Shapes.toJson(item.originRequestPolicy().originRequestPolicyConfig()))
                                    .orElseThrow()));
            assertThat(ManagedPolicies.ORIGIN_REQUEST).containsAllEntriesOf(forwards);
            assertThat(ManagedPolicies.ORIGIN_REQUEST.keySet()).hasSize(8);
        }
    }
}
