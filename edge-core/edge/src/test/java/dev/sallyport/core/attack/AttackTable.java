package dev.sallyport.core.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts the attempts of {@link Attack} tests where the system property {@code sallyport.attacks} names a folder: each
 * module leaves its counts there, and prints the table of all that have run.
 */
public final class AttackTable implements TestExecutionListener {
    private record Count(int tried, int held, int skipped) {
        static final Count NONE = new Count(0, 0, 0);

        Count and(Count other) {
            return new Count(tried + other.tried, held + other.held, skipped + other.skipped);
        }
    }

    private final String folder = System.getProperty("sallyport.attacks", "");
    private final Map<String, Integer> published = new ConcurrentHashMap<>();
    private final Map<Area, Count> counts = new ConcurrentHashMap<>();

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        String tried = entry.getKeyValuePairs().get(Attack.TRIED);
        if (tried != null) {
            published.merge(test.getUniqueId(), Integer.parseInt(tried), Integer::sum);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        area(test).ifPresent(area -> counts.merge(area, new Count(0, 0, 1), Count::and));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()) {
            return;
        }
        area(test).ifPresent(area -> counts.merge(area, count(test, result), Count::and));
    }

    private Count count(TestIdentifier test, TestExecutionResult result) {
        int tried = published.getOrDefault(test.getUniqueId(), 1);
        return switch (result.getStatus()) {
            case SUCCESSFUL -> new Count(tried, tried, 0);
            case ABORTED -> new Count(0, 0, 1);
            // A test ends with the first attempt that succeeds, so the others were not seen to hold.
            case FAILED -> new Count(tried, 0, 0);
        };
    }

    private static Optional<Area> area(TestIdentifier test) {
        return test.getSource().flatMap(source -> switch (source) {
            case MethodSource method -> Optional.ofNullable(
                    Optional.ofNullable(area(method.getJavaMethod())).orElseGet(() -> area(method.getJavaClass())));
            case ClassSource type -> Optional.ofNullable(area(type.getJavaClass()));
            default -> Optional.empty();
        });
    }

    private static @Nullable Area area(AnnotatedElement element) {
        Attack attack = element.getAnnotation(Attack.class);
        return attack == null ? null : attack.value();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (folder.isEmpty() || counts.isEmpty()) {
            return;
        }
        try {
            Path into = Files.createDirectories(Path.of(folder));
            String module = String.valueOf(Path.of(System.getProperty("basedir", "module")).getFileName());
            List<String> lines = new ArrayList<>();
            counts.forEach((area, count) -> lines.add(area + "\t" + count.tried + "\t" + count.held + "\t" + count.skipped));
            Files.write(into.resolve(module + ".tsv"), lines);
            String table = table(into);
            Files.writeString(into.resolve("table.md"), table);
            System.out.println(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String table(Path folder) throws IOException {
        Map<Area, Count> all = new EnumMap<>(Area.class);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".tsv")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] cells = line.split("\t", -1);
                    Count count = new Count(
                            Integer.parseInt(cells[1]), Integer.parseInt(cells[2]), Integer.parseInt(cells[3]));
                    all.merge(Area.valueOf(cells[0]), count, Count::and);
                }
            }
        }
        StringBuilder table = new StringBuilder("| area | tried | held | broken | left out here |\n|---|---|---|---|---|\n");
        for (Area area : Area.values()) {
            Count count = all.getOrDefault(area, Count.NONE);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %,d | %,d |%n",
                    area.title(),
                    count.tried,
                    count.held,
                    count.tried - count.held,
                    count.skipped));
        }
        return table.toString();
    }
}
