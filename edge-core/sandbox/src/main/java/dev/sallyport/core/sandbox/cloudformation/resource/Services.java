package dev.sallyport.core.sandbox.cloudformation.resource;

import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
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
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/** The services whose resources a template may declare. Calls go out as the caller who started the stack's operation. */
public record Services(
        ApiGatewayClient apiGateway,
        ApiGatewayV2Client apiGatewayV2,
        CloudFrontClient cloudFront,
        CloudWatchLogsClient logs,
        DynamoDbClient dynamoDb,
        EcrClient ecr,
        GreengrassV2Client greengrass,
        IamClient iam,
        KmsClient kms,
        LambdaClient lambda,
        Route53Client route53,
        S3Client s3,
        SecretsManagerClient secrets,
        ShieldClient shield,
        SsmClient ssm,
        Wafv2Client wafv2) {}
