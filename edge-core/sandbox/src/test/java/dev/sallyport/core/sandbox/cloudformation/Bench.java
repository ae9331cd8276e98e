package dev.sallyport.core.sandbox.cloudformation;

import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.cloudformation.resource.Services;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
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

/** CloudFormation over the sandbox's IAM and log groups in memory, with a fuse that kills it at any chosen step. */
final class Bench implements AutoCloseable {
    /** What a kill looks like from inside: everything ends where it stands, and nothing is written any more. */
    static final class Kill extends Error {
        private static final long serialVersionUID = 1L;

        Kill() {
            super("killed", null, false, false);
        }
    }

    /** Blows when as many steps have passed as it was set to; from then on every step is a kill. */
    static final class Fuse {
        private final AtomicInteger left;

        Fuse(int steps) {
            left = new AtomicInteger(steps);
        }

        void step() {
            if (left.decrementAndGet() < 0) {
                throw new Kill();
            }
        }

        boolean blown() {
            return left.get() < 0;
        }
    }

    final SandboxState state = SandboxState.inMemory();
    final FakeLogs logs = new FakeLogs();
    final CustomFunction function = new CustomFunction(new AddressBook(state));
    final SandboxIam iam;
    final Authorizer authorizer;

    Bench() {
        Directory directory = new Directory(state);
        authorizer = new Authorizer(directory, Clock.systemUTC());
        iam = new SandboxIam(state, directory, authorizer, new AccessKeys(state, Clock.systemUTC()), Clock.systemUTC());
    }

    SandboxCloudFormation open() {
        return open(new Fuse(Integer.MAX_VALUE));
    }

    /** An engine whose every call to a service and every write first asks the fuse. */
    SandboxCloudFormation open(Fuse fuse) {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                fuse.step();
                return Instant.now();
            }

            @Override
            public ZoneId getZone() {
                return ZoneId.of("UTC");
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        UnaryOperator<String> loopback = text -> text.replace("https://edge.example", "http://127.0.0.1:4711");
        return new SandboxCloudFormation(state, authorizer, clock, services(fuse), loopback);
    }

    Services services(Fuse fuse) {
        return new Services(
                absent(ApiGatewayClient.class),
                absent(ApiGatewayV2Client.class),
                absent(CloudFrontClient.class),
                fused(CloudWatchLogsClient.class, logs, fuse),
                absent(DynamoDbClient.class),
                absent(EcrClient.class),
                absent(GreengrassV2Client.class),
                fused(IamClient.class, iam, fuse),
                absent(KmsClient.class),
                fused(LambdaClient.class, function, fuse),
                absent(Route53Client.class),
                absent(S3Client.class),
                absent(SecretsManagerClient.class),
                absent(ShieldClient.class),
                absent(SsmClient.class),
                absent(Wafv2Client.class));
    }

    private static <T extends SdkClient> T absent(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            throw new UnsupportedOperationException(method.getName());
        }));
    }

    /** A kill may come before the service was reached or after it did its work. */
    private static <T extends SdkClient> T fused(Class<T> type, T real, Fuse fuse) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            boolean call = arguments != null
                    && arguments.length == 1
                    && arguments[0] instanceof software.amazon.awssdk.core.SdkRequest
                    && !method.getName().endsWith("Paginator");
            if (!call) {
                return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            fuse.step();
            try {
                Object answer = method.invoke(real, arguments);
                fuse.step();
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    /** Waits until nothing is under way on the stack. */
    static Stack settled(SandboxCloudFormation formation, String stack) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            Stack now = formation.describeStacks(r -> r.stackName(stack)).stacks().getFirst();
            if (!now.stackStatusAsString().endsWith("_IN_PROGRESS")
                    || now.stackStatusAsString().equals("REVIEW_IN_PROGRESS")) {
                return now;
            }
            if (Instant.now().isAfter(end)) {
                Assertions.fail("still " + now.stackStatusAsString() + ": "
                        + formation.describeStackEvents(r -> r.stackName(stack)).stackEvents());
            }
            LockSupport.parkNanos(500_000);
        }
    }

    @Override
    public void close() {
        state.close();
    }
}
