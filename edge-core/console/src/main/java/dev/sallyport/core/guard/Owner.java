package dev.sallyport.core.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;

/**
 * What made a distribution, an API or a function, and would undo or overwrite a change by hand the next time it runs.
 *
 * @param tool which
 * @param name of the stack; empty where the tool leaves none
 * @param logicalId of it in the stack's template; empty likewise
 */
public record Owner(Tool tool, String name, String logicalId) {
    /** Nobody whose traces can be seen: the configuration is the only truth. */
    public static final Owner NOBODY = new Owner(Tool.NONE, "", "");

    /** Somebody, perhaps: the session may not ask. */
    static final Owner UNKNOWN = new Owner(Tool.UNKNOWN, "", "");

    private static final String STACK_NAME = "aws:cloudformation:stack-name";
    private static final String LOGICAL_ID = "aws:cloudformation:logical-id";

    /** Tools that keep a distribution as they describe it. */
    public enum Tool {
        /** None is seen. */
        NONE("nobody"),
        /** The session may not ask. */
        UNKNOWN("unknown"),
        /** A stack of CloudFormation, the CDK's and SAM's too: it tags all that it makes. */
        CLOUDFORMATION("cloudformation"),
        /**
         * Terraform or OpenTofu, which tag nothing by themselves. Seen by a tag or a description that names them, and by the
         * {@code CallerReference} that their provider gives a distribution (terraform-provider-aws, {@code id.UniqueId}),
         * Pulumi's bridge to it too; not where the distribution was made otherwise and imported.
         */
        TERRAFORM("terraform"),
        /** Pulumi, seen likewise. */
        PULUMI("pulumi");

        private final String word;

        Tool(String word) {
            this.word = word;
        }
    }

    /**
     * By the stack that has the distribution among its resources, in the edge's Region or the session's, else by its tags,
     * else by what its configuration shows. A stack of yet another Region is not seen where CloudFormation leaves no tag.
     *
     * @param config its {@code DistributionConfig}
     */
    static Owner of(AwsClients aws, String id, String arn, JsonNode config) {
        for (String region : new TreeSet<>(List.of(EdgeRegion.NAME, aws.region()))) {
            Optional<Owner> stack = stack(aws.cloudFormation(region), id);
            if (stack.isPresent()) {
                return stack.get();
            }
        }
        Map<String, String> tags = new TreeMap<>();
        aws.cloudFront().listTagsForResource(request -> request.resource(arn)).tags().items().forEach(tag ->
                tags.put(tag.key(), tag.value() == null ? "" : tag.value()));
        Owner tagged = of(tags);
        return tagged.isSomebody() ? tagged : of(config);
    }

    /** By traces in the configuration itself. */
    static Owner of(JsonNode config) {
        if (config.path("CallerReference").asText().startsWith("terraform-")) {
            return new Owner(Tool.TERRAFORM, "", "");
        }
        return of(Map.of("Comment", config.path("Comment").asText()));
    }

    /** API Reference, DescribeStackResources: by the physical id of one resource, all of its stack; an error where none is. */
    private static Optional<Owner> stack(CloudFormationClient formation, String id) {
        try {
            return formation.describeStackResources(request -> request.physicalResourceId(id)).stackResources().stream()
                    .filter(resource -> id.equals(resource.physicalResourceId()))
                    .map(resource ->
                            new Owner(Tool.CLOUDFORMATION, resource.stackName(), resource.logicalResourceId()))
                    .findFirst();
        } catch (CloudFormationException e) {
            if (e.awsErrorDetails() != null && "ValidationError".equals(e.awsErrorDetails().errorCode())) {
                return Optional.empty();
            }
            if (e.statusCode() == 403 && AwsErrors.translate(e).code().equals("SP-DENIED")) {
                return Optional.of(UNKNOWN);
            }
            throw e;
        }
    }

    /** CloudFormation User Guide, "Resource tags", for its tags; others are what people write. */
    static Owner of(Map<String, String> tags) {
        if (tags.containsKey(STACK_NAME)) {
            return new Owner(
                    Tool.CLOUDFORMATION, tags.getOrDefault(STACK_NAME, ""), tags.getOrDefault(LOGICAL_ID, ""));
        }
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            String said = (tag.getKey() + ' ' + tag.getValue()).toLowerCase(Locale.ROOT);
            if (said.contains("terraform") || said.contains("opentofu")) {
                return new Owner(Tool.TERRAFORM, "", "");
            }
            if (said.contains("pulumi")) {
                return new Owner(Tool.PULUMI, "", "");
            }
        }
        return NOBODY;
    }

    /** Whether a tool keeps the distribution, or may. */
    public boolean isSomebody() {
        return tool != Tool.NONE;
    }

    /** As a sentence begins with it: {@code The CloudFormation stack shop}. */
    public String said() {
        return switch (tool) {
            case NONE, UNKNOWN -> "Nobody that is known";
            case CLOUDFORMATION -> "The CloudFormation stack " + name;
            case TERRAFORM -> "Terraform";
            case PULUMI -> "Pulumi";
        };
    }

    /** In one word, with the stack where there is one: {@code nobody}, {@code terraform}, {@code cloudformation shop}. */
    @JsonValue
    public String word() {
        return name.isEmpty() ? tool.word : tool.word + " " + name;
    }
}
