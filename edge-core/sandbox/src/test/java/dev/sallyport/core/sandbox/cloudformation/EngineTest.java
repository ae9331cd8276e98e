package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.cloudformation.resource.ResourceTypes;
import dev.sallyport.core.sandbox.cloudformation.resource.Services;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.InsufficientCapabilitiesException;
import software.amazon.awssdk.services.cloudformation.model.InvalidChangeSetStatusException;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.Tag;

class EngineTest {
    private static final String LOGS_AND_ROLE = """
            Parameters:
              Days: {Type: Number, Default: 7}
              Secret: {Type: String, NoEcho: true, Default: opensesame}
            Resources:
              Group:
                Type: AWS::Logs::LogGroup
                Properties:
                  RetentionInDays: !Ref Days
              Role:
                Type: AWS::IAM::Role
                Properties:
                  Description: !Ref Secret
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
                  Policies:
                    - PolicyName: logs
                      PolicyDocument:
                        Version: '2012-10-17'
                        Statement: [{Effect: Allow, Action: logs:PutLogEvents, Resource: !GetAtt Group.Arn}]
            Outputs:
              GroupName: {Value: !Ref Group, Export: {Name: !Sub '${AWS::StackName}-group'}}
              Url: {Value: !Sub 'https://edge.example/${Role}', Description: where}
            """;

    private final Bench bench = new Bench();
    private final SandboxCloudFormation formation = bench.open();

    @AfterEach
    void close() {
        formation.close();
        bench.close();
    }

    private static String group(String id, String properties) {
        return "  " + id + ":\n    Type: AWS::Logs::LogGroup\n    Properties: {" + properties + "}\n";
    }

    private Stack create(String name, String body) {
        return create(r -> r.stackName(name).templateBody(body).capabilities(Capability.CAPABILITY_IAM));
    }

    private Stack create(Consumer<CreateStackRequest.Builder> request) {
        return Bench.settled(formation, formation.createStack(request).stackId());
    }

    private Stack update(String name, String body) {
        formation.updateStack(r -> r.stackName(name).templateBody(body).capabilities(Capability.CAPABILITY_IAM));
        return Bench.settled(formation, name);
    }

    private Stack delete(Stack stack) {
        formation.deleteStack(r -> r.stackName(stack.stackId()));
        return Bench.settled(formation, stack.stackId());
    }

