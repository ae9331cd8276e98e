package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.ApiKey;
import software.amazon.awssdk.services.apigateway.model.QuotaSettings;
import software.amazon.awssdk.services.apigateway.model.ThrottleSettings;
import software.amazon.awssdk.services.apigateway.model.UsagePlan;

/**
 * API keys and usage plans as they are kept, and what they mean for a request.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html">Usage plans and
 *     API keys for REST APIs</a>
 */
public final class UsagePlans {
    private final Shelf<ApiKey> keys;
    private final Shelf<UsagePlan> plans;
    private final Shelf<String> members;
    private final Shelf<Long> used;
    private final Clock clock;

    UsagePlans(SandboxState state, Clock clock) {
        this.keys = state.shelf("apigateway/api-keys", ApiKey.class);
        this.plans = state.shelf("apigateway/usage-plans", UsagePlan.class);
        this.members = state.shelf("apigateway/usage-plan-keys", String.class);
        this.used = state.shelf("apigateway/usage", Long.class);
        this.clock = clock;
    }

    Shelf<ApiKey> keys() {
        return keys;
    }

    Shelf<UsagePlan> plans() {
        return plans;
    }

    ApiKey key(@Nullable String id) {
        return keys.get(ExecuteApi.key(id)).orElseThrow(() -> GatewayFaults.notFound("API Key"));
    }

    UsagePlan plan(@Nullable String id) {
        return plans.get(ExecuteApi.key(id)).orElseThrow(() -> GatewayFaults.notFound("Usage Plan"));
    }

    private static String member(@Nullable String planId, @Nullable String keyId) {
        return ExecuteApi.key(planId) + '/' + keyId;
    }

    boolean has(@Nullable String planId, @Nullable String keyId) {
        return members.has(member(planId, keyId));
    }

    void add(@Nullable String planId, String keyId) {
        members.put(member(planId, keyId), keyId);
    }

    boolean remove(@Nullable String planId, @Nullable String keyId) {
        return members.remove(member(planId, keyId)).isPresent();
    }

    /** The ids of the keys in a plan. */
    List<String> keysOf(@Nullable String planId) {
        return members.valuesUnder(member(planId, ""));
    }

    /** Forgets a key in every plan. */
    void forgetKey(String keyId) {
        members.keysUnder(ExecuteApi.key("")).stream()
                .filter(member -> member.endsWith('/' + keyId))
                .forEach(members::remove);
    }

    /**
     * The plan under which a key opens a stage; empty where it opens nothing.
     *
     * @param value what the request brought along
     */
    Optional<Admission> admission(DeployedApi api, @Nullable String value) {
        String here = api.region() + '/';
        Optional<ApiKey> key = keys.valuesUnder(here).stream()
                .filter(each -> Boolean.TRUE.equals(each.enabled()) && each.value().equals(value))
                .findFirst();
        return key.flatMap(known -> plans.valuesUnder(here).stream()
                .filter(plan -> members.has(here + plan.id() + '/' + known.id()))
                .filter(plan -> plan.apiStages().stream().anyMatch(stage ->
                        api.apiId().equals(stage.apiId()) && api.stage().stageName().equals(stage.stage())))
                .findFirst()
                .map(plan -> new Admission(known.id(), plan.id(), plan.throttle(), within(here, plan, known))));
    }

    /**
     * What a key that fits gets.
     *
     * @param throttle of each key of the plan, null for none
     * @param within whether the plan's quota is not used up; the request has been counted
     */
    public record Admission(String keyId, String planId, @Nullable ThrottleSettings throttle, boolean within) {}

    private boolean within(String here, UsagePlan plan, ApiKey key) {
        QuotaSettings quota = plan.quota();
        if (quota == null || quota.limit() == null) {
            return true;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate since = switch (quota.periodAsString()) {
            case "WEEK" -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
            case "MONTH" -> today.withDayOfMonth(1);
            case null, default -> today;
        };
        String counter = here + plan.id() + '/' + key.id() + '/' + since;
        synchronized (used) {
            long now = used.get(counter).orElse(0L) + 1;
            used.put(counter, now);
            return now <= quota.limit();
        }
    }
}
