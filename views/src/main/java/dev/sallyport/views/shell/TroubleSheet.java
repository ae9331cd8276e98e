package dev.sallyport.views.shell;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.SallyportException.Kind;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Overlay;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Why it is not known who the reader is, and what to do about it. */
final class TroubleSheet {
    private TroubleSheet() {}

    /** A few words for the account bar. */
    static String words(SallyportException error) {
        return switch (error.code()) {
            case "SP-EXPIRED" -> "Credentials expired · sign in again";
            case "SP-MFA" -> "Code needed · what to do";
            case "SP-CREDENTIALS" -> "Not signed in · what to do";
            case "SP-ACCOUNT-CHANGED" -> "Another account than before · what to do";
            case "SP-CHOOSE-ACCOUNT" -> "No account chosen · what to do";
            default -> (error.kind() == Kind.UNAVAILABLE ? "AWS does not answer" : "Refused") + " · what to do";
        };
    }

    static void open(Overlay overlay, AccountState.Trouble trouble) {
        SallyportException error = trouble.error();
        Label title = new Label(words(error).replaceFirst(" ·.*", ""));
        title.getStyleClass().add(Css.SECTION_TITLE);
        Label why = new Label(error.message() + "\n" + error.next());
        why.setId("account-why");
        why.setWrapText(true);
        Label code = new Label(error.requestId().map(id -> error.code() + " · request " + id).orElse(error.code()));
        code.getStyleClass().addAll(Css.MONO, Css.MUTED);
        Button close = Buttons.plain(Action.of("account.close", "Close", overlay::close));
        close.setCancelButton(true);
        Button again = Buttons.primary(Action.of(trouble.again().id(), trouble.again().label(), () -> {
            overlay.close();
            trouble.again().fire();
        }));
        HBox row = new HBox(close);
        for (Action way : trouble.ways()) {
            row.getChildren().add(Buttons.plain(Action.of(way.id(), way.label(), () -> {
                overlay.close();
                way.fire();
            })));
        }
        row.getChildren().add(again);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        VBox box = new VBox(title, why, code, row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE);
        box.setAccessibleText(title.getText());
        overlay.open(box, again);
    }
}
