package dev.sallyport.views.stack;

import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;

/** From a stack to the pages of what it made. */
final class OutputLinks {
    private OutputLinks() {}

    /** One link for each page; none where no output leads anywhere. */
    static Region of(Map<String, String> outputs, Navigation navigation) {
        List<Action> links = new ArrayList<>();
        Function<Place, Runnable> to = place -> () -> navigation.go(place);
        if (outputs.containsKey("DistributionId")) {
            String id = outputs.get("DistributionId");
            links.add(Action.of(
                    "stack.to.distribution", "Its distribution", to.apply(Place.of("distribution", "id", id))));
            links.add(Action.of("stack.to.log", "Its access log", to.apply(Place.of("log", "distribution", id))));
        }
        WafArn.of(outputs.getOrDefault("WebAclArn", ""))
                .ifPresent(acl -> links.add(Action.of(
                        "stack.to.firewall", "Its web ACL", to.apply(Place.of("firewall", "acl", acl.name())))));
        if (outputs.containsKey("WebAclLogGroup")) {
            links.add(Action.of(
                    "stack.to.waf", "Its WAF log", to.apply(Place.of("log", "group", outputs.get("WebAclLogGroup")))));
        }
        if (outputs.containsKey("RecordsUri")) {
            links.add(Action.of(
                    "stack.to.decrypt",
                    "Its records",
                    to.apply(new Place(
                            "decrypt",
                            Map.of(
                                    "source", outputs.get("RecordsUri"),
                                    "key", outputs.getOrDefault("KeyAlias", ""),
                                    "prefix", outputs.getOrDefault("Prefix", ""),
                                    "suffix", outputs.getOrDefault("Suffix", ""))))));
        }
        FlowPane row = new FlowPane();
        links.forEach(link -> row.getChildren().add(Buttons.quiet(link)));
        row.getStyleClass().addAll("button-flow", "output-links");
        row.setManaged(!links.isEmpty());
        return row;
    }
}
