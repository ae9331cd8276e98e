package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.OnRecord;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.core.sandbox.Sandbox;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.traffic.Mix;
import dev.sallyport.core.sandbox.traffic.Traffic;
import dev.sallyport.core.sandbox.traffic.TrafficReport;
import java.nio.file.Path;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox serve | traffic | reset}. */
@Command(name = "sandbox", description = "Runs, exercises and empties the embedded AWS.")
final class SandboxCommand {
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Sallyport root;

    SandboxCommand(Sallyport root) {
        this.root = root;
    }

    private record Served(
            URI endpoint, String accessKeyId, String secretAccessKey, String region, List<ServedDistribution> distributions) {}

    private record ServedDistribution(String id, String stack, String viewerUrl, List<ServedOrigin> origins) {}

    private record ServedOrigin(String id, String url) {}

    @Command(name = "serve",
            mixinStandardHelpOptions = true,
            description = "Runs the sandbox in the foreground and prints its addresses first.")
    int serve(
            @Option(names = "--for", paramLabel = "DURATION", description = "Such as 30s, 10m or 2h; default: until interrupted.")
                    @Nullable Duration life)
            throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        // The process ends when its hooks do, so that this one waits for the state to be written.
        Thread ending = new Thread(() -> {
            interrupted.countDown();
            try {
                closed.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (SandboxAccount account = open();
                ProgramLog.Telling _ = ProgramLog.ofSandbox(root.terminal::say)) {
            Runtime.getRuntime().addShutdownHook(ending);
            root.terminal.json(served(account));
            if (life == null) {
                interrupted.await();
            } else {
                interrupted.await(life.toMillis(), TimeUnit.MILLISECONDS);
            }
            return 0;
        } finally {
            closed.countDown();
        }
    }

    @Command(name = "traffic",
            mixinStandardHelpOptions = true,
            description = "Sends real HTTP through a distribution.")
    int traffic(
            @Option(names = "--distribution", required = true, paramLabel = "ID") String id,
            @Option(names = "--requests", required = true, paramLabel = "N") int requests,
            @Option(names = "--mix", defaultValue = "mixed", description = "normal, attack or mixed") Mix mix,
            @Option(names = "--seed", defaultValue = "1") long seed)
            throws InterruptedException {
        if (requests < 1 || requests > 1_000_000) {
            throw SallyportException.badInput(
                    "SP-USAGE", "--requests is from 1 to 1,000,000.", "Give another number.");
        }
        try (SandboxAccount account = open()) {
            StackSummary stack = stackOf(account.session(), id)
                    .orElseThrow(() -> SallyportException.refused(
                            "SP-NOT-FOUND",
                            "No stack of the sandbox has the distribution " + id + ".",
                            "See sallyport stacks --sandbox."));
            URI viewer = URI.create(stack.outputs().getOrDefault("DistributionUrl", ""));
            Traffic traffic = traffic(viewer, account.sandbox(), stack.blueprint());
            Map<String, String> asked = Map.of(
                    "requests", String.valueOf(requests), "mix", mix.name().toLowerCase(Locale.ROOT), "seed", String.valueOf(seed));
            TrafficReport report = onRecord().doing("sandbox.traffic", id, asked, found -> traffic
                    .send(requests, mix, seed, done -> {
                        if (done % 1000 == 0) {
                            root.terminal.say(done + " of " + requests);
                        }
                    }));
            if (root.options.json) {
                root.terminal.json(report);
            } else {
                root.terminal.line("Status  Requests");
                report.statuses().forEach((status, count) -> root.terminal.line("%-6s  %s".formatted(status, count)));
                root.terminal.line(report.requests() + " requests in " + report.millis() + " ms, " + report.failed()
                        + " without an answer");
            }
            return 0;
        }
    }

    @Command(name = "reset",
            mixinStandardHelpOptions = true,
            description = "Empties the sandbox.")
    int reset(@Option(names = "--yes", description = "Do not ask.") boolean yes) {
        if (!yes && !root.terminal.confirms("Empty the sandbox in " + root.home().root() + "?")) {
            throw SallyportException.refused("SP-NOT-CONFIRMED", "Nothing was changed.", "Answer y, or give --yes.");
        }
        root.terminal.say(onRecord().doing("sandbox.reset", root.home().root().toString(), Map.of(), found -> emptied()));
        return 0;
    }

    private String emptied() {
        try (SandboxAccount account = open()) {
            account.sandbox().reset();
            return "The sandbox is empty.";
        } catch (SallyportException e) {
            if (!e.code().equals("SP-SANDBOX-DAMAGED")) {
                throw e;
            }
            Optional<Path> kept = Sandbox.startAfresh(root.home().folder("sandbox"));
            return "The sandbox is empty."
                    + kept.map(file -> " Its damaged state is kept in " + file + ".").orElse("");
        }
    }

    @Command(name = "restore",
            mixinStandardHelpOptions = true,
            description = "Goes on from the copy of the sandbox's state that is kept apart.")
    int restore(@Option(names = "--yes", description = "Do not ask.") boolean yes) {
        if (!yes && !root.terminal.confirms("Put the copy in the place of the sandbox in " + root.home().root() + "?")) {
            throw SallyportException.refused("SP-NOT-CONFIRMED", "Nothing was changed.", "Answer y, or give --yes.");
        }
        SandboxState.Restored restored = onRecord()
                .doing("sandbox.restore", root.home().root().toString(), Map.of(), found -> {
                    SandboxState.Restored done = Sandbox.restore(root.home().folder("sandbox"));
                    found.put("from", done.at().toString());
                    done.lost().entries().forEach((shelf, count) -> found.put("lost " + shelf, count.toString()));
                    return done;
                });
        root.terminal.say("The sandbox goes on from " + restored.at() + ". What came after is lost; the state before and its"
                + " objects are kept beside it. " + restored.lost().told());
        return 0;
    }

    /** The visits that fit what a blueprint serves. */
    static Traffic traffic(URI viewer, Sandbox sandbox, String blueprint) {
        Blueprint.Probe probe = Blueprints.find(blueprint).probe();
        Traffic.Post post = probe.post() == null
                ? null
                : new Traffic.Post(probe.post().path(), probe.post().body());
        return new Traffic(viewer, sandbox.edgeToken(), probe.visits(), post);
    }

    /** The sandbox has one account, and these commands are its root's. */
    private OnRecord onRecord() {
        return new OnRecord(new Ledger(root.home(), Clock.systemUTC()), Caller.root().arn(), Caller.ACCOUNT);
    }

    /** Whatever else is configured: these commands are about the sandbox. */
    private SandboxAccount open() {
        return SandboxAccount.open(root.options.choice(), root.home());
    }

    private Served served(SandboxAccount account) {
        Sandbox sandbox = account.sandbox();
        var keys = sandbox.credentials().resolveCredentials();
        List<ServedDistribution> distributions = new Distributions(account.session().clients())
                .list().distributions().stream().map(distribution -> served(account, distribution)).toList();
        return new Served(
                sandbox.endpoint(), keys.accessKeyId(), keys.secretAccessKey(), sandbox.region(), distributions);
    }

    private ServedDistribution served(SandboxAccount account, Distribution distribution) {
        Sandbox sandbox = account.sandbox();
        Optional<StackSummary> stack = stackOf(account.session(), distribution.id());
        String viewer = sandbox.address(distribution.domainName())
                .map(URI::toString)
                .or(() -> stack.map(found -> found.outputs().get("DistributionUrl")))
                .orElse("https://" + distribution.domainName());
        return new ServedDistribution(
                distribution.id(),
                stack.map(StackSummary::name).orElse(""),
                viewer,
                distribution.origins().stream()
                        .map(origin -> new ServedOrigin(
                                origin.id(),
                                sandbox.address(origin.domainName())
                                                .map(URI::toString)
                                                .orElse("https://" + origin.domainName())
                                        + origin.path()))
                        .toList());
    }

    private Optional<StackSummary> stackOf(Session session, String distributionId) {
        return root.rollouts(session)
                .stacks().stream()
                        .filter(stack -> distributionId.equals(stack.outputs().get("DistributionId")))
                        .findFirst();
    }
}
