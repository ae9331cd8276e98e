package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code tour}: drives the real window through the main job on a fresh sandbox and keeps a picture of every step; in
 * words where nothing can be drawn.
 */
@Command(name = "tour", description = "Drives the window through the main job on a fresh sandbox; writes pictures.")
final class TourCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(paramLabel = "DIR", description = "Where the pictures and tour.json go.")
    Path folder;

    TourCommand(Sallyport root) {
        this(root, Path.of("tour"));
    }

    TourCommand(Sallyport root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    @Override
    public Integer call() {
        Path target = folder.toAbsolutePath().normalize();
        TourReport report;
        try {
            Files.createDirectories(target);
            Path scratch = Files.createTempDirectory(Home.temporaryFolder(), "tour");
            try {
                report = take(new Home(scratch), target);
                Home.writePrivate(target.resolve("tour.json"), Json.MAPPER.writeValueAsBytes(report));
            } finally {
                Tour.remove(scratch);
            }
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-FILE", "Cannot write to " + target + ".", "Name a folder that can be written.")
                    .causedBy(e);
        }
        if (root.options.json) {
            root.terminal.json(report);
        } else {
            report.steps().forEach(step -> root.terminal.line(step.line()));
        }
        return report.ok() ? 0 : 1;
    }

    private TourReport take(Home home, Path target) {
        Optional<SallyportException> obstacle = Display.obstacleToPictures();
        if (obstacle.isEmpty()) {
            return new Tour(home, target, root.terminal).run();
        }
        root.terminal.say(obstacle.get().message() + " So the tour has no pictures, only words.");
        try (SandboxAccount account = SandboxAccount.open(AccountChoice.ofSandbox(), home)) {
            return TourReport.of(new TourInWords(new TourStacks(account, home), root.terminal), root.terminal);
        }
    }
}
