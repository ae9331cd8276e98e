package dev.sallyport.views.shell;

import dev.sallyport.core.account.AccountLook;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Letters;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Who, where, and whether writes are possible: in colour and in words. */
final class AccountBar extends HBox {
    /** In pixels, at letters of 100 %. */
    private static final double ROOMY = 600;

    private static final Duration SOON = Duration.ofMinutes(15);
    private static final String ASKING = "Asking who you are …";

    private final Region dot = OfferCell.dot(AccountLook.PLAIN);
    private final Label name = new Label();
    private final Label source = new Label();
    private final Label account = new Label();
    private final Label region = new Label();
    private final Label mode = new Label();
    private final Label expiry = new Label();
    private final Hyperlink trouble = new Hyperlink();
    private final Tooltip meaning = new Tooltip();
    private final Activity activity;
    private AccountState shown;
    private double letters = 1;

    AccountBar(
            ObservableValue<AccountState> state, Optional<Action> switching, Action palette, Action keys, Desk desk) {
        this.activity = desk.activity();
        this.shown = state.getValue();
        getStyleClass().add(Css.ACCOUNT_BAR);
        Label product = new Label("Sallyport", new FontIcon(Feather.SHIELD));
        product.getStyleClass().add("product");
        name.getStyleClass().add("account-name");
        account.getStyleClass().addAll(Css.MONO, "copyable");
        account.setId("account");
        account.setTooltip(new Tooltip("Account. Click to copy"));
        account.setOnMouseClicked(event -> {
            if (!shown.account().isEmpty()) {
                Copy.text(shown.account());
                activity.done("Account copied.");
            }
        });
        trouble.setId("account-trouble");
        trouble.getStyleClass().add(Css.DANGER);
        trouble.setOnAction(event -> shown.trouble().ifPresent(why -> TroubleSheet.open(desk.overlay(), why)));
        trouble.setMinWidth(Region.USE_PREF_SIZE);
        region.getStyleClass().add(Css.MONO);
        source.setId("account-source");
        source.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        source.setMinWidth(0);
        mode.getStyleClass().add(Css.MODE_BADGE);
        mode.setId("mode-badge");
        mode.setTooltip(meaning);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        for (Label label : new Label[] {product, name, account, region, mode, expiry}) {
            label.setMinWidth(Region.USE_PREF_SIZE);
        }
        name.setMinWidth(0);
        // In a narrow window, or with large letters, the icon is name enough.
        Letters.of(this).subscribe(size -> letters = size);
        widthProperty().subscribe(width -> product.setContentDisplay(
                width.doubleValue() > 0 && width.doubleValue() / letters < ROOMY
                        ? ContentDisplay.GRAPHIC_ONLY
                        : ContentDisplay.LEFT));
        HBox tools = new HBox(Buttons.icon(palette, Feather.COMMAND), Buttons.icon(keys, Feather.HELP_CIRCLE));
        tools.getStyleClass().add("tools");
        HBox who = new HBox(dot, name);
        who.getStyleClass().add(Css.ROW);
        switching.ifPresent(action -> who.getChildren().add(Buttons.icon(action, Feather.CHEVRON_DOWN)));
        getChildren().addAll(product, who, account, region, source, trouble, space, expiry, mode, tools);
        state.subscribe(this::show);
    }

    private void show(AccountState now) {
        shown = now;
        String alias = now.look().alias();
        name.setText(alias.isEmpty() ? now.name() : now.name() + " · " + alias);
        OfferCell.paint(dot, now.look());
        source.setText(now.source());
        source.setTooltip(new Tooltip("Credentials: " + now.source()));
        source.setVisible(!now.source().isEmpty());
        source.setManaged(!now.source().isEmpty());
        boolean inTrouble = now.trouble().isPresent();
        boolean known = !now.account().isEmpty();
        account.setText(known ? now.account() : ASKING);
        account.setVisible(!inTrouble);
        account.setManaged(!inTrouble);
        trouble.setText(now.trouble().map(why -> TroubleSheet.words(why.error())).orElse(""));
        trouble.setVisible(inTrouble);
        trouble.setManaged(inTrouble);
        region.setText(now.region());
        mode.setText("● " + now.mode().word().toUpperCase(Locale.ROOT));
        meaning.setText(now.mode().meaning());
        for (AccountState.Mode each : AccountState.Mode.values()) {
            getStyleClass().remove(styleOf(each));
        }
        getStyleClass().add(styleOf(now.mode()));
        tick();
    }

    /** Brings the time left up to date. */
    void tick() {
        Instant at = activity.clock().instant();
        shown.expires().ifPresentOrElse(
                end -> {
                    Duration left = Duration.between(at, end);
                    expiry.setText(
                            left.isNegative() ? "Credentials expired" : "Expires in " + Format.span(left));
                    expiry.getStyleClass().removeAll(Css.DANGER);
                    if (left.compareTo(SOON) < 0) {
                        expiry.getStyleClass().add(Css.DANGER);
                    }
                },
                () -> expiry.setText(""));
    }

    private static String styleOf(AccountState.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
