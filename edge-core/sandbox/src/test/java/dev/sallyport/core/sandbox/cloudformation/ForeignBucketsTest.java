package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.OutsideTool.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What people set on their buckets, from templates and by the AWS CLI. */
class ForeignBucketsTest extends ForeignBench {
    /**
     * AWS page "AWS::S3::Bucket": the canned ACLs, and in its example a website's WebsiteURL; S3 user guide, "Website
     * endpoints": a dot before the Regions after the first.
     */
    @Test
    void aTemplateSetsAclWebsiteLoggingAndNotifications() {
        Stack stack = create("buckets", """
                Resources:
                  Logs:
                    Type: AWS::S3::Bucket
                    Properties:
                      BucketName: our-server-logs
                      AccessControl: LogDeliveryWrite
                      OwnershipControls: {Rules: [{ObjectOwnership: BucketOwnerPreferred}]}
                  Site:
                    Type: AWS::S3::Bucket
                    Properties:
                      BucketName: our-site
                      AccessControl: Private
                      LoggingConfiguration: {DestinationBucketName: !Ref Logs}
                      WebsiteConfiguration:
                        IndexDocument: start.html
                        ErrorDocument: none.html
                        RoutingRules:
                          - {RoutingRuleCondition: {KeyPrefixEquals: old/}, RedirectRule: {ReplaceKeyPrefixWith: new/}}
                      NotificationConfiguration:
                        EventBridgeConfiguration: {EventBridgeEnabled: true}
                        LambdaConfigurations:
                          - Event: 's3:ObjectCreated:*'
                            Function: arn:aws:lambda:us-east-1:111122223333:function:seen
                            Filter: {S3Key: {Rules: [{Name: suffix, Value: .png}]}}
                  Away: {Type: 'AWS::S3::Bucket', Properties: {BucketName: our-redirect,
                    WebsiteConfiguration: {RedirectAllRequestsTo: {HostName: example.com, Protocol: https}}}}
                Outputs: {Url: {Value: !GetAtt Site.WebsiteURL}}
                """);
        assertThat(stack.stackStatusAsString()).as(story("buckets")).isEqualTo("CREATE_COMPLETE");
        assertThat(stack.outputs().getFirst().outputValue()).isEqualTo("http://our-site.s3-website-us-east-1.amazonaws.com");
        var site = account.s3.getBucketWebsite(r -> r.bucket("our-site"));
        assertThat(site.indexDocument().suffix()).isEqualTo("start.html");
        assertThat(site.errorDocument().key()).isEqualTo("none.html");
        assertThat(site.routingRules().getFirst().condition().keyPrefixEquals()).isEqualTo("old/");
        assertThat(site.routingRules().getFirst().redirect().replaceKeyPrefixWith()).isEqualTo("new/");
        assertThat(account.s3.getBucketWebsite(r -> r.bucket("our-redirect")).redirectAllRequestsTo().hostName())
                .isEqualTo("example.com");
        var logging = account.s3.getBucketLogging(r -> r.bucket("our-site")).loggingEnabled();
        assertThat(logging.targetBucket()).isEqualTo("our-server-logs");
        assertThat(logging.targetPrefix()).isEmpty();
        assertThat(account.s3.getBucketAcl(r -> r.bucket("our-server-logs")).grants())
                .extracting(grant -> grant.grantee().uri() + " " + grant.permissionAsString())
                .contains(
                        "http://acs.amazonaws.com/groups/s3/LogDelivery WRITE",
                        "http://acs.amazonaws.com/groups/s3/LogDelivery READ_ACP");
        var events = account.s3.getBucketNotificationConfiguration(r -> r.bucket("our-site"));
        assertThat(events.eventBridgeConfiguration()).isNotNull();
        assertThat(events.lambdaFunctionConfigurations().getFirst().eventsAsStrings()).containsExactly("s3:ObjectCreated:*");
        assertThat(events.lambdaFunctionConfigurations().getFirst().filter().key().filterRules().getFirst().value())
                .isEqualTo(".png");

        account.formation.updateStack(r -> r.stackName("buckets").templateBody("""
                Resources:
                  Site: {Type: 'AWS::S3::Bucket', Properties: {BucketName: our-site, AccessControl: Private}}
                """));
        assertThat(Bench.settled(account.formation, "buckets").stackStatusAsString()).as(story("buckets"))
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(account.s3.getBucketLogging(r -> r.bucket("our-site")).loggingEnabled()).isNull();
        assertThat(account.s3.getBucketNotificationConfiguration(r -> r.bucket("our-site")).eventBridgeConfiguration())
                .isNull();
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> account.s3.getBucketWebsite(r -> r.bucket("our-site")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchWebsiteConfiguration"));
    }

    /** S3 user guide, "Controlling ownership of objects and disabling ACLs": new buckets have ACLs off. */
    @Test
    void anAclNeedsABucketThatHasThem() {
        assertThat(create("open", "Resources: {B: {Type: 'AWS::S3::Bucket', Properties: {AccessControl: PublicRead}}}")
                        .stackStatusAsString())
                .isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("open")).contains("The bucket does not allow ACLs");
        account.s3.createBucket(r -> r.bucket("with-acls").objectOwnership("ObjectWriter"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> account.s3.putBucketAcl(r -> r.bucket("with-acls").acl("public-read")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        account.s3.deletePublicAccessBlock(r -> r.bucket("with-acls"));
        account.s3.putBucketAcl(r -> r.bucket("with-acls").acl("public-read"));
        assertThat(account.s3.getBucketAcl(r -> r.bucket("with-acls")).grants()).hasSize(2);
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> account.s3.createBucket(r -> r.bucket("never").acl("public-read")))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode())
                        .isEqualTo("InvalidBucketAclWithObjectOwnership"));
        assertThat(account.s3.listBuckets().buckets()).extracting(b -> b.name()).doesNotContain("never");
    }

