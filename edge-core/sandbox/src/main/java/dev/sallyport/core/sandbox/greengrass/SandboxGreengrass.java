package dev.sallyport.core.sandbox.greengrass;

import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.greengrass.Components.Name;
import dev.sallyport.core.sandbox.greengrass.StoredDevice.Installed;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.greengrassv2.model.*;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * AWS IoT Greengrass V2, with one core device that is simulated and says so in its name. What an operation does
 * stands in {@link Components}, {@link Deployments} and {@link Devices}; what the device does in {@link
 * CoreSoftware}.
 *
 * @see <a href="https://docs.aws.amazon.com/greengrass/v2/APIReference/Welcome.html">Greengrass V2 API Reference</a>
 */
public final class SandboxGreengrass implements GreengrassV2Client {
    /** The thing that stands for a core device on an Outpost. */
    public static final String DEVICE = "simulated-outpost-core-1";

    /** The thing group that it is in. */
    public static final String GROUP = "outpost-devices";

    private static final int PAGE = 50;

    private final Authorizer authorizer;
    private final Components components;
    private final Devices devices;
    private final Deployments deployments;
    private final CoreSoftware software;

    /**
     * What Greengrass needs of the other services.
     *
     * @param lambda holds the functions that become components
     * @param code finds the unpacked package of a function's {@code CodeSha256}
     * @param s3 holds the artifacts of recipes
     * @param logs takes what the device uploads
     */
    public record Surroundings(LambdaClient lambda, Function<String, Path> code, S3Client s3, LogDelivery logs) {}

    /** Greengrass over {@code state}; its device stands still until {@link #start}. */
    public SandboxGreengrass(SandboxState state, Authorizer authorizer, Clock clock, Surroundings surroundings) {
        Tokens tokens = new Tokens(state, clock);
        this.authorizer = authorizer;
        this.components =
                new Components(state, clock, surroundings.lambda(), surroundings.code(), surroundings.s3(), tokens);
        this.devices = new Devices(state, clock);
        this.deployments = new Deployments(state, devices, tokens, clock);
        this.software = new CoreSoftware(
                components,
                deployments,
                devices,
                new Processes(surroundings.code(), clock),
                new DeviceLog(surroundings.logs()),
                clock);
    }

    /** Sets the device up where there is none yet and, where {@code runs}, lets the devices go on with what they ran. */
    public void start(boolean runs) {
        if (devices.all().isEmpty()) {
            new Call(Caller.root(), EdgeRegion.NAME, UUID.randomUUID().toString()).answer(() -> {
                enroll(DEVICE, Set.of(GROUP));
                return deployments.create(PublicComponents.logUploads(GROUP));
            });
        }
        if (runs) {
            software.boot();
        }
    }

    /** One more simulated device in the Region of the present call. */
    void enroll(String thing, Set<String> groups) {
        Call call = Call.current();
        devices.enroll(call.region(), call.account(), thing, groups);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        software.close();
    }

    private void require(String action, String kind, @Nullable String id) {
        Call call = Call.current();
        requireOf(action, "arn:aws:greengrass:" + call.region() + ":" + call.account() + ":" + kind + ":" + id);
    }

    private void requireOf(String action, String arn) {
        authorizer.require("greengrass:" + action, arn, null, Map.of());
    }

    private static <T> Page<T> page(
            List<T> all, @Nullable Integer max, @Nullable String token, Function<T, String> name) {
        if (max != null && (max < 1 || max > 100)) {
            throw GreengrassFaults.invalid("maxResults", "is from 1 to 100.");
        }
        return Page.of(all, max == null ? PAGE : max, token, name)
                .orElseThrow(() -> GreengrassFaults.invalid("nextToken", "is not a token of this list."));
    }

    // Components

    @Override
    public CreateComponentVersionResponse createComponentVersion(CreateComponentVersionRequest r) {
        require("CreateComponentVersion", "components", Components.nameOf(r));
        StoredComponent made = components.create(r);
        return CreateComponentVersionResponse.builder()
                .arn(made.arn())
                .componentName(made.name())
                .componentVersion(made.version())
                .creationTimestamp(made.created())
                .status(Answers.status(made))
                .build();
    }

