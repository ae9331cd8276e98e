package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** What people's own templates and tools have, beyond our blueprints. */
class ForeignTemplatesTest extends ForeignBench {
    private static final String GROUP = "Resources: {Group: {Type: 'AWS::Logs::LogGroup'}}";

    /** AWS page "DeleteChangeSet": the only errors are of the change set's state; measured in ministackorg/ministack#1625. */
    @Test
    void removingAChangeSetThatIsNotThereIsNoError() {
        stands("shop", GROUP);
        assertThatNoException().isThrownBy(() ->
                account.formation.deleteChangeSet(r -> r.stackName("shop").changeSetName("cdk-deploy-change-set")));
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> account.formation.deleteChangeSet(r -> r.stackName("gone").changeSetName("x")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"))
                .withMessageContaining("Stack [gone] does not exist");
    }

    /** AWS page "CloudFormation service role": what CloudFormation cannot assume is refused before anything begins. */
    @Test
    void aRoleThatCloudFormationCannotAssumeIsRefusedAtOnce() {
        for (String service : new String[] {"cloudformation", "lambda"}) {
            account.iam.createRole(r -> r.roleName("for-" + service).assumeRolePolicyDocument(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                            + "\"Principal\":{\"Service\":\"" + service + ".amazonaws.com\"}}]}"));
        }
        String roles = "arn:aws:iam::111122223333:role/";
        for (String role : new String[] {roles + "gone", roles + "for-lambda", roles + "path/for-cloudformation", "for-lambda"}) {
            assertThatExceptionOfType(CloudFormationException.class)
                    .isThrownBy(() -> account.formation.createStack(r -> r.stackName("shop").templateBody(GROUP).roleARN(role)))
                    .withMessageContaining("Role " + role + " is invalid or cannot be assumed");
        }
        assertThat(account.formation.describeStacks(r -> {}).stacks()).isEmpty();
        account.formation.createStack(r -> r.stackName("shop").templateBody(GROUP).roleARN(roles + "for-cloudformation"));
        assertThat(Bench.settled(account.formation, "shop").stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("shop")).contains("assumed-role/for-cloudformation/AWSCloudFormation is not authorized to perform: logs:");
    }

    /**
     * AWS Lambda API Reference, "AddPermission": a statement id has at most 100 characters; Route 53, "CreateHealthCheck": a
     * caller reference 64; the names of functions and roles 64, of buckets 63.
     */
    @Test
    void generatedNamesAreCutToWhatTheServiceTakes() {
        String id = "TheInvokePermissionOfTheProxyMethodOfAnApiWithQuiteALongNameUnderAStackWithALongOneToo0123456789AB";
        Stack stack = stands("a-stack-whose-name-is-not-short-either-because-teams-write-their-names-in-it", """
                Resources:
                %1$s
                  %2$sFn:
                    Type: AWS::Lambda::Function
                    Properties:
                      {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn,
                       Code: {ZipFile: 'exports.handler = async () => 1'}}
                  %2$s:
                    Type: AWS::Lambda::Permission
                    Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref %2$sFn, Principal: apigateway.amazonaws.com}
                  %2$sCheck:
                    Type: AWS::Route53::HealthCheck
                    Properties: {HealthCheckConfig: {Type: HTTP, IPAddress: 127.0.0.1, Port: 80, ResourcePath: /}}
                  %2$sBucket: {Type: 'AWS::S3::Bucket'}
                """.formatted(ROLE.stripTrailing(), id));
        assertThat(resource(stack.stackName(), id).physicalResourceId()).hasSizeLessThanOrEqualTo(100);
        assertThat(resource(stack.stackName(), id + "Bucket").physicalResourceId()).hasSizeLessThanOrEqualTo(63);
        assertThat(resource(stack.stackName(), id + "Fn").physicalResourceId()).hasSizeLessThanOrEqualTo(64);
    }

    /** AWS page "AWS::CloudFormation::CustomResource": its examples have a Version beside the Type. */
    @Test
    void aCustomResourceMayHaveWhatAttributesItLikes() {
        assertThatNoException().isThrownBy(() -> account.formation.validateTemplate(r -> r.templateBody("""
                Resources:
                  One: {Type: 'Custom::Seed', Version: '2.1', Comment: ours, Properties: {ServiceToken: x}}
                  Two: {Type: 'AWS::CloudFormation::CustomResource', Version: '1.0', Properties: {ServiceToken: x}}
                """)));
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> account.formation.validateTemplate(r -> r.templateBody(
                        "Resources: {Group: {Type: 'AWS::Logs::LogGroup', Version: '1.0'}}")))
                .withMessageContaining("Invalid template resource property 'Version'");
    }

