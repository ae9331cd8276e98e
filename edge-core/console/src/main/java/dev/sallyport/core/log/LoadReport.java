package dev.sallyport.core.log;

import java.util.List;
import java.util.Map;

/**
 * What became of the sources so far. Records, rejected lines and blank lines make up all lines; the header lines of a
 * CloudFront log are neither.
 *
 * @param records by kind, kinds without a source left out
 * @param rejected lines that did not parse
 * @param warnings sources that were cut short, one sentence each
 */
public record LoadReport(Map<LogKind, Long> records, long rejected, List<String> warnings) {
    /** The records of all kinds. */
    public long total() {
        return records.values().stream().mapToLong(Long::longValue).sum();
    }
}