    @Override
    public DescribeComponentResponse describeComponent(DescribeComponentRequest r) {
        Name name = Name.parse(r.arn(), true);
        requireOf("DescribeComponent", r.arn());
        if (name.isPublic()) {
            String version = PublicComponents.version(name.name())
                    .filter(known -> known.equals(name.version()))
                    .orElseThrow(() -> GreengrassFaults.missing("component", r.arn()));
            return DescribeComponentResponse.builder()
                    .arn(r.arn())
                    .componentName(name.name())
                    .componentVersion(version)
                    .publisher("AWS")
                    .status(status -> status.componentState(CloudComponentState.DEPLOYABLE))
                    .build();
        }
        StoredComponent found = components.require(name);
        return DescribeComponentResponse.builder()
                .arn(found.arn())
                .componentName(found.name())
                .componentVersion(found.version())
                .creationTimestamp(found.created())
                .publisher(found.recipe().path("ComponentPublisher").asText())
                .description(found.recipe().path("ComponentDescription").asText())
                .status(Answers.status(found))
                .platforms(Answers.platforms(found))
                .tags(found.tags())
                .build();
    }

    /** Always JSON, which is YAML too. */
    @Override
    public GetComponentResponse getComponent(GetComponentRequest r) {
        requireOf("GetComponent", Objects.requireNonNullElse(r.arn(), ""));
        StoredComponent found = components.require(Name.parse(r.arn(), true));
        return GetComponentResponse.builder()
                .recipeOutputFormat(r.recipeOutputFormat() == null ? RecipeOutputFormat.JSON : r.recipeOutputFormat())
                .recipe(SdkBytes.fromUtf8String(found.recipe().toPrettyString()))
                .tags(found.tags())
                .build();
    }

