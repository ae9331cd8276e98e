package dev.sallyport.views.shell;

import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Letters;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Place;
import java.util.HashMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javafx.beans.value.ObservableValue;
import javafx.scene.Scene;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The pages, with the current one marked. */
final class Sidebar extends VBox {
    /** So wide is a window whose sidebar has words, at letters of 100 %, in pixels. */
    private static final double ROOMY = 900;

    Sidebar(List<Feature> features, Navigation navigation) {
        getStyleClass().add(Css.SIDEBAR);
        Map<String, ToggleButton> items = new HashMap<>();
        for (Feature feature : features) {
            ToggleButton item = new ToggleButton(feature.title(), new FontIcon(feature.icon()));
            item.getStyleClass().setAll(Css.SIDEBAR_ITEM);
            item.setId("go-" + feature.id());
            item.setMaxWidth(Double.MAX_VALUE);
            item.setAccessibleText(feature.title());
            item.setTooltip(new Tooltip(feature.title() + "  (Ctrl+" + (features.indexOf(feature) + 1) + ")"));
            item.setOnAction(event -> {
                item.setSelected(true);
                navigation.go(Place.of(feature.id()));
            });
            items.put(feature.id(), item);
            getChildren().add(item);
        }
        ObservableValue<Double> width =
                sceneProperty().flatMap(Scene::widthProperty).map(Number::doubleValue).orElse(ROOMY);
        ObservableValue<Double> letters = Letters.of(this);
        Runnable fold = () -> fold(items.values(), width.getValue() / letters.getValue() < ROOMY);
        width.subscribe(fold);
        letters.subscribe(fold);
        navigation.place().subscribe(place -> items.forEach((id, item) -> item.setSelected(id.equals(place.page()))));
    }

    /** With large letters, or in a narrow window, the icons alone leave the page its room. */
    private void fold(Collection<ToggleButton> items, boolean narrow) {
        getStyleClass().remove("folded");
        if (narrow) {
            getStyleClass().add("folded");
        }
        items.forEach(item -> item.setContentDisplay(narrow ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT));
    }
}
