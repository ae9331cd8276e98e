package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A statement in a bucket's policy that lets one distribution read (Developer Guide, "Restrict access to an Amazon S3
 * origin").
 *
 * @param account that must own the bucket
 * @param sid of the statement
 * @param distribution its ARN
 * @param before the whole policy as it was written; null where there was none
 */
record BucketEntry(
        String bucket, String region, String account, String sid, String distribution, @Nullable String before)
        implements Measure {

    @Override
    public String says() {
        return "Let this distribution read " + bucket + " by the statement " + sid + " of its policy";
    }

    @Override
    public String make(AwsClients aws) {
        S3Client s3 = aws.s3(region);
        ObjectNode policy = policy(current(s3, bucket, account));
        without(policy, sid);
        statements(policy).add(statement());
        s3.putBucketPolicy(request ->
                request.bucket(bucket).expectedBucketOwner(account).policy(policy.toString()));
        return "";
    }

    private ObjectNode statement() {
        ObjectNode statement = Json.MAPPER.createObjectNode();
        statement.put("Sid", sid).put("Effect", "Allow");
        statement.putObject("Principal").put("Service", "cloudfront.amazonaws.com");
        String partition = Arn.fromString(distribution).partition();
        statement.put("Action", "s3:GetObject").put("Resource", "arn:" + partition + ":s3:::" + bucket + "/*");
        statement.putObject("Condition").putObject("StringEquals").put("AWS:SourceArn", distribution);
        return statement;
    }

    /** What others have added meanwhile stays; where nobody has, the policy is again what it was to the letter. */
    @Override
    public Optional<String> unmake(AwsClients aws) {
        S3Client s3 = aws.s3(region);
        String now;
        try {
            now = current(s3, bucket, account);
        } catch (NoSuchBucketException gone) {
            return Optional.empty();
        }
        if (now == null) {
            return Optional.empty();
        }
        ObjectNode policy = policy(now);
        without(policy, sid);
        if (before != null && policy.equals(policy(before))) {
            s3.putBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(account).policy(before));
        } else if (statements(policy).isEmpty()) {
            s3.deleteBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(account));
        } else {
            s3.putBucketPolicy(request ->
                    request.bucket(bucket).expectedBucketOwner(account).policy(policy.toString()));
        }
        return Optional.empty();
    }

    /** The policy as it is written; null where the bucket has none. */
    static @Nullable String current(S3Client s3, String bucket, String account) {
        try {
            return s3.getBucketPolicy(request -> request.bucket(bucket).expectedBucketOwner(account)).policy();
        } catch (S3Exception e) {
            if (e.awsErrorDetails() != null && "NoSuchBucketPolicy".equals(e.awsErrorDetails().errorCode())) {
                return null;
            }
            throw e;
        }
    }

    private static ObjectNode policy(@Nullable String text) {
        if (text == null) {
            return Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
        }
        try {
            if (Json.MAPPER.readTree(text) instanceof ObjectNode policy) {
                return policy;
            }
        } catch (JsonProcessingException e) {
            throw unreadable().causedBy(e);
        }
        throw unreadable();
    }

    private static SallyportException unreadable() {
        return SallyportException.unavailable(
                "SP-AWS-FAULT", "The bucket's policy is no JSON object.", "Look at it in S3, then guard again.");
    }

    /** The statements of a policy; a single one may stand without a list. */
    private static ArrayNode statements(ObjectNode policy) {
        JsonNode statements = policy.path("Statement");
        if (statements instanceof ArrayNode list) {
            return list;
        }
        ArrayNode list = policy.putArray("Statement");
        if (statements.isObject()) {
            list.add(statements);
        }
        return list;
    }

    private static void without(ObjectNode policy, String sid) {
        ArrayNode statements = statements(policy);
        for (int i = statements.size() - 1; i >= 0; i--) {
            if (statements.get(i).path("Sid").asText().equals(sid)) {
                statements.remove(i);
            }
        }
    }
}
