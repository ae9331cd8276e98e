package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wire.InProcessTransport;
import dev.sallyport.core.sandbox.wire.SandboxFront;
import dev.sallyport.core.sandbox.wire.SigV4Verifier;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;
import software.amazon.awssdk.services.cloudfront.model.ContentTypeProfile;
import software.amazon.awssdk.services.cloudfront.model.DefaultCacheBehavior;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.DistributionSummary;
import software.amazon.awssdk.services.cloudfront.model.FieldLevelEncryptionSummary;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionRequest;
import software.amazon.awssdk.services.cloudfront.model.GetDistributionResponse;
import software.amazon.awssdk.services.cloudfront.model.LambdaFunctionAssociation;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListDistributionsResponse;
import software.amazon.awssdk.services.cloudfront.model.ListFieldLevelEncryptionConfigsRequest;
import software.amazon.awssdk.services.cloudfront.model.ListFieldLevelEncryptionConfigsResponse;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.ViewerCertificate;

/**
 * An account with many distributions, a hundred to a page, that counts what it is asked. Each has a bucket without any
 * lock as its default origin, behaviors that go to an API, no root object and no logging.
 */
final class ManyDistributions implements CloudFrontClient {
    private static final int PAGE = 100;

    String status = "Deployed";
    private final int all;
    private final int behaviors;
    private final Map<String, Integer> changes = new HashMap<>();
    private final AccessKeys keys = new AccessKeys(SandboxState.inMemory(), Clock.systemUTC());
    private final AccessKey key = keys.root();

    /** Of the default behaviors; the one configuration that there is passes other content types on. */
    String fieldLevelEncryption = "";

    /** How often each operation was asked, under its name. */
    final Map<String, Integer> asked = new TreeMap<>();

    /** Operations that are refused; {@code ListDistributions 2} refuses the second page and those after it. */
    final Set<String> denied = new HashSet<>();

    ManyDistributions(int all, int behaviors) {
        this.all = all;
        this.behaviors = behaviors;
    }

    /** Ids are in the order of their numbers, from 0. */
    static String id(int number) {
        return "E%08d".formatted(number);
    }

    /** Gives a distribution another configuration. */
    void change(String id) {
        changes.merge(id, 1, Integer::sum);
    }

