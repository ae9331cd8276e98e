package dev.sallyport.core.sandbox.apigatewayv2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.apigateway.ExecuteApi;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.shape.Shapes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.AccessLogSettings;
import software.amazon.awssdk.services.apigatewayv2.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteAccessLogSettingsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteAccessLogSettingsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetStagesRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetStagesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetTagsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetTagsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.services.apigatewayv2.model.TagResourceRequest;
import software.amazon.awssdk.services.apigatewayv2.model.TagResourceResponse;
import software.amazon.awssdk.services.apigatewayv2.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UntagResourceResponse;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What stages, deployments and tags can do; the rest of the service is {@link SandboxApiGatewayV2}, which this is a
 * part of.
 */
abstract class StageCalls implements ApiGatewayV2Client {
    private static final int PAGE = 100;

    final HttpApis apis;
    final Clock clock;
    private final Authorizer authorizer;

    StageCalls(HttpApis apis, Authorizer authorizer, Clock clock) {
        this.apis = apis;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    final void require(String verb, String path) {
        authorizer.require("apigateway:" + verb, ExecuteApi.arn(path), null, Map.of());
    }

    static <T extends SdkPojo> T as(SdkPojo shape, SdkBuilder<?, T> builder) {
        return Shapes.fromJson(Shapes.toJson(shape), builder);
    }

    /** The old shape with the members that a PATCH names. */
    static <T extends SdkPojo> T merged(T old, SdkPojo patch, SdkBuilder<?, T> builder) {
        ObjectNode members = Shapes.toJson(old);
        members.setAll(Shapes.toJson(patch));
        return Shapes.fromJson(members, builder);
    }

    static <T> Page<T> page(List<T> all, @Nullable String max, @Nullable String token, Function<T, String> name) {
        if (max != null && !max.matches("[1-9][0-9]{0,3}")) {
            throw HttpApiFaults.bad("Invalid value for maxResults");
        }
        return Page.of(all, max == null ? PAGE : Integer.parseInt(max), token, name)
                .orElseThrow(() -> HttpApiFaults.bad("Invalid value for nextToken"));
    }

    private static StoredHttpApi staged(StoredHttpApi api, Stage stage, @Nullable String wanted) {
        if (wanted != null) {
            refuseAutomatic(stage);
            api.deployment(wanted);
        }
        return api.withStages(all -> all.put(stage.stageName(), stage));
    }

    private static void refuseAutomatic(Stage stage) {
        if (Boolean.TRUE.equals(stage.autoDeploy())) {
            throw HttpApiFaults.bad("Deployment ID cannot be set on stage with auto deploy enabled");
        }
    }

    @Override
    public CreateStageResponse createStage(CreateStageRequest request) {
        require("POST", "/apis/" + request.apiId() + "/stages");
        Stage made = as(request, Stage.builder()).toBuilder()
                .autoDeploy(Boolean.TRUE.equals(request.autoDeploy()))
                .defaultRouteSettings(request.defaultRouteSettings() == null
                        ? RouteSettings.builder().detailedMetricsEnabled(false).build()
                        : request.defaultRouteSettings())
                .routeSettings(request.routeSettings())
                .stageVariables(request.stageVariables())
                .tags(request.tags())
                .createdDate(clock.instant())
                .lastUpdatedDate(clock.instant())
                .build();
        Checks.stage(made);
        StoredHttpApi after = apis.change(request.apiId(), api -> {
            if (api.stages().containsKey(made.stageName())) {
                throw HttpApiFaults.conflict("Stage already exists");
            }
            return staged(api, made, request.deploymentId());
        });
        return as(after.stage(made.stageName()), CreateStageResponse.builder());
    }

    @Override
    public GetStageResponse getStage(GetStageRequest request) {
        require("GET", "/apis/" + request.apiId() + "/stages/" + request.stageName());
        return as(apis.find(request.apiId()).stage(request.stageName()), GetStageResponse.builder());
    }

    @Override
    public GetStagesResponse getStages(GetStagesRequest request) {
        require("GET", "/apis/" + request.apiId() + "/stages");
        List<Stage> all = List.copyOf(apis.find(request.apiId()).stages().values());
        Page<Stage> page = page(all, request.maxResults(), request.nextToken(), Stage::stageName);
        return GetStagesResponse.builder().items(page.items()).nextToken(page.next()).build();
    }

    @Override
    public UpdateStageResponse updateStage(UpdateStageRequest request) {
        require("PATCH", "/apis/" + request.apiId() + "/stages/" + request.stageName());
        StoredHttpApi after = apis.change(request.apiId(), api -> {
            Stage changed = merged(api.stage(request.stageName()), request, Stage.builder()).toBuilder()
                    .lastUpdatedDate(clock.instant())
                    .build();
            Checks.stage(changed);
            return staged(api, changed, request.deploymentId());
        });
        return as(after.stage(request.stageName()), UpdateStageResponse.builder());
    }

    @Override
    public DeleteStageResponse deleteStage(DeleteStageRequest request) {
        require("DELETE", "/apis/" + request.apiId() + "/stages/" + request.stageName());
        apis.change(request.apiId(), api -> {
            Stage gone = api.stage(request.stageName());
            return api.withStages(all -> all.remove(gone.stageName()));
        });
        return DeleteStageResponse.builder().build();
    }

    @Override
    public DeleteAccessLogSettingsResponse deleteAccessLogSettings(DeleteAccessLogSettingsRequest request) {
        require("DELETE", "/apis/" + request.apiId() + "/stages/" + request.stageName() + "/accesslogsettings");
        apis.change(request.apiId(), api -> {
            Stage silent = api.stage(request.stageName()).toBuilder()
                    .accessLogSettings((AccessLogSettings) null)
                    .lastUpdatedDate(clock.instant())
                    .build();
            return api.withStages(all -> all.put(silent.stageName(), silent));
        });
        return DeleteAccessLogSettingsResponse.builder().build();
    }

    @Override
    public CreateDeploymentResponse createDeployment(CreateDeploymentRequest request) {
        require("POST", "/apis/" + request.apiId() + "/deployments");
        Deployment made = apis.deployment(request.description(), false);
        if (request.stageName() != null) {
            refuseAutomatic(apis.find(request.apiId()).stage(request.stageName()));
        }
        apis.deploy(request.apiId(), made, request.stageName());
        return as(made, CreateDeploymentResponse.builder());
    }

    @Override
    public GetDeploymentResponse getDeployment(GetDeploymentRequest request) {
        require("GET", "/apis/" + request.apiId() + "/deployments/" + request.deploymentId());
        return as(apis.find(request.apiId()).deployment(request.deploymentId()), GetDeploymentResponse.builder());
    }

    @Override
    public GetDeploymentsResponse getDeployments(GetDeploymentsRequest request) {
        require("GET", "/apis/" + request.apiId() + "/deployments");
        List<Deployment> all = List.copyOf(apis.find(request.apiId()).deployments().values());
        Page<Deployment> page = page(all, request.maxResults(), request.nextToken(), Deployment::deploymentId);
        return GetDeploymentsResponse.builder().items(page.items()).nextToken(page.next()).build();
    }

    @Override
    public DeleteDeploymentResponse deleteDeployment(DeleteDeploymentRequest request) {
        require("DELETE", "/apis/" + request.apiId() + "/deployments/" + request.deploymentId());
        apis.change(request.apiId(), api -> {
            String id = api.deployment(request.deploymentId()).deploymentId();
            if (api.stages().values().stream().anyMatch(stage -> id.equals(stage.deploymentId()))) {
                throw HttpApiFaults.bad("Active stages pointing to this deployment must be moved or deleted");
            }
            return api.withoutDeployment(id);
        });
        return DeleteDeploymentResponse.builder().build();
    }

    @Override
    public GetTagsResponse getTags(GetTagsRequest request) {
        require("GET", "/tags/" + request.resourceArn());
        StoredHttpApi api = apis.find(ExecuteApi.segment(request.resourceArn(), 2));
        String stage = ExecuteApi.segment(request.resourceArn(), 4);
        return GetTagsResponse.builder()
                .tags(stage == null ? api.api().tags() : api.stage(stage).tags())
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        retag("POST", request.resourceArn(), tags -> tags.putAll(request.tags()));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        retag("DELETE", request.resourceArn(), tags -> tags.keySet().removeAll(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    private void retag(String verb, @Nullable String arn, Consumer<Map<String, String>> change) {
        require(verb, "/tags/" + arn);
        String name = ExecuteApi.segment(arn, 4);
        apis.change(ExecuteApi.segment(arn, 2), api -> {
            if (name == null) {
                Map<String, String> tags = StoredHttpApi.changed(api.api().tags(), change);
                return api.withApi(api.api().toBuilder().tags(tags).build());
            }
            Stage old = api.stage(name);
            Stage changed = old.toBuilder().tags(StoredHttpApi.changed(old.tags(), change)).build();
            return api.withStages(all -> all.put(name, changed));
        });
    }
}
