package dev.sallyport.views.stack;

import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.views.kit.Card;
import dev.sallyport.views.kit.Css;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A blueprint as a card: what it is for, and the way of a request through it. */
final class BlueprintCard {
    private record Stop(String type, String word) {}

    private static final Stop EDGE = new Stop("AWS::CloudFront::Distribution", "CloudFront");

    /** In the order in which a request meets them. */
    private static final List<Stop> OF_A_REQUEST = List.of(
            new Stop("AWS::WAFv2::WebACL", "Web ACL"),
            EDGE,
            new Stop("AWS::Lambda::Version", "Edge function"),
            new Stop("AWS::ApiGateway::RestApi", "API Gateway"),
            new Stop("AWS::ApiGatewayV2::Api", "API Gateway"),
            new Stop("AWS::Lambda::Url", "Function URL"),
            new Stop("AWS::S3::Bucket", "Bucket"),
            new Stop("AWS::DynamoDB::Table", "Table"),
            new Stop("AWS::KMS::Key", "KMS key"));

    /** In the order in which a function that no viewer reaches passes them. */
    private static final List<Stop> OF_A_FUNCTION = List.of(
            new Stop("AWS::Lambda::Version", "Function version"),
            new Stop("AWS::GreengrassV2::ComponentVersion", "Component"));

    private BlueprintCard() {}

    static Card of(Blueprint blueprint, Runnable choose) {
        Label title = new Label(blueprint.title());
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label name = new Label(blueprint.name());
        name.getStyleClass().addAll(Css.MONO, Css.MUTED);
        Label summary = new Label(blueprint.summary());
        summary.setWrapText(true);
        summary.setMinHeight(Region.USE_PREF_SIZE);
        FlowPane way = new FlowPane();
        way.getStyleClass().add("blueprint-way");
        for (String stop : stops(blueprint)) {
            if (!way.getChildren().isEmpty()) {
                Label arrow = new Label("→");
                arrow.getStyleClass().add(Css.MUTED);
                way.getChildren().add(arrow);
            }
            Label box = new Label(stop);
            box.getStyleClass().add("blueprint-stop");
            way.getChildren().add(box);
        }
        Label next = new Label(Words.CHOOSE_BLUEPRINT, new FontIcon(Feather.CHEVRON_RIGHT));
        next.setContentDisplay(ContentDisplay.RIGHT);
        next.getStyleClass().add("card-next");
        Region space = new Region();
        VBox.setVgrow(space, Priority.ALWAYS);
        VBox words = new VBox(title, name);
        words.getStyleClass().add(Css.STACKED_TIGHT);
        Card card = new Card(
                id(blueprint),
                blueprint.title() + ". " + blueprint.summary(),
                choose,
                words,
                summary,
                way,
                space,
                next);
        card.getStyleClass().add("blueprint-card");
        return card;
    }

    static String id(Blueprint blueprint) {
        return "blueprint-" + blueprint.name();
    }

    /** What a request meets from the viewer on, or a function on its way to the devices, by the types in the template. */
    static List<String> stops(Blueprint blueprint) {
        boolean viewed = has(blueprint, EDGE);
        List<String> stops = new ArrayList<>();
        if (viewed) {
            stops.add("Viewer");
        }
        (viewed ? OF_A_REQUEST : OF_A_FUNCTION)
                .stream()
                        .filter(stop -> has(blueprint, stop))
                        .map(Stop::word)
                        // A template may leave the choice between two types of one stop.
                        .distinct()
                        .forEach(stops::add);
        if (!viewed) {
            stops.add("Core device");
        }
        return stops;
    }

    private static boolean has(Blueprint blueprint, Stop stop) {
        return blueprint.template().contains("Type: " + stop.type() + "\n");
    }
}