    AwsClients clients() {
        return new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())),
                new InProcessTransport(new SandboxFront(List.of(this), new SigV4Verifier(keys::find, Clock.systemUTC()))),
                URI.create("http://127.0.0.1:1"),
                "us-east-1",
                List.of(new ExecutionInterceptor() {
                    @Override
                    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
                        return counted(context.request());
                    }
                })));
    }

    private synchronized SdkRequest counted(SdkRequest request) {
        String operation = request.getClass().getSimpleName().replaceFirst("Request$", "");
        int times = asked.merge(operation, 1, Integer::sum);
        if (denied.contains(operation) || (times > 1 && denied.contains(operation + " 2"))) {
            throw CloudFrontException.builder()
                    .message("denied")
                    .statusCode(403)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("AccessDenied")
                            .errorMessage("You may not call " + operation + ".")
                            .build())
                    .build();
        }
        return request;
    }

    private String eTag(String id) {
        return "V" + changes.getOrDefault(id, 0);
    }

    private Instant lastModified(String id) {
        return Instant.parse("2026-11-01T00:00:00Z").plusSeconds(changes.getOrDefault(id, 0));
    }

    private static String arn(String id) {
        return "arn:aws:cloudfront::111122223333:distribution/" + id;
    }

    private List<Origin> origins() {
        return List.of(
                Origin.builder()
                        .id("site")
                        .domainName("site.s3.us-east-1.amazonaws.com")
                        .s3OriginConfig(s3 -> s3.originAccessIdentity(""))
                        .build(),
                Origin.builder()
                        .id("api")
                        .domainName("a1b2c3.execute-api.us-east-1.amazonaws.com")
                        .customOriginConfig(custom -> custom.httpPort(80)
                                .httpsPort(443)
                                .originProtocolPolicy("https-only")
                                .originSslProtocols(protocols -> protocols.quantity(1).itemsWithStrings("TLSv1.2")))
                        .build());
    }

    private DefaultCacheBehavior last() {
        return DefaultCacheBehavior.builder()
                .targetOriginId("site")
                .fieldLevelEncryptionId(fieldLevelEncryption)
                .viewerProtocolPolicy("redirect-to-https")
                .cachePolicyId(SampleDistribution.CACHING_OPTIMIZED)
                .allowedMethods(methods -> methods.quantity(2).itemsWithStrings("GET", "HEAD"))
                .build();
    }

    private List<CacheBehavior> behaviors() {
        return IntStream.range(1, behaviors)
                .mapToObj(i -> CacheBehavior.builder()
                        .pathPattern("/api/" + i + "/*")
                        .targetOriginId("api")
                        .viewerProtocolPolicy(i % 2 == 0 ? "https-only" : "allow-all")
                        .cachePolicyId(SampleDistribution.CACHING_DISABLED)
                        .allowedMethods(methods -> methods.quantity(3).itemsWithStrings("GET", "HEAD", "POST"))
                        .lambdaFunctionAssociations(functions -> functions.quantity(1)
                                .items(LambdaFunctionAssociation.builder()
                                        .eventType("origin-request")
                                        .includeBody(false)
                                        .lambdaFunctionARN(SampleDistribution.FUNCTION)
                                        .build()))
                        .build())
                .toList();
    }

    @Override
    public ListDistributionsResponse listDistributions(ListDistributionsRequest request) {
        int from = request.marker() == null || request.marker().isEmpty() ? 0 : Integer.parseInt(request.marker());
        int to = Math.min(all, from + PAGE);
        List<DistributionSummary> items = new ArrayList<>();
        for (int i = from; i < to; i++) {
            items.add(summary(id(i)));
        }
        return ListDistributionsResponse.builder()
                .distributionList(list -> list.isTruncated(to < all)
                        .marker("")
                        .nextMarker(to < all ? String.valueOf(to) : null)
                        .maxItems(PAGE)
                        .quantity(items.size())
                        .items(items))
                .build();
    }

    private DistributionSummary summary(String id) {
        return DistributionSummary.builder()
                .id(id)
                .arn(arn(id))
                .eTag(eTag(id))
                .status(status)
                .lastModifiedTime(lastModified(id))
                .domainName(id.toLowerCase(java.util.Locale.ROOT) + ".cloudfront.net")
                .comment(eTag(id))
                .enabled(true)
                .aliases(aliases -> aliases.quantity(0))
                .origins(origins -> origins.quantity(2).items(origins()))
                .defaultCacheBehavior(last())
                .cacheBehaviors(list -> list.quantity(behaviors - 1).items(behaviors()))
                .viewerCertificate(ViewerCertificate.builder().cloudFrontDefaultCertificate(true).build())
                .webACLId("")
                .httpVersion("http2and3")
                .build();
    }

    @Override
    public GetDistributionResponse getDistribution(GetDistributionRequest request) {
        String id = request.id();
        return GetDistributionResponse.builder()
                .eTag(eTag(id))
                .distribution(Distribution.builder()
                        .id(id)
                        .arn(arn(id))
                        .status(status)
                        .lastModifiedTime(lastModified(id))
                        .inProgressInvalidationBatches(0)
                        .domainName(id.toLowerCase(java.util.Locale.ROOT) + ".cloudfront.net")
                        .distributionConfig(DistributionConfig.builder()
                                .callerReference(id)
                                .comment(eTag(id))
                                .enabled(true)
                                .aliases(aliases -> aliases.quantity(0))
                                .defaultRootObject("")
                                .origins(origins -> origins.quantity(2).items(origins()))
                                .defaultCacheBehavior(last())
                                .cacheBehaviors(list -> list.quantity(behaviors - 1).items(behaviors()))
                                .viewerCertificate(ViewerCertificate.builder().cloudFrontDefaultCertificate(true).build())
                                .logging(logging -> logging.enabled(false).includeCookies(false).bucket("").prefix(""))
                                .webACLId("")
                                .httpVersion("http2and3")
                                .build())
                        .build())
                .build();
    }

    @Override
    public ListFieldLevelEncryptionConfigsResponse listFieldLevelEncryptionConfigs(
            ListFieldLevelEncryptionConfigsRequest request) {
        return ListFieldLevelEncryptionConfigsResponse.builder()
                .fieldLevelEncryptionList(list -> list.maxItems(PAGE)
                        .quantity(1)
                        .items(FieldLevelEncryptionSummary.builder()
                                .id("C1")
                                .lastModifiedTime(Instant.EPOCH)
                                .contentTypeProfileConfig(types -> types.forwardWhenContentTypeIsUnknown(true)
                                        .contentTypeProfiles(profiles -> profiles.quantity(1)
                                                .items(ContentTypeProfile.builder()
                                                        .format("URLEncoded")
                                                        .profileId("P1")
                                                        .contentType("application/x-www-form-urlencoded")
                                                        .build())))
                                .build()))
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