    private List<String> events(String stack) {
        return formation.describeStackEvents(r -> r.stackName(stack)).stackEvents().reversed().stream()
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString())
                .toList();
    }

    private void refused(String message, Runnable call) {
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).contains(message))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
    }

    @Test
    void aTemplateBecomesResourcesAndOutputs() {
        Stack stack = create("shop", LOGS_AND_ROLE);
        assertThat(stack.stackStatusAsString()).as(String.valueOf(stack.stackStatusReason())).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.stackId()).matches("arn:aws:cloudformation:us-east-1:111122223333:stack/shop/[0-9a-f-]{36}");
        String group = bench.logs.groups.keySet().iterator().next();
        assertThat(group).matches("shop-Group-[A-Z0-9]{12}");
        assertThat(bench.logs.group(group).retentionInDays()).isEqualTo(7);
        assertThat(bench.logs.tags.get(group))
                .containsEntry("aws:cloudformation:stack-name", "shop")
                .containsEntry("aws:cloudformation:stack-id", stack.stackId())
                .containsEntry("aws:cloudformation:logical-id", "Group");
        String role = bench.iam.listRoles(r -> {}).roles().getFirst().roleName();
        assertThat(bench.iam.getRolePolicy(r -> r.roleName(role).policyName("logs")).policyDocument())
                .contains("log-group%3A" + group);
        assertThat(stack.outputs())
                .extracting(Output::outputKey, Output::outputValue, Output::exportName)
                .containsExactly(tuple("GroupName", group, "shop-group"), tuple("Url", "http://127.0.0.1:4711/" + role, null));
        assertThat(stack.parameters()).anySatisfy(parameter -> {
            assertThat(parameter.parameterKey()).isEqualTo("Secret");
            assertThat(parameter.parameterValue()).isEqualTo("****");
        });
        assertThat(events("shop"))
                .containsExactly(
                        "shop CREATE_IN_PROGRESS",
                        "Group CREATE_IN_PROGRESS",
                        "Group CREATE_IN_PROGRESS",
                        "Group CREATE_COMPLETE",
                        "Role CREATE_IN_PROGRESS",
                        "Role CREATE_IN_PROGRESS",
                        "Role CREATE_COMPLETE",
                        "shop CREATE_COMPLETE");
        assertThat(formation.describeStackEvents(r -> r.stackName("shop")).stackEvents())
                .extracting(StackEvent::resourceProperties)
                .noneMatch(properties -> properties != null && properties.contains("opensesame"));
    }

    @Test
    void deletionRemovesInReverseAndTheIdStaysKnown() {
        Stack stack = create("shop", LOGS_AND_ROLE);
        assertThat(delete(stack).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(bench.logs.groups).isEmpty();
        assertThat(bench.iam.listRoles(r -> {}).roles()).isEmpty();
        List<String> events = events(stack.stackId());
        assertThat(events.indexOf("Role DELETE_COMPLETE")).isLessThan(events.indexOf("Group DELETE_IN_PROGRESS"));
        refused("Stack with id shop does not exist", () -> formation.describeStacks(r -> r.stackName("shop")));
        formation.deleteStack(r -> r.stackName("shop"));
        assertThat(create("shop", LOGS_AND_ROLE).stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void aFailureRollsBackAndSaysWhy() {
        String template = "Resources:\n" + group("Good", "") + group("Bad", "RetentionInDays: 2") + "    DependsOn: Good\n"
                + group("Never", "LogGroupName: !Sub 'after-${Bad}'");
        Stack stack = create("shop", template);
        assertThat(stack.stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(bench.logs.groups).isEmpty();
        List<StackEvent> events = formation.describeStackEvents(r -> r.stackName("shop")).stackEvents();
        assertThat(events).anySatisfy(event -> {
            assertThat(event.logicalResourceId()).isEqualTo("Bad");
            assertThat(event.resourceStatusAsString()).isEqualTo("CREATE_FAILED");
            assertThat(event.resourceStatusReason())
                    .contains("1 validation error detected: retentionInDays")
                    .contains("HandlerErrorCode: InvalidRequest");
        });
        assertThat(events).anySatisfy(event -> {
            assertThat(event.resourceStatusAsString()).isEqualTo("ROLLBACK_IN_PROGRESS");
            assertThat(event.resourceStatusReason())
                    .isEqualTo("The following resource(s) failed to create: [Bad]. Rollback requested by user.");
        });
        assertThat(events).noneMatch(event -> event.logicalResourceId().equals("Never"));
        refused("is in ROLLBACK_COMPLETE state and can not be updated", () -> update("shop", template));
    }

    @Test
    void onFailureDecides() {
        String bad = "Resources:\n" + group("Good", "") + group("Bad", "RetentionInDays: 2") + "    DependsOn: Good\n";
        Stack kept = create(r -> r.stackName("kept").templateBody(bad).disableRollback(true));
        assertThat(kept.stackStatusAsString()).isEqualTo("CREATE_FAILED");
        assertThat(bench.logs.groups).hasSize(2);
        assertThat(delete(kept).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(bench.logs.groups).isEmpty();
        Stack gone = create(r -> r.stackName("gone").templateBody(bad).onFailure(OnFailure.DELETE));
        assertThat(gone.stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(bench.logs.groups).isEmpty();
    }

    @Test
    void unknownPropertiesAndTypesAreNamedNeverIgnored() {
        create("shop", "Resources:\n" + group("G", "Colour: red"));
        assertThat(formation.describeStackEvents(r -> r.stackName("shop")).stackEvents())
                .anySatisfy(event -> assertThat(event.resourceStatusReason())
                        .isEqualTo("Properties validation failed for resource G with message:"
                                + " #: extraneous key [Colour] is not permitted"));
        create("deep", "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: {Path: /}\n");
        assertThat(formation.describeStackEvents(r -> r.stackName("deep")).stackEvents())
                .anySatisfy(event -> assertThat(event.resourceStatusReason())
                        .contains("#: required key [AssumeRolePolicyDocument] not found"));
        refused("Unrecognized resource types: [AWS::EC2::Instance]", () ->
                create("x", "Resources: {I: {Type: 'AWS::EC2::Instance'}}"));
        refused("resource G does not support attribute type Colour in Fn::GetAtt", () ->
                create("x", "Resources:\n" + group("G", "") + "Outputs: {O: {Value: !GetAtt G.Colour}}"));
        assertThat(formation.describeStacks(r -> {}).stacks()).hasSize(2);
    }

    @Test
    void anUpdateChangesReplacesAddsAndRemoves() {
        create("shop", "Resources:\n" + group("Same", "") + group("Changed", "RetentionInDays: 7")
                + group("Renamed", "LogGroupName: one") + group("Removed", "LogGroupName: removed"));
        Stack stack = update("shop", "Resources:\n" + group("Same", "") + group("Changed", "RetentionInDays: 14")
                + group("Renamed", "LogGroupName: two") + group("Added", "LogGroupName: added"));
        assertThat(stack.stackStatusAsString()).as(String.valueOf(stack.stackStatusReason())).isEqualTo("UPDATE_COMPLETE");
        assertThat(bench.logs.groups.keySet()).contains("two", "added").doesNotContain("one", "removed").hasSize(4);
        assertThat(bench.logs.groups.values()).anyMatch(group -> Integer.valueOf(14).equals(group.retentionInDays()));
        List<String> events = events("shop");
        assertThat(events)
                .contains("Renamed UPDATE_COMPLETE", "Added CREATE_COMPLETE", "Renamed DELETE_COMPLETE", "Removed DELETE_COMPLETE");
        assertThat(events.indexOf("shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"))
                .isLessThan(events.indexOf("Removed DELETE_IN_PROGRESS"))
                .isGreaterThan(events.indexOf("Renamed UPDATE_COMPLETE"));
        assertThat(events).filteredOn(event -> event.startsWith("Same")).hasSize(3);
        refused("No updates are to be performed.", () ->
                formation.updateStack(r -> r.stackName("shop").usePreviousTemplate(true)));
    }

    @Test
    void aFailedUpdateGoesBackToWhatWas() {
        String before = "Resources:\n" + group("Changed", "LogGroupName: c, RetentionInDays: 7, Tags: [{Key: k, Value: old}]")
                + group("Renamed", "LogGroupName: one") + group("Removed", "LogGroupName: removed");
        create("shop", before);
        Stack stack = update("shop", "Resources:\n"
                + group("Changed", "LogGroupName: c, RetentionInDays: 14, Tags: [{Key: k, Value: new}, {Key: l, Value: x}]")
                + group("Renamed", "LogGroupName: two") + group("Added", "LogGroupName: added")
                + group("Bad", "RetentionInDays: 2") + "    DependsOn: [Changed, Renamed, Added]\n");
        assertThat(stack.stackStatusAsString()).as(String.valueOf(stack.stackStatusReason())).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(bench.logs.groups.keySet()).containsExactlyInAnyOrder("c", "one", "removed");
        assertThat(bench.logs.group("c").retentionInDays()).isEqualTo(7);
        assertThat(bench.logs.tags.get("c")).containsEntry("k", "old").doesNotContainKey("l");
        assertThat(formation.getTemplate(r -> r.stackName("shop")).templateBody()).isEqualTo(before);
        assertThat(formation.describeStackResources(r -> r.stackName("shop")).stackResources())
                .extracting(r -> r.logicalResourceId() + " " + r.physicalResourceId() + " " + r.resourceStatusAsString())
                .contains("Renamed one UPDATE_COMPLETE", "Removed removed CREATE_COMPLETE")
                .hasSize(3);
        refused("No updates are to be performed.", () -> update("shop", before));
    }

    @Test
    void withoutRollbackAnUpdateCanBeRepairedOrRolledBack() {
        create("shop", "Resources:\n" + group("A", "LogGroupName: one, RetentionInDays: 7"));
        String bad = "Resources:\n" + group("A", "LogGroupName: two, RetentionInDays: 2");
        formation.updateStack(r -> r.stackName("shop").templateBody(bad).disableRollback(true));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("UPDATE_FAILED");
        assertThat(bench.logs.groups.keySet()).containsExactlyInAnyOrder("one", "two");
        formation.rollbackStack(r -> r.stackName("shop"));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(bench.logs.groups.keySet()).containsExactly("one");
        formation.updateStack(r -> r.stackName("shop").templateBody(bad).disableRollback(true));
        Bench.settled(formation, "shop");
        update("shop", "Resources:\n" + group("A", "LogGroupName: three, RetentionInDays: 3"));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(bench.logs.groups.keySet()).containsExactly("three");
    }

    @Test
    void retainedResourcesStay() {
        Stack stack = create("shop", "Resources:\n" + group("Kept", "LogGroupName: kept") + "    DeletionPolicy: Retain\n"
                + group("Renamed", "LogGroupName: one") + "    UpdateReplacePolicy: Retain\n");
        update("shop", "Resources:\n" + group("Kept", "LogGroupName: kept") + "    DeletionPolicy: Retain\n"
                + group("Renamed", "LogGroupName: two") + "    UpdateReplacePolicy: Retain\n");
        assertThat(bench.logs.groups.keySet()).containsExactlyInAnyOrder("kept", "one", "two");
        assertThat(delete(stack).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(bench.logs.groups.keySet()).containsExactlyInAnyOrder("kept", "one");
        assertThat(events(stack.stackId())).contains("Kept DELETE_SKIPPED");
    }

    @Test
    void aDeletionThatFailsSaysSoAndCanBeRepeated() {
        Stack stack = create("shop", LOGS_AND_ROLE);
        String role = bench.iam.listRoles(r -> {}).roles().getFirst().roleName();
        bench.iam.putRolePolicy(r -> r.roleName(role).policyName("by-hand").policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"));
        Stack failed = delete(stack);
        assertThat(failed.stackStatusAsString()).isEqualTo("DELETE_FAILED");
        assertThat(failed.stackStatusReason()).isEqualTo("The following resource(s) failed to delete: [Role]. ");
        assertThat(bench.logs.groups).as("what the role needs is not taken away").hasSize(1);
        formation.deleteStack(r -> r.stackName(stack.stackId()).retainResources("Role"));
        assertThat(Bench.settled(formation, stack.stackId()).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(bench.iam.listRoles(r -> {}).roles()).hasSize(1);
        assertThat(bench.logs.groups).isEmpty();
    }

    @Test
    void aChangeSetShowsWhatWillHappenAndThenItHappens() {
        formation.createChangeSet(r -> r.stackName("shop")
                .changeSetName("first")
                .changeSetType(ChangeSetType.CREATE)
                .templateBody("Resources:\n" + group("A", "LogGroupName: a") + group("B", "LogGroupName: !Sub '${A}-b'")
                        + group("C", "RetentionInDays: 7")));
        assertThat(formation.describeStacks(r -> r.stackName("shop")).stacks().getFirst().stackStatusAsString())
                .isEqualTo("REVIEW_IN_PROGRESS");
        assertThat(changes("first")).extracting(ResourceChange::action).containsOnly(ChangeAction.ADD).hasSize(3);
        assertThat(bench.logs.groups).isEmpty();
        formation.executeChangeSet(r -> r.stackName("shop").changeSetName("first"));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        assertThat(bench.logs.groups.keySet()).contains("a", "a-b");
        assertThatExceptionOfType(InvalidChangeSetStatusException.class)
                .isThrownBy(() -> formation.executeChangeSet(r -> r.stackName("shop").changeSetName("first")));

        formation.createChangeSet(r -> r.stackName("shop")
                .changeSetName("second")
                .templateBody("Resources:\n" + group("A", "LogGroupName: x") + group("B", "LogGroupName: !Sub '${A}-b'")
                        + group("D", "")));
        List<ResourceChange> all = changes("second");
        assertThat(all).extracting(ResourceChange::logicalResourceId).containsExactlyInAnyOrder("A", "B", "C", "D");
        assertThat(of(all, "A").replacement()).isEqualTo(Replacement.TRUE);
        assertThat(of(all, "A").details().getFirst().target().name()).isEqualTo("LogGroupName");
        assertThat(of(all, "A").details().getFirst().changeSourceAsString()).isEqualTo("DirectModification");
        assertThat(of(all, "B").replacement()).isEqualTo(Replacement.CONDITIONAL);
        assertThat(of(all, "B").details().getFirst().evaluationAsString()).isEqualTo("Dynamic");
        assertThat(of(all, "B").details().getFirst().causingEntity()).isEqualTo("A");
        assertThat(of(all, "C").action()).isEqualTo(ChangeAction.REMOVE);
        assertThat(of(all, "D").action()).isEqualTo(ChangeAction.ADD);
        formation.executeChangeSet(r -> r.stackName("shop").changeSetName("second"));
        assertThat(Bench.settled(formation, "shop").stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(bench.logs.groups.keySet()).contains("x", "x-b").doesNotContain("a", "a-b").hasSize(3);
    }

    private static ResourceChange of(List<ResourceChange> changes, String logicalId) {
        return changes.stream()
                .filter(change -> change.logicalResourceId().equals(logicalId))
                .findFirst()
                .orElseThrow();
    }

    private List<ResourceChange> changes(String name) {
        return formation.describeChangeSet(r -> r.stackName("shop").changeSetName(name)).changes().stream()
                .map(change -> change.resourceChange())
                .toList();
    }

    @Test
    void anEmptyChangeSetFailsWithAwssReason() {
        create("shop", "Parameters: {Days: {Type: Number, Default: 7}}\nResources:\n" + group("A", "RetentionInDays: !Ref Days"));
        formation.createChangeSet(r -> r.stackName("shop").changeSetName("none").usePreviousTemplate(true));
        var none = formation.describeChangeSet(r -> r.stackName("shop").changeSetName("none"));
        assertThat(none.statusAsString()).isEqualTo("FAILED");
        assertThat(none.statusReason()).startsWith("The submitted information didn't contain changes.");
        assertThat(none.executionStatusAsString()).isEqualTo("UNAVAILABLE");
        assertThatExceptionOfType(InvalidChangeSetStatusException.class)
                .isThrownBy(() -> formation.executeChangeSet(r -> r.stackName("shop").changeSetName("none")));
        formation.createChangeSet(r -> r.stackName("shop")
                .changeSetName("days")
                .usePreviousTemplate(true)
                .parameters(Parameter.builder()
                        .parameterKey("Days")
                        .parameterValue("14")
                        .build()));
        var change = changes("days").getFirst();
        assertThat(change.replacement()).isEqualTo(Replacement.FALSE);
        assertThat(change.details().getFirst().changeSourceAsString()).isEqualTo("ParameterReference");
        assertThat(change.details().getFirst().causingEntity()).isEqualTo("Days");
        formation.deleteChangeSet(r -> r.stackName("shop").changeSetName("days"));
        assertThatExceptionOfType(ChangeSetNotFoundException.class)
                .isThrownBy(() -> formation.describeChangeSet(r -> r.stackName("shop").changeSetName("days")));
        assertThat(formation.listChangeSets(r -> r.stackName("shop")).summaries()).hasSize(1);
    }

    @Test
    void requestsAreCheckedAsAwsChecksThem() {
        assertThatExceptionOfType(InsufficientCapabilitiesException.class)
                .isThrownBy(() -> formation.createStack(r -> r.stackName("x").templateBody(LOGS_AND_ROLE)))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("Requires capabilities : [CAPABILITY_IAM]"));
        String named = LOGS_AND_ROLE.replace("Description: !Ref Secret", "RoleName: mine");
        assertThatExceptionOfType(InsufficientCapabilitiesException.class)
                .isThrownBy(() -> create("x", named))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage())
                        .isEqualTo("Requires capabilities : [CAPABILITY_NAMED_IAM]"));
        create("shop", "Resources:\n" + group("A", ""));
        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> create("shop", "Resources:\n" + group("A", "")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Stack [shop] already exists"));
        refused("Stack [nope] does not exist", () -> update("nope", LOGS_AND_ROLE));
        refused("failed to satisfy constraint: Member must satisfy regular expression pattern", () ->
                create("1shop", "Resources:\n" + group("A", "")));
        refused("less than or equal to 51200", () -> create("big", "Resources:\n" + group("A", "") + "#".repeat(51_200)));
        refused("Either Template URL or Template Body", () -> formation.createStack(r -> r.stackName("x")));
        refused("aws: prefixed tag key names", () -> create(r -> r.stackName("x")
                .templateBody("Resources:\n" + group("A", ""))
                .tags(Tag.builder().key("aws:x").value("y").build())));
        refused("Stack 'nope' does not exist", () -> formation.describeStackResources(r -> r.stackName("nope")));
        refused("Resource Z does not exist for stack shop", () ->
                formation.describeStackResource(r -> r.stackName("shop").logicalResourceId("Z")));
    }

    @Test
    void terminationProtectionHolds() {
        create("shop", "Resources:\n" + group("A", ""));
        formation.updateTerminationProtection(r -> r.stackName("shop").enableTerminationProtection(true));
        refused("Stack [shop] cannot be deleted while TerminationProtection is enabled", () ->
                formation.deleteStack(r -> r.stackName("shop")));
        assertThat(bench.logs.groups).hasSize(1);
    }

    @Test
    void exportsAreSharedAndGuarded() {
        Stack maker = create("maker", "Resources:\n" + group("A", "LogGroupName: a")
                + "Outputs: {N: {Value: !Ref A, Export: {Name: the-name}}}");
        Stack user = create("user", "Resources:\n" + group("B", "LogGroupName: !Join ['-', [!ImportValue the-name, b]]"));
        assertThat(bench.logs.groups).containsKey("a-b");
        assertThat(formation.listImports(r -> r.exportName("the-name")).imports()).containsExactly("user");
        assertThat(delete(maker).stackStatusReason())
                .isEqualTo("Export the-name cannot be deleted as it is in use by user");
        refused("No export named nothing found", () ->
                create("late", "Resources:\n" + group("B", "LogGroupName: !ImportValue nothing")));
        delete(user);
        assertThat(delete(maker).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
    }

    @Test
    void longListsComeInPages() {
        StringBuilder many = new StringBuilder("Resources:\n");
        for (int i = 0; i < 120; i++) {
            many.append(group("G" + i, ""));
        }
        create("shop", many.toString());
        assertThat(formation.listStackResources(r -> r.stackName("shop")).nextToken()).isNotNull();
        assertThat(formation.listStackResourcesPaginator(r -> r.stackName("shop")).stackResourceSummaries()).hasSize(120);
        assertThat(formation.describeStackEventsPaginator(r -> r.stackName("shop")).stackEvents()).hasSize(362);
    }

    @Test
    void servicesAreCalledAsTheOneWhoAsked() throws Exception {
        bench.iam.createUser(r -> r.userName("deployer"));
        bench.iam.putUserPolicy(r -> r.userName("deployer").policyName("p").policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"cloudformation:*\",\"Resource\":\"*\"}]}"));
        Caller deployer = new Caller(Caller.ACCOUNT, "arn:aws:iam::111122223333:user/deployer", "");
        new Call(deployer, "us-east-1", "request").answer(() -> create("shop", LOGS_AND_ROLE));
        assertThat(formation.describeStackEvents(r -> r.stackName("shop")).stackEvents())
                .anySatisfy(event -> assertThat(event.resourceStatusReason())
                        .contains("user/deployer is not authorized to perform: iam:")
                        .contains("HandlerErrorCode: AccessDenied"));
        Caller stranger = new Caller(Caller.ACCOUNT, "arn:aws:iam::111122223333:user/stranger", "");
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> new Call(stranger, "us-east-1", "request")
                        .answer(() -> formation.describeStacks(r -> {})))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    void anOperationDoesNotRunTheOneThatFollowsIt() {
        create("shop", "Resources:\n" + group("Group", ""));
        StackStore store = new StackStore(bench.state, Clock.systemUTC());
        StoredStack created = store.all().getFirst();
        StoredStack deleting = created.withOperation(Operations.operation(null, null, "DO_NOTHING"), null)
                .withStatus("DELETE_IN_PROGRESS", null);
        store.save(deleting);
        Services services = bench.services(new Bench.Fuse(Integer.MAX_VALUE));
        try (ResourceTypes types = new ResourceTypes(services, bench.state)) {
            Deployment deployment = new Deployment(store, types, new OutsideValues(services.ssm(), services.secrets()));
            deployment.run(created);
            assertThat(bench.logs.groups).hasSize(1);
            assertThat(store.again(created).status()).isEqualTo("DELETE_IN_PROGRESS");
            deployment.run(deleting);
        }
        assertThat(bench.logs.groups).isEmpty();
        assertThat(store.again(created).status()).isEqualTo("DELETE_COMPLETE");
    }
}
