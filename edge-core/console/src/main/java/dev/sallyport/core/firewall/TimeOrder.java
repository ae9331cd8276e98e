package dev.sallyport.core.firewall;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.webacl.WafLogRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lines of logs in the order of their time. Logs that are in order already are read as they are; others are spread out
 * in a private file, since a log may be larger than the memory.
 */
final class TimeOrder {
    private TimeOrder() {}

    /**
     * Where a line stands in the private file.
     *
     * @param time in epoch milliseconds
     */
    private record Place(long time, long start, int length) {}

    /** A line is of an earlier time than the one before. */
    static final class DisorderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DisorderException() {
            super("out of order", null, false, false);
        }
    }

    /**
     * The lines as they are.
     *
     * @throws DisorderException at the first one that is out of order
     */
    static void asLongAsOrdered(WafLines log, Consumer<String> each) {
        long[] last = {Long.MIN_VALUE};
        log.each(line -> {
            long time = time(line);
            if (time < last[0]) {
                throw new DisorderException();
            }
            last[0] = time;
            each.accept(line);
        });
    }

    /** The lines in order, which they are not yet. */
    static void lines(WafLines log, Consumer<String> each) {
        try {
            sorted(log, log.spare(), each);
        } catch (IOException | UncheckedIOException e) {
            throw SallyportException.unavailable(
                            "SP-REPLAY-SPOOL",
                            "The log cannot be brought into the order of time: " + e.getMessage(),
                            "Free space under the home folder.")
                    .causedBy(e);
        }
    }

    private static void sorted(WafLines log, Path spool, Consumer<String> each) throws IOException {
        List<Place> places = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool), 1 << 16)) {
            long[] at = {0};
            log.each(line -> {
                byte[] bytes = line.getBytes(UTF_8);
                try {
                    out.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                places.add(new Place(time(line), at[0], bytes.length));
                at[0] += bytes.length;
            });
        }
        places.sort(Comparator.comparingLong(Place::time).thenComparingLong(Place::start));
        try (RandomAccessFile in = new RandomAccessFile(spool.toFile(), "r")) {
            for (Place place : places) {
                byte[] bytes = new byte[place.length];
                in.seek(place.start);
                in.readFully(bytes);
                each.accept(new String(bytes, UTF_8));
            }
        }
    }

    /** The time of a line, without reading the rest of it; 0 for a line that is no record. */
    static long time(String line) {
        String name = "\"timestamp\":";
        int at = line.indexOf(name);
        long time = 0;
        int digits = 0;
        for (int i = at + name.length(); at >= 0 && i < line.length() && digits < 16; i++) {
            char c = line.charAt(i);
            if (c >= '0' && c <= '9') {
                time = time * 10 + c - '0';
                digits++;
            } else if (c != ' ') {
                break;
            }
        }
        return digits > 0 ? time : WafLogRecord.parse(line).map(WafLogRecord::timestamp).orElse(0L);
    }
}
