package dev.sallyport.views.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountLook;
import dev.sallyport.core.account.KnownAccounts;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.shell.Stand;
import java.nio.file.Path;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What the reader says of accounts. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class AccountsSectionTest {
    private static final String PAYMENTS = "111122223333";
    private static final String DEV = "444455556666";

    @TempDir
    private Path folder;

    private KnownAccounts accounts;
    private Stand stand;

    @Start
    void show(Stage stage) {
        accounts = KnownAccounts.of(new Home(folder));
        accounts.accept("prod-payments", PAYMENTS);
        accounts.accept("dev", DEV);
        accounts.accept("dev-admin", DEV);
        accounts.mark(PAYMENTS, true);
        accounts.dress(PAYMENTS, new AccountLook("Payments", AccountLook.Colour.PINK));
        stand = new Stand(stage, "settings", desk -> {
            AccountsSection section = new AccountsSection(desk, accounts);
            VBox inner = new VBox(section.node());
            inner.getStyleClass().add("settings-section");
            VBox body = new VBox(inner);
            body.getStyleClass().add("settings-body");
            return new Page("Settings").body(body).onShow(place -> section.load());
        });
    }

    @Test
    void anAliasAColourAndTheMarkAreKept(FxRobot robot) {
        stand.settle(robot);
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
        robot.clickOn("#alias-" + DEV).write("Playground").push(javafx.scene.input.KeyCode.ENTER);
        stand.until(robot, () -> accounts.look(DEV).alias().equals("Playground"));
        robot.interact(() -> {
            ComboBox<AccountLook.Colour> colour = robot.lookup("#colour-" + DEV).query();
            colour.setValue(AccountLook.Colour.TEAL);
        });
        stand.until(robot, () -> accounts.look(DEV).equals(new AccountLook("Playground", AccountLook.Colour.TEAL)));
        robot.interact(() -> robot.lookup("#production-" + DEV).queryAs(CheckBox.class).fire());
        stand.until(robot, () -> accounts.isProduction(DEV));
        robot.interact(() -> robot.lookup("#production-" + PAYMENTS).queryAs(CheckBox.class).fire());
        stand.until(robot, () -> !accounts.isProduction(PAYMENTS));
        assertThat(accounts.account("dev-admin")).contains(DEV);
    }

    @Test
    void pictures(FxRobot robot) {
        stand.pictures(robot, "accounts");
    }
}
