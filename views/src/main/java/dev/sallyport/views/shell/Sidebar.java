package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The pages, with the current one marked. */
final class Sidebar extends VBox {
    Sidebar(List<Feature> features, Navigation navigation) {
        getStyleClass().add(Css.SIDEBAR);
        Map<String, ToggleButton> items = new HashMap<>();
        for (Feature feature : features) {
            ToggleButton item = new ToggleButton(feature.title(), new FontIcon(feature.icon()));
            item.getStyleClass().setAll(Css.SIDEBAR_ITEM);
            item.setId("go-" + feature.id());
            item.setMaxWidth(Double.MAX_VALUE);
            item.setTooltip(new Tooltip(feature.title() + "  (Ctrl+" + (features.indexOf(feature) + 1) + ")"));
            item.setOnAction(event -> {
                item.setSelected(true);
                navigation.go(Place.of(feature.id()));
            });
            items.put(feature.id(), item);
            getChildren().add(item);
        }
        navigation.place().subscribe(place -> items.forEach((id, item) -> item.setSelected(id.equals(place.page()))));
    }
}
