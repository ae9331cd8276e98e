package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.bucket.BucketLogs;
import dev.sallyport.core.bucket.FoundObjects;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import dev.sallyport.core.log.LogInput;
import dev.sallyport.core.log.ObjectReader;
import dev.sallyport.views.kit.Format;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads logs, and how it comes to its sources: files, and what lies in S3. */
final class LogOptions {
    /** Bytes as stored in S3; logs are packed to about a tenth. */
    private static final long ASKED_ABOVE = 1_000_000_000;

    private static final int STEPS = 10;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "Only records from then on: 30m, 3h, 2d ago, or 2026-11-30T14:00Z.")
    @Nullable Instant since;

    @Option(names = "--until", paramLabel = "T", description = "Only records before then; the same forms.")
    @Nullable Instant until;

    @Option(names = "--yes",
            description = "Read more than 1 GB from S3, or 20 GB in Insights or Athena, without asking.")
    boolean yes;

    /**
     * The time that is asked for.
     *
     * @param back how far back where {@code --since} is not given; null for all
     */
    TimeSpan span(@Nullable Duration back) {
        Instant end = until;
        Instant from = since == null && back != null ? (end == null ? Instant.now() : end).minus(back) : since;
        if (from != null && end != null && !from.isBefore(end)) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--until is not after --since.", "Give the earlier time with --since.");
        }
        return new TimeSpan(from, end);
    }

    /**
     * Files and places in S3, ready to be read.
     *
     * @param sources as a user names them
     */
    LogInput open(Sallyport root, List<String> sources) {
        TimeSpan span = span(null);
        List<Path> files = sources.stream().filter(source -> !S3Place.names(source)).map(Path::of).toList();
        List<S3Place> places = sources.stream().filter(S3Place::names).map(S3Place::of).distinct().toList();
        LogInput local = LogInput.of(files, span);
        if (places.isEmpty()) {
            return local;
        }
        try (Session session = root.openSession()) {
            return objects(root, session, places, span).with(local);
        }
    }

    /** What lies in S3 for that time, once it is said how much that is, and accepted. */
    LogInput objects(Sallyport root, Session session, List<S3Place> places, TimeSpan span) {
        Terminal terminal = root.terminal;
        BucketLogs buckets = new BucketLogs(session.clients());
        List<FoundObjects> found = places.stream().map(place -> buckets.find(place, span)).toList();
        for (FoundObjects one : found) {
            terminal.say(Format.count(one.objects().size(), "object", "objects") + ", " + Format.bytes(one.bytes())
                    + " under " + one.place());
        }
        long bytes = found.stream().mapToLong(FoundObjects::bytes).sum();
        if (bytes > ASKED_ABOVE) {
            Confirmation.requireReading(terminal, yes, Format.bytes(bytes) + " from S3");
        }
        int[] told = {0};
        return new ObjectReader(session.clients(), root.home()).read(found, span, (place, done) -> {
            int step = (int) (done * STEPS);
            if (step > told[0] && bytes > ASKED_ABOVE / 100) {
                told[0] = step;
                terminal.say("  " + 100 / STEPS * step + " % of " + Format.bytes(bytes) + " from " + place);
            }
        });
    }
}
