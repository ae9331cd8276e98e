package dev.sallyport.views.settings;

import dev.sallyport.core.account.AccountLook;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.core.account.KnownAccounts.Known;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/** The accounts that were seen: what they are called, their colour, and whether they are production. */
final class AccountsSection {
    private final Desk desk;
    private final KnownAccounts accounts;
    private final GridPane grid = new GridPane();
    private final Label none = new Label(Words.NO_ACCOUNTS);

    AccountsSection(Desk desk, KnownAccounts accounts) {
        this.desk = desk;
        this.accounts = accounts;
        grid.getStyleClass().add("accounts-grid");
    }

    Node node() {
        Label line = new Label(Words.ACCOUNTS_LINE);
        line.getStyleClass().add(Css.MUTED);
        for (Label each : List.of(line, none)) {
            each.setWrapText(true);
            each.setMinHeight(Region.USE_PREF_SIZE);
        }
        VBox box = new VBox(line, none, grid);
        box.getStyleClass().add(Css.STACKED);
        return box;
    }

    void load() {
        desk.background()
                .load("Reading the accounts", accounts::all)
                .onSuccess(this::show)
                .onError(error -> none.setText(error.message()))
                .run();
    }

    private void show(List<Known> all) {
        none.setVisible(all.isEmpty());
        none.setManaged(all.isEmpty());
        grid.getChildren().clear();
        for (int i = 0; i < all.size(); i++) {
            Known known = all.get(i);
            Label number = new Label(known.account());
            number.getStyleClass().add(Css.MONO);
            Label profiles = new Label(String.join(", ", known.profiles()));
            grid.addRow(i, number, alias(known), colour(known), production(known), profiles);
        }
    }

    private TextField alias(Known known) {
        TextField field = Fields.text("alias-" + known.account(), Words.ALIAS);
        field.setAccessibleText(Words.ALIAS + " " + known.account());
        field.setText(known.look().alias());
        field.setOnAction(event -> alias(known, field.getText()));
        field.focusedProperty().subscribe(focused -> {
            if (!focused) {
                alias(known, field.getText());
            }
        });
        return field;
    }

    private void alias(Known known, String alias) {
        AccountLook before = accounts.look(known.account());
        if (!before.alias().equals(alias.strip())) {
            change(() -> accounts.dress(known.account(), new AccountLook(alias.strip(), before.colour())));
        }
    }

    private ComboBox<AccountLook.Colour> colour(Known known) {
        ComboBox<AccountLook.Colour> box = new ComboBox<>();
        box.getItems().setAll(AccountLook.Colour.values());
        box.setId("colour-" + known.account());
        box.setAccessibleText(Words.COLOUR + " " + known.account());
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(AccountLook.Colour colour) {
                return colour == AccountLook.Colour.NONE
                        ? Words.NO_COLOUR
                        : Badge.sentence(colour.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public AccountLook.Colour fromString(String text) {
                return AccountLook.Colour.valueOf(text.toUpperCase(Locale.ROOT));
            }
        });
        box.setValue(known.look().colour());
        box.setOnAction(event -> change(() -> accounts.dress(
                known.account(), new AccountLook(accounts.look(known.account()).alias(), box.getValue()))));
        return box;
    }

    private CheckBox production(Known known) {
        CheckBox box = new CheckBox(Words.PRODUCTION);
        box.setId("production-" + known.account());
        box.setSelected(known.production());
        box.setDisable(known.ofOrganisation());
        if (known.ofOrganisation()) {
            box.setText(Words.PRODUCTION_BY_ORGANISATION);
        }
        box.setTooltip(new Tooltip(Words.PRODUCTION_MEANS));
        box.setOnAction(event -> change(() -> accounts.mark(known.account(), box.isSelected())));
        return box;
    }

    private void change(Runnable change) {
        desk.background()
                .load("Writing the accounts", () -> {
                    change.run();
                    return true;
                })
                .run();
    }
}
