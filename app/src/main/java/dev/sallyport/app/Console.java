package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Writes;
import dev.sallyport.views.settings.Settings;
import dev.sallyport.views.shell.AccountState;
import dev.sallyport.views.shell.Shell;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;

/**
 * One session's window content with everything behind it; the window and the tour show the same. It is there before any
 * call is made: who the session is, and what the pages show, is asked in the background.
 */
final class Console implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Session session;
    private final Appearance appearance = new Appearance();
    private final Desk desk;
    private final Wiring wiring;
    private final Shell shell;
    private final Scene scene;
    private final ObjectProperty<AccountState> account;
    private final Background.Lane asking;
    private final Background.Running counting;
    private Instant asked = Instant.EPOCH;

    Console(Session session, Home home) {
        this.session = session;
        Activity activity = new Activity(Clock.systemUTC());
        Overlay overlay = new Overlay();
        desk = new Desk(
                Background.threads(activity),
                new Navigation(Place.of("overview")),
                overlay,
                new Writes(session::mode, overlay));
        wiring = new Wiring(session, home, desk, appearance);
        account = new SimpleObjectProperty<>(wiring.asking());
        asking = desk.background().lane();
        shell = new Shell(wiring.features(), account, desk);
        counting = desk.background().every(Duration.ofSeconds(1), () -> {
            activity.calls().set(session.calls());
            askIfDoubtful();
        });
        remember(home);
        scene = shell.scene();
        appearance.dress(scene);
        ask();
    }

    /** Who the session is; until it is known the account bar says that it is asked, and then why it is not. */
    private void ask() {
        asked = desk.activity().clock().instant();
        asking.load("Asking who you are", wiring::account)
                .onSuccess(this::known)
                .onError(this::unknown)
                .run();
    }

    private void known(AccountState now) {
        boolean before = account.get().trouble().isPresent();
        account.set(now);
        if (before) {
            shell.page().refresh();
        }
    }

    private void unknown(SallyportException error) {
        account.set(account.get().inTrouble(error, Action.of("account.again", "Try again", this::again)));
    }

    private void again() {
        account.set(wiring.asking());
        ask();
        shell.page().refresh();
    }

    /** Credentials end, and are renewed outside of the window: both show without a press. */
    private void askIfDoubtful() {
        Instant now = desk.activity().clock().instant();
        boolean ended = account.get().expires().filter(end -> !end.isAfter(now)).isPresent();
        if ((ended || account.get().trouble().isPresent()) && asked.plus(AGAIN).isBefore(now)) {
            ask();
        }
    }

    /** Takes up the theme and the size that the reader chose, and keeps what is chosen from now on. */
    private void remember(Home home) {
        Settings chosen = Settings.read(home);
        appearance.theme().set(chosen.theme());
        appearance.scale().set(chosen.scale());
        appearance.theme().subscribe((before, now) -> Settings.read(home).withTheme(now).write(home));
        appearance.scale().subscribe((before, now) -> Settings.read(home).withScale(now.intValue()).write(home));
    }

    Scene scene() {
        return scene;
    }

    Appearance appearance() {
        return appearance;
    }

    Desk desk() {
        return desk;
    }

    Shell shell() {
        return shell;
    }

    @Override
    public void close() {
        counting.cancel();
        asking.cancel();
        shell.close();
        wiring.close();
        session.close();
    }
}