    /** The calls of the AWS CLI's s3api, each put given back by its get. */
    @Test
    void theAwsCliSetsAndReadsThem() throws IOException {
        OutsideTool.require("aws", "--version");
        account.s3.createBucket(r -> r.bucket("cli-bucket"));
        account.s3.createBucket(r -> r.bucket("cli-logs"));
        String website = "{\"IndexDocument\": {\"Suffix\": \"i.html\"}, \"ErrorDocument\": {\"Key\": \"e.html\"}}";
        s3api("put-bucket-website", "--website-configuration", website);
        assertThat(s3api("get-bucket-website")).isEqualTo(Json.MAPPER.readTree(website));
        String logging = "{\"LoggingEnabled\": {\"TargetBucket\": \"cli-logs\", \"TargetPrefix\": \"a/\"}}";
        s3api("put-bucket-logging", "--bucket-logging-status", logging);
        assertThat(s3api("get-bucket-logging")).isEqualTo(Json.MAPPER.readTree(logging));
        s3api("put-bucket-notification-configuration", "--notification-configuration",
                "{\"EventBridgeConfiguration\": {}}");
        assertThat(s3api("get-bucket-notification-configuration").has("EventBridgeConfiguration")).isTrue();
        assertThat(s3api("get-bucket-acl").at("/Grants/0/Permission").asText()).isEqualTo("FULL_CONTROL");
        account.s3.putObject(r -> r.bucket("cli-bucket").key("k"), RequestBody.fromString("x"));
        assertThat(s3api("list-object-versions").at("/Versions/0/VersionId").asText()).isEqualTo("null");
        s3api("delete-bucket-website");
    }

    private JsonNode s3api(String call, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("aws", "s3api", call, "--bucket", "cli-bucket", "--output", "json"));
        command.addAll(List.of(arguments));
        Output output = OutsideTool.run(account.all.environment(), new byte[0], command);
        assertThat(output.status()).as(output.err()).isZero();
        return Json.MAPPER.readTree(output.out().isBlank() ? "{}" : output.out());
    }
}
