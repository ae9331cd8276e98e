package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.sandbox.wire.SdkInternals.ModelledError;
import dev.sallyport.core.sandbox.wire.SdkInternals.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/**
 * Clients of the sandbox for functions in Node, under the names of the AWS SDK for JavaScript v3, which Lambda's own
 * runtimes contain: {@code @aws-sdk/client-s3} and the others of services that are here. They are not that SDK: commands,
 * aggregated clients, paginators and errors are there, middleware and waiters are not. A function that brings
 * the SDK along uses its own.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html">Building Lambda functions with Node.js</a>
 */
public final class NodeClients {
    private static final String SCOPE = "@aws-sdk/";
    private static final String CORE = "@sandbox/aws-client";

    /** By the end of the package's name: the service and the name of its classes. */
    private static final Map<String, Service> SERVICES = List.of(
                    new Service(
                            "client-api-gateway", "APIGateway", ApiGatewayClient.class, ApiGatewayClient.SERVICE_NAME),
                    new Service(
                            "client-apigatewayv2", "ApiGatewayV2", ApiGatewayV2Client.class, ApiGatewayV2Client.SERVICE_NAME),
                    new Service(
                            "client-athena", "Athena", AthenaClient.class, AthenaClient.SERVICE_NAME),
                    new Service(
                            "client-cloudformation", "CloudFormation", CloudFormationClient.class, CloudFormationClient.SERVICE_NAME),
                    new Service(
                            "client-cloudfront", "CloudFront", CloudFrontClient.class, CloudFrontClient.SERVICE_NAME),
                    new Service(
                            "client-cloudwatch", "CloudWatch", CloudWatchClient.class, CloudWatchClient.SERVICE_NAME),
                    new Service(
                            "client-cloudwatch-logs", "CloudWatchLogs", CloudWatchLogsClient.class, CloudWatchLogsClient.SERVICE_NAME),
                    new Service(
                            "client-dynamodb", "DynamoDB", DynamoDbClient.class, DynamoDbClient.SERVICE_NAME),
                    new Service(
                            "client-ecr", "ECR", EcrClient.class, EcrClient.SERVICE_NAME),
                    new Service(
                            "client-greengrassv2", "GreengrassV2", GreengrassV2Client.class, GreengrassV2Client.SERVICE_NAME),
                    new Service(
                            "client-iam", "IAM", IamClient.class, IamClient.SERVICE_NAME),
                    new Service(
                            "client-kms", "KMS", KmsClient.class, KmsClient.SERVICE_NAME),
                    new Service(
                            "client-lambda", "Lambda", LambdaClient.class, LambdaClient.SERVICE_NAME),
                    new Service(
                            "client-route-53", "Route53", Route53Client.class, Route53Client.SERVICE_NAME),
                    new Service(
                            "client-s3", "S3", S3Client.class, S3Client.SERVICE_NAME),
                    new Service(
                            "client-secrets-manager", "SecretsManager", SecretsManagerClient.class, SecretsManagerClient.SERVICE_NAME),
                    new Service(
                            "client-shield", "Shield", ShieldClient.class, ShieldClient.SERVICE_NAME),
                    new Service(
                            "client-ssm", "SSM", SsmClient.class, SsmClient.SERVICE_NAME),
                    new Service(
                            "client-sts", "STS", StsClient.class, StsClient.SERVICE_NAME),
                    new Service(
                            "client-wafv2", "WAFV2", Wafv2Client.class, Wafv2Client.SERVICE_NAME))
            .stream()
            .collect(Collectors.toMap(Service::folder, Function.identity()));

    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private record Service(String folder, String name, Class<?> client, String signing) {}

    private NodeClients() {}

    /** The packages that {@code source} asks for and that are here, such as {@code @aws-sdk/client-s3}. */
    public static Set<String> named(String source) {
        Set<String> named = new TreeSet<>();
        Stream.concat(SERVICES.keySet().stream().map(folder -> SCOPE + folder), NodeLibraries.names().stream())
                .filter(name -> source.contains('\'' + name + '\'') || source.contains('"' + name + '"'))
                .forEach(named::add);
        return named;
    }

    /**
     * The files of packages, by their paths below {@code node_modules}, and of those that they need themselves.
     *
     * @param packages as {@link #named} gives them
     */
    public static Map<String, String> files(Set<String> packages) {
        Map<String, String> files = new TreeMap<>();
        packages.forEach(name -> add(name, files));
        return files;
    }

    private static void add(String name, Map<String, String> files) {
        String path = name + "/index.js";
        if (!files.containsKey(path)) {
            files.put(path, TEXTS.computeIfAbsent(name, NodeClients::text));
            NodeLibraries.needs(name).forEach(needed -> add(needed, files));
            if (name.startsWith(SCOPE) && SERVICES.containsKey(name.substring(SCOPE.length()))) {
                add(CORE, files);
            }
        }
    }

    private static String text(String name) {
        if (name.equals(CORE)) {
            return NodeLibraries.resource("aws-client.js");
        }
        return NodeLibraries.names().contains(name)
                ? NodeLibraries.text(name)
                : module(Objects.requireNonNull(SERVICES.get(name.substring(SCOPE.length()))));
    }

    /** Each export on its own line in the form that Node finds without running the module, for {@code import}. */
    private static String module(Service service) {
        ServiceModel model = ServiceModel.of(service.client(), service.signing());
        Set<String> operations = new TreeSet<>();
        model.operations().forEach(operation -> operations.add(operation.name()));
        boolean query = model.protocol() == Protocol.QUERY;
        Map<String, String> errors = new TreeMap<>();
        model.errors().forEach((exception, error) -> errors.put(error.code(), errorName(exception, error, query)));
        StringBuilder text = new StringBuilder("'use strict';\nconst made = require('../../" + CORE + "')({ name: '")
                .append(service.name()).append("', module: '").append(model.module()).append("', signing: '")
                .append(service.signing()).append("' });\n");
        export(text, service.name() + "Client", "made.Client");
        export(text, service.name() + "ServiceException", "made.ServiceException");
        for (String operation : operations) {
            export(text, operation + "Command", "made.command('" + operation + "')");
            export(text, "paginate" + operation, "made.paginator('" + operation + "')");
        }
        errors.forEach((code, name) -> export(text, name, "made.error('" + code + "', '" + name + "')"));
        export(text, service.name(), "made.aggregated()");
        return text.toString();
    }

    /** The SDK for JavaScript names an error as its shape is named; only query services have other codes. */
    private static String errorName(String exception, ModelledError error, boolean query) {
        String simple = exception.substring(exception.lastIndexOf('.') + 1);
        return query || !error.code().matches("[A-Za-z_$][A-Za-z0-9_$]*") ? simple : error.code();
    }

    private static void export(StringBuilder text, String name, String value) {
        text.append("exports.").append(name).append(" = ").append(value).append(";\n");
    }
}