    @Override
    public ListComponentsResponse listComponents(ListComponentsRequest r) {
        require("ListComponents", "components", "*");
        List<Component> all = r.scope() == ComponentVisibilityScope.PUBLIC
                ? PublicComponents.all().entrySet().stream()
                        .map(entry -> Answers.listed("aws", entry.getKey(), entry.getValue(), b -> b.publisher("AWS")))
                        .sorted((a, b) -> a.componentName().compareTo(b.componentName()))
                        .toList()
                : components.latest(Call.current().region()).stream()
                        .map(one -> Answers.listed(
                                one.account(),
                                one.name(),
                                one.version(),
                                latest ->
                                        latest.creationTimestamp(one.created()).platforms(Answers.platforms(one))))
                        .toList();
        Page<Component> page = page(all, r.maxResults(), r.nextToken(), Component::componentName);
        return ListComponentsResponse.builder()
                .components(page.items())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListComponentVersionsResponse listComponentVersions(ListComponentVersionsRequest r) {
        requireOf("ListComponentVersions", Objects.requireNonNullElse(r.arn(), ""));
        Name name = Name.parse(r.arn(), false);
        List<StoredComponent> versions = components.versions(name.region(), name.name());
        // Newest first, while pages are cut along ascending names.
        Map<StoredComponent, String> place = new HashMap<>();
        versions.forEach(version -> place.put(version, String.format("%06d", place.size())));
        Page<StoredComponent> page =
                page(versions, r.maxResults(), r.nextToken(), version -> Objects.requireNonNull(place.get(version)));
        return ListComponentVersionsResponse.builder()
                .componentVersions(page.items().stream()
                        .map(one -> ComponentVersionListItem.builder()
                                .arn(one.arn())
                                .componentName(one.name())
                                .componentVersion(one.version())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DeleteComponentResponse deleteComponent(DeleteComponentRequest r) {
        requireOf("DeleteComponent", Objects.requireNonNullElse(r.arn(), ""));
        components.delete(Name.parse(r.arn(), true));
        return DeleteComponentResponse.builder().build();
    }

    // Deployments

    /** Greengrass makes an IoT job as the caller, who therefore needs IoT's permissions on the target too. */
    @Override
    public CreateDeploymentResponse createDeployment(CreateDeploymentRequest r) {
        requireOf("CreateDeployment", "*");
        String target = Deployments.target(r.targetArn());
        boolean group = Arns.isOf(target, "iot", "thinggroup");
        authorizer.require(group ? "iot:DescribeThingGroup" : "iot:DescribeThing", target, null, Map.of());
        authorizer.require("iot:CreateJob", target, null, Map.of());
        GetDeploymentResponse made = deployments.create(r);
        software.wake();
        return CreateDeploymentResponse.builder()
                .deploymentId(made.deploymentId())
                .iotJobId(made.iotJobId())
                .iotJobArn(made.iotJobArn())
                .build();
    }

    @Override
    public GetDeploymentResponse getDeployment(GetDeploymentRequest r) {
        require("GetDeployment", "deployments", r.deploymentId());
        return deployments.require(r.deploymentId());
    }

    @Override
    public ListDeploymentsResponse listDeployments(ListDeploymentsRequest r) {
        require("ListDeployments", "deployments", "*");
        if (r.targetArn() != null) {
            Deployments.target(r.targetArn());
        }
        Page<GetDeploymentResponse> page =
                page(deployments.list(r), r.maxResults(), r.nextToken(), Deployments::newestFirst);
        return ListDeploymentsResponse.builder()
                .deployments(page.items().stream().map(Answers::summary).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public CancelDeploymentResponse cancelDeployment(CancelDeploymentRequest r) {
        require("CancelDeployment", "deployments", r.deploymentId());
        deployments.cancel(r.deploymentId());
        return CancelDeploymentResponse.builder()
                .message("The deployment is canceled.")
                .build();
    }

    @Override
    public DeleteDeploymentResponse deleteDeployment(DeleteDeploymentRequest r) {
        require("DeleteDeployment", "deployments", r.deploymentId());
        deployments.delete(r.deploymentId());
        return DeleteDeploymentResponse.builder().build();
    }

    // Core devices

    private StoredDevice device(String action, @Nullable String thing) {
        require(action, "coreDevices", thing);
        return software.look(devices.require(Call.current().region(), thing));
    }

    @Override
    public ListCoreDevicesResponse listCoreDevices(ListCoreDevicesRequest r) {
        require("ListCoreDevices", "coreDevices", "*");
        List<CoreDevice> all = devices.in(Call.current().region()).stream()
                .filter(device -> r.thingGroupArn() == null || devices.hasTaken(device, r.thingGroupArn()))
                .map(software::look)
                .filter(device -> r.status() == null || r.status() == Answers.status(device))
                .map(Answers::device)
                .toList();
        Page<CoreDevice> page = page(all, r.maxResults(), r.nextToken(), CoreDevice::coreDeviceThingName);
        return ListCoreDevicesResponse.builder()
                .coreDevices(page.items())
                .nextToken(page.next())
                .build();
    }

    @Override
    public GetCoreDeviceResponse getCoreDevice(GetCoreDeviceRequest r) {
        StoredDevice device = device("GetCoreDevice", r.coreDeviceThingName());
        Installed nucleus = device.installed().get(PublicComponents.NUCLEUS);
        return GetCoreDeviceResponse.builder()
                .coreDeviceThingName(device.thing())
                .coreVersion(nucleus == null ? null : nucleus.version())
                .status(Answers.status(device))
                .lastStatusUpdateTimestamp(device.reported())
                .platform(Answers.PLATFORM)
                .architecture(Answers.ARCHITECTURE)
                .runtime(Answers.RUNTIME)
                .build();
    }

    @Override
    public ListEffectiveDeploymentsResponse listEffectiveDeployments(ListEffectiveDeploymentsRequest r) {
        StoredDevice device = device("ListEffectiveDeployments", r.coreDeviceThingName());
        Page<EffectiveDeployment> page =
                page(devices.effective(device), r.maxResults(), r.nextToken(), EffectiveDeployment::deploymentId);
        return ListEffectiveDeploymentsResponse.builder()
                .effectiveDeployments(page.items())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListInstalledComponentsResponse listInstalledComponents(ListInstalledComponentsRequest r) {
        StoredDevice device = device("ListInstalledComponents", r.coreDeviceThingName());
        boolean all = r.topologyFilter() == InstalledComponentTopologyFilter.ALL;
        List<InstalledComponent> installed = new TreeMap<>(device.installed())
                .entrySet().stream()
                        .filter(entry -> all || entry.getValue().root())
                        .map(entry -> Answers.shape(entry.getKey(), entry.getValue(), device))
                        .toList();
        Page<InstalledComponent> page =
                page(installed, r.maxResults(), r.nextToken(), InstalledComponent::componentName);
        return ListInstalledComponentsResponse.builder()
                .installedComponents(page.items())
                .nextToken(page.next())
                .build();
    }

    // Tags

    @Override
    public TagResourceResponse tagResource(TagResourceRequest r) {
        requireOf("TagResource", r.resourceArn());
        retag(r.resourceArn(), tags -> tags.putAll(r.tags()));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest r) {
        requireOf("UntagResource", r.resourceArn());
        retag(r.resourceArn(), tags -> tags.keySet().removeAll(r.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest r) {
        requireOf("ListTagsForResource", r.resourceArn());
        return ListTagsForResourceResponse.builder()
                .tags(retag(r.resourceArn(), tags -> {}))
                .build();
    }

    private Map<String, String> retag(String arn, Consumer<Map<String, String>> change) {
        Optional<String> deployment = Deployments.idOf(arn);
        if (deployment.isPresent()) {
            GetDeploymentResponse found = deployments.require(deployment.get());
            Map<String, String> tags = new TreeMap<>(found.tags());
            change.accept(tags);
            Components.checkTags(tags);
            deployments.tag(found.deploymentId(), tags);
            return tags;
        }
        StoredComponent found = components.require(Name.parse(arn, true));
        Map<String, String> tags = new TreeMap<>(found.tags());
        change.accept(tags);
        Components.checkTags(tags);
        components.tag(found, tags);
        return tags;
    }
}
