package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Every resource type that the sandbox carries, made, changed and removed through the sandbox's services. */
class ResourceTypesTest {
    private static final String SMALL_TYPES = """
            Parameters:
              Word: {Type: String, Default: first}
            Conditions:
              IsFirst: !Equals [!Ref Word, first]
            Resources:
              Bucket:
                Type: AWS::S3::Bucket
                Properties:
                  PublicAccessBlockConfiguration:
                    {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}
                  VersioningConfiguration: {Status: Enabled}
                  Tags: [{Key: word, Value: !Ref Word}]
              BucketPolicy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Bucket
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - {Effect: Allow, Principal: {Service: cloudfront.amazonaws.com}, Action: 's3:GetObject',
                         Resource: !Sub '${Bucket.Arn}/${Word}/*'}
              Table:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  TimeToLiveSpecification: {AttributeName: end, Enabled: true}
                  PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  Description: !Ref Word
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
              Inline:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: inline
                  Roles: [!Ref Role]
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Table.Arn}]
              Managed:
                Type: AWS::IAM::ManagedPolicy
                Properties:
                  Roles: [!Ref Role]
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/${Word}'}]
              Key:
                Type: AWS::KMS::Key
                Properties:
                  Description: !Ref Word
                  KeySpec: RSA_2048
                  KeyUsage: ENCRYPT_DECRYPT
                  KeyPolicy:
                    Version: '2012-10-17'
                    Statement:
                      - {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}
              KeyAlias: {Type: 'AWS::KMS::Alias', Properties: {AliasName: alias/types, TargetKeyId: !Ref Key}}
              Function:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: nodejs24.x
                  Handler: index.handler
                  Role: !GetAtt Role.Arn
                  Environment: {Variables: {WORD: !Ref Word}}
                  Code: {ZipFile: !Sub 'exports.handler = async () => "${Word}"'}
              Version: {Type: 'AWS::Lambda::Version', Properties: {FunctionName: !Ref Function, Description: !Ref Word}}
              Live:
                Type: AWS::Lambda::Alias
                Properties: {FunctionName: !Ref Function, Name: live, FunctionVersion: !GetAtt Version.Version}
              Url: {Type: 'AWS::Lambda::Url', Properties: {TargetFunctionArn: !GetAtt Function.Arn, AuthType: AWS_IAM}}
              Permission:
                Type: AWS::Lambda::Permission
                Properties:
                  FunctionName: !GetAtt Function.Arn
                  Action: lambda:InvokeFunctionUrl
                  Principal: cloudfront.amazonaws.com
                  SourceArn: !Sub 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}'
              Addresses:
                Type: AWS::WAFv2::IPSet
                Properties: {Scope: CLOUDFRONT, IPAddressVersion: IPV4, Addresses: [192.0.2.0/24], Description: !Ref Word}
              Patterns:
                Type: AWS::WAFv2::RegexPatternSet
                Properties: {Scope: CLOUDFRONT, RegularExpressionList: ['^/admin', !Sub '^/${Word}']}
              Acl:
                Type: AWS::WAFv2::WebACL
                Properties:
                  Scope: CLOUDFRONT
                  DefaultAction: {Allow: {}}
                  VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: acl}
                  Rules:
                    - Name: addresses
                      Priority: 0
                      Action: {Block: {}}
                      Statement: {IPSetReferenceStatement: {Arn: !GetAtt Addresses.Arn}}
                      VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: a}
                    - Name: words
                      Priority: 1
                      Action: {Count: {}}
                      Statement:
                        AndStatement:
                          Statements:
                            - ByteMatchStatement:
                                SearchString: !Ref Word
                                FieldToMatch: {UriPath: {}}
                                PositionalConstraint: CONTAINS
                                TextTransformations: [{Priority: 0, Type: NONE}]
                            - RegexPatternSetReferenceStatement:
                                Arn: !GetAtt Patterns.Arn
                                FieldToMatch: {SingleHeader: {Name: x-path}}
                                TextTransformations: [{Priority: 0, Type: LOWERCASE}]
                      VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: w}
              Access:
                Type: AWS::CloudFront::OriginAccessControl
                Properties:
                  OriginAccessControlConfig:
                    {Name: types, OriginAccessControlOriginType: s3, SigningBehavior: always, SigningProtocol: sigv4}
              Caching:
                Type: AWS::CloudFront::CachePolicy
                Properties:
                  CachePolicyConfig:
                    Name: types
                    MinTTL: 0
                    DefaultTTL: 60
                    MaxTTL: 600
                    Comment: !Ref Word
                    ParametersInCacheKeyAndForwardedToOrigin:
                      EnableAcceptEncodingGzip: true
                      HeadersConfig: {HeaderBehavior: whitelist, Headers: [x-word]}
                      CookiesConfig: {CookieBehavior: none}
                      QueryStringsConfig: {QueryStringBehavior: whitelist, QueryStrings: [author]}
              Forwarding:
                Type: AWS::CloudFront::OriginRequestPolicy
                Properties:
                  OriginRequestPolicyConfig:
                    Name: types
                    HeadersConfig: {HeaderBehavior: none}
                    CookiesConfig: {CookieBehavior: none}
                    QueryStringsConfig: {QueryStringBehavior: all}
              Headers:
                Type: AWS::CloudFront::ResponseHeadersPolicy
                Properties:
                  ResponseHeadersPolicyConfig:
                    Name: types
                    CustomHeadersConfig: {Items: [{Header: x-word, Value: !Ref Word, Override: true}]}
              Distribution:
                Type: AWS::CloudFront::Distribution
                Properties:
                  DistributionConfig:
                    Enabled: true
                    DefaultRootObject: index.html
                    WebACLId: !GetAtt Acl.Arn
                    CustomErrorResponses: [{ErrorCode: 404, ResponseCode: 200, ResponsePagePath: /index.html}]
                    Restrictions: {GeoRestriction: {RestrictionType: whitelist, Locations: [DE, US]}}
                    Origins:
                      - Id: site
                        DomainName: !GetAtt Bucket.RegionalDomainName
                        OriginAccessControlId: !GetAtt Access.Id
                        S3OriginConfig: {}
                        OriginCustomHeaders: [{HeaderName: x-word, HeaderValue: !Ref Word}]
                    DefaultCacheBehavior:
                      TargetOriginId: site
                      ViewerProtocolPolicy: redirect-to-https
                      CachePolicyId: !Ref Caching
                      OriginRequestPolicyId: !Ref Forwarding
                      ResponseHeadersPolicyId: !Ref Headers
                    CacheBehaviors:
                      - PathPattern: /api/*
                        TargetOriginId: site
                        ViewerProtocolPolicy: https-only
                        AllowedMethods: [GET, HEAD, OPTIONS]
                        CachedMethods: [GET, HEAD, OPTIONS]
                        CachePolicyId: !Ref Caching
              Monitoring:
                Type: AWS::CloudFront::MonitoringSubscription
                Properties:
                  DistributionId: !Ref Distribution
                  MonitoringSubscription: {RealtimeMetricsSubscriptionConfig: {RealtimeMetricsSubscriptionStatus: Enabled}}
              Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: types, Description: !Ref Word}}
              Any:
                Type: AWS::ApiGateway::Method
                Properties:
                  RestApiId: !Ref Api
                  ResourceId: !GetAtt Api.RootResourceId
                  HttpMethod: GET
                  AuthorizationType: NONE
                  Integration:
                    Type: MOCK
                    RequestTemplates: {application/json: '{"statusCode": 200}'}
                    IntegrationResponses: [{StatusCode: '200', ResponseTemplates: {application/json: !Ref Word}}]
                  MethodResponses: [{StatusCode: '200'}]
              Deployment: {Type: 'AWS::ApiGateway::Deployment', DependsOn: Any, Properties: {RestApiId: !Ref Api}}
              Stage:
                Type: AWS::ApiGateway::Stage
                Properties:
                  RestApiId: !Ref Api
                  DeploymentId: !Ref Deployment
                  StageName: prod
                  Variables: {word: !Ref Word}
                  MethodSettings: [{ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20}]
              HttpApi:
                Type: AWS::ApiGatewayV2::Api
                Properties: {Name: types, ProtocolType: HTTP, Description: !Ref Word, Tags: {word: !Ref Word, own: tag}}
              HttpIntegration:
                Type: AWS::ApiGatewayV2::Integration
                Properties:
                  ApiId: !Ref HttpApi
                  IntegrationType: AWS_PROXY
                  IntegrationUri: !GetAtt Function.Arn
                  PayloadFormatVersion: '2.0'
                  Description: !Ref Word
              HttpRoute:
                Type: AWS::ApiGatewayV2::Route
                Properties:
                  ApiId: !Ref HttpApi
                  RouteKey: !Sub 'GET /${Word}'
                  Target: !Sub integrations/${HttpIntegration}
              HttpStage:
                Type: AWS::ApiGatewayV2::Stage
                Properties:
                  ApiId: !Ref HttpApi
                  StageName: $default
                  AutoDeploy: true
                  StageVariables: {word: !Ref Word}
                  Tags: {word: !Ref Word}
                  AccessLogSettings: !If
                    - IsFirst
                    - DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:types
                      Format: $context.requestId
                    - !Ref AWS::NoValue
              HealthCheck:
                Type: AWS::Route53::HealthCheck
                Properties:
                  HealthCheckConfig:
                    Type: HTTPS
                    FullyQualifiedDomainName: !GetAtt Distribution.DomainName
                    ResourcePath: !Sub '/${Word}'
                  HealthCheckTags: [{Key: word, Value: !Ref Word}]
              ApiAccount: {Type: 'AWS::ApiGateway::Account', Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}}
              LogPolicy:
                Type: AWS::Logs::ResourcePolicy
                Properties:
                  PolicyName: types
                  PolicyDocument: !Sub >-
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},
                    "Action":"logs:PutLogEvents","Resource":"arn:aws:logs:*:${AWS::AccountId}:log-group:${Word}*"}]}
            Outputs:
              KeyArn: {Value: !GetAtt Key.Arn}
              Version: {Value: !GetAtt Version.Version}
              FunctionUrl: {Value: !GetAtt Url.FunctionUrl}
              Acl: {Value: !Ref Acl}
              Table: {Value: !Ref Table}
              Bucket: {Value: !Ref Bucket}
              Function: {Value: !Ref Function}
              Distribution: {Value: !Ref Distribution}
              Api: {Value: !Ref Api}
              HttpApi: {Value: !Ref HttpApi}
              HealthCheck: {Value: !Ref HealthCheck}
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

    private String story(String stack) {
        return account.formation.describeStackEventsPaginator(r -> r.stackName(stack)).stackEvents().stream()
                .filter(event -> event.resourceStatusReason() != null)
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString() + " " + event.resourceStatusReason())
                .collect(Collectors.joining("\n"));
    }

    private static String output(Stack stack, String name) {
        return stack.outputs().stream()
                .filter(output -> output.outputKey().equals(name))
                .map(Output::outputValue)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSmallTypesAreMadeChangedAndRemoved() throws Exception {
        account.formation.createStack(r -> r.stackName("types").templateBody(SMALL_TYPES).capabilities(Capability.CAPABILITY_IAM));
        Stack stack = Bench.settled(account.formation, "types");
        assertThat(stack.stackStatusAsString()).as(story("types")).isEqualTo("CREATE_COMPLETE");
        assertThat(output(stack, "KeyArn")).startsWith("arn:aws:kms:us-east-1:111122223333:key/");
        assertThat(output(stack, "FunctionUrl")).matches("https://[a-z0-9]{32}\\.lambda-url\\.us-east-1\\.on\\.aws/");
        assertThat(output(stack, "Acl")).matches("types-Acl-[A-Z0-9]{12}\\|[0-9a-f-]{36}\\|CLOUDFRONT");
        assertThat(output(stack, "Bucket")).matches("types-bucket-[a-z0-9]{12}");
        String function = output(stack, "Function");
        assertThat(account.lambda.getFunctionConfiguration(r -> r.functionName(function)).environment().variables())
                .containsEntry("WORD", "first");
        var config = account.cloudFront.getDistributionConfig(r -> r.id(output(stack, "Distribution"))).distributionConfig();
        assertThat(config.restrictions().geoRestriction().items()).containsExactly("DE", "US");
        assertThat(config.origins().items().getFirst().customHeaders().items().getFirst().headerValue()).isEqualTo("first");
        assertThat(config.cacheBehaviors().items().getFirst().allowedMethods().cachedMethods().quantity()).isEqualTo(3);
        String[] acl = output(stack, "Acl").split("\\|", -1);
        var words = account.waf.getWebACL(r -> r.name(acl[0]).id(acl[1]).scope(acl[2])).webACL().rules().get(1);
        assertThat(words.statement().andStatement().statements().getFirst().byteMatchStatement().searchString().asUtf8String())
                .isEqualTo("first");
        assertThat(account.dynamoDb.describeTimeToLive(r -> r.tableName(output(stack, "Table")))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("end");
        var stage = account.apiGateway.getStage(r -> r.restApiId(output(stack, "Api")).stageName("prod"));
        assertThat(stage.variables()).containsEntry("word", "first");
        assertThat(stage.methodSettings().values()).anyMatch(one -> one.throttlingBurstLimit() == 20);

        String http = output(stack, "HttpApi");
        String check = output(stack, "HealthCheck");
        assertThat(account.apiGatewayV2.getApi(r -> r.apiId(http)).tags())
                .containsEntry("word", "first")
                .containsEntry("own", "tag")
                .containsKey("aws:cloudformation:stack-id");
        assertThat(account.apiGatewayV2.getStage(r -> r.apiId(http).stageName("$default")).accessLogSettings())
                .isNotNull();

        everyAttributeIsThere();

        account.formation.updateStack(r -> r.stackName("types")
                .usePreviousTemplate(true)
                .capabilities(Capability.CAPABILITY_IAM)
                .parameters(List.of(Parameter.builder()
                        .parameterKey("Word")
                        .parameterValue("second")
                        .build())));
        Stack changed = Bench.settled(account.formation, "types");
        assertThat(changed.stackStatusAsString()).as(story("types")).isEqualTo("UPDATE_COMPLETE");
        assertThat(output(changed, "KeyArn")).isEqualTo(output(stack, "KeyArn"));
        assertThat(output(changed, "Version")).isEqualTo("2");
        assertThat(account.lambda.getFunctionConfiguration(r -> r.functionName(function)).environment().variables())
                .containsEntry("WORD", "second");
        assertThat(account.apiGateway.getStage(r -> r.restApiId(output(stack, "Api")).stageName("prod")).variables())
                .containsEntry("word", "second");
        assertThat(account.waf.getWebACL(r -> r.name(acl[0]).id(acl[1]).scope(acl[2])).webACL().rules().get(1).toString())
                .contains("Statement");

        assertThat(output(changed, "HttpApi")).isEqualTo(http);
        assertThat(account.apiGatewayV2.getApi(r -> r.apiId(http))).satisfies(api -> {
            assertThat(api.description()).isEqualTo("second");
            assertThat(api.tags()).containsEntry("word", "second").containsEntry("own", "tag");
        });
        assertThat(account.apiGatewayV2.getIntegrations(r -> r.apiId(http)).items())
                .singleElement()
                .satisfies(integration -> assertThat(integration.description()).isEqualTo("second"));
        assertThat(account.apiGatewayV2.getRoutes(r -> r.apiId(http)).items())
                .singleElement()
                .satisfies(route -> assertThat(route.routeKey()).isEqualTo("GET /second"));
        assertThat(account.apiGatewayV2.getStage(r -> r.apiId(http).stageName("$default"))).satisfies(one -> {
            assertThat(one.stageVariables()).containsEntry("word", "second");
            assertThat(one.tags()).containsEntry("word", "second");
            assertThat(one.accessLogSettings()).isNull();
        });
        assertThat(output(changed, "HealthCheck")).isEqualTo(check);
        assertThat(account.route53.getHealthCheck(r -> r.healthCheckId(check)).healthCheck().healthCheckConfig())
                .satisfies(probe -> assertThat(probe.resourcePath()).isEqualTo("/second"));
        assertThat(account.route53
                        .listTagsForResource(r -> r.resourceType("healthcheck").resourceId(check))
                        .resourceTagSet()
                        .tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("second"));

        account.formation.deleteStack(r -> r.stackName("types"));
        Stack gone = Bench.settled(account.formation, stack.stackId());
        assertThat(gone.stackStatusAsString()).as(story(stack.stackId())).isEqualTo("DELETE_COMPLETE");
        assertThat(account.cloudFront.distributions()).isEmpty();
        assertThat(account.lambda.listFunctions(r -> {}).functions()).isEmpty();
        assertThat(account.s3.listBuckets().buckets()).isEmpty();
        assertThat(account.apiGatewayV2.getApis(r -> {}).items()).isEmpty();
        assertThat(account.route53.listHealthChecks(r -> {}).healthChecks()).isEmpty();
        assertThat(account.kms.describeKey(r -> r.keyId(output(stack, "KeyArn"))).keyMetadata().keyStateAsString())
                .isEqualTo("PendingDeletion");
    }

    /** A missing one would break a template only when it is deployed. */
    private void everyAttributeIsThere() throws IOException {
        JsonNode schemas;
        try (InputStream types = ResourceTypesTest.class.getResourceAsStream("resource/types.json")) {
            schemas = Json.MAPPER.readTree(Objects.requireNonNull(types));
        }
        Set<String> seen = new TreeSet<>();
        for (StoredResource resource :
                account.all.state.shelf("cloudformation/resources", StoredResource.class).values()) {
            seen.add(resource.type());
            for (JsonNode attribute : schemas.path(resource.type()).path("attributes")) {
                boolean optional = attribute.asText().equals("StreamArn");
                assertThat(optional || resource.attributes().hasNonNull(attribute.asText()))
                        .as("%s of %s in %s", attribute, resource.type(), resource.attributes())
                        .isTrue();
            }
        }
        assertThat(seen).hasSizeGreaterThan(25);
    }
}
