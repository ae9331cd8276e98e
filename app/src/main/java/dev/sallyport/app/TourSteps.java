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
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.TableView;

/** The main job: deploy a protected API, see it hold, see what was stopped, decrypt one record with a reason. */
final class TourSteps {
    private static final String API = "t-api-perimeter";
    private static final String FIELDS = "t-field-encryption";

    private final Tour tour;
    private final SandboxAccount account;

    TourSteps(Tour tour, SandboxAccount account) {
        this.tour = tour;
        this.account = account;
    }

    void walk(Console console) {
        tour.step(console, "overview-empty", Tour::settle);
        tour.step(console, "blueprints", shown -> {
            go(shown, "stack");
            settle(shown);
        });
        tour.step(console, "plan", shown -> {
            press(shown, "blueprint-api-perimeter");
            type(shown, "stack-name", API);
            press(shown, "stack-plan");
            until("the plan is shown", () -> find(shown.scene(), "plan-summary") != null);
        });
        tour.step(console, "rollout", shown -> {
            press(shown, "stack-deploy");
            until("the rollout is under way", () -> find(shown.scene(), "rollout-phases") != null);
            Thread.sleep(700);
        });
        tour.step(console, "proofs", shown -> {
            settle(shown);
            until("every proof ran", () -> outputs(API).containsKey("DistributionUrl"));
        });
        tour.step(console, "distribution", shown -> {
            go(shown, "distribution");
            settle(shown);
            selectFirst(shown);
        });
        tour.step(console, "hits", shown -> {
            visit();
            go(shown, "firewall");
            settle(shown);
        });
        tour.step(console, "shield", shown -> {
            go(shown, "shield");
            settle(shown);
        });
        tour.step(console, "logs", shown -> {
            go(shown, Place.of("log", "distribution", outputs(API).getOrDefault("DistributionId", "")));
            settle(shown);
            until("the standard log is shown", () -> find(shown.scene(), "log-range") != null);
        });
        tour.step(console, "sealed-stack", shown -> {
            go(shown, "stack");
            press(shown, "stack-close");
            press(shown, "blueprint-field-encryption");
            type(shown, "stack-name", FIELDS);
            press(shown, "stack-plan");
            press(shown, "stack-deploy");
            settle(shown);
        });
        tour.step(console, "masked", shown -> {
            Map<String, String> stack = outputs(FIELDS);
            go(shown, "decrypt");
            type(shown, "decrypt-source", stack.getOrDefault("RecordsUri", ""));
            type(shown, "decrypt-key", stack.getOrDefault("KeyAlias", ""));
            type(shown, "decrypt-prefix", stack.getOrDefault("Prefix", ""));
            type(shown, "decrypt-suffix", stack.getOrDefault("Suffix", ""));
            press(shown, "decrypt-find");
            settle(shown);
        });
        tour.step(console, "revealed", shown -> {
            type(shown, "decrypt-reason", "Customer asked what we store, ticket 4711");
            selectFirst(shown);
            press(shown, "decrypt-reveal");
            settle(shown);
        });
        tour.step(console, "ledger", shown -> {
            go(shown, "audit");
            settle(shown);
        });
        tour.step(console, "overview", shown -> {
            go(shown, "overview");
            settle(shown);
        });
        tour.step(console, "settings", shown -> {
            go(shown, "settings");
            settle(shown);
        });
    }

    private void visit() throws InterruptedException {
        URI viewer = URI.create(outputs(API).getOrDefault("DistributionUrl", ""));
        SandboxCommand.traffic(viewer, account.sandbox(), "api-perimeter")
                .send(400, Mix.MIXED, 7, done -> {});
    }

    private Map<String, String> outputs(String stack) {
        return Sallyport.rollouts(account.session(), tour.home()).stacks().stream()
                .filter(found -> found.name().equals(stack))
                .findFirst()
                .map(found -> found.outputs())
                .orElse(Map.of());
    }

    private static void selectFirst(Console console) throws InterruptedException {
        until("a table has rows", () -> table(console) instanceof TableView<?> table && !table.getItems().isEmpty());
        onScreen(() -> {
            if (table(console) instanceof TableView<?> table) {
                table.getSelectionModel().select(0);
            }
            return true;
        });
        settle(console);
    }

    private static Node table(Console console) {
        return console.shell().page().node().lookup(".table-view");
    }
}
