package dev.sallyport.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What became of the sources so far. Records, rejected lines and blank lines make up all lines; the header lines of a
 * CloudFront log are neither.
 *
 * @param records by kind, kinds without a source left out
 * @param rejected lines that did not parse
 * @param warnings why the counts may fall short, one sentence each: sources that were cut short, nothing read at all,
 *     more rejected than read
 */
public record LoadReport(Map<LogKind, Long> records, long rejected, List<String> warnings) {
    /**
     * The report with a sentence where nothing was read, or more was rejected than read.
     *
     * @param outside records that were read and left out for their time
     * @param files names of the files that were read; a log group without events is an answer, a file without records
     *     is not
     */
    static LoadReport of(
            Map<LogKind, Long> records, long rejected, long outside, List<String> warnings, List<String> files) {
        List<String> all = new ArrayList<>(warnings);
        LoadReport counted = new LoadReport(records, rejected, all);
        long total = counted.total() + outside;
        if (total == 0 && !files.isEmpty()) {
            String where = files.size() == 1 ? files.getFirst() : files.size() + " files";
            all.add("Nothing was read: there is no record in " + where
                    + (rejected == 0 ? "." : ", and " + count(rejected, "line") + " that did not parse."));
        } else if (rejected > total) {
            all.add("More was rejected than read: " + count(rejected, "line") + " that did not parse, and "
                    + count(total, "record") + ".");
        }
        return new LoadReport(records, rejected, List.copyOf(all));
    }

    static String count(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }

    /** The records of all kinds. */
    public long total() {
        return records.values().stream().mapToLong(Long::longValue).sum();
    }
}
