package dev.sallyport.views.shell;

import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.AccountOffers;
import dev.sallyport.core.account.AccountOffers.Offer;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.transformation.FilteredList;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Which account, Region and mode the window works in, chosen without a new start. */
final class AccountSheet {
    /** The Region of the profile itself. */
    private static final String OWN = "The profile's Region";

    private final Desk desk;
    private final AccountSwitch accounts;
    private final FilteredList<Offer> shown;
    private final ListView<Offer> list;
    private final TextField filter = Fields.filter("account-filter", "Filter accounts");
    private final ComboBox<String> region = new ComboBox<>();
    private final CheckBox readOnly = new CheckBox("Read-only");
    private final BooleanProperty chosen = new SimpleBooleanProperty();

    private AccountSheet(Desk desk, AccountSwitch accounts, AccountOffers offers, AccountState now) {
        this.desk = desk;
        this.accounts = accounts;
        shown = new FilteredList<>(FXCollections.observableArrayList(offers.offers()));
        list = new ListView<>(shown);
        list.setId("account-offers");
        list.setAccessibleText("Accounts");
        list.getStyleClass().add("account-offers");
        list.setPlaceholder(new Label("No account has these letters"));
        list.setCellFactory(view -> {
            OfferCell cell = new OfferCell(now.name());
            cell.setOnMouseClicked(event -> {
                if (event.getClickCount() == 2 && !cell.isEmpty()) {
                    go();
                }
            });
            return cell;
        });
        chosen.bind(Bindings.isNotNull(list.getSelectionModel().selectedItemProperty()));
        filter.textProperty().subscribe(this::search);
        filter.addEventFilter(KeyEvent.KEY_PRESSED, this::steer);
        region.setId("account-region");
        region.setAccessibleText("Region");
        region.getItems().add(OWN);
        region.getItems().addAll(offers.regions());
        String named = accounts.current().region();
        region.setValue(named == null ? OWN : named);
        readOnly.setId("account-read-only");
        readOnly.getStyleClass().add("beside-field");
        readOnly.setSelected(accounts.current().readOnly());
        offers.offers().stream()
                .filter(offer -> offer.name().equals(now.name()))
                .findFirst()
                .ifPresentOrElse(
                        offer -> list.getSelectionModel().select(offer),
                        () -> list.getSelectionModel().selectFirst());
    }

    /** Looks for accounts, then asks which. */
    static void open(Desk desk, AccountSwitch accounts, AccountState now) {
        desk.background()
                .load("Looking for accounts", accounts.offers())
                .onSuccess(offers -> new AccountSheet(desk, accounts, offers, now).show(offers.gaps()))
                .run();
    }

    private void show(List<String> gaps) {
        Label title = new Label("Work in another account");
        title.getStyleClass().add(Css.SECTION_TITLE);
        HBox where = new HBox(Fields.named("Region", region), readOnly);
        where.getStyleClass().addAll(Css.ROW_WIDE, "account-where");
        VBox box = new VBox(title, filter, list, where);
        List<String> notes = new ArrayList<>(gaps);
        underWay(desk.activity()).ifPresent(notes::add);
        for (String note : notes) {
            Label line = new Label(note);
            line.setId("account-note");
            line.setWrapText(true);
            line.setMinHeight(Region.USE_PREF_SIZE);
            line.getStyleClass().add(Css.DANGER);
            box.getChildren().add(line);
        }
        Button close = Buttons.plain(Action.of("account.close", "Cancel", desk.overlay()::close));
        close.setCancelButton(true);
        Button go = Buttons.primary(Action.of("account.go", "Switch", this::go).when(chosen));
        HBox row = new HBox(close, go);
        row.getStyleClass().addAll(Css.ROW, "dialog-buttons");
        box.getChildren().add(row);
        box.getStyleClass().addAll(Css.DIALOG, Css.STACKED_WIDE, "account-sheet");
        box.setAccessibleText(title.getText());
        desk.overlay().open(box, filter);
    }

    private static Optional<String> underWay(Activity activity) {
        List<String> works = activity.changes();
        return works.isEmpty()
                ? Optional.empty()
                : Optional.of("This ends when you switch: " + String.join(", ", works)
                        + ". What CloudFormation has begun goes on there, and Stacks takes it up again.");
    }

    private void search(String words) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        Offer before = list.getSelectionModel().getSelectedItem();
        shown.setPredicate(offer -> offer.words().toLowerCase(Locale.ROOT).contains(wanted));
        if (before != null && shown.contains(before)) {
            list.getSelectionModel().select(before);
        } else {
            list.getSelectionModel().selectFirst();
        }
    }

    private void steer(KeyEvent event) {
        KeyCode code = event.getCode();
        if (code == KeyCode.DOWN || code == KeyCode.UP) {
            int next = list.getSelectionModel().getSelectedIndex() + (code == KeyCode.DOWN ? 1 : -1);
            list.getSelectionModel().select(Math.clamp(next, 0, Math.max(0, shown.size() - 1)));
            list.scrollTo(list.getSelectionModel().getSelectedIndex());
            event.consume();
        } else if (code == KeyCode.ENTER) {
            go();
            event.consume();
        }
    }

    private void go() {
        Offer offer = list.getSelectionModel().getSelectedItem();
        if (offer == null) {
            return;
        }
        @Nullable String where = region.getValue();
        AccountChoice choice =
                offer.choice().in(OWN.equals(where) ? null : where).reading(readOnly.isSelected());
        desk.overlay().close();
        accounts.to().accept(choice);
    }
}
