package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.Session;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.settings.Settings;
import dev.sallyport.views.shell.Shell;
import java.time.Clock;
import java.time.Duration;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;

/** One session's window content with everything behind it; the window and the tour show the same. */
final class Console implements AutoCloseable {
    private final Session session;
    private final Appearance appearance = new Appearance();
    private final Desk desk;
    private final Wiring wiring;
    private final Shell shell;
    private final Scene scene;
    private final Background.Running counting;

    Console(Session session, Home home) {
        this.session = session;
        Activity activity = new Activity(Clock.systemUTC());
        desk = new Desk(Background.threads(activity), new Navigation(Place.of("overview")), new Overlay());
        wiring = new Wiring(session, home, desk, appearance);
        shell = new Shell(wiring.features(), new SimpleObjectProperty<>(wiring.account()), desk);
        counting = desk.background()
                .every(Duration.ofSeconds(1), () -> activity.calls().set(session.calls()));
        remember(home);
        scene = shell.scene();
        appearance.dress(scene);
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
        shell.close();
        wiring.close();
        session.close();
    }
}
