package dev.sallyport.views.shell;

import dev.sallyport.core.account.AccountLook;
import dev.sallyport.core.account.AccountOffers.Offer;
import dev.sallyport.views.kit.Css;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** An account that could be chosen: its colour, name, alias, number, how it signs in, and whether it is production. */
final class OfferCell extends ListCell<Offer> {
    private final String current;

    /** {@code current} is the name of the one that is in use. */
    OfferCell(String current) {
        this.current = current;
    }

    @Override
    protected void updateItem(@Nullable Offer offer, boolean empty) {
        super.updateItem(offer, empty);
        if (empty || offer == null) {
            setGraphic(null);
            return;
        }
        Label name = new Label(offer.name());
        name.getStyleClass().add(Css.STRONG);
        String alias = offer.account().map(known -> known.look().alias()).orElse("");
        Label more = new Label(alias);
        more.setManaged(!alias.isEmpty());
        Label number = new Label(offer.account().map(known -> known.account()).orElse(""));
        number.getStyleClass().add(Css.MONO);
        Label how = new Label(offer.name().equals(current) ? offer.how() + ", in use" : offer.how());
        how.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox row = new HBox(
                dot(offer.account().map(known -> known.look()).orElse(AccountLook.PLAIN)), name, more, number, space, how);
        row.getStyleClass().add(Css.ROW);
        boolean production = offer.account().filter(known -> known.production()).isPresent();
        if (production) {
            row.getChildren().add(production());
        }
        setGraphic(row);
        setAccessibleText(String.join(" ", offer.words(), production ? "production" : ""));
    }

    /** Its word alone: a cross before it would deny it. */
    private static Label production() {
        Label badge = new Label("Production");
        badge.getStyleClass().addAll(Css.BADGE, Css.BLOCKED);
        badge.setMinWidth(Region.USE_PREF_SIZE);
        return badge;
    }

    /** The colour that somebody gave an account; nothing where nobody did. */
    static Region dot(AccountLook look) {
        Region dot = new Region();
        paint(dot, look);
        return dot;
    }

    /** Lets a dot have another account's colour. */
    static void paint(Region dot, AccountLook look) {
        boolean seen = look.colour() != AccountLook.Colour.NONE;
        dot.getStyleClass().setAll("account-dot", look.colour().name().toLowerCase(Locale.ROOT));
        dot.setVisible(seen);
        dot.setManaged(seen);
    }
}
