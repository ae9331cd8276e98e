package dev.sallyport.core.log;

import dev.sallyport.core.fuzz.FuzzedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines of any log, told apart and sorted. */
class LogLinesFuzzTest extends FuzzedReader {
    @Override
    protected void read(byte[] input) {
        List<String> lines = LineKinds.split(new String(input, StandardCharsets.UTF_8));
        LineKinds.of(lines);
        for (LogKind main : LogKind.values()) {
            SortedLines sorted = new SortedLines(main, (shelf, line, number) -> {});
            for (int i = 0; i < lines.size(); i++) {
                sorted.add(lines.get(i), i);
            }
            sorted.end();
        }
    }
}
