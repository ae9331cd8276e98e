package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.OutsideTool.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** boto3 and the AWS CLI deploy through the sandbox's endpoint as they deploy to AWS. */
class ForeignClientsTest {
    private static final String TEMPLATE = """
            Parameters:
              Days: {Type: Number, Default: 7}
            Resources:
              First: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: /boto/first, RetentionInDays: !Ref Days}}
              Second: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: !Sub '${First}/second'}}
            Outputs:
              Second: {Value: !Ref Second, Description: the second}
            """;

    private static final String BOTO = """
            import boto3, json, os, sys
            from botocore.exceptions import ClientError, WaiterError
            cf = boto3.client('cloudformation')
            body = open(sys.argv[1]).read()
            seen = {}
            quick = {'Delay': 1, 'MaxAttempts': 30}
            seen['valid'] = [p['ParameterKey'] for p in cf.validate_template(TemplateBody=body)['Parameters']]
            seen['summary'] = cf.get_template_summary(TemplateBody=body)['ResourceTypes']
            try:
                cf.validate_template(TemplateBody='Resources: {A: {Type: x, DependsOn: B}}')
            except ClientError as e:
                seen['invalid'] = e.response['Error']
            cf.create_change_set(StackName='boto', ChangeSetName='one', ChangeSetType='CREATE', TemplateBody=body)
            cf.get_waiter('change_set_create_complete').wait(StackName='boto', ChangeSetName='one', WaiterConfig=quick)
            change = cf.describe_change_set(StackName='boto', ChangeSetName='one')
            seen['changes'] = [c['ResourceChange']['Action'] + ' ' + c['ResourceChange']['LogicalResourceId'] for c in change['Changes']]
            cf.execute_change_set(StackName='boto', ChangeSetName='one')
            cf.get_waiter('stack_create_complete').wait(StackName='boto', WaiterConfig=quick)
            stack = cf.describe_stacks(StackName='boto')['Stacks'][0]
            seen['outputs'] = {o['OutputKey']: o['OutputValue'] for o in stack['Outputs']}
            seen['parameters'] = {p['ParameterKey']: p['ParameterValue'] for p in stack['Parameters']}
            pages = cf.get_paginator('describe_stack_events').paginate(StackName='boto')
            seen['events'] = [e['LogicalResourceId'] + ' ' + e['ResourceStatus'] for p in pages for e in p['StackEvents']][::-1]
            seen['resources'] = [r['PhysicalResourceId'] for p in cf.get_paginator('list_stack_resources').paginate(StackName='boto')
                                 for r in p['StackResourceSummaries']]
            cf.create_change_set(StackName='boto', ChangeSetName='none', UsePreviousTemplate=True)
            try:
                cf.get_waiter('change_set_create_complete').wait(StackName='boto', ChangeSetName='none', WaiterConfig=quick)
            except WaiterError as e:
                seen['none'] = e.last_response['StatusReason']
            try:
                cf.update_stack(StackName='boto', UsePreviousTemplate=True)
            except ClientError as e:
                seen['update'] = e.response['Error']['Message']
            cf.update_stack(StackName='boto', UsePreviousTemplate=True, Parameters=[{'ParameterKey': 'Days', 'ParameterValue': '14'}])
            cf.get_waiter('stack_update_complete').wait(StackName='boto', WaiterConfig=quick)
            seen['retention'] = boto3.client('logs').describe_log_groups(logGroupNamePrefix='/boto/first')['logGroups'][0]['retentionInDays']
            cf.delete_stack(StackName='boto')
            cf.get_waiter('stack_delete_complete').wait(StackName='boto', WaiterConfig=quick)
            try:
                cf.describe_stacks(StackName='boto')
            except ClientError as e:
                seen['gone'] = e.response['Error']
            seen['listed'] = [s['StackStatus'] for p in cf.get_paginator('list_stacks').paginate() for s in p['StackSummaries']]
            print(json.dumps(seen))
            """;

    @TempDir
    Path folder;

    private AccountBench account;

    @BeforeEach
    void open() {
        account = new AccountBench(folder);
    }

    @AfterEach
    void close() {
        account.close();
    }

    private String run(List<String> command) {
        Output output = OutsideTool.run(account.all.environment(), new byte[0], command);
        assertThat(output.status()).as(output.err()).isZero();
        return output.out();
    }

