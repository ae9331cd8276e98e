package dev.sallyport.core.account;

import dev.sallyport.core.EdgeRegion;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.greengrassv2.GreengrassV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK clients of one session, one per service and Region, built on first use: the same for a real account, for an
 * {@code --endpoint-url} and for the sandbox.
 */
public final class AwsClients implements AutoCloseable {
    private final Supplier<Connection> connection;
    private final Runnable whenClosed;
    private final Map<String, SdkAutoCloseable> clients = new ConcurrentHashMap<>();

    /**
     * How to reach AWS.
     *
     * @param credentials who signs
     * @param transport shared by all clients, closed with them
     * @param endpoint replaces AWS's own endpoints for every service
     * @param region of the session
     * @param interceptors see every call before it is made, such as the read-only guard
     * @param network the way of the transport, for requests beside it
     * @param addresses where hosts of an embedded AWS answer; empty for those that the world's DNS knows
     * @param profile whose settings count (retry mode, FIPS and dual-stack endpoints, {@code endpoint_url}, {@code services}
     *     sections); null for what the environment names
     */
    public record Connection(
            AwsCredentialsProvider credentials,
            SdkHttpClient transport,
            @Nullable URI endpoint,
            String region,
            List<ExecutionInterceptor> interceptors,
            Network network,
            Function<String, Optional<URI>> addresses,
            @Nullable String profile) {
        /** To an AWS that no proxy stands before. */
        public Connection(
                AwsCredentialsProvider credentials,
                SdkHttpClient transport,
                @Nullable URI endpoint,
                String region,
                List<ExecutionInterceptor> interceptors) {
            this(credentials, transport, endpoint, region, interceptors, Network.DIRECT, host -> Optional.empty(), null);
        }
    }

    /** No call is made before a client is used. */
    public AwsClients(Connection connection) {
        this(() -> connection, connection.transport()::close);
    }

    /**
     * Clients of an AWS that is reached when the first of them is asked for.
     *
     * @param connection may wait, and may fail each time
     * @param whenClosed ends the connection
     */
    AwsClients(Supplier<Connection> connection, Runnable whenClosed) {
        this.connection = connection;
        this.whenClosed = whenClosed;
    }

    /** The way to AWS, and to what was deployed there. */
    public Network network() {
        return connection.get().network();
    }

    /** Where a host answers viewers: {@code https://<host>}, or on loopback where an embedded AWS serves it. */
    public URI address(String host) {
        return connection.get().addresses().apply(host).orElseGet(() -> URI.create("https://" + host));
    }

    /** What replaces AWS's own endpoints; empty at AWS. */
    public Optional<URI> endpoint() {
        return Optional.ofNullable(connection.get().endpoint());
    }

    /** The session's Region. */
    public String region() {
        return connection.get().region();
    }

    /** Who signs the session's calls; may ask a credentials service. */
    public AwsCredentials credentials() {
        return connection.get().credentials().resolveCredentials();
    }

    /** API Gateway in {@code region}. */
    public ApiGatewayClient apiGateway(String region) {
        return client("apigateway", region, ApiGatewayClient::builder);
    }

    /** API Gateway's HTTP APIs in {@code region}. */
    public ApiGatewayV2Client apiGatewayV2(String region) {
        return client("apigatewayv2", region, ApiGatewayV2Client::builder);
    }

    /** Athena in {@code region}. */
    public AthenaClient athena(String region) {
        return client("athena", region, AthenaClient::builder);
    }

    /** CloudFormation in {@code region}. */
    public CloudFormationClient cloudFormation(String region) {
        return client("cloudformation", region, CloudFormationClient::builder);
    }

    /** CloudFront, a global service. */
    public CloudFrontClient cloudFront() {
        return client("cloudfront", EdgeRegion.NAME, CloudFrontClient::builder);
    }

    /** CloudWatch in {@code region}. */
    public CloudWatchClient cloudWatch(String region) {
        return client("cloudwatch", region, CloudWatchClient::builder);
    }

    /** DynamoDB in {@code region}. */
    public DynamoDbClient dynamoDb(String region) {
        return client("dynamodb", region, DynamoDbClient::builder);
    }

    /** Greengrass V2 in {@code region}. */
    public GreengrassV2Client greengrass(String region) {
        return client("greengrassv2", region, GreengrassV2Client::builder);
    }

    /** IAM, a global service. */
    public IamClient iam() {
        return client("iam", EdgeRegion.NAME, IamClient::builder);
    }

    /** KMS in {@code region}. */
    public KmsClient kms(String region) {
        return client("kms", region, KmsClient::builder);
    }

    /** Lambda in {@code region}. */
    public LambdaClient lambda(String region) {
        return client("lambda", region, LambdaClient::builder);
    }

    /** CloudWatch Logs in {@code region}. */
    public CloudWatchLogsClient logs(String region) {
        return client("logs", region, CloudWatchLogsClient::builder);
    }

    /** S3 in {@code region}, and then where a bucket is; path-style, and nowhere else, where an endpoint is given. */
    public S3Client s3(String region) {
        return client("s3", region, () -> {
            boolean ofAws = connection.get().endpoint() == null;
            return S3Client.builder().forcePathStyle(!ofAws).crossRegionAccessEnabled(ofAws);
        });
    }

    /** Shield, a global service. */
    public ShieldClient shield() {
        return client("shield", EdgeRegion.NAME, ShieldClient::builder);
    }

    /** Systems Manager in {@code region}, for its parameters. */
    public SsmClient ssm(String region) {
        return client("ssm", region, SsmClient::builder);
    }

    /** STS in the session's Region. */
    public StsClient sts() {
        return client("sts", region(), StsClient::builder);
    }

    /** WAFv2 in {@code region}; scope CLOUDFRONT is served in {@link EdgeRegion} only. */
    public Wafv2Client waf(String region) {
        return client("wafv2", region, Wafv2Client::builder);
    }

    @SuppressWarnings("unchecked")
    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkAutoCloseable> C client(
            String service, String region, Supplier<B> builders) {
        // Before the map is entered: this may wait, and nobody should wait for a map.
        Connection to = connection.get();
        return (C) clients.computeIfAbsent(service + '/' + region, key -> {
            B builder = builders.get()
                    .region(Region.of(region))
                    .credentialsProvider(to.credentials())
                    .httpClient(to.transport())
                    .overrideConfiguration(config -> {
                        config.executionInterceptors(to.interceptors());
                        if (to.profile() != null) {
                            config.defaultProfileName(to.profile());
                        }
                    });
            if (to.endpoint() != null) {
                builder.endpointOverride(to.endpoint());
            }
            return builder.build();
        });
    }

    @Override
    public void close() {
        clients.values().forEach(SdkAutoCloseable::close);
        whenClosed.run();
    }
}
