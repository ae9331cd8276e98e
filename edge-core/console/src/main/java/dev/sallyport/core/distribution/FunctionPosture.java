package dev.sallyport.core.distribution;

import dev.sallyport.core.Arns;
import dev.sallyport.core.distribution.Reading.ReadBehavior;
import dev.sallyport.core.edgefunction.FunctionArn;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** What is weak in the Lambda@Edge functions of a behavior. */
final class FunctionPosture {
    /**
     * The day on which Lambda ends its support: Lambda Developer Guide, "Lambda runtimes", as of 24 July 2026. Functions at
     * the edge have Node.js and Python alone.
     */
    private static final Map<String, LocalDate> ENDS = Map.ofEntries(
            Map.entry("nodejs", LocalDate.of(2016, 8, 30)),
            Map.entry("nodejs4.3", LocalDate.of(2020, 3, 5)),
            Map.entry("nodejs4.3-edge", LocalDate.of(2020, 3, 5)),
            Map.entry("nodejs6.10", LocalDate.of(2019, 8, 12)),
            Map.entry("nodejs8.10", LocalDate.of(2020, 3, 6)),
            Map.entry("nodejs10.x", LocalDate.of(2021, 7, 30)),
            Map.entry("nodejs12.x", LocalDate.of(2023, 3, 31)),
            Map.entry("nodejs14.x", LocalDate.of(2023, 12, 4)),
            Map.entry("nodejs16.x", LocalDate.of(2024, 6, 12)),
            Map.entry("nodejs18.x", LocalDate.of(2025, 9, 1)),
            Map.entry("nodejs20.x", LocalDate.of(2026, 4, 30)),
            Map.entry("nodejs22.x", LocalDate.of(2027, 4, 30)),
            Map.entry("nodejs24.x", LocalDate.of(2028, 4, 30)),
            Map.entry("python2.7", LocalDate.of(2021, 7, 15)),
            Map.entry("python3.6", LocalDate.of(2022, 7, 18)),
            Map.entry("python3.7", LocalDate.of(2023, 12, 4)),
            Map.entry("python3.8", LocalDate.of(2024, 10, 14)),
            Map.entry("python3.9", LocalDate.of(2025, 12, 15)),
            Map.entry("python3.10", LocalDate.of(2026, 10, 31)),
            Map.entry("python3.11", LocalDate.of(2027, 6, 30)),
            Map.entry("python3.12", LocalDate.of(2028, 10, 31)),
            Map.entry("python3.13", LocalDate.of(2029, 6, 30)),
            Map.entry("python3.14", LocalDate.of(2029, 6, 30)));

    /** Lambda warns half a year ahead (Lambda Developer Guide, "Runtime deprecation notifications": at least 180 days). */
    private static final int SOON = 180;

    private FunctionPosture() {}

    static void judge(Reading reading, ReadBehavior read, List<Finding> findings) {
        judge(reading, read, findings, LocalDate.now(ZoneOffset.UTC));
    }

    static void judge(Reading reading, ReadBehavior read, List<Finding> findings, LocalDate today) {
        for (EdgeFunction function : read.behavior().functions()) {
            if (Arns.isOf(function.arn(), "lambda")) {
                judgeVersion(read, function, findings);
                reading.referenced()
                        .function(function.arn())
                        .ifPresent(code -> judgeRuntime(read, function, code.runtime(), findings, today));
            }
        }
    }

    /** CloudFront runs numbered versions alone (Developer Guide, "Restrictions on Lambda@Edge", Lambda function version). */
    private static void judgeVersion(ReadBehavior read, EdgeFunction function, List<Finding> findings) {
        if (FunctionArn.of(function.arn()).filter(arn -> !arn.isNumbered()).isPresent()) {
            findings.add(new Finding(
                    "function-unqualified",
                    Severity.MEDIUM,
                    "CloudFront takes only numbered versions of a function.",
                    read.where() + " has " + function.eventType() + " " + function.arn(),
                    "Publish a version, and name it with its number."));
        }
    }

    private static void judgeRuntime(
            ReadBehavior read, EdgeFunction function, String runtime, List<Finding> findings, LocalDate today) {
        LocalDate end = ENDS.get(runtime);
        if (end == null || today.plusDays(SOON).isBefore(end)) {
            return;
        }
        String evidence = read.where() + " runs " + function.arn() + " with Runtime " + runtime;
        String fix = "Publish the function with a newer runtime, and associate that version.";
        if (end.isAfter(today)) {
            findings.add(new Finding(
                    "runtime-ends-soon",
                    Severity.LOW,
                    "The runtime of a function at the edge will soon get no more security updates.",
                    evidence + ", which Lambda supports until " + end,
                    fix));
        } else {
            findings.add(new Finding(
                    "runtime-ended",
                    Severity.MEDIUM,
                    "The runtime of a function at the edge gets no more security updates.",
                    evidence + ", which Lambda supported until " + end,
                    fix));
        }
    }
}
