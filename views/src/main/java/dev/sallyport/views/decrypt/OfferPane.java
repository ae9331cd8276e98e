package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Offer;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Table;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableRow;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Sources to choose from: choosing one fills the form, Enter or a double click looks into it. */
final class OfferPane {
    private final VBox box;

    OfferPane(DecryptModel model, Consumer<Offer> take, Runnable find) {
        Label title = new Label(Words.OFFERS);
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label missing = new Label();
        missing.textProperty().bind(model.offersMissing);
        missing.visibleProperty().bind(model.offersMissing.isNotEmpty());
        missing.managedProperty().bind(missing.visibleProperty());
        missing.setWrapText(true);
        missing.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        Table<Offer> table = new Table<Offer>(Words.OFFERS)
                .text("From", 150, Offer::origin)
                .id("Source", 330, offer -> offer.source().isEmpty() ? "the one that is named above" : offer.source())
                .id("Key", 240, Offer::key)
                .id("Markers", 150, offer -> offer.prefix().isEmpty() ? "in the key ring" : offer.prefix() + " … " + offer.suffix())
                .none(Words.NO_OFFERS);
        table.node().setId("decrypt-offers");
        model.offers.addListener((ListChangeListener<Offer>) change -> table.rows(List.copyOf(model.offers)));
        // Not whenever a row becomes the selected one, as it may when the rows are read again: the form may hold other words.
        Runnable takeSelected = () -> Optional.ofNullable(
                        table.node().getSelectionModel().getSelectedItem())
                .ifPresent(take);
        table.node().setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && isOnARow(event.getPickResult().getIntersectedNode())) {
                takeSelected.run();
                if (event.getClickCount() == 2) {
                    find.run();
                }
            }
        });
        table.node().addEventHandler(KeyEvent.KEY_RELEASED, event -> {
            if (event.getCode().isNavigationKey()) {
                takeSelected.run();
            }
        });
        table.node().addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                takeSelected.run();
                find.run();
                event.consume();
            }
        });
        VBox.setVgrow(table.node(), Priority.ALWAYS);
        box = new VBox(title, missing, table.node());
        box.getStyleClass().addAll(Css.STACKED, "offer-pane");
    }

    private static boolean isOnARow(@Nullable Node picked) {
        Node node = picked;
        while (node != null && !(node instanceof TableRow<?>)) {
            node = node.getParent();
        }
        return node instanceof TableRow<?> row && !row.isEmpty();
    }

    VBox node() {
        return box;
    }
}