    @Test
    void boto3DeploysWatchesAndRemoves() throws Exception {
        OutsideTool.require("python3", "-c", "import boto3");
        Path template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        Path script = Files.writeString(folder.resolve("deploy.py"), BOTO);
        JsonNode seen = Json.MAPPER.readTree(run(List.of("python3", script.toString(), template.toString())));
        assertThat(seen.path("valid").toString()).isEqualTo("[\"Days\"]");
        assertThat(seen.path("summary").toString()).isEqualTo("[\"AWS::Logs::LogGroup\"]");
        assertThat(seen.path("invalid").path("Code").asText()).isEqualTo("ValidationError");
        assertThat(seen.path("invalid").path("Message").asText())
                .isEqualTo("Template format error: Unresolved resource dependencies [B] in the Resources block of the template");
        assertThat(seen.path("changes").toString()).isEqualTo("[\"Add First\",\"Add Second\"]");
        assertThat(seen.path("outputs").path("Second").asText()).isEqualTo("/boto/first/second");
        assertThat(seen.path("parameters").path("Days").asText()).isEqualTo("7");
        assertThat(seen.path("events")).hasSize(9);
        assertThat(seen.path("events").get(0).asText()).isEqualTo("boto REVIEW_IN_PROGRESS");
        assertThat(seen.path("events").get(8).asText()).isEqualTo("boto CREATE_COMPLETE");
        assertThat(seen.path("resources").toString()).isEqualTo("[\"/boto/first\",\"/boto/first/second\"]");
        assertThat(seen.path("none").asText()).startsWith("The submitted information didn't contain changes.");
        assertThat(seen.path("update").asText()).isEqualTo("No updates are to be performed.");
        assertThat(seen.path("retention").asInt()).isEqualTo(14);
        assertThat(seen.path("gone").path("Message").asText()).isEqualTo("Stack with id boto does not exist");
        assertThat(seen.path("listed").toString()).isEqualTo("[\"DELETE_COMPLETE\"]");
    }

    @Test
    void theAwsCliDeploys() throws Exception {
        OutsideTool.require("aws", "--version");
        Path template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        run(List.of("aws", "cloudformation", "deploy", "--stack-name", "cli", "--template-file", template.toString(),
                "--parameter-overrides", "Days=3", "--no-execute-changeset"));
        String changeSet = account.formation.listChangeSets(r -> r.stackName("cli")).summaries().getFirst().changeSetName();
        run(List.of("aws", "cloudformation", "execute-change-set", "--stack-name", "cli", "--change-set-name", changeSet));
        Bench.settled(account.formation, "cli");
        JsonNode stack = Json.MAPPER.readTree(run(List.of("aws", "cloudformation", "describe-stacks", "--stack-name", "cli",
                "--output", "json"))).path("Stacks").path(0);
        assertThat(stack.path("StackStatus").asText()).isEqualTo("CREATE_COMPLETE");
        assertThat(account.logs.describeLogGroups(r -> r.logGroupNamePrefix("/boto/first")).logGroups().getFirst()
                        .retentionInDays())
                .isEqualTo(3);
        Path big = Files.writeString(folder.resolve("big.yaml"), TEMPLATE + "#".repeat(60_000));
        account.s3.createBucket(r -> r.bucket("templates"));
        account.s3.putObject(r -> r.bucket("templates").key("a/big.yaml"), big);
        run(List.of("aws", "cloudformation", "validate-template", "--template-url",
                "https://templates.s3.us-east-1.amazonaws.com/a/big.yaml"));
    }

    /** The registry's schemas, as cfn-lint carries them, say of each property what our table says. */
    @Test
    void theTableOfTypesIsTheRegistrys() throws Exception {
        OutsideTool.require("python3", "-c", "import cfnlint.schema.manager");
        String table = Files.readString(Path.of(Objects.requireNonNull(ForeignClientsTest.class.getResource(
                "resource/types.json")).toURI()));
        Path ours = Files.writeString(folder.resolve("types.json"), table);
        Path script = Files.writeString(folder.resolve("compare.py"), """
                import json, sys
                from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as manager
                differences = []
                for name, ours in json.load(open(sys.argv[1])).items():
                    schema = manager.get_resource_schema('us-east-1', name).schema
                    top = lambda key: {p.split('/')[2] for p in schema.get(key, []) if p.count('/') == 2}
                    attributes = top('readOnlyProperties')
                    theirs = {
                        'properties': set(schema['properties']) - attributes,
                        'required': set(schema.get('required', [])),
                        'createOnly': top('createOnlyProperties'),
                        'conditionallyCreateOnly': top('conditionalCreateOnlyProperties'),
                    }
                    for key, expected in theirs.items():
                        if set(ours.get(key, [])) != expected:
                            differences.append([name, key, sorted(set(ours.get(key, [])) ^ expected)])
                    if not set(ours.get('attributes', [])) <= attributes:
                        differences.append([name, 'attributes'])
                    tagging = schema.get('tagging', {})
                    if ours.get('systemTags', False) != bool(tagging.get('taggable') and tagging.get('cloudFormationSystemTags')):
                        differences.append([name, 'systemTags'])
                print(json.dumps(differences))
                """);
        JsonNode differences = Json.MAPPER.readTree(run(List.of("python3", script.toString(), ours.toString())));
        assertThat(differences.toString()).isEqualTo("[]");
    }
}
