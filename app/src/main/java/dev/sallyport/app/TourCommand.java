package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tour}: drives the real window through the main job on a fresh sandbox and keeps a picture of every step. */
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
        Tour.Report report;
        try {
            Files.createDirectories(target);
            Path scratch = Files.createTempDirectory("sallyport-tour");
            report = new Tour(new Home(scratch), target, root.terminal).run();
            Home.writePrivate(target.resolve("tour.json"), Json.MAPPER.writeValueAsBytes(report));
            Tour.remove(scratch);
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-FILE", "Cannot write to " + target + ".", "Name a folder that can be written.")
                    .causedBy(e);
        }
        if (root.options.json) {
            root.terminal.json(report);
        } else {
            report.steps().forEach(step -> root.terminal.line(
                    (step.ok() ? "ok    " : "FAILS ") + step.name() + "  " + step.screenshot() + "  " + step.millis() + " ms"));
        }
        return report.ok() ? 0 : 1;
    }
}
