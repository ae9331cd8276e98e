package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.sandbox.greengrass.SandboxGreengrass;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.greengrassv2.model.ComponentDeploymentSpecification;
import software.amazon.awssdk.services.greengrassv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** The very templates under assets/stacks, deployed onto the sandbox's own services. */
class BlueprintsTest {
    @TempDir
    Path folder;

    private AccountBench account;

    @BeforeEach
    void open() {
        account = new AccountBench(folder);
        account.s3.createBucket(r -> r.bucket("artifacts"));
        List.of("edge-1", "edge-2", "app-1").forEach(key -> account.upload("artifacts", key, "'" + key + "'"));
    }

    @AfterEach
    void close() {
        account.close();
    }

    private static String template(String blueprint) throws Exception {
        return Files.readString(Path.of("..", "..", "assets", "stacks", blueprint, "template.yaml"));
    }

    private static List<Parameter> parameters(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> Parameter.builder().parameterKey(value.getKey()).parameterValue(value.getValue()).build())
                .toList();
    }

    private Stack deploy(String name, String body, Map<String, String> values) {
        account.formation.createStack(r -> r.stackName(name)
                .templateBody(body)
                .parameters(parameters(values))
                .capabilities(Capability.CAPABILITY_IAM));
        return Bench.settled(account.formation, name);
    }

    private Stack update(String name, String body, Map<String, String> values) {
        account.formation.updateStack(r -> r.stackName(name)
                .templateBody(body)
                .parameters(parameters(values))
                .capabilities(Capability.CAPABILITY_IAM));
        return Bench.settled(account.formation, name);
    }

    private String story(String stack) {
        return account.formation.describeStackEvents(r -> r.stackName(stack)).stackEvents().reversed().stream()
                .filter(event -> event.resourceStatusReason() != null)
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString() + " " + event.resourceStatusReason())
                .collect(Collectors.joining("\n"));
    }

    private void is(String status, Stack stack) {
        assertThat(stack.stackStatusAsString()).as(story(stack.stackId())).isEqualTo(status);
    }

    private static Map<String, String> outputs(Stack stack) {
        return stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    @Test
    void theApiPerimeterStandsChangesAndGoes() throws Exception {
        String body = template("api-perimeter");
        Map<String, String> first =
                Map.of("ArtifactBucket", "artifacts", "SignOriginCodeKey", "edge-1", "PetStoreCodeKey", "app-1");
        Stack stack = deploy("pets", body, first);
        is("CREATE_COMPLETE", stack);
        Map<String, String> outputs = outputs(stack);
        var distribution = account.cloudFront
                .getDistribution(r -> r.id(String.valueOf(outputs.get("DistributionId"))))
                .distribution();
        var config = distribution.distributionConfig();
        assertThat(outputs.get("DistributionUrl")).isEqualTo("https://" + distribution.domainName());
        assertThat(config.webACLId()).isEqualTo(outputs.get("WebAclArn"));
        assertThat(config.isIPV6Enabled()).isTrue();
        assertThat(config.origins().quantity()).isEqualTo(1);
        assertThat(config.origins().items().getFirst().customOriginConfig().originSslProtocols().itemsAsStrings())
                .containsExactly("TLSv1.2");
        assertThat(config.defaultCacheBehavior().allowedMethods().quantity()).isEqualTo(7);
        assertThat(config.defaultCacheBehavior().lambdaFunctionAssociations().items().getFirst().lambdaFunctionARN())
                .isEqualTo(outputs.get("EdgeFunctionVersion"))
                .endsWith(":1");
        String api = String.valueOf(outputs.get("ApiId"));
        assertThat(account.apiGateway.getResources(r -> r.restApiId(api)).items())
                .extracting(resource -> resource.path())
                .containsExactlyInAnyOrder("/", "/pets", "/pets/{petId}");
        var acl = account.waf
                .getWebACL(r -> r.name("pets").scope("CLOUDFRONT").id(
                        String.valueOf(outputs.get("WebAclArn")).replaceAll(".*/", "")))
                .webACL();
        assertThat(acl.rules()).hasSize(4);
        assertThat(acl.rules().get(1).statement().rateBasedStatement().limit()).isEqualTo(2000);

        account.formation.createChangeSet(r -> r.stackName("pets")
                .changeSetName("code")
                .usePreviousTemplate(true)
                .capabilities(Capability.CAPABILITY_IAM)
                .parameters(parameters(Map.of(
                        "ArtifactBucket", "artifacts", "SignOriginCodeKey", "edge-2", "PetStoreCodeKey", "app-1",
                        "RateLimit", "500"))));
        Map<String, String> changes = account.formation.describeChangeSet(r -> r.stackName("pets").changeSetName("code"))
                .changes()
                .stream()
                .map(change -> change.resourceChange())
                .collect(Collectors.toMap(ResourceChange::logicalResourceId, ResourceChange::replacementAsString));
        assertThat(changes)
                .containsEntry("SignOriginFunction", "False")
                .containsEntry("SignOriginVersion", "True")
                .containsEntry("Distribution", "False")
                .containsEntry("WebAcl", "False")
                .doesNotContainKeys("PetStoreFunction", "Api", "SignOriginRole", "EdgeLogs");
        account.formation.executeChangeSet(r -> r.stackName("pets").changeSetName("code"));
        Stack changed = Bench.settled(account.formation, "pets");
        is("UPDATE_COMPLETE", changed);
        assertThat(outputs(changed).get("EdgeFunctionVersion")).endsWith(":2");
        assertThat(account.cloudFront.getDistributionConfig(r -> r.id(distribution.id()))
                        .distributionConfig()
                        .defaultCacheBehavior()
                        .lambdaFunctionAssociations()
                        .items()
                        .getFirst()
                        .lambdaFunctionARN())
                .endsWith(":2");
        assertThat(changed.outputs()).hasSameSizeAs(stack.outputs());

        account.formation.deleteStack(r -> r.stackName("pets"));
        Stack gone = Bench.settled(account.formation, stack.stackId());
        if (gone.stackStatusAsString().equals("DELETE_FAILED")) {
            // As on AWS: an edge function cannot go while its replicas stand. They do go in the end.
            assertThat(story(stack.stackId())).contains("replicated function");
            assertThat(gone.stackStatusReason()).contains("SignOrigin");
            gone = deletedInTheEnd(stack);
        }
        is("DELETE_COMPLETE", gone);
        assertThat(account.cloudFront.distributions()).isEmpty();
        assertThat(account.apiGateway.getRestApis(r -> {}).items()).isEmpty();
        assertThat(account.iam.listRoles(r -> {}).roles()).isEmpty();
        assertThat(account.waf.listWebACLs(r -> r.scope("CLOUDFRONT")).webACLs()).isEmpty();
        assertThat(account.logs.describeLogGroups(r -> {}).logGroups()).isEmpty();
    }

    private Stack deletedInTheEnd(Stack stack) {
        Stack now = stack;
        for (int i = 0; i < 1000 && !now.stackStatusAsString().equals("DELETE_COMPLETE"); i++) {
            account.formation.deleteStack(r -> r.stackName(stack.stackId()));
            now = Bench.settled(account.formation, stack.stackId());
        }
        return now;
    }

    @Test
    void fieldEncryptionComesInItsTwoSteps() throws Exception {
        String body = template("field-encryption");
        Stack first = deploy("records", body, Map.of("ArtifactBucket", "artifacts", "RecordStoreCodeKey", "app-1", "DecryptFieldsCodeKey", "app-1"));
        is("CREATE_COMPLETE", first);
        assertThat(account.cloudFront.distributions()).isEmpty();
        Map<String, String> before = outputs(first);
        Stack second = update(
                "records", body, Map.of("ArtifactBucket", "artifacts", "RecordStoreCodeKey", "app-1", "DecryptFieldsCodeKey", "app-1",
                        "EdgeCodeKey", "edge-1"));
        is("UPDATE_COMPLETE", second);
        assertThat(outputs(second)).containsAllEntriesOf(before);
        assertThat(account.cloudFront.distributions()).hasSize(1);
        var key = account.kms.describeKey(r -> r.keyId(String.valueOf(before.get("KeyAlias")))).keyMetadata();
        assertThat(key.keySpecAsString()).isEqualTo("RSA_2048");
    }

    @Test
    void theSigningModeDecidesWhoMayCallTheFunctionUrls() throws Exception {
        String body = template("function-url-signed");
        Map<String, String> values = Map.of(
                "ArtifactBucket", "artifacts", "BooksCodeKey", "app-1", "HashBodyCodeKey", "edge-1",
                "SignOriginCodeKey", "edge-2");
        Stack stack = deploy("books", body, values);
        is("CREATE_COMPLETE", stack);
        Map<String, String> outputs = outputs(stack);
        assertThat(outputs).containsEntry("SigningMode", "oac-hash").containsKey("HashBodyVersion");
        assertThat(outputs.get("OriginUrl")).matches("https://[a-z0-9]{32}\\.lambda-url\\.us-east-1\\.on\\.aws");
        String distribution = account.cloudFront.distributions().getFirst().arn();
        List<String> functions = account.lambda.listFunctions(r -> {}).functions().stream()
                .map(function -> function.functionName())
                .filter(name -> !name.startsWith("books-Edge"))
                .toList();
        assertThat(functions).hasSize(5);
        for (String function : functions) {
            assertThat(account.lambda.getFunctionUrlConfig(r -> r.functionName(function)).authTypeAsString())
                    .isEqualTo("AWS_IAM");
            var policy = Json.MAPPER.readTree(account.lambda.getPolicy(r -> r.functionName(function)).policy());
            assertThat(policy.path("Statement"))
                    .allSatisfy(statement -> {
                        assertThat(statement.at("/Principal/Service").asText()).isEqualTo("cloudfront.amazonaws.com");
                        assertThat(statement.at("/Condition/ArnLike/AWS:SourceArn").asText()).isEqualTo(distribution);
                    })
                    .extracting(statement -> statement.path("Action").asText())
                    .containsExactlyInAnyOrder("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
        }
        var table = account.dynamoDb
                .describeTable(r -> r.tableName(String.valueOf(outputs.get("TableName"))))
                .table();
        assertThat(table.globalSecondaryIndexes()).extracting(index -> index.indexName()).containsExactly("author");

        Map<String, String> signing = new HashMap<>(values);
        signing.put("SigningMode", "signer");
        signing.put("WebAcl", "false");
        Stack changed = update("books", body, signing);
        is("UPDATE_COMPLETE", changed);
        assertThat(outputs(changed))
                .containsKey("SignOriginVersion")
                .doesNotContainKeys("HashBodyVersion", "WebAclArn");
        for (String function : functions) {
            assertThatExceptionOfType(ResourceNotFoundException.class)
                    .isThrownBy(() -> account.lambda.getPolicy(r -> r.functionName(function)));
        }
        assertThat(account.cloudFront.distributions().getFirst().distributionConfig().webACLId()).isEmpty();
    }

    @Test
    void shieldProtectsWhereItIsSubscribed() throws Exception {
        Map<String, String> values = Map.of(
                "ArtifactBucket", "artifacts", "SignOriginCodeKey", "edge-1", "PetStoreCodeKey", "app-1", "ShieldAdvanced", "true");
        Stack refused = deploy("bare", template("api-perimeter"), values);
        assertThat(refused.stackStatusAsString()).startsWith("ROLLBACK_");
        assertThat(story("bare")).contains("ShieldProtection CREATE_FAILED");
        account.shield.createSubscription(r -> {});
        Stack stack = deploy("pets", template("api-perimeter"), values);
        is("CREATE_COMPLETE", stack);
        String check = String.valueOf(outputs(stack).get("HealthCheckId"));
        assertThat(account.shield.listProtections(r -> {}).protections()).singleElement().satisfies(protection -> {
            var response = protection.applicationLayerAutomaticResponseConfiguration();
            assertThat(response.statusAsString()).isEqualTo("ENABLED");
            assertThat(response.action().count()).isNotNull();
            assertThat(protection.healthCheckIds()).containsExactly(check);
        });
        assertThat(account.route53.getHealthCheck(r -> r.healthCheckId(check)).healthCheck().healthCheckConfig())
                .satisfies(config -> {
                    assertThat(config.typeAsString()).isEqualTo("HTTPS");
                    assertThat("https://" + config.fullyQualifiedDomainName())
                            .isEqualTo(outputs(stack).get("DistributionUrl"));
                    assertThat(config.resourcePath()).isEqualTo("/pets");
                });
        Map<String, String> bare = new HashMap<>(values);
        bare.put("ShieldAdvanced", "false");
        is("UPDATE_COMPLETE", update("pets", template("api-perimeter"), bare));
        assertThat(account.shield.listProtections(r -> {}).protections()).isEmpty();
        assertThat(account.route53.listHealthChecks(r -> {}).healthChecks()).isEmpty();
    }

    @Test
    void thePerimeterStandsOnEitherApiAndChangesBetweenThem() throws Exception {
        String body = template("api-perimeter");
        Map<String, String> values = new HashMap<>(
                Map.of("ArtifactBucket", "artifacts", "SignOriginCodeKey", "edge-1", "PetStoreCodeKey", "app-1"));
        Map<String, String> rest = outputs(deploy("pets", body, values));
        assertThat(rest).containsEntry("ApiType", "REST").doesNotContainKey("ApiLogGroup");
        values.put("ApiType", "HTTP");
        values.put("ThrottleRate", "7");
        Stack stack = update("pets", body, values);
        is("UPDATE_COMPLETE", stack);
        Map<String, String> http = outputs(stack);
        String api = String.valueOf(http.get("ApiId"));
        assertThat(http.keySet()).containsAll(rest.keySet());
        assertThat(http)
                .containsEntry("ApiType", "HTTP")
                .containsEntry("ApiLogGroup", "/aws/vendedlogs/apigateway/pets");
        assertThat(http.get("OriginUrl")).isEqualTo("https://" + api + ".execute-api.us-east-1.amazonaws.com/prod");
        assertThat(account.apiGateway.getRestApis(r -> {}).items()).isEmpty();
        assertThat(account.apiGatewayV2.getApi(r -> r.apiId(api)))
                .satisfies(made -> assertThat(made.protocolTypeAsString()).isEqualTo("HTTP"))
                .satisfies(made -> assertThat(made.disableExecuteApiEndpoint()).isFalse());
        assertThat(account.apiGatewayV2.getRoutes(r -> r.apiId(api)).items())
                .extracting(Route::routeKey, Route::authorizationTypeAsString)
                .containsExactlyInAnyOrder(
                        tuple("GET /pets", "AWS_IAM"),
                        tuple("POST /pets", "AWS_IAM"),
                        tuple("GET /pets/{petId}", "AWS_IAM"));
        assertThat(account.apiGatewayV2.getStage(r -> r.apiId(api).stageName("prod"))).satisfies(stage -> {
            assertThat(stage.deploymentId()).isNotNull();
            assertThat(stage.defaultRouteSettings().throttlingRateLimit()).isEqualTo(7);
            assertThat(stage.accessLogSettings().format()).startsWith("{\"requestId\":").doesNotContain("\n");
        });
        var origin = account.cloudFront
                .getDistributionConfig(r -> r.id(String.valueOf(http.get("DistributionId"))))
                .distributionConfig()
                .origins()
                .items()
                .getFirst();
        assertThat(origin.domainName()).isEqualTo(api + ".execute-api.us-east-1.amazonaws.com");
        assertThat(origin.originPath()).isEqualTo("/prod");
        assertThat(account.iam.listRoles(r -> {}).roles())
                .extracting(role -> account.iam
                        .listRolePolicies(r -> r.roleName(role.roleName()))
                        .policyNames()
                        .contains("invoke-origin")
                        ? URLDecoder.decode(
                                account.iam
                                        .getRolePolicy(r -> r.roleName(role.roleName()).policyName("invoke-origin"))
                                        .policyDocument(),
                                StandardCharsets.UTF_8)
                        : "")
                .filteredOn(policy -> !policy.isEmpty())
                .singleElement(STRING)
                .contains("\"arn:aws:execute-api:us-east-1:111122223333:" + api + "/prod/POST/pets\"")
                .doesNotContain("/prod/*", api + "/*");
        values.put("ThrottleRate", "9");
        is("UPDATE_COMPLETE", update("pets", body, values));
        assertThat(account.apiGatewayV2
                        .getStage(r -> r.apiId(api).stageName("prod"))
                        .defaultRouteSettings()
                        .throttlingRateLimit())
                .isEqualTo(9);
        is("DELETE_COMPLETE", deletedInTheEnd(stack));
        assertThat(account.apiGatewayV2.getApis(r -> {}).items()).isEmpty();
        assertThat(account.iam.listRoles(r -> {}).roles()).isEmpty();
        assertThat(account.logs.describeLogGroups(r -> {}).logGroups()).isEmpty();
    }

    @Test
    void theRenderedSiteIsReadByItsDistributionAlone() throws Exception {
        Map<String, String> values = Map.of(
                "ArtifactBucket", "artifacts",
                "RenderPageCodeKey", "edge-1",
                "ServePageCodeKey", "app-1",
                "WebAcl", "false");
        Stack stack = deploy("page", template("edge-ssr"), values);
        is("CREATE_COMPLETE", stack);
        Map<String, String> outputs = outputs(stack);
        assertThat(outputs).doesNotContainKeys("WebAclArn", "WebAclLogGroup");
        assertThat(outputs.get("OriginUrl")).matches("https://[a-z0-9]+\\.lambda-url\\.us-east-1\\.on\\.aws");
        var config = account.cloudFront
                .getDistribution(r -> r.id(String.valueOf(outputs.get("DistributionId"))))
                .distribution()
                .distributionConfig();
        assertThat(config.webACLId()).isEmpty();
        assertThat(config.origins().items())
                .extracting(origin -> account.cloudFront
                        .getOriginAccessControl(r -> r.id(origin.originAccessControlId()))
                        .originAccessControl()
                        .originAccessControlConfig()
                        .originAccessControlOriginTypeAsString())
                .containsExactly("s3", "lambda");
        assertThat(config.cacheBehaviors().items())
                .extracting(behavior -> behavior.pathPattern() + " " + behavior.lambdaFunctionAssociations().quantity())
                .containsExactly("/ssr 0", "/edgessr 1");
        var cache = account.cloudFront
                .getCachePolicy(r -> r.id(config.defaultCacheBehavior().cachePolicyId()))
                .cachePolicy()
                .cachePolicyConfig();
        assertThat(cache.defaultTTL()).isZero();
        assertThat(config.cacheBehaviors().items())
                .allMatch(behavior -> behavior.cachePolicyId().equals(config.defaultCacheBehavior().cachePolicyId()));
        String bucket = String.valueOf(outputs.get("SiteBucket"));
        var block = account.s3.getPublicAccessBlock(r -> r.bucket(bucket)).publicAccessBlockConfiguration();
        assertThat(List.of(
                        block.blockPublicAcls(),
                        block.blockPublicPolicy(),
                        block.ignorePublicAcls(),
                        block.restrictPublicBuckets()))
                .containsOnly(true);
        assertThat(account.s3.getBucketPolicy(r -> r.bucket(bucket)).policy())
                .contains("arn:aws:cloudfront::111122223333:distribution/" + outputs.get("DistributionId"));

        account.formation.deleteStack(r -> r.stackName("page"));
        is("DELETE_COMPLETE", deletedInTheEnd(Bench.settled(account.formation, stack.stackId())));
        assertThat(account.cloudFront.distributions()).isEmpty();
        assertThat(account.lambda.listFunctions(r -> {}).functions()).isEmpty();
        assertThat(account.iam.listRoles(r -> {}).roles()).isEmpty();
        assertThat(account.logs.describeLogGroups(r -> {}).logGroups()).isEmpty();
    }

    private String deployed(String target, Map<String, ComponentDeploymentSpecification> components) {
        return account.greengrass
                .createDeployment(r -> r.targetArn(target)
                        .deploymentName("theirs")
                        .components(components)
                        .deploymentPolicies(p -> p.failureHandlingPolicy("DO_NOTHING"))
                        .tags(Map.of("owner", "them")))
                .deploymentId();
    }

    private GetDeploymentResponse latest(String target) {
        String id = account.greengrass
                .listDeployments(r -> r.targetArn(target))
                .deployments()
                .getFirst()
                .deploymentId();
        return account.greengrass.getDeployment(r -> r.deploymentId(id));
    }

    @Test
    void outpostLambdaAddsItsComponentAndTakesOnlyThatAway() throws Exception {
        for (String function : List.of("outpost-hello", "deploy-component")) {
            account.s3.putObject(
                    r -> r.bucket("artifacts").key(function),
                    RequestBody.fromBytes(FunctionPackage.of(function, null).zip()));
        }
        account.all.started();
        String target = "arn:aws:iot:us-east-1:111122223333:thinggroup/" + SandboxGreengrass.GROUP;
        String recipe = """
                {"RecipeFormatVersion":"2020-01-25","ComponentName":"theirs","ComponentVersion":"1.0.0"}""";
        account.greengrass.createComponentVersion(r -> r.inlineRecipe(SdkBytes.fromUtf8String(recipe)));
        Map<String, ComponentDeploymentSpecification> theirs = Map.of(
                "theirs", ComponentDeploymentSpecification.builder()
                        .componentVersion("1.0.0")
                        .runWith(user -> user.posixUser("ggc_user:ggc_group"))
                        .build(),
                "aws.greengrass.LogManager", ComponentDeploymentSpecification.builder()
                        .componentVersion("2.3.7")
                        .configurationUpdate(u -> u.merge("{\"a\":1}").reset("/b"))
                        .build());
        deployed(target, theirs);

        String body = template("outpost-lambda");
        Map<String, String> values = Map.of(
                "ArtifactBucket", "artifacts",
                "OutpostHelloCodeKey", "outpost-hello",
                "DeployComponentCodeKey", "deploy-component");
        Stack stack = deploy("outpost", body, values);
        is("CREATE_COMPLETE", stack);
        Map<String, String> outputs = outputs(stack);
        assertThat(outputs)
                .containsEntry("Target", target)
                .containsEntry("KeptComponents", "aws.greengrass.LogManager@2.3.7,theirs@1.0.0")
                .containsEntry("LogGroup", "none")
                .containsEntry("ComponentVersion", "1.0.0");
        GetDeploymentResponse merged = latest(target);
        assertThat(merged.deploymentId()).isEqualTo(outputs.get("DeploymentId"));
        assertThat(merged.components()).containsAllEntriesOf(theirs).containsKey("outpost-hello").hasSize(3);
        assertThat(merged.deploymentName()).isEqualTo("theirs");
        assertThat(merged.deploymentPolicies().failureHandlingPolicyAsString()).isEqualTo("DO_NOTHING");
        assertThat(merged.tags()).containsEntry("owner", "them");

        Map<String, String> slower = new HashMap<>(values);
        slower.put("TimeoutSeconds", "9");
        Stack changed = update("outpost", body, slower);
        is("UPDATE_COMPLETE", changed);
        assertThat(outputs(changed)).containsEntry("ComponentVersion", "2.0.0");
        assertThat(latest(target).components())
                .extractingByKey("outpost-hello")
                .extracting(ComponentDeploymentSpecification::componentVersion)
                .isEqualTo("2.0.0");

        // To another target: the first one gets rid of the component in the clean-up.
        Map<String, String> moved = new HashMap<>(slower);
        moved.putAll(Map.of("TargetType", "thing", "TargetName", SandboxGreengrass.DEVICE));
        is("UPDATE_COMPLETE", update("outpost", body, moved));
        assertThat(latest(target).components()).isEqualTo(theirs);
        String thing = "arn:aws:iot:us-east-1:111122223333:thing/" + SandboxGreengrass.DEVICE;
        assertThat(latest(thing).components()).containsOnlyKeys("outpost-hello");

        account.formation.deleteStack(r -> r.stackName("outpost"));
        is("DELETE_COMPLETE", Bench.settled(account.formation, stack.stackId()));
        assertThat(latest(thing).components()).isEmpty();
        assertThat(latest(target).components()).isEqualTo(theirs);
        assertThat(account.greengrass.listComponents(r -> {}).components())
                .extracting(component -> component.componentName())
                .containsExactly("theirs");
    }

    @Test
    void outpostLambdaLeavesAComponentOfTheSameNameToItsOwner() throws Exception {
        for (String function : List.of("outpost-hello", "deploy-component")) {
            account.s3.putObject(
                    r -> r.bucket("artifacts").key(function),
                    RequestBody.fromBytes(FunctionPackage.of(function, null).zip()));
        }
        account.all.started();
        String target = "arn:aws:iot:us-east-1:111122223333:thinggroup/" + SandboxGreengrass.GROUP;
        Map<String, ComponentDeploymentSpecification> theirs = Map.of(
                "outpost-hello", ComponentDeploymentSpecification.builder().componentVersion("7.0.0").build());
        String id = deployed(target, theirs);
        Stack stack = deploy("outpost", template("outpost-lambda"), Map.of(
                "ArtifactBucket", "artifacts",
                "OutpostHelloCodeKey", "outpost-hello",
                "DeployComponentCodeKey", "deploy-component"));
        is("ROLLBACK_COMPLETE", stack);
        assertThat(story(stack.stackId())).contains("The target already has outpost-hello 7.0.0");
        assertThat(latest(target).deploymentId()).isEqualTo(id);
    }

    @Test
    void everyEventOfTheApiPerimeterIsTold() throws Exception {
        deploy("pets", template("api-perimeter"),
                Map.of("ArtifactBucket", "artifacts", "SignOriginCodeKey", "edge-1", "PetStoreCodeKey", "app-1"));
        List<StackEvent> events = account.formation.describeStackEvents(r -> r.stackName("pets")).stackEvents();
        long resources = account.formation.describeStackResources(r -> r.stackName("pets")).stackResources().size();
        assertThat(events).hasSize((int) (3 * resources + 2));
    }
}
