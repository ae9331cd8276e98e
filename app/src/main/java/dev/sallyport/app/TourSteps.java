package dev.sallyport.app;

import static dev.sallyport.app.Tour.find;
import static dev.sallyport.app.Tour.go;
import static dev.sallyport.app.Tour.onScreen;
import static dev.sallyport.app.Tour.press;
import static dev.sallyport.app.Tour.settle;
import static dev.sallyport.app.Tour.type;
import static dev.sallyport.app.Tour.until;

import dev.sallyport.core.sandbox.traffic.Mix;
import dev.sallyport.views.kit.Place;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.TableView;

/** The tour through the window. */
final class TourSteps implements TourGuide {
    private final Console console;
    private final TourStacks stacks;
    private final Path folder;

    TourSteps(Console console, TourStacks stacks, Path folder) {
        this.console = console;
        this.stacks = stacks;
        this.folder = folder;
    }

    @Override
    public String picture(String name) {
        return Tour.picture(console, folder, name);
    }

    @Override
    public void take(TourStep step) throws InterruptedException {
        switch (step) {
            case OVERVIEW_EMPTY -> settle(console);
            case BLUEPRINTS -> open("stack");
            case PLAN -> plan();
            case ROLLOUT -> {
                press(console, "stack-deploy");
                until("the rollout is under way", () -> find(console.scene(), "rollout-phases") != null);
                Thread.sleep(700);
            }
            case PROOFS -> {
                settle(console);
                until("every proof ran", () -> stacks.outputs(TourStacks.API).containsKey("DistributionUrl"));
            }
            case DISTRIBUTION -> {
                open("distribution");
                selectFirst(".table-view");
            }
            case HITS -> {
                visit();
                open("firewall");
            }
            case SHIELD -> open("shield");
            case LOGS -> {
                go(console, Place.of("log", "distribution", stacks.output(TourStacks.API, "DistributionId")));
                settle(console);
                until("the standard log is shown", () -> find(console.scene(), "log-range") != null);
            }
            case SEALED_STACK -> deploySealed();
            case MASKED -> findSealed();
            case REVEALED -> {
                type(console, "decrypt-reason", TourStacks.REASON);
                selectFirst("#decrypt-fields");
                press(console, "decrypt-reveal");
                settle(console);
            }
            case LEDGER -> open("audit");
            case OVERVIEW -> open("overview");
            case SETTINGS -> open("settings");
        }
    }

    private void open(String page) throws InterruptedException {
        go(console, page);
        settle(console);
    }

    private void plan() throws InterruptedException {
        press(console, "blueprint-api-perimeter");
        type(console, "stack-name", TourStacks.API);
        press(console, "stack-plan");
        until("the plan is shown", () -> find(console.scene(), "plan-summary") != null);
    }

    private void deploySealed() throws InterruptedException {
        go(console, "stack");
        press(console, "stack-close");
        press(console, "blueprint-field-encryption");
        type(console, "stack-name", TourStacks.FIELDS);
        press(console, "stack-plan");
        press(console, "stack-deploy");
        settle(console);
    }

    private void findSealed() throws InterruptedException {
        Map<String, String> stack = stacks.outputs(TourStacks.FIELDS);
        go(console, "decrypt");
        type(console, "decrypt-source", stack.getOrDefault("RecordsUri", ""));
        type(console, "decrypt-key", stack.getOrDefault("KeyAlias", ""));
        type(console, "decrypt-prefix", stack.getOrDefault("Prefix", ""));
        type(console, "decrypt-suffix", stack.getOrDefault("Suffix", ""));
        press(console, "decrypt-find");
        settle(console);
    }

    private void visit() throws InterruptedException {
        URI viewer = URI.create(stacks.output(TourStacks.API, "DistributionUrl"));
        SandboxCommand.traffic(viewer, stacks.account().sandbox(), "api-perimeter")
                .send(TourStacks.REQUESTS, Mix.MIXED, TourStacks.SEED, done -> {});
    }

    /** {@code which} is a selector of the style sheets. */
    private void selectFirst(String which) throws InterruptedException {
        until("a table has rows", () -> table(which) instanceof TableView<?> table && !table.getItems().isEmpty());
        onScreen(() -> {
            if (table(which) instanceof TableView<?> table) {
                table.getSelectionModel().select(0);
            }
            return true;
        });
        settle(console);
    }

    private Node table(String which) {
        return console.shell().page().node().lookup(which);
    }
}
