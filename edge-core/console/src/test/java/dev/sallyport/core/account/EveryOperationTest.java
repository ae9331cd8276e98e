package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** A read-only session, with every operation that the code calls: those that write are refused before any call. */
class EveryOperationTest {
    /** The client of a service, as {@link Operations} names it. */
    private static Object client(AwsClients clients, String service) throws ReflectiveOperationException {
        for (Method method : AwsClients.class.getMethods()) {
            String name = method.getReturnType().getSimpleName().replaceFirst("Client$", "").toLowerCase(Locale.ROOT);
            if (name.equals(service)) {
                return method.getParameterCount() == 0
                        ? method.invoke(clients)
                        : method.invoke(clients, "us-east-1");
            }
        }
        throw new AssertionError("no client of " + service);
    }

    /** What an operation that is called with an empty request throws. */
    private static Optional<String> refusal(Object client, String operation) throws ReflectiveOperationException {
        String name = operation.substring(0, 1).toLowerCase(Locale.ROOT) + operation.substring(1);
        List<Method> forms = Arrays.stream(client.getClass().getMethods())
                .filter(method -> method.getName().equals(name)
                        && method.getParameterCount() > 0
                        && SdkRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && method.getParameterCount()
                                == (Set.of("putObject").contains(name) ? 2 : 1))
                .toList();
        Method form = forms.stream()
                .filter(method -> method.getParameterCount() == 1
                        || method.getParameterTypes()[1] == RequestBody.class)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation " + operation));
        form.setAccessible(true);
        Object builder = form.getParameterTypes()[0].getMethod("builder").invoke(null);
        Method build = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getName().equals("build") && !method.isBridge())
                .findFirst()
                .orElseThrow();
        build.setAccessible(true);
        Object request = build.invoke(builder);
        try {
            if (form.getParameterCount() == 1) {
                form.invoke(client, request);
            } else {
                form.invoke(client, request, RequestBody.empty());
            }
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof SallyportException refused ? Optional.of(refused.code()) : Optional.empty();
        }
    }

    @Test
    void whatWritesIsRefusedBeforeAnyCallAndWhatReadsIsNot() throws Exception {
        try (Answers aws = Answers.json(400, "ValidationException", "empty");
                Session session = Session.over(
                        new Session.Embedded(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret")),
                                ApacheHttpClient.create(),
                                aws.endpoint(),
                                host -> Optional.empty(),
                                () -> {}),
                        new AccountChoice(true, null, null, null, true))) {
            Set<String> refused = new TreeSet<>();
            Set<String> passed = new TreeSet<>();
            Set<String> writes = new TreeSet<>();
            Set<String> reads = new TreeSet<>();
            for (var service : Operations.all().entrySet()) {
                if (service.getKey().equals("sts")) {
                    continue;
                }
                Object client = client(session.clients(), service.getKey());
                for (var operation : service.getValue().entrySet()) {
                    String name = service.getKey() + ":" + operation.getKey();
                    (operation.getValue() == Operations.Role.DEPLOYER ? writes : reads).add(name);
                    int before = aws.calls();
                    if (refusal(client, operation.getKey()).filter("SP-READ-ONLY"::equals).isPresent()) {
                        refused.add(name);
                        assertThat(aws.calls()).as(name).isEqualTo(before);
                    } else {
                        passed.add(name);
                    }
                }
            }
            assertThat(refused).hasSizeGreaterThan(40).isEqualTo(writes);
            assertThat(passed).hasSizeGreaterThan(60).isEqualTo(reads);
        }
    }
}
