package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of operations is what the compiled code refers to, no more and no less. */
class OperationsTest {
    private static final Pattern CLIENT = Pattern.compile("software/amazon/awssdk/services/[^/]+/(\\w+)Client");

    /** Methods of a client that are no operations. */
    private static final Set<String> OTHERS = Set.of("builder", "close", "waiter", "utilities", "serviceClientConfiguration");

    /** What a person signs in with, before there is a session whose calls could be judged. */
    private static final Set<String> SIGN_IN = Set.of("sso", "ssooidc");

    private static void collect(Path file, SortedMap<String, Set<String>> into) {
        try {
            ClassModel model = ClassFile.of().parse(file);
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof MemberRefEntry member) {
                    Matcher client = CLIENT.matcher(member.owner().asInternalName());
                    String method = member.name().stringValue();
                    if (client.matches() && !OTHERS.contains(method)) {
                        into.computeIfAbsent(client.group(1).toLowerCase(Locale.ROOT), service -> new TreeSet<>())
                                .add(operation(method));
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** {@code listStacksPaginator} and {@code getObjectAsBytes} are the SDK's ways to call ListStacks and GetObject. */
    private static String operation(String method) {
        String name = method.replaceFirst("Paginator$", "").replaceFirst("^getObjectAsBytes$", "getObject");
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Test
    void theListIsWhatTheCodeCalls() throws Exception {
        Path classes = Path.of(Objects.requireNonNull(Session.class.getProtectionDomain().getCodeSource())
                .getLocation()
                .toURI());
        SortedMap<String, Set<String>> called = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".class")).toList();
            assertThat(all).hasSizeGreaterThan(300);
            all.forEach(file -> collect(file, called));
        }
        called.keySet().removeAll(SIGN_IN);
        SortedMap<String, Set<String>> listed = new TreeMap<>();
        Operations.all().forEach((service, operations) -> listed.put(service, operations.keySet()));
        assertThat(listed).isEqualTo(called);
    }
}
