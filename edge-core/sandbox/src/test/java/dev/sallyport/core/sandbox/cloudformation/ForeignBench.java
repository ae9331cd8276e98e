package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResource;

/** Deploys templates that other people could have written. */
abstract class ForeignBench {
    /** A role for functions, as a resource of the name {@code Role}. */
    static final String ROLE = """
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Version: '2012-10-17'
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
                  ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    AccountBench account;

    @BeforeEach
    void open() {
        account = new AccountBench(folder);
    }

    @AfterEach
    void close() {
        account.close();
    }

    /** The stack when nothing is under way on it any more; each parameter is {@code name=value}. */
    Stack create(String name, String template, String... parameters) {
        account.formation.createStack(r -> r.stackName(name)
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_IAM, Capability.CAPABILITY_AUTO_EXPAND)
                .parameters(Arrays.stream(parameters)
                        .map(each -> each.split("=", 2))
                        .map(each -> Parameter.builder().parameterKey(each[0]).parameterValue(each[1]).build())
                        .toList()));
        return Bench.settled(account.formation, name);
    }

    /** The stack, which must stand. */
    Stack stands(String name, String template, String... parameters) {
        Stack stack = create(name, template, parameters);
        assertThat(stack.stackStatusAsString()).as(story(name)).isEqualTo("CREATE_COMPLETE");
        return stack;
    }

    String story(String stack) {
        return account.formation.describeStackEvents(r -> r.stackName(stack)).stackEvents().reversed().stream()
                .map(event -> event.logicalResourceId() + " " + event.resourceStatusAsString() + " "
                        + event.resourceStatusReason())
                .collect(Collectors.joining("\n"));
    }

    static String output(Stack stack, String name) {
        return stack.outputs().stream()
                .filter(output -> output.outputKey().equals(name))
                .map(Output::outputValue)
                .findFirst()
                .orElseThrow();
    }

    StackResource resource(String stack, String logicalId) {
        return account.formation.describeStackResources(r -> r.stackName(stack).logicalResourceId(logicalId))
                .stackResources()
                .getFirst();
    }
}
