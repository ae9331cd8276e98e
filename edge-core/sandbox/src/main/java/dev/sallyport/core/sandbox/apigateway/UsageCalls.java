package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.ApiKey;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.CreateApiKeyRequest;
import software.amazon.awssdk.services.apigateway.model.CreateApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanKeyRequest;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanKeyResponse;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanRequest;
import software.amazon.awssdk.services.apigateway.model.CreateUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteApiKeyRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteUsagePlanKeyRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteUsagePlanKeyResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteUsagePlanRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.GetApiKeyRequest;
import software.amazon.awssdk.services.apigateway.model.GetApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.GetApiKeysRequest;
import software.amazon.awssdk.services.apigateway.model.GetApiKeysResponse;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanKeyRequest;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanKeyResponse;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanKeysRequest;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanKeysResponse;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanRequest;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlansRequest;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlansResponse;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UpdateApiKeyRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateUsagePlanRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.UsagePlan;
import software.amazon.awssdk.services.apigateway.model.UsagePlanKey;

/** What callers do to API keys and usage plans; a part of {@link SandboxApiGateway}. */
abstract class UsageCalls extends StageCalls {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int VALUE_LENGTH = 40;

    /** A given value has at least as many characters; source: AWS page "CreateApiKey" and the quotas of API Gateway. */
    private static final int SHORTEST_VALUE = 20;

    private static final int LONGEST_VALUE = 128;
    private static final String STAGES = "/apiStages";

    final UsagePlans usage;

    UsageCalls(SandboxState state, Authorizer authorizer, Clock clock) {
        super(new RestApis(state), authorizer, clock);
        this.usage = new UsagePlans(state, clock);
    }

    @Override
    public CreateApiKeyResponse createApiKey(CreateApiKeyRequest request) {
        require("POST", "/apikeys");
        String value = Objects.requireNonNullElseGet(request.value(), UsageCalls::value);
        if (value.length() < SHORTEST_VALUE || value.length() > LONGEST_VALUE) {
            throw GatewayFaults.bad("API Key value should be at least " + SHORTEST_VALUE + " and at most " + LONGEST_VALUE
                    + " characters");
        }
        boolean taken = usage.keys().valuesUnder(ExecuteApi.key("")).stream()
                .anyMatch(each -> each.value().equals(value));
        if (taken) {
            throw GatewayFaults.conflict("API Key already exists");
        }
        ApiKey.Builder key = ApiKey.builder()
                .id(ExecuteApi.id(10))
                .name(Objects.requireNonNullElse(request.name(), ""))
                .description(request.description())
                .customerId(request.customerId())
                .enabled(Boolean.TRUE.equals(request.enabled()))
                .value(value)
                .createdDate(clock.instant())
                .lastUpdatedDate(clock.instant())
                .stageKeys(request.stageKeys().stream()
                        .map(stage -> stage.restApiId() + '/' + stage.stageName())
                        .toList());
        if (request.hasTags()) {
            key.tags(request.tags());
        }
        ApiKey made = key.build();
        usage.keys().put(ExecuteApi.key(made.id()), made);
        return as(made, CreateApiKeyResponse.builder());
    }

    private static String value() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < VALUE_LENGTH; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static ApiKey shown(ApiKey key, @Nullable Boolean withValue) {
        return Boolean.TRUE.equals(withValue) ? key : key.toBuilder().value(null).build();
    }

    @Override
    public GetApiKeyResponse getApiKey(GetApiKeyRequest request) {
        require("GET", "/apikeys/" + request.apiKey());
        return as(shown(usage.key(request.apiKey()), request.includeValue()), GetApiKeyResponse.builder());
    }

    @Override
    public GetApiKeysResponse getApiKeys(GetApiKeysRequest request) {
        require("GET", "/apikeys");
        Predicate<ApiKey> asked = key -> (request.nameQuery() == null || key.name().startsWith(request.nameQuery()))
                && (request.customerId() == null || request.customerId().equals(key.customerId()));
        return GetApiKeysResponse.builder()
                .items(usage.keys().valuesUnder(ExecuteApi.key("")).stream()
                        .filter(asked)
                        .map(key -> shown(key, request.includeValues()))
                        .toList())
                .build();
    }

