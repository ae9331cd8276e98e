package dev.sallyport.app;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process at the very point where it writes a line that must not be lost. It is an agent that a test starts the
 * program with, so that the program itself has nothing by which anyone could end it.
 */
public final class FaultPoints {
    /** Status of a process that was ended so. */
    static final int ENDED = 137;

    private static final Map<String, Set<String>> METHODS = Map.of(
            "dev/sallyport/core/Home", Set.of("write"),
            "dev/sallyport/core/audit/LedgerFile", Set.of("add"),
            "dev/sallyport/core/decrypt/BulkDraft", Set.of("keep", "finish"),
            "dev/sallyport/core/log/LogDatabase", Set.of("load"),
            "dev/sallyport/core/sandbox/state/SandboxState", Set.of("commit"),
            "dev/sallyport/core/sandbox/state/StateFiles", Set.of("setAside"));

    private static final ClassDesc SELF = ClassDesc.of(FaultPoints.class.getName());

    @SuppressWarnings("NullAway.Init")
    private static Path list;

    private static Pattern points = Pattern.compile("");
    private static int left;

    private FaultPoints() {}

    /**
     * What a process must have in its environment.
     *
     * @param folder for the agent and the list of the points that were passed
     * @param points what those of {@link #passed} match that count, empty to end nowhere
     * @param time at which of them, from 1
     */
    static Map<String, String> environment(Path folder, String points, int time) throws IOException {
        Path jar = folder.resolve("faults.jar");
        if (!Files.exists(jar)) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Premain-Class", FaultPoints.class.getName());
            new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        }
        Path list = folder.resolve("passed.txt");
        Files.deleteIfExists(list);
        return Map.of("JAVA_TOOL_OPTIONS", "\"-javaagent:" + jar + "=" + list + "," + time + "," + points + "\"");
    }

    /** The points that the last process passed, in order. */
    static List<String> passed(Path folder) throws IOException {
        Path list = folder.resolve("passed.txt");
        return Files.exists(list) ? Files.readAllLines(list) : List.of();
    }

    /** Called by the JVM before the program. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        String[] parts = arguments.split(",", 3);
        list = Path.of(parts[0]);
        left = Integer.parseInt(parts[1]);
        points = Pattern.compile(parts[2]);
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    String name,
                    @Nullable Class<?> old,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                Set<String> methods = METHODS.get(name);
                return methods == null || loader == null ? null : changed(loader, name, methods, bytes);
            }
        });
    }

    private static byte[] changed(ClassLoader loader, String name, Set<String> methods, byte[] bytes) {
        ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver())));
        String type = name.substring(name.lastIndexOf('/') + 1) + '.';
        return file.transformClass(file.parse(bytes), (builder, element) -> {
            if (element instanceof MethodModel method && methods.contains(method.methodName().stringValue())) {
                CodeTransform around = CodeTransform.ofStateful(() -> new Around(type + method.methodName().stringValue()));
                builder.transformMethod(method, MethodTransform.transformingCode(around));
            } else {
                builder.with(element);
            }
        });
    }

    private record Around(String label) implements CodeTransform {
        @Override
        public void atStart(CodeBuilder code) {
            call(code, "before ");
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof ReturnInstruction) {
                call(code, "after ");
            }
            code.with(element);
        }

        private void call(CodeBuilder code, String when) {
            code.aload(0).ldc(when + label).invokestatic(
                    SELF, "passed", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_String));
        }
    }

    /**
     * Called at each point.
     *
     * @param first argument of the method; of a path its name counts
     * @param where such as {@code after LedgerFile.add}
     */
    public static synchronized void passed(Object first, String where) {
        String here = first instanceof Path path ? where + ' ' + path.getFileName() : where;
        try {
            Files.writeString(list, here + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (points.matcher(here).matches() && --left == 0) {
            // Neither hooks nor finally: as a kill does.
            Runtime.getRuntime().halt(ENDED);
        }
    }
}
