package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AwsClients;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the findings of many distributions cost, in processor time of one core: the first time in a fresh process, and
 * the median of later ones. Prints one line. Run by Maven's profile {@code bench}.
 */
final class InspectBench {
    private static final int RUNS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private InspectBench() {}

    /**
     * Measures and prints.
     *
     * @param arguments how many distributions, and how many behaviors each has
     */
    public static void main(String[] arguments) {
        int distributions = Integer.parseInt(arguments[0]);
        int behaviors = Integer.parseInt(arguments[1]);
        ManyDistributions account = new ManyDistributions(distributions, behaviors);
        try (AwsClients aws = account.clients()) {
            List<Answer> rows = new ArrayList<>();
            new Answers(aws).pages(new ArrayList<>(), (page, isLast) -> rows.addAll(page));
            double[] later = new double[RUNS];
            long findings = 0;
            long start = THREADS.getCurrentThreadCpuTime();
            findings += judged(rows);
            double first = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
            for (int i = 0; i < RUNS; i++) {
                start = THREADS.getCurrentThreadCpuTime();
                findings += judged(rows);
                later[i] = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
            }
            Arrays.sort(later);
            System.out.printf(Locale.ROOT,
                    "findings of %d distributions with %d behaviors: %.2f s of one core at first, %.2f s later; %d findings%n",
                    rows.size(), behaviors, first, later[RUNS / 2], findings / (RUNS + 1));
        }
    }

    private static long judged(List<Answer> rows) {
        Referenced referenced = new Referenced();
        return rows.stream()
                .mapToLong(row -> row.judged(Optional.empty(), referenced).findings().size())
                .sum();
    }
}
