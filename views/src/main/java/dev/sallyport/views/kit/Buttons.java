package dev.sallyport.views.kit;

import atlantafx.base.theme.Styles;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.javafx.FontIcon;

/** Buttons made from actions, so that a button, the palette and the sheet of keys always say the same. */
public final class Buttons {
    private Buttons() {}

    /** The one primary button of a page or a dialog. */
    public static Button primary(Action action) {
        Button button = plain(action);
        button.getStyleClass().add(Styles.ACCENT);
        return button;
    }

    /** A button beside the primary one. */
    public static Button plain(Action action) {
        Button button = new Button(action.label());
        wire(button, action);
        return button;
    }

    /** A button for what cannot be undone; its label names the object. */
    public static Button danger(Action action) {
        Button button = plain(action);
        button.getStyleClass().add(Styles.DANGER);
        return button;
    }

    /** A button without a frame, for actions inside of rows and banners. */
    public static Button quiet(Action action) {
        Button button = plain(action);
        button.getStyleClass().addAll(Styles.FLAT, Styles.SMALL);
        return button;
    }

    /** A button that shows only an icon; its label goes to the hover and to screen readers. */
    public static Button icon(Action action, Ikon icon) {
        Button button = new Button(null, new FontIcon(icon));
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.getStyleClass().addAll(Styles.FLAT, Css.ICON_BUTTON);
        button.setAccessibleText(action.label());
        wire(button, action);
        button.setTooltip(new Tooltip(hint(action)));
        return button;
    }

    private static void wire(Button button, Action action) {
        button.setId(action.id().replace('.', '-'));
        button.setOnAction(event -> action.fire());
        button.disableProperty().bind(javafx.beans.binding.Bindings.not(action.enabled()));
        if (action.shortcut() != null) {
            button.setTooltip(new Tooltip(hint(action)));
        }
    }

    private static String hint(Action action) {
        String shortcut = action.shortcut();
        return shortcut == null ? action.label() : action.label() + "  (" + Keys.shown(shortcut) + ")";
    }
}
