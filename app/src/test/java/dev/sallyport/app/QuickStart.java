package dev.sallyport.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the processes of the tests start: from a cache of loaded and linked classes (JEP 514), which takes jars only and is made
 * once. It halves what a start costs, and there are more than a hundred.
 */
final class QuickStart {
    private static final Path FOLDER = Path.of("target", "program").toAbsolutePath();
    private static final List<String> OPTIONS = prepared();

    private QuickStart() {}

    /** The options of the virtual machine, the class path among them. */
    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> prepared() {
        try {
            clear();
            Files.createDirectories(FOLDER);
            List<String> options = new ArrayList<>(List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dglass.platform=Headless",
                    "-Dprism.order=sw",
                    "-Dsallyport.node=" + System.getProperty("sallyport.node"),
                    "-cp",
                    classPath()));
            Path cache = FOLDER.resolve("program.aot");
            List<String> command = new ArrayList<>(List.of(java(), "-XX:AOTCacheOutput=" + cache));
            command.addAll(options);
            command.addAll(List.of(Launcher.class.getName(), "--home", FOLDER.resolve("home").toString(), "--sandbox", "stacks"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(FOLDER.resolve("made.txt").toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0 || !Files.exists(cache)) {
                throw new IllegalStateException(Files.readString(FOLDER.resolve("made.txt")));
            }
            options.addFirst("-XX:AOTCache=" + cache);
            options.addAll(1, List.of("-Xlog:aot=off", "-Xlog:cds=off"));
            return List.copyOf(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void clear() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> all = Files.walk(FOLDER)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static String classPath() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            // No name is the working folder, in which the jars are made.
            if (entry.isEmpty()) {
                continue;
            }
            if (Files.isDirectory(path)) {
                jars.add(jarOf(path, FOLDER.resolve("classes-" + jars.size() + ".jar")).toString());
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        return jars.stream().collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jarOf(Path folder, Path jar) throws IOException {
        try (Stream<Path> all = Files.walk(folder);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                out.putNextEntry(new JarEntry(name));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
