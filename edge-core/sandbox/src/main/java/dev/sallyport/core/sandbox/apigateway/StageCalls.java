package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.sandbox.access.Authorizer;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.model.CacheClusterStatus;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.CreateStageRequest;
import software.amazon.awssdk.services.apigateway.model.CreateStageResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigateway.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigateway.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigateway.model.GetExportRequest;
import software.amazon.awssdk.services.apigateway.model.GetExportResponse;
import software.amazon.awssdk.services.apigateway.model.GetStageRequest;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.GetStagesRequest;
import software.amazon.awssdk.services.apigateway.model.GetStagesResponse;
import software.amazon.awssdk.services.apigateway.model.MethodSnapshot;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;

/** What callers do to the deployments and stages of a REST API; a part of {@link SandboxApiGateway}. */
abstract class StageCalls extends MethodCalls {
    final Clock clock;

    StageCalls(RestApis apis, Authorizer authorizer, Clock clock) {
        super(apis, authorizer);
        this.clock = clock;
    }

    @Override
    public CreateDeploymentResponse createDeployment(CreateDeploymentRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/deployments");
        Deployment made = Deployment.builder()
                .id(ExecuteApi.id(6))
                .description(request.description())
                .createdDate(clock.instant())
                .build();
        apis.change(request.restApiId(), api -> {
            Integrations.checkDeployable(api);
            StoredApi deployed = api.withDeployment(made);
            String stage = request.stageName();
            if (stage == null) {
                return deployed;
            }
            Stage.Builder changed = api.stages().containsKey(stage)
                    ? api.stage(stage).toBuilder()
                    : stage(stage).description(request.stageDescription());
            if (request.hasVariables()) {
                changed.variables(request.variables());
            }
            changed.deploymentId(made.id()).lastUpdatedDate(clock.instant());
            return deployed.withStages(StoredApi.changed(api.stages(), all -> all.put(stage, changed.build())));
        });
        return as(made, CreateDeploymentResponse.builder());
    }