    @Override
    public UpdateApiKeyResponse updateApiKey(UpdateApiKeyRequest request) {
        require("PATCH", "/apikeys/" + request.apiKey());
        ApiKey changed = Patches.apply(usage.key(request.apiKey()), ApiKey.builder(), request.patchOperations())
                .toBuilder()
                .lastUpdatedDate(clock.instant())
                .build();
        usage.keys().put(ExecuteApi.key(changed.id()), changed);
        return as(shown(changed, false), UpdateApiKeyResponse.builder());
    }

    @Override
    public DeleteApiKeyResponse deleteApiKey(DeleteApiKeyRequest request) {
        require("DELETE", "/apikeys/" + request.apiKey());
        String id = usage.key(request.apiKey()).id();
        usage.forgetKey(id);
        usage.keys().remove(ExecuteApi.key(id));
        return DeleteApiKeyResponse.builder().build();
    }

    @Override
    public CreateUsagePlanResponse createUsagePlan(CreateUsagePlanRequest request) {
        require("POST", "/usageplans");
        request.apiStages().forEach(stage -> apis.find(stage.apiId()).stage(String.valueOf(stage.stage())));
        UsagePlan.Builder plan = UsagePlan.builder()
                .id(ExecuteApi.id(6))
                .name(GatewayFaults.needed(request.name(), "Usage plan name"))
                .description(request.description())
                .apiStages(request.apiStages())
                .throttle(request.throttle())
                .quota(request.quota());
        if (request.hasTags()) {
            plan.tags(request.tags());
        }
        UsagePlan made = plan.build();
        usage.plans().put(ExecuteApi.key(made.id()), made);
        return as(made, CreateUsagePlanResponse.builder());
    }

    @Override
    public GetUsagePlanResponse getUsagePlan(GetUsagePlanRequest request) {
        require("GET", "/usageplans/" + request.usagePlanId());
        return as(usage.plan(request.usagePlanId()), GetUsagePlanResponse.builder());
    }

    @Override
    public GetUsagePlansResponse getUsagePlans(GetUsagePlansRequest request) {
        require("GET", "/usageplans");
        return GetUsagePlansResponse.builder()
                .items(usage.plans().valuesUnder(ExecuteApi.key("")).stream()
                        .filter(plan -> request.keyId() == null || usage.has(plan.id(), request.keyId()))
                        .toList())
                .build();
    }

    /** Stages come and go by their names, {@code apiId:stage}; the rest is patched as any shape. */
    @Override
    public UpdateUsagePlanResponse updateUsagePlan(UpdateUsagePlanRequest request) {
        require("PATCH", "/usageplans/" + request.usagePlanId());
        UsagePlan had = usage.plan(request.usagePlanId());
        List<ApiStage> stages = new ArrayList<>(had.apiStages());
        List<PatchOperation> others = new ArrayList<>();
        for (PatchOperation patch : request.patchOperations()) {
            if (!String.valueOf(patch.path()).startsWith(STAGES)) {
                others.add(patch);
                continue;
            }
            if (!STAGES.equals(patch.path())) {
                throw GatewayFaults.bad("The sandbox throttles a plan as a whole, not its methods: " + patch.path());
            }
            String named = String.valueOf(patch.value());
            boolean removed = stages.removeIf(stage -> named.equals(stage.apiId() + ':' + stage.stage()));
            if (patch.opAsString().equals("add")) {
                int colon = named.indexOf(':');
                ApiStage stage = ApiStage.builder()
                        .apiId(named.substring(0, Math.max(0, colon)))
                        .stage(named.substring(colon + 1))
                        .build();
                apis.find(stage.apiId()).stage(stage.stage());
                stages.add(stage);
            } else if (!removed) {
                throw GatewayFaults.notFound("API Stage");
            }
        }
        UsagePlan changed = Patches.apply(had, UsagePlan.builder(), others).toBuilder().apiStages(stages).build();
        usage.plans().put(ExecuteApi.key(changed.id()), changed);
        return as(changed, UpdateUsagePlanResponse.builder());
    }

