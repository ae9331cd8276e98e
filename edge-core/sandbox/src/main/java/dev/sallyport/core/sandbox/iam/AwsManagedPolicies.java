package dev.sallyport.core.sandbox.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The AWS managed policies that work at the edge calls for, with the documents that AWS publishes.
 *
 * @see <a href="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html">
 *     AWS managed policies</a>
 */
final class AwsManagedPolicies {
    // AWS's own date of each policy is not kept: nothing here depends on it.
    private static final Instant CREATED = Instant.parse("2015-02-06T18:39:46Z");

    private final Map<String, ManagedPolicy> byArn = new TreeMap<>();

    AwsManagedPolicies() {
        try (InputStream in = AwsManagedPolicies.class.getResourceAsStream("managed-policies.json")) {
            for (JsonNode policy : Json.MAPPER.readTree(in)) {
                String arn = policy.get("arn").asText();
                String version = policy.get("version").asText();
                byArn.put(
                        arn,
                        new ManagedPolicy(
                                arn,
                                Ids.stable("ANPA", arn),
                                null,
                                CREATED,
                                CREATED,
                                List.of(new ManagedPolicy.Version(version, policy.get("document").toString(), CREATED)),
                                version,
                                Integer.parseInt(version.substring(1)),
                                List.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, ManagedPolicy> byArn() {
        return byArn;
    }
}
