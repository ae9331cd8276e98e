package dev.sallyport.core.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.wire.WireBench.Transport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.ApiGatewayException;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiRequest;
import software.amazon.awssdk.services.apigateway.model.CreateRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigateway.model.UntagResourceResponse;
import software.amazon.awssdk.services.apigateway.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigateway.model.UpdateStageResponse;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetNotFoundException;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.NoSuchDistributionException;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInternalException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.shield.model.CreateProtectionRequest;
import software.amazon.awssdk.services.shield.model.CreateProtectionResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclResponse;
import software.amazon.awssdk.services.wafv2.model.ParameterExceptionField;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WafInvalidParameterException;

/** The SDK's clients over both transports: the service sees what they send, and they get what it answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkClientWireTest {
    private static final Instant WHEN = Instant.parse("2026-11-23T08:00:00.123Z");
    private static final String AWKWARD = "a<b>&\"c\"  \r\n\té/€😀";

    @SuppressWarnings("NullAway.Init")
    private WireBench bench;

    @BeforeAll
    void open() {
        bench = new WireBench(
                KmsClient.class,
                Wafv2Client.class,
                CloudWatchLogsClient.class,
                DynamoDbClient.class,
                ShieldClient.class,
                CloudFormationClient.class,
                StsClient.class,
                IamClient.class,
                CloudWatchClient.class,
                CloudFrontClient.class,
                LambdaClient.class,
                ApiGatewayClient.class);
    }

    @AfterAll
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void kmsOverJson(Transport transport) {
        KmsClient kms = bench.client(KmsClient.builder(), transport);
        CreateKeyResponse made = CreateKeyResponse.builder()
                .keyMetadata(KeyMetadata.builder().keyId(AWKWARD).creationDate(WHEN).enabled(true).build())
                .build();
        DecryptResponse decrypted =
                DecryptResponse.builder().plaintext(SdkBytes.fromByteArray(new byte[] {0, -1, 127})).build();
        Recording service = bench.service(KmsClient.class)
                .on(CreateKeyRequest.class, request -> made)
                .on(DecryptRequest.class, request -> decrypted);
        CreateKeyRequest create = CreateKeyRequest.builder()
                .description(AWKWARD)
                .multiRegion(false)
                .tags(software.amazon.awssdk.services.kms.model.Tag.builder().tagKey("k").tagValue("").build())
                .build();
        assertThat(kms.createKey(create).equalsBySdkFields(made)).isTrue();
        assertThat(service.last()).isEqualTo(create);
        assertThat(service.calls.getLast().caller()).isEqualTo(WireBench.KEY.caller());
        assertThat(service.calls.getLast().region()).isEqualTo("eu-west-1");
        DecryptRequest decrypt = DecryptRequest.builder()
                .ciphertextBlob(SdkBytes.fromByteArray(new byte[256]))
                .encryptionContext(Map.of("a", "b"))
                .build();
        DecryptResponse answer = kms.decrypt(decrypt);
        assertThat(answer.plaintext()).isEqualTo(decrypted.plaintext());
        assertThat(answer.responseMetadata().requestId())
                .isEqualTo(service.calls.getLast().requestId());
        assertThat(service.last()).isEqualTo(decrypt);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void errorsKeepTheirTypeCodeMembersAndRequestId(Transport transport) {
        KmsClient kms = bench.client(KmsClient.builder(), transport);
        bench.service(KmsClient.class)
                .on(DecryptRequest.class, request -> {
                    throw KmsInternalException.builder().message("no luck").statusCode(400).build();
                })
                .on(CreateKeyRequest.class, request -> {
                    throw AwsServiceException.builder()
                            .statusCode(400)
                            .awsErrorDetails(AwsErrorDetails.builder()
                                    .errorCode("AccessDeniedException")
                                    .errorMessage("User: x is not authorized")
                                    .build())
                            .build();
                });
        assertThatExceptionOfType(KmsInternalException.class)
                .isThrownBy(() -> kms.decrypt(DecryptRequest.builder().build()))
                .satisfies(e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("KMSInternalException");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("no luck");
                    assertThat(e.requestId())
                            .isEqualTo(bench.service(KmsClient.class).calls.getLast().requestId());
                });
        assertThatExceptionOfType(KmsException.class)
                .isThrownBy(() -> kms.createKey(CreateKeyRequest.builder().build()))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
        assertThatExceptionOfType(KmsException.class)
                .isThrownBy(() -> kms.encrypt(EncryptRequest.builder().build()))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"))
                .withMessageContaining("kms:Encrypt");
        Wafv2Client waf = bench.client(Wafv2Client.builder(), transport);
        bench.service(Wafv2Client.class).on(CreateWebAclRequest.class, request -> {
            throw WafInvalidParameterException.builder()
                    .message("bad")
                    .field(ParameterExceptionField.RULE_ACTION)
                    .parameter("p")
                    .build();
        });
        assertThatExceptionOfType(WafInvalidParameterException.class)
                .isThrownBy(() -> waf.createWebACL(CreateWebAclRequest.builder().build()))
                .satisfies(e -> assertThat(e.field()).isEqualTo(ParameterExceptionField.RULE_ACTION));
        DynamoDbClient dynamo = bench.client(DynamoDbClient.builder(), transport);
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("1"));
        bench.service(DynamoDbClient.class).on(PutItemRequest.class, request -> {
            throw ConditionalCheckFailedException.builder().message("no").item(item).build();
        });
        assertThatExceptionOfType(ConditionalCheckFailedException.class)
                .isThrownBy(() -> dynamo.putItem(PutItemRequest.builder().tableName("t").build()))
                .satisfies(e -> assertThat(e.item()).isEqualTo(item));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aFaultOfTheSandboxTellsNothing(Transport transport) {
        StsClient sts = bench.client(
                StsClient.builder()
                        .overrideConfiguration(config -> config.retryStrategy(retry -> retry.maxAttempts(1))),
                transport);
        bench.service(StsClient.class).on(AssumeRoleRequest.class, request -> {
            throw new IllegalStateException("a secret detail");
        });
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> sts.assumeRole(AssumeRoleRequest.builder().build()))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(500);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalFailure");
                    assertThat(e.awsErrorDetails().rawResponse().asUtf8String()).doesNotContain("secret");
                });
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void jsonServices(Transport transport) {
        Rule nested = Rule.builder()
                .name("r")
                .priority(1)
                .statement(Statement.builder()
                        .andStatement(and -> and.statements(
                                Statement.builder()
                                        .byteMatchStatement(match -> match.searchString(SdkBytes.fromUtf8String("bot"))
                                                .fieldToMatch(field -> field.uriPath(path -> {}))
                                                .textTransformations(List.of()))
                                        .build(),
                                Statement.builder()
                                        .notStatement(not -> not.statement(inner ->
                                                inner.geoMatchStatement(geo -> geo.countryCodesWithStrings("DE"))))
                                        .build()))
                        .build())
                .build();
        CreateWebAclRequest acl = CreateWebAclRequest.builder()
                .name("acl")
                .scope(Scope.CLOUDFRONT)
                .rules(nested)
                .build();
        bench.service(Wafv2Client.class)
                .on(CreateWebAclRequest.class, request -> CreateWebAclResponse.builder()
                        .summary(summary -> summary.name(request.name()).lockToken("t"))
                        .build());
        assertThat(bench.client(Wafv2Client.builder(), transport).createWebACL(acl).summary().lockToken())
                .isEqualTo("t");
        assertThat(bench.service(Wafv2Client.class).last()).isEqualTo(acl);

        PutItemRequest put = PutItemRequest.builder()
                .tableName("t")
                .item(Map.of(
                        "l", AttributeValue.fromL(List.of()),
                        "m", AttributeValue.fromM(Map.of("x", AttributeValue.fromNul(true))),
                        "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {1, 2})),
                        "n", AttributeValue.fromN("1.50"),
                        "ss", AttributeValue.fromSs(List.of("a", AWKWARD))))
                .build();
        bench.service(DynamoDbClient.class)
                .on(PutItemRequest.class, request -> PutItemResponse.builder().attributes(request.item()).build());
        assertThat(bench.client(DynamoDbClient.builder(), transport).putItem(put).attributes())
                .isEqualTo(put.item());
        assertThat(bench.service(DynamoDbClient.class).last()).isEqualTo(put);

        PutLogEventsRequest events = PutLogEventsRequest.builder()
                .logGroupName("g")
                .logStreamName("s")
                .logEvents(InputLogEvent.builder().timestamp(WHEN.toEpochMilli()).message(AWKWARD).build())
                .build();
        bench.service(CloudWatchLogsClient.class)
                .on(PutLogEventsRequest.class, request ->
                        PutLogEventsResponse.builder().nextSequenceToken("1").build());
        bench.client(CloudWatchLogsClient.builder(), transport).putLogEvents(events);
        assertThat(bench.service(CloudWatchLogsClient.class).last()).isEqualTo(events);

        bench.service(ShieldClient.class)
                .on(CreateProtectionRequest.class, request ->
                        CreateProtectionResponse.builder().protectionId("p").build());
        assertThat(bench.client(ShieldClient.builder(), transport)
                        .createProtection(request -> request.name("n").resourceArn("a"))
                        .protectionId())
                .isEqualTo("p");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void queryServices(Transport transport) {
        CreateChangeSetRequest change = CreateChangeSetRequest.builder()
                .stackName("s")
                .changeSetName("c")
                .templateBody(AWKWARD)
                .parameters(
                        Parameter.builder().parameterKey("k").parameterValue("").build(),
                        Parameter.builder().parameterKey("l").usePreviousValue(true).build())
                .tags(List.<Tag>of())
                .capabilitiesWithStrings("CAPABILITY_IAM")
                .build();
        Recording formation = bench.service(CloudFormationClient.class)
                .on(CreateChangeSetRequest.class, request ->
                        CreateChangeSetResponse.builder().id(AWKWARD).stackId("i").build())
                .on(DescribeChangeSetRequest.class, request -> {
                    throw ChangeSetNotFoundException.builder().message("ChangeSet [c] does not exist").build();
                });
        CloudFormationClient cloudFormation = bench.client(CloudFormationClient.builder(), transport);
        assertThat(cloudFormation.createChangeSet(change).id()).isEqualTo(AWKWARD);
        assertThat(formation.last()).isEqualTo(change);
        assertThatExceptionOfType(ChangeSetNotFoundException.class)
                .isThrownBy(() -> cloudFormation.describeChangeSet(request -> request.changeSetName("c")))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(404);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ChangeSetNotFound");
                });
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> cloudFormation.listStacks())
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidAction"));

        Role role = Role.builder().roleName("r").createDate(WHEN).path("/").maxSessionDuration(3600).build();
        Recording iamService = bench.service(IamClient.class)
                .on(CreateRoleRequest.class, request -> CreateRoleResponse.builder().role(role).build());
        IamClient iam = bench.client(IamClient.builder(), transport);
        CreateRoleRequest create = CreateRoleRequest.builder()
                .roleName("r")
                .assumeRolePolicyDocument("{\"Version\":\"2012-10-17\"}")
                .tags(software.amazon.awssdk.services.iam.model.Tag.builder().key("a").value("b").build())
                .build();
        assertThat(iam.createRole(create).role()).isEqualTo(role);
        assertThat(iamService.last()).isEqualTo(create);
        iamService.on(CreateRoleRequest.class, request -> {
            throw EntityAlreadyExistsException.builder().message("exists").build();
        });
        assertThatExceptionOfType(EntityAlreadyExistsException.class)
                .isThrownBy(() -> iam.createRole(create))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(409));
        assertThatExceptionOfType(IamException.class).isThrownBy(iam::listRoles).withMessageContaining("iam:ListRoles");

        Credentials credentials = Credentials.builder().accessKeyId("a").expiration(WHEN).build();
        bench.service(StsClient.class)
                .on(AssumeRoleRequest.class, request ->
                        AssumeRoleResponse.builder().credentials(credentials).build());
        assertThat(bench.client(StsClient.builder(), transport)
                        .assumeRole(request -> request.roleArn("r").durationSeconds(900))
                        .credentials())
                .isEqualTo(credentials);

        PutMetricDataRequest metrics = PutMetricDataRequest.builder()
                .namespace("n")
                .metricData(MetricDatum.builder()
                        .metricName("m")
                        .timestamp(WHEN)
                        .value(1.5)
                        .unit(StandardUnit.COUNT)
                        .dimensions(Dimension.builder().name("d").value("v").build())
                        .values(1.0, 2.0)
                        .build())
                .build();
        bench.service(CloudWatchClient.class)
                .on(PutMetricDataRequest.class, request -> PutMetricDataResponse.builder().build());
        bench.client(CloudWatchClient.builder(), transport).putMetricData(metrics);
        assertThat(bench.service(CloudWatchClient.class).last()).isEqualTo(metrics);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void cloudFront(Transport transport) {
        DistributionConfig config = DistributionConfig.builder()
                .callerReference("c")
                .comment(AWKWARD)
                .enabled(true)
                .origins(origins -> origins.quantity(1)
                        .items(Origin.builder()
                                .id("o")
                                .domainName("d")
                                .customHeaders(headers -> headers.quantity(0).items(List.of()))
                                .build()))
                .defaultCacheBehavior(behavior ->
                        behavior.targetOriginId("o").viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY))
                .build();
        Distribution made = Distribution.builder()
                .id("E1")
                .lastModifiedTime(WHEN)
                .distributionConfig(config)
                .inProgressInvalidationBatches(0)
                .build();
        Recording service = bench.service(CloudFrontClient.class)
                .on(CreateDistributionRequest.class, request -> CreateDistributionResponse.builder()
                        .distribution(made)
                        .eTag("E2")
                        .location("https://cloudfront.amazonaws.com/2020-05-31/distribution/E1")
                        .build())
                .on(DeleteDistributionRequest.class, request -> DeleteDistributionResponse.builder().build())
                .on(GetDistributionRequest.class, request -> {
                    throw NoSuchDistributionException.builder().message("gone").build();
                });
        CloudFrontClient cloudFront = bench.client(CloudFrontClient.builder(), transport);
        CreateDistributionResponse answer =
                cloudFront.createDistribution(request -> request.distributionConfig(config));
        assertThat(answer.distribution()).isEqualTo(made);
        assertThat(answer.eTag()).isEqualTo("E2");
        assertThat(answer.sdkHttpResponse().statusCode()).isEqualTo(201);
        assertThat(service.last())
                .isEqualTo(CreateDistributionRequest.builder().distributionConfig(config).build());
        assertThat(cloudFront.deleteDistribution(request -> request.id("E1").ifMatch("E2"))
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(204);
        assertThat(service.last())
                .isEqualTo(DeleteDistributionRequest.builder().id("E1").ifMatch("E2").build());
        assertThatExceptionOfType(NoSuchDistributionException.class)
                .isThrownBy(() -> cloudFront.getDistribution(request -> request.id("E1")))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(404);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchDistribution");
                });
        assertThatExceptionOfType(AwsServiceException.class)
                .isThrownBy(() -> cloudFront.listKeyGroups(request -> {}))
                .satisfies(e -> {
                    assertThat(e.statusCode()).isEqualTo(501);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
                })
                .withMessageContaining("cloudfront:ListKeyGroups");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void lambdaAndApiGateway(Transport transport) {
        CreateFunctionRequest create = CreateFunctionRequest.builder()
                .functionName("f")
                .code(FunctionCode.builder().zipFile(SdkBytes.fromByteArray(new byte[] {80, 75})).build())
                .environment(environment -> environment.variables(Map.of("A", AWKWARD)))
                .timeout(3)
                .build();
        Recording lambdas = bench.service(LambdaClient.class)
                .on(CreateFunctionRequest.class, request -> CreateFunctionResponse.builder()
                        .functionName(request.functionName())
                        .codeSize(2L)
                        .build())
                .on(InvokeRequest.class, request -> InvokeResponse.builder()
                        .statusCode(202)
                        .payload(request.payload())
                        .functionError("Unhandled")
                        .build());
        LambdaClient lambda = bench.client(LambdaClient.builder(), transport);
        CreateFunctionResponse made = lambda.createFunction(create);
        assertThat(made.codeSize()).isEqualTo(2);
        assertThat(made.sdkHttpResponse().statusCode()).isEqualTo(201);
        assertThat(lambdas.last()).isEqualTo(create);
        InvokeRequest invoke = InvokeRequest.builder()
                .functionName("arn:aws:lambda:eu-west-1:111122223333:function:f")
                .qualifier("$LATEST")
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String("{\"a\":1}"))
                .build();
        InvokeResponse invoked = lambda.invoke(invoke);
        assertThat(invoked.statusCode()).isEqualTo(202);
        assertThat(invoked.payload()).isEqualTo(invoke.payload());
        assertThat(invoked.functionError()).isEqualTo("Unhandled");
        assertThat(lambdas.last()).isEqualTo(invoke);

        CreateRestApiRequest api =
                CreateRestApiRequest.builder().name("pets").binaryMediaTypes("*/*").build();
        UpdateStageRequest update = UpdateStageRequest.builder()
                .restApiId("abc")
                .stageName("Prod")
                .patchOperations(PatchOperation.builder().op("replace").path("/variables/a").value("b").build())
                .build();
        UntagResourceRequest untag = UntagResourceRequest.builder()
                .resourceArn("arn:aws:apigateway:eu-west-1::/restapis/abc")
                .tagKeys("a", "b c")
                .build();
        Recording gateways = bench.service(ApiGatewayClient.class)
                .on(CreateRestApiRequest.class, request ->
                        CreateRestApiResponse.builder().id("abc").createdDate(WHEN).build())
                .on(UpdateStageRequest.class, request -> {
                    throw NotFoundException.builder().message("Invalid stage identifier specified").build();
                })
                .on(UntagResourceRequest.class, request -> UntagResourceResponse.builder().build());
        ApiGatewayClient gateway = bench.client(ApiGatewayClient.builder(), transport);
        assertThat(gateway.createRestApi(api).createdDate()).isEqualTo(WHEN);
        assertThat(gateways.last()).isEqualTo(api);
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> gateway.updateStage(update))
                .withMessageContaining("Invalid stage identifier specified");
        assertThat(gateways.last()).isEqualTo(update);
        assertThat(gateway.untagResource(untag).sdkHttpResponse().statusCode()).isEqualTo(204);
        assertThat(gateways.last()).isEqualTo(untag);
        assertThatExceptionOfType(ApiGatewayException.class)
                .isThrownBy(() -> gateway.getRestApis())
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented"));
    }
}
