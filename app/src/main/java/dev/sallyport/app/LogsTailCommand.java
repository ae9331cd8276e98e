package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.log.LogEvent;
import dev.sallyport.core.log.LogGroups;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogTail;
import dev.sallyport.core.masking.Masking;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs tail}: follows log groups, merged in time order, until interrupted. */
@Command(name = "tail", description = "Follows log groups, merged in time order.")
final class LogsTailCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(arity = "1..*", paramLabel = "GROUP")
    List<String> groups = List.of();

    @Option(names = "--regions", paramLabel = "all|R,…", split = ",", description = "Where to look; default: the session's Region.")
    List<String> regions = List.of();

    @Option(names = "--filter", paramLabel = "PATTERN", defaultValue = "", description = "A CloudWatch Logs filter pattern.")
    String filter = "";

    @Option(names = "--since", paramLabel = "DURATION", defaultValue = "0s", description = "Also what came in the last 10m.")
    Duration since = Duration.ZERO;

    @Mixin
    UnmaskOptions unmasking = new UnmaskOptions();

    LogsTailCommand(Sallyport root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        Instant from = Instant.now().minus(since);
        Masking masking = unmasking.masking(root, "logs tail", groups);
        try (Session session = root.openSession()) {
            List<String> where = regions.isEmpty()
                    ? List.of(session.clients().region())
                    : regions.equals(List.of("all")) ? LogGroups.EDGE_REGIONS : regions;
            LogGroups known = new LogGroups(session.clients());
            List<LogPlace> places = new ArrayList<>();
            for (String group : groups) {
                LogGroups.Found found = known.find(where, group);
                places.addAll(found.orRefusal());
                found.gaps().forEach(root.terminal::say);
            }
            if (places.isEmpty()) {
                throw SallyportException.refused(
                        "SP-NOT-FOUND",
                        "There is no log group " + String.join(", ", groups) + " in " + String.join(", ", where) + ".",
                        "Check the name; logs of Lambda@Edge lie in the Region that ran it (--regions all).");
            }
            try (LogTail tail = new LogTail(session.clients(), places, filter, from, Clock.systemUTC())) {
                tail.follow(event -> print(event.masked(masking)));
            }
            return 0;
        }
    }

    private void print(LogEvent event) {
        if (root.options.json) {
            root.terminal.json(event);
        } else {
            root.terminal.line(event.timestamp() + "  " + event.region() + "  " + event.group() + "  "
                    + event.message().stripTrailing());
        }
    }
}
