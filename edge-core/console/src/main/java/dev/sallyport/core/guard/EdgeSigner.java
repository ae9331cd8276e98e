package dev.sallyport.core.guard;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.Packaging;
import dev.sallyport.core.pace.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/**
 * The origin-request function that signs, in a stack of its own with a role that may call these origins and nothing else.
 *
 * @param stack its name
 * @param account 12 digits, part of the artifact bucket's name
 * @param distribution its id, a tag of the stack
 * @param apis ARNs of what may be called of API Gateway, with {@code *} in them
 * @param functions ARNs of the functions whose URLs may be called
 */
record EdgeSigner(String stack, String account, String distribution, List<String> apis, List<String> functions)
        implements Measure {
    /** Of a signer's stack; its value is the distribution's id. */
    static final String TAG = "sallyport:guard";

    private static final String WAITS = " stays until the replicas of its function have left the edge, hours from now";

    private static final String TEMPLATE = "/sallyport/guard/signer.yaml";

    @Override
    public String says() {
        return "Deploy the stack " + stack + " with the edge function that signs, and a role that may call "
                + String.join(", ", Stream.concat(apis.stream(), functions.stream()).toList())
                + " alone. It sets Authorization, so what viewers send in it no longer arrives there, and refuses bodies"
                + " over 1 MB";
    }

    @Override
    public Set<String> locks() {
        return Stream.concat(apis.stream(), functions.stream()).map(Locks::of).collect(Collectors.toSet());
    }

    /** Whether a note says that a stack waits to be removed. */
    static boolean waits(String note) {
        return note.contains(WAITS);
    }

    @Override
    public String cost() {
        return "Lambda@Edge charges for each request to these origins, and for the time of the function.";
    }

    @Override
    public String placeholder() {
        return "(signer of " + stack + ")";
    }

    @Override
    public String make(AwsClients aws) throws InterruptedException {
        Packaging.Uploaded signer = new Packaging(aws, account).upload("sign-origin");
        CloudFormationClient formation = aws.cloudFormation(EdgeRegion.NAME);
        try {
            formation.createStack(request -> request.stackName(stack)
                    .templateBody(template())
                    .capabilities(Capability.CAPABILITY_IAM)
                    .parameters(
                            parameter("ArtifactBucket", signer.bucket()),
                            parameter("SignOriginCodeKey", signer.key()),
                            parameter("Apis", String.join(",", apis)),
                            parameter("Functions", String.join(",", functions)))
                    .tags(Tag.builder().key(TAG).value(distribution).build()));
        } catch (AlreadyExistsException madeBefore) {
            // Its end is waited for all the same.
        }
        Stack ended = settled(formation).orElseThrow(() -> failed("it is gone"));
        if (!ended.stackStatusAsString().equals("CREATE_COMPLETE")) {
            throw failed(ended.stackStatusAsString() + " "
                    + Objects.requireNonNullElse(ended.stackStatusReason(), "without a reason"));
        }
        return ended.outputs().stream()
                .filter(output -> output.outputKey().equals("SignerVersion"))
                .map(Output::outputValue)
                .findFirst()
                .orElseThrow(() -> failed("it has no output SignerVersion"));
    }

    private SallyportException failed(String why) {
        return SallyportException.unavailable(
                "SP-GUARD-SIGNER",
                "The stack " + stack + " with the edge function did not come to stand: " + why + ".",
                "Look at its events in CloudFormation.");
    }

    /**
     * Lambda keeps a function of the edge until CloudFront has removed its replicas, hours after the last distribution let
     * go of it (Developer Guide, "Delete Lambda@Edge functions and replicas").
     */
    @Override
    public Optional<String> unmake(AwsClients aws) throws InterruptedException {
        CloudFormationClient formation = aws.cloudFormation(EdgeRegion.NAME);
        if (find(formation).isEmpty()) {
            return Optional.empty();
        }
        formation.deleteStack(request -> request.stackName(stack));
        return settled(formation)
                .map(left -> "The stack " + stack + WAITS + "; sallyport guard undo " + distribution + " removes it then.");
    }

    /** The stack once CloudFormation is done with it; empty when it is gone. */
    private Optional<Stack> settled(CloudFormationClient formation) throws InterruptedException {
        Pace pace = Pace.ofQuestions();
        while (true) {
            Optional<Stack> found = find(formation);
            if (found.isEmpty() || !found.get().stackStatusAsString().endsWith("_IN_PROGRESS")) {
                return found;
            }
            pace.rest();
        }
    }

    private Optional<Stack> find(CloudFormationClient formation) {
        try {
            return formation.describeStacks(request -> request.stackName(stack)).stacks().stream()
                    .findFirst();
        } catch (CloudFormationException e) {
            if (e.awsErrorDetails() != null
                    && Objects.requireNonNullElse(e.awsErrorDetails().errorMessage(), "").contains("does not exist")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Parameter parameter(String key, String value) {
        return Parameter.builder().parameterKey(key).parameterValue(value).build();
    }

    private static String template() {
        try (InputStream template = EdgeSigner.class.getResourceAsStream(TEMPLATE)) {
            return new String(Objects.requireNonNull(template, TEMPLATE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