    private Stage.Builder stage(String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,128}")) {
            throw GatewayFaults.bad("Stage name only allows a-zA-Z0-9_-");
        }
        return Stage.builder()
                .stageName(name)
                .cacheClusterEnabled(false)
                .cacheClusterStatus(CacheClusterStatus.NOT_AVAILABLE)
                .methodSettings(Map.of())
                .tracingEnabled(false)
                .createdDate(clock.instant())
                .lastUpdatedDate(clock.instant());
    }

    @Override
    public GetDeploymentResponse getDeployment(GetDeploymentRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/deployments/" + request.deploymentId());
        Deployment found = apis.find(request.restApiId()).deployments().get(request.deploymentId());
        if (found == null) {
            throw GatewayFaults.notFound("Deployment");
        }
        GetDeploymentResponse plain = as(found, GetDeploymentResponse.builder());
        return request.embed().contains("apisummary")
                ? plain.toBuilder().apiSummary(summary(apis.find(request.restApiId()), request.deploymentId())).build()
                : plain;
    }

    /** What the deployment serves, by path and method. See API Gateway API Reference, "Deployment": apiSummary. */
    private static Map<String, Map<String, MethodSnapshot>> summary(StoredApi api, String deployment) {
        Map<String, Map<String, MethodSnapshot>> paths = new TreeMap<>();
        Objects.requireNonNull(api.snapshots().get(deployment)).resources().forEach(resource -> {
            Map<String, MethodSnapshot> verbs = new TreeMap<>();
            resource.resourceMethods().forEach((verb, method) -> verbs.put(
                    verb,
                    MethodSnapshot.builder()
                            .authorizationType(method.authorizationType())
                            .apiKeyRequired(method.apiKeyRequired())
                            .build()));
            if (!verbs.isEmpty()) {
                paths.put(resource.path(), verbs);
            }
        });
        return paths;
    }

    @Override
    public GetExportResponse getExport(GetExportRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/stages/" + request.stageName() + "/exports/" + request.exportType());
        if (!"oas30".equals(request.exportType())) {
            throw GatewayFaults.bad("The sandbox exports oas30 only");
        }
        StoredApi api = apis.find(request.restApiId());
        String document = Exports.document(api, Objects.requireNonNull(
                        api.snapshots().get(api.stage(request.stageName()).deploymentId())))
                .toString();
        return GetExportResponse.builder()
                .contentType("application/json")
                .body(SdkBytes.fromUtf8String(document))
                .build();
    }

    @Override
    public GetDeploymentsResponse getDeployments(GetDeploymentsRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/deployments");
        return GetDeploymentsResponse.builder()
                .items(apis.find(request.restApiId()).deployments().values())
                .build();
    }

    @Override
    public DeleteDeploymentResponse deleteDeployment(DeleteDeploymentRequest request) {
        require("DELETE", "/restapis/" + request.restApiId() + "/deployments/" + request.deploymentId());
        apis.change(request.restApiId(), api -> {
            if (!api.deployments().containsKey(request.deploymentId())) {
                throw GatewayFaults.notFound("Deployment");
            }
            if (api.stages().values().stream().anyMatch(s -> request.deploymentId().equals(s.deploymentId()))) {
                throw GatewayFaults.bad("Active stages pointing to this deployment must be moved or deleted");
            }
            return api.withoutDeployment(request.deploymentId());
        });
        return DeleteDeploymentResponse.builder().build();
    }

    @Override
    public CreateStageResponse createStage(CreateStageRequest request) {
        require("POST", "/restapis/" + request.restApiId() + "/stages");
        String name = GatewayFaults.needed(request.stageName(), "Stage name");
        Stage.Builder made = stage(name)
                .deploymentId(request.deploymentId())
                .description(request.description())
                .tracingEnabled(Boolean.TRUE.equals(request.tracingEnabled()));
        if (request.hasVariables()) {
            made.variables(request.variables());
        }
        if (request.hasTags()) {
            made.tags(request.tags());
        }
        StoredApi after = apis.change(request.restApiId(), api -> {
            if (api.stages().containsKey(name)) {
                throw GatewayFaults.conflict("Stage already exists");
            }
            if (!api.deployments().containsKey(Objects.requireNonNullElse(request.deploymentId(), ""))) {
                throw GatewayFaults.bad("Deployment id does not exist");
            }
            return api.withStages(StoredApi.changed(api.stages(), all -> all.put(name, made.build())));
        });
        return as(after.stage(name), CreateStageResponse.builder());
    }

    @Override
    public GetStageResponse getStage(GetStageRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/stages/" + request.stageName());
        return as(apis.find(request.restApiId()).stage(request.stageName()), GetStageResponse.builder());
    }

    @Override
    public GetStagesResponse getStages(GetStagesRequest request) {
        require("GET", "/restapis/" + request.restApiId() + "/stages");
        return GetStagesResponse.builder()
                .item(apis.find(request.restApiId()).stages().values().stream()
                        .filter(stage -> request.deploymentId() == null
                                || request.deploymentId().equals(stage.deploymentId()))
                        .toList())
                .build();
    }

    @Override
    public UpdateStageResponse updateStage(UpdateStageRequest request) {
        require("PATCH", "/restapis/" + request.restApiId() + "/stages/" + request.stageName());
        StoredApi after = apis.change(request.restApiId(), api -> {
            Stage changed = Patches.apply(api.stage(request.stageName()), Stage.builder(), request.patchOperations())
                    .toBuilder()
                    .lastUpdatedDate(clock.instant())
                    .build();
            if (!api.deployments().containsKey(changed.deploymentId())) {
                throw GatewayFaults.bad("Deployment id does not exist");
            }
            return api.withStages(StoredApi.changed(api.stages(), all -> all.put(request.stageName(), changed)));
        });
        return as(after.stage(request.stageName()), UpdateStageResponse.builder());
    }

    @Override
    public DeleteStageResponse deleteStage(DeleteStageRequest request) {
        require("DELETE", "/restapis/" + request.restApiId() + "/stages/" + request.stageName());
        apis.change(request.restApiId(), api -> {
            api.stage(request.stageName());
            return api.withStages(StoredApi.changed(api.stages(), all -> all.remove(request.stageName())));
        });
        return DeleteStageResponse.builder().build();
    }
}
