package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.resource.Services;
import dev.sallyport.core.sandbox.cloudformation.template.Template;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CancelUpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackRequest;
import software.amazon.awssdk.services.cloudformation.model.ContinueUpdateRollbackResponse;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Export;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryResponse;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListExportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListExportsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListImportsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListImportsResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionResponse;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateRequest;
import software.amazon.awssdk.services.cloudformation.model.ValidateTemplateResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * CloudFormation of the sandbox: deploys templates onto the sandbox's services. Every step is journalled before and after;
 * {@link #resume} takes up what a kill interrupted.
 */
public final class SandboxCloudFormation extends TypeCalls {
    private final StackStore store;
    private final Engine engine;
    private final Operations operations;
    private final ChangeSets changeSets;
    private final ServiceRoles roles;
    private final S3Client s3;
    private final UnaryOperator<String> outputs;

    /**
     * CloudFormation over these services.
     *
     * @param outputs what becomes of an output's value when it is read: the sandbox puts loopback addresses for its names
     */
    public SandboxCloudFormation(
            SandboxState state, Authorizer authorizer, Clock clock, Services services, UnaryOperator<String> outputs) {
        ResourceTypes types = new ResourceTypes(services, state);
        StackStore store = new StackStore(state, clock);
        OutsideValues outside = new OutsideValues(services.ssm(), services.secrets());
        Engine engine = new Engine(store, types, outside);
        Operations operations = new Operations(store, types, engine, services.s3(), outside);
        super(store, types, operations, authorizer);
        types.nest(this);
        this.store = store;
        this.engine = engine;
        this.operations = operations;
        this.changeSets = new ChangeSets(store, types, operations);
        this.roles = new ServiceRoles(authorizer, services.iam());
        this.s3 = services.s3();
        this.outputs = outputs;
    }

    /** Goes on with, or rolls back, every operation that was under way when the sandbox last ended. Call once, at start. */
    public void resume() {
        engine.resume();
    }

    /** Whether an operation on a stack runs in this process. */
    public boolean isWorking() {
        return engine.isWorking();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Stops the operations under way where they are; {@link #resume} of the next process takes them up. */
    @Override
    public void close() {
        engine.close();
    }

    @Override
    public CreateStackResponse createStack(CreateStackRequest request) {
        allow("CreateStack", request.stackName());
        roles.check(request.roleARN());
        String id = operations.create(request);
        return CreateStackResponse.builder().stackId(id).build();
    }

    @Override
    public UpdateStackResponse updateStack(UpdateStackRequest request) {
        allow("UpdateStack", request.stackName());
        roles.check(request.roleARN());
        String id = operations.update(request);
        return UpdateStackResponse.builder().stackId(id).build();
    }

    @Override
    public DeleteStackResponse deleteStack(DeleteStackRequest request) {
        allow("DeleteStack", request.stackName());
        roles.check(request.roleARN());
        operations.delete(request);
        return DeleteStackResponse.builder().build();
    }

    @Override
    public CancelUpdateStackResponse cancelUpdateStack(CancelUpdateStackRequest request) {
        allow("CancelUpdateStack", request.stackName());
        operations.cancelUpdate(request.stackName());
        return CancelUpdateStackResponse.builder().build();
    }

    @Override
    public RollbackStackResponse rollbackStack(RollbackStackRequest request) {
        allow("RollbackStack", request.stackName());
        roles.check(request.roleARN());
        String id = operations.rollBack(
                request.stackName(), request.roleARN(), request.clientRequestToken(), Set.of());
        return RollbackStackResponse.builder().stackId(id).build();
    }

    @Override
    public ContinueUpdateRollbackResponse continueUpdateRollback(ContinueUpdateRollbackRequest request) {
        allow("ContinueUpdateRollback", request.stackName());
        roles.check(request.roleARN());
        operations.rollBack(
                request.stackName(),
                request.roleARN(),
                request.clientRequestToken(),
                Set.copyOf(request.resourcesToSkip()));
        return ContinueUpdateRollbackResponse.builder().build();
    }

    @Override
    public UpdateTerminationProtectionResponse updateTerminationProtection(UpdateTerminationProtectionRequest request) {
        allow("UpdateTerminationProtection", request.stackName());
        StoredStack stack = operations.stack(request.stackName());
        store.change(stack, was ->
                was.withTerminationProtection(Boolean.TRUE.equals(request.enableTerminationProtection())));
        return UpdateTerminationProtectionResponse.builder().stackId(stack.id()).build();
    }

    @Override
    public CreateChangeSetResponse createChangeSet(CreateChangeSetRequest request) {
        allow("CreateChangeSet", request.stackName());
        roles.check(request.roleARN());
        return changeSets.create(request);
    }

    @Override
    public DescribeChangeSetResponse describeChangeSet(DescribeChangeSetRequest request) {
        allow("DescribeChangeSet", request.stackName());
        StoredChangeSet changeSet = changeSets.find(request.changeSetName(), request.stackName());
        return Answers.changeSet(
                operations.stack(changeSet.stackId()),
                changeSet,
                request.nextToken(),
                Boolean.TRUE.equals(request.includePropertyValues()));
    }

    @Override
    public ExecuteChangeSetResponse executeChangeSet(ExecuteChangeSetRequest request) {
        allow("ExecuteChangeSet", request.stackName());
        changeSets.execute(request);
        return ExecuteChangeSetResponse.builder().build();
    }

    @Override
    public DeleteChangeSetResponse deleteChangeSet(DeleteChangeSetRequest request) {
        allow("DeleteChangeSet", request.stackName());
        changeSets.delete(request.changeSetName(), request.stackName());
        return DeleteChangeSetResponse.builder().build();
    }

    @Override
    public ListChangeSetsResponse listChangeSets(ListChangeSetsRequest request) {
        allow("ListChangeSets", request.stackName());
        StoredStack stack = store.find(Operations.region(), String.valueOf(request.stackName()))
                .orElseThrow(() -> Faults.validation("Stack [" + request.stackName() + "] does not exist"));
        var page = Pages.of(store.changeSets(stack), request.nextToken());
        return ListChangeSetsResponse.builder()
                .summaries(page.items().stream().map(one -> Answers.summary(stack, one)).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DescribeStacksResponse describeStacks(DescribeStacksRequest request) {
        allow("DescribeStacks", request.stackName());
        List<StoredStack> stacks = request.stackName() == null
                ? store.in(Operations.region()).stream().filter(stack -> !stack.deletedForGood()).toList()
                : List.of(operations.stack(request.stackName()));
        var page = Pages.of(stacks, request.nextToken());
        return DescribeStacksResponse.builder()
                .stacks(page.items().stream().map(this::shown).toList())
                .nextToken(page.next())
                .build();
    }

    private Stack shown(StoredStack stack) {
        List<String> above = types.above(stack.id());
        return Answers.stack(stack, outputs).toBuilder()
                .parentId(above.isEmpty() ? null : above.getFirst())
                .rootId(above.isEmpty() ? null : above.getLast())
                .build();
    }

    @Override
    public ListStacksResponse listStacks(ListStacksRequest request) {
        allow("ListStacks", null);
        List<String> wanted = request.stackStatusFiltersAsStrings();
        var page = Pages.of(
                store.in(Operations.region()).stream()
                        .filter(stack -> wanted.isEmpty() || wanted.contains(stack.status()))
                        .toList(),
                request.nextToken());
        return ListStacksResponse.builder()
                .stackSummaries(page.items().stream().map(Answers::summary).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public DescribeStackEventsResponse describeStackEvents(DescribeStackEventsRequest request) {
        allow("DescribeStackEvents", request.stackName());
        StoredStack stack = store.find(Operations.region(), String.valueOf(request.stackName()))
                .orElseThrow(() -> Faults.validation("Stack [" + request.stackName() + "] does not exist"));
        var page = Pages.of(store.events(stack).reversed(), request.nextToken());
        return DescribeStackEventsResponse.builder()
                .stackEvents(Answers.events(stack, store.resources(stack), page.items()))
                .nextToken(page.next())
                .build();
    }

    @Override
    public DescribeStackResourceResponse describeStackResource(DescribeStackResourceRequest request) {
        allow("DescribeStackResource", request.stackName());
        StoredStack stack = standing(request.stackName());
        StoredResource resource = store.resource(stack, String.valueOf(request.logicalResourceId()))
                .orElseThrow(() -> Faults.validation("Resource " + request.logicalResourceId()
                        + " does not exist for stack " + stack.name()));
        return DescribeStackResourceResponse.builder()
                .stackResourceDetail(Answers.detail(stack, resource))
                .build();
    }

    private StoredStack standing(@Nullable String nameOrId) {
        return store.find(Operations.region(), String.valueOf(nameOrId))
                .orElseThrow(() -> Faults.validation("Stack '" + nameOrId + "' does not exist"));
    }

    @Override
    public DescribeStackResourcesResponse describeStackResources(DescribeStackResourcesRequest request) {
        allow("DescribeStackResources", request.stackName());
        List<StackResource> found = request.stackName() == null
                ? store.in(Operations.region()).stream()
                        .filter(stack -> store.resources(stack).stream()
                                .anyMatch(one -> one.physicalId().equals(request.physicalResourceId())))
                        .findFirst()
                        .map(this::resources)
                        .orElseThrow(() -> Faults.validation(
                                "Stack for " + request.physicalResourceId() + " does not exist"))
                : resources(standing(request.stackName()));
        return DescribeStackResourcesResponse.builder()
                .stackResources(found.stream()
                        .filter(one -> request.logicalResourceId() == null
                                || request.logicalResourceId().equals(one.logicalResourceId()))
                        .toList())
                .build();
    }

    private List<StackResource> resources(StoredStack stack) {
        return store.resources(stack).stream().map(one -> Answers.resource(stack, one)).toList();
    }

    @Override
    public ListStackResourcesResponse listStackResources(ListStackResourcesRequest request) {
        allow("ListStackResources", request.stackName());
        var page = Pages.of(store.resources(operations.stack(request.stackName())), request.nextToken());
        return ListStackResourcesResponse.builder()
                .stackResourceSummaries(page.items().stream().map(Answers::summary).toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListExportsResponse listExports(ListExportsRequest request) {
        allow("ListExports", null);
        var page = Pages.of(
                store.in(Operations.region()).stream()
                        .filter(stack -> !stack.deletedForGood())
                        .flatMap(stack -> stack.outputs().values().stream()
                                .filter(output -> output.export() != null)
                                .map(output -> Export.builder()
                                        .exportingStackId(stack.id())
                                        .name(output.export())
                                        .value(outputs.apply(output.value()))
                                        .build()))
                        .toList(),
                request.nextToken());
        return ListExportsResponse.builder().exports(page.items()).nextToken(page.next()).build();
    }

    @Override
    public ListImportsResponse listImports(ListImportsRequest request) {
        allow("ListImports", null);
        List<String> importers = store.in(Operations.region()).stream()
                .filter(stack -> !stack.deletedForGood() && stack.imports().contains(request.exportName()))
                .map(StoredStack::name)
                .toList();
        if (importers.isEmpty()) {
            throw Faults.validation("Export '" + request.exportName() + "' is not imported by any stack.");
        }
        return ListImportsResponse.builder().imports(importers).build();
    }

    @Override
    public GetTemplateResponse getTemplate(GetTemplateRequest request) {
        allow("GetTemplate", request.stackName());
        String text = request.changeSetName() == null
                ? operations.stack(request.stackName()).target().template()
                : changeSets.find(request.changeSetName(), request.stackName()).target().template();
        return GetTemplateResponse.builder()
                .templateBody(request.templateStage() == TemplateStage.ORIGINAL ? text : Template.processed(text))
                .stagesAvailable(TemplateStage.ORIGINAL, TemplateStage.PROCESSED)
                .build();
    }

    @Override
    public GetTemplateSummaryResponse getTemplateSummary(GetTemplateSummaryRequest request) {
        allow("GetTemplateSummary", request.stackName());
        String text = request.stackName() == null
                ? given(request.templateBody(), request.templateURL())
                : operations.stack(request.stackName()).target().template();
        return TemplateSummaries.summary(Faults.checked(() -> Template.parse(text)));
    }

    private String given(@Nullable String body, @Nullable String url) {
        String text = Inputs.template(s3, body, url);
        if (text == null) {
            throw Faults.validation("Either Template URL or Template Body must be specified.");
        }
        return text;
    }

    @Override
    public ValidateTemplateResponse validateTemplate(ValidateTemplateRequest request) {
        allow("ValidateTemplate", null);
        String text = given(request.templateBody(), request.templateURL());
        return TemplateSummaries.validated(Faults.checked(() -> Template.parse(text)));
    }
}