    /** The CDK's own metadata resource makes nothing; AWS CDK guide, "Version reporting". */
    @Test
    void metadataOfTheCdkStandsAndGoes() {
        stands("meta", """
                Conditions: {Known: !Equals [!Ref 'AWS::Region', us-east-1]}
                Resources:
                  CDKMetadata: {Type: 'AWS::CDK::Metadata', Condition: Known, Properties: {Analytics: 'v2:deflate64:H4s'}}
                """);
        account.formation.deleteStack(r -> r.stackName("meta"));
    }

    /**
     * AWS page "Specify existing resources at runtime with CloudFormation-supplied parameter types": Ref gives the value that
     * Systems Manager keeps, DescribeStacks tells it as the resolved value, and an update fetches it again.
     */
    @Test
    void aParameterMayStandForOneOfSystemsManager() {
        account.ssm.putParameter(r -> r.name("/edge/retention").type("String").value("14"));
        account.ssm.putParameter(r -> r.name("/edge/names").type("StringList").value("left,right"));
        account.ssm.putParameter(r -> r.name("/edge/vpc").type("String").value("vpc-0123456789abcdef0"));
        String template = """
                Parameters:
                  Days: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /edge/retention}
                  Names: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /edge/names}
                  Vpc: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::VPC::Id>', Default: /edge/vpc}
                  Must: {Type: 'AWS::SSM::Parameter::Name', Default: /edge/vpc}
                Resources: {Group: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: !Ref Days}}}
                Outputs:
                  Name: {Value: !Ref Group}
                  Joined: {Value: !Join ['+', !Ref Names]}
                  Vpc: {Value: !Ref Vpc}
                  Must: {Value: !Ref Must}
                """;
        Stack stack = stands("kept", template);
        assertThat(output(stack, "Joined")).isEqualTo("left+right");
        assertThat(output(stack, "Vpc")).isEqualTo("vpc-0123456789abcdef0");
        assertThat(output(stack, "Must")).isEqualTo("/edge/vpc");
        assertThat(stack.parameters()).anySatisfy(parameter -> {
            assertThat(parameter.parameterValue()).isEqualTo("/edge/retention");
            assertThat(parameter.resolvedValue()).isEqualTo("14");
        });
        account.ssm.putParameter(r -> r.name("/edge/retention").value("30").overwrite(true));
        account.formation.updateStack(r -> r.stackName("kept").usePreviousTemplate(true));
        assertThat(Bench.settled(account.formation, "kept").stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(account.logs.describeLogGroups(r -> r.logGroupNamePrefix(output(stack, "Name"))).logGroups().getFirst()
                        .retentionInDays())
                .isEqualTo(30);
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> create("none", template, "Days=/edge/none"))
                .withMessageContaining("Unable to fetch parameters [/edge/none] from parameter store for this account.");
        account.ssm.putParameter(r -> r.name("/edge/secret").type("SecureString").value("x"));
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> create("secure", template, "Days=/edge/secret"))
                .withMessageContaining("Parameters [/edge/secret] referenced by template have types not supported");
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> create("form", template, "Vpc=/edge/names"))
                .withMessageContaining("does not exist");
    }

    /** The same page, "Supported AWS-specific parameter types". */
    @Test
    void idsOfAnAccountAreTakenAsParameters() {
        Stack stack = stands("ids", """
                Parameters:
                  Zone: {Type: 'AWS::Route53::HostedZone::Id'}
                  Image: {Type: 'AWS::EC2::Image::Id', Default: ami-0abcdef1234567890}
                  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-0123abcd, subnet-0123456789abcdef0'}
                  Key: {Type: 'AWS::EC2::KeyPair::KeyName', Default: my key}
                  Zones: {Type: 'List<AWS::EC2::AvailabilityZone::Name>', Default: us-east-1a}
                Resources: {Group: {Type: 'AWS::Logs::LogGroup'}}
                Outputs: {Zone: {Value: !Ref Zone}, Second: {Value: !Select [1, !Ref Subnets]}}
                """, "Zone=Z2FDTNDATAQYW2");
        assertThat(output(stack, "Zone")).isEqualTo("Z2FDTNDATAQYW2");
        assertThat(output(stack, "Second")).isEqualTo("subnet-0123456789abcdef0");
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> account.formation.validateTemplate(r -> r.templateBody(
                        "Parameters: {P: {Type: 'AWS::EC2::Nothing'}}\n" + GROUP)))
                .withMessageContaining("Unrecognized parameter type: AWS::EC2::Nothing");
    }

    /** AWS page "Get values stored in other services using dynamic references"; a secret is in no description. */
    @Test
    void dynamicReferencesAreResolvedWhereAPropertyIsSet() {
        account.ssm.putParameter(r -> r.name("/edge/days").type("String").value("7"));
        account.ssm.putParameter(r -> r.name("/edge/days").value("14").overwrite(true));
        account.secrets.createSecret(r -> r.name("edge/keys").secretString("{\"token\": \"s3cr3t-word\", \"n\": 5}"));
        String template = """
                Resources:
                %s
                  Group:
                    Type: AWS::Logs::LogGroup
                    Properties: {LogGroupName: '/at/{{resolve:ssm:/edge/days:1}}/days', RetentionInDays: '{{resolve:ssm:/edge/days}}'}
                  Fn:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: nodejs22.x
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Description: '%s'
                      Environment: {Variables: {TOKEN: 'a-{{resolve:secretsmanager:edge/keys:SecretString:token}}-b'}}
                      Code: {ZipFile: 'exports.handler = async () => process.env.TOKEN'}
                Outputs: {F: {Value: !Ref Fn}, Days: {Value: '{{resolve:ssm:/edge/days}}'}}
                """.formatted(ROLE.stripTrailing(), "%s");
        Stack stack = stands("dynamic", template.formatted("one"));
        assertThat(output(stack, "Days")).isEqualTo("14");
        assertThat(account.logs.describeLogGroups(r -> r.logGroupNamePrefix("/at/7/days")).logGroups().getFirst()
                        .retentionInDays())
                .isEqualTo(14);
        assertThat(variable(output(stack, "F"))).isEqualTo("a-s3cr3t-word-b");
        assertThat(account.formation.describeStackEvents(r -> r.stackName("dynamic")).stackEvents().toString())
                .contains("{{resolve:secretsmanager:")
                .doesNotContain("s3cr3t-word");
        account.secrets.putSecretValue(r -> r.secretId("edge/keys").secretString("{\"token\": \"next\"}"));
        account.formation.updateStack(r -> r.stackName("dynamic")
                .templateBody(template.formatted("two"))
                .capabilities(Capability.CAPABILITY_IAM));
        assertThat(Bench.settled(account.formation, "dynamic").stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
        assertThat(variable(output(stack, "F"))).isEqualTo("a-next-b");
        for (String[] each : new String[][] {
            {"{{resolve:ssm:/edge/none}}", "Parameters: [ssm:/edge/none] cannot be found."},
            {"{{resolve:secretsmanager:none}}", "Secrets Manager can't find the specified secret."},
            {"{{resolve:secretsmanager:edge/keys:SecretString:no}}", "Could not find a value associated with JSONKey"},
            {"{{resolve:ssm-secure:/edge/days:1}}", "SSM Secure reference is not supported in"}
        }) {
            String name = "bad" + each[0].length();
            String bad = "Resources: {Group: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: '" + each[0] + "'}}}";
            assertThat(create(name, bad).stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
            assertThat(story(name)).contains(each[1]);
        }
    }

    private String variable(String function) {
        return account.lambda.getFunctionConfiguration(r -> r.functionName(function))
                .environment()
                .variables()
                .getOrDefault("TOKEN", "");
    }

    /** What is refused is named, before anything else is found. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Transform: [{Name: 'AWS::Include', Parameters: {Location: x}}]|carries out the transforms AWS::LanguageExtensions and"
                + " AWS::Serverless-2016-10-31 only; the template asks for AWS::Include.",
        "Transform: AWS::Serverless-2016-10-31|is of type AWS::Serverless::StateMachine.",
        "Description: none|Resources/X/Properties/RetentionInDays has Fn::Length, for which the template must name the transform AWS::LanguageExtensions.",
    })
    void aTransformIsRefusedByItsName(String line, String told) {
        String days = line.startsWith("Description") ? "{'Fn::Length': [1, 2, 3]}" : "3";
        String type = line.contains("Serverless") ? "AWS::Serverless::StateMachine" : "AWS::Logs::LogGroup";
        assertThatExceptionOfType(CloudFormationException.class)
                .isThrownBy(() -> create("refused", line
                        + "\nResources: {X: {Type: '" + type + "', Properties: {RetentionInDays: " + days + "}}}\n"))
                .withMessageContaining(told);
    }

    /** AWS pages "Fn::ForEach", "Fn::Length", "Fn::ToJsonString" and "Fn::FindInMap enhancements". */
    @Test
    void theLanguagesExtensionsAreCarriedOut() {
        Stack stack = stands("extended", """
                Transform: AWS::LanguageExtensions
                Mappings: {Days: {us-east-1: {kept: 3}}}
                Resources:
                  'Fn::ForEach::Groups':
                    - Name
                    - [first, sec.ond]
                    - 'Group&{Name}':
                        Type: AWS::Logs::LogGroup
                        Properties:
                          LogGroupName: !Sub '/${AWS::StackName}/${Name}'
                          RetentionInDays: !FindInMap [Days, !Ref AWS::Region, kept]
                  Parameter:
                    Type: AWS::SSM::Parameter
                    Properties:
                      Type: String
                      Value: {'Fn::ToJsonString': {groups: [!Ref Groupfirst], n: {'Fn::Length': [a, b, c]}}}
                Outputs:
                  'Fn::ForEach::Outs':
                    - Name
                    - [first]
                    - 'Out${Name}': {Value: !GetAtt ['Group${Name}', Arn]}
                  Defaulted: {Value: !FindInMap [Days, eu-west-1, kept, {DefaultValue: none}]}
                  Parameter: {Value: !GetAtt Parameter.Value}
                """);
        assertThat(output(stack, "Outfirst")).contains(":log-group:/extended/first");
        assertThat(output(stack, "Defaulted")).isEqualTo("none");
        assertThat(output(stack, "Parameter")).isEqualTo("{\"groups\":[\"/extended/first\"],\"n\":3}");
        assertThat(account.logs.describeLogGroups(r -> r.logGroupNamePrefix("/extended/")).logGroups())
                .extracting(group -> group.logGroupName() + " " + group.retentionInDays())
                .containsExactly("/extended/first 3", "/extended/sec.ond 3");
    }

    /** The resource types of the CDK's bootstrap template, AWS CDK guide, "Bootstrap your environment". */
    @Test
    void whatABootstrapNeedsStands() {
        Stack stack = stands("boot", """
                Resources:
                  Images:
                    Type: AWS::ECR::Repository
                    Properties:
                      RepositoryName: team/images
                      ImageTagMutability: IMMUTABLE
                      ImageScanningConfiguration: {ScanOnPush: true}
                      LifecyclePolicy: {LifecyclePolicyText: '{"rules": []}'}
                      RepositoryPolicyText: {Version: '2012-10-17', Statement: []}
                  Plain: {Type: 'AWS::ECR::Repository'}
                  Reader:
                    Type: AWS::IAM::Role
                    Properties:
                      AssumeRolePolicyDocument:
                        Version: '2012-10-17'
                        Statement: [{Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: 'sts:AssumeRole'}]
                      ManagedPolicyArns:
                        - !Sub 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess'
                        - arn:aws:iam::aws:policy/SecurityAudit
                        - arn:aws:iam::aws:policy/job-function/ViewOnlyAccess
                  Version: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Name: /team/version, Value: '30'}}
                  Generated: {Type: 'AWS::SSM::Parameter', Properties: {Type: StringList, Value: 'a,b'}}
                  Secret:
                    Type: AWS::SecretsManager::Secret
                    Properties:
                      GenerateSecretString:
                        {SecretStringTemplate: '{"user": "edge"}', GenerateStringKey: password, PasswordLength: 20,
                         ExcludePunctuation: true}
                Outputs:
                  Uri: {Value: !GetAtt Images.RepositoryUri}
                  Version: {Value: !GetAtt Version.Value}
                  Secret: {Value: !Ref Secret}
                """);
        assertThat(output(stack, "Version")).isEqualTo("30");
        assertThat(output(stack, "Uri")).matches("\\d{12}\\.dkr\\.ecr\\.us-east-1\\.amazonaws\\.com/team/images");
        assertThat(account.ecr.getLifecyclePolicy(r -> r.repositoryName("team/images")).lifecyclePolicyText())
                .isEqualTo("{\"rules\": []}");
        JsonNode secret = json(account.secrets.getSecretValue(r -> r.secretId(output(stack, "Secret"))).secretString());
        assertThat(secret.path("user").asText()).isEqualTo("edge");
        assertThat(secret.path("password").asText()).matches("[A-Za-z0-9]{20}");
        account.formation.deleteStack(r -> r.stackName("boot"));
        assertThat(Bench.settled(account.formation, stack.stackId()).stackStatusAsString()).isEqualTo("DELETE_COMPLETE");
        assertThat(account.ecr.describeRepositories(r -> {}).repositories()).isEmpty();
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> account.ssm.getParameter(r -> r.name("/team/version")));
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