    @Override
    public DeleteUsagePlanResponse deleteUsagePlan(DeleteUsagePlanRequest request) {
        require("DELETE", "/usageplans/" + request.usagePlanId());
        UsagePlan plan = usage.plan(request.usagePlanId());
        if (!plan.apiStages().isEmpty()) {
            throw GatewayFaults.bad("Cannot delete usage plan because it has associated API stages");
        }
        usage.keysOf(plan.id()).forEach(key -> usage.remove(plan.id(), key));
        usage.plans().remove(ExecuteApi.key(plan.id()));
        return DeleteUsagePlanResponse.builder().build();
    }

    private UsagePlanKey inPlan(String keyId) {
        ApiKey key = usage.key(keyId);
        return UsagePlanKey.builder().id(key.id()).type("API_KEY").name(key.name()).value(key.value()).build();
    }

    @Override
    public CreateUsagePlanKeyResponse createUsagePlanKey(CreateUsagePlanKeyRequest request) {
        require("POST", "/usageplans/" + request.usagePlanId() + "/keys");
        usage.plan(request.usagePlanId());
        if (!"API_KEY".equals(request.keyType())) {
            throw GatewayFaults.bad("Invalid key type " + request.keyType());
        }
        UsagePlanKey made = inPlan(GatewayFaults.needed(request.keyId(), "Key id"));
        if (usage.has(request.usagePlanId(), made.id())) {
            throw GatewayFaults.conflict("Usage Plan Key already exists");
        }
        usage.add(request.usagePlanId(), made.id());
        return as(made, CreateUsagePlanKeyResponse.builder());
    }

    private void requireMember(@Nullable String planId, @Nullable String keyId) {
        usage.plan(planId);
        if (!usage.has(planId, keyId)) {
            throw GatewayFaults.notFound("Usage Plan Key");
        }
    }

    @Override
    public GetUsagePlanKeyResponse getUsagePlanKey(GetUsagePlanKeyRequest request) {
        require("GET", "/usageplans/" + request.usagePlanId() + "/keys/" + request.keyId());
        requireMember(request.usagePlanId(), request.keyId());
        return as(inPlan(request.keyId()), GetUsagePlanKeyResponse.builder());
    }

    @Override
    public GetUsagePlanKeysResponse getUsagePlanKeys(GetUsagePlanKeysRequest request) {
        require("GET", "/usageplans/" + request.usagePlanId() + "/keys");
        usage.plan(request.usagePlanId());
        return GetUsagePlanKeysResponse.builder()
                .items(usage.keysOf(request.usagePlanId()).stream().map(this::inPlan).toList())
                .build();
    }

    @Override
    public DeleteUsagePlanKeyResponse deleteUsagePlanKey(DeleteUsagePlanKeyRequest request) {
        require("DELETE", "/usageplans/" + request.usagePlanId() + "/keys/" + request.keyId());
        requireMember(request.usagePlanId(), request.keyId());
        usage.remove(request.usagePlanId(), request.keyId());
        return DeleteUsagePlanKeyResponse.builder().build();
    }

    /** Changes the tags of a key or a plan, by its ARN; false when the ARN is of something else. */
    final boolean retagged(@Nullable String arn, Consumer<Map<String, String>> change) {
        String kind = ExecuteApi.segment(arn, 1);
        String id = ExecuteApi.segment(arn, 2);
        if ("apikeys".equals(kind)) {
            ApiKey had = usage.key(id);
            usage.keys().put(ExecuteApi.key(id), had.toBuilder().tags(tags(had.tags(), change)).build());
            return true;
        }
        if ("usageplans".equals(kind)) {
            UsagePlan had = usage.plan(id);
            usage.plans().put(ExecuteApi.key(id), had.toBuilder().tags(tags(had.tags(), change)).build());
            return true;
        }
        return false;
    }

    private static Map<String, String> tags(Map<String, String> had, Consumer<Map<String, String>> change) {
        Map<String, String> tags = new TreeMap<>(had);
        change.accept(tags);
        return tags;
    }
}
