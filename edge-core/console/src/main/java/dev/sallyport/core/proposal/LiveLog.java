package dev.sallyport.core.proposal;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.firewall.OwnRecords;
import dev.sallyport.core.firewall.Replay;
import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.WafLines;
import dev.sallyport.core.webacl.RuleSets;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.wafv2.model.LoggingConfiguration;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** The web ACL's own log of the last hours, put through the changed web ACL. */
final class LiveLog {
    /** What is replayed at most: 1,000,000 requests, or 2 GB of them. */
    private static final long MOST = 1_000_000;

    private static final long CHARACTERS = 2_000_000_000;
    private static final Pattern BREAKS = Pattern.compile("[\\r\\n]+");

    private final AwsClients aws;
    private final Home home;

    LiveLog(AwsClients aws, Home home) {
        this.aws = aws;
        this.home = home;
    }

    /**
     * Where the web ACL logs.
     *
     * @throws SallyportException {@code SP-NOT-LOGGED} where that is no log group
     */
    LogPlace place(Target acl, List<String> notes) {
        LoggingConfiguration logging = logging(acl);
        Optional<LogPlace> place = logging == null
                ? Optional.empty()
                : logging.logDestinationConfigs().stream()
                        .flatMap(destination -> LogPlace.ofArn(destination).stream())
                        .findFirst();
        if (logging != null && logging.loggingFilter() != null) {
            notes.add("The web ACL logs through a filter, so the replay saw only the requests that the filter keeps.");
        }
        return place.orElseThrow(() -> SallyportException.refused(
                "SP-NOT-LOGGED",
                "The web ACL " + acl.name() + " does not log to CloudWatch Logs, so there is no traffic to replay.",
                "Give log files with --log, or go without with --no-replay."));
    }

    private @Nullable LoggingConfiguration logging(Target acl) {
        try {
            return aws.waf(acl.region())
                    .getLoggingConfiguration(request -> request.resourceArn(acl.arn()))
                    .loggingConfiguration();
        } catch (WafNonexistentItemException notLogging) {
            return null;
        }
    }

    /** Replays what the group received since then from this web ACL alone; others may log there too. */
    ReplayResult replay(
            Target acl, LogPlace place, Instant since, WebACL changed, RuleSets sets, List<String> notes) {
        try {
            Path file = Files.createTempFile(Home.temporaryFolder(), "traffic", ".jsonl");
            try {
                if (write(acl, place, since, file, notes) == 0) {
                    try (WafLines none = WafLines.open(home, List.of())) {
                        return Replay.run(changed, sets, none);
                    }
                }
                try (WafLines lines = WafLines.open(home, List.of(file))) {
                    return Replay.run(changed, sets, lines);
                }
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-HOME", "The log cannot be kept for the replay: " + e.getMessage(), "Free space on the disk.")
                    .causedBy(e);
        }
    }

    private long write(Target acl, LogPlace place, Instant since, Path file, List<String> notes) throws IOException {
        String name = "\"" + acl.arn() + "\"";
        long written = 0;
        long others = 0;
        long characters = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (FilteredLogEvent event : aws.logs(place.region())
                    .filterLogEventsPaginator(request ->
                            request.logGroupName(place.group()).startTime(since.toEpochMilli()))
                    .events()) {
                if (written + others >= MOST || characters >= CHARACTERS) {
                    notes.add("The log is long: the replay saw its first " + written + " requests, up to "
                            + Instant.ofEpochMilli(event.timestamp()) + ". Name a shorter time with --since to see later ones.");
                    break;
                }
                characters += event.message() == null ? 0 : event.message().length();
                if (event.message() != null && event.message().contains(name)) {
                    out.write(BREAKS.matcher(event.message()).replaceAll(" "));
                    out.write('\n');
                    written++;
                } else {
                    others++;
                }
            }
        }
        OwnRecords.leftOut(others).ifPresent(notes::add);
        return written;
    }
}
