package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.DeviceSignIn;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.account.SignInPrompt;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Idle;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.TableChoices;
import dev.sallyport.views.kit.Writes;
import dev.sallyport.views.settings.Settings;
import dev.sallyport.views.shell.AccountState;
import dev.sallyport.views.shell.AccountSwitch;
import dev.sallyport.views.shell.DeviceSheet;
import dev.sallyport.views.shell.Shell;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.event.EventType;
import javafx.scene.Scene;
import javafx.scene.input.InputEvent;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.TouchEvent;

/**
 * One session's window content with everything behind it; the window and the tour show the same. It is there before any
 * call is made: who the session is, and what the pages show, is asked in the background.
 */
final class Console implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** A window that may write is not left open to whoever passes by. */
    private static final Duration REST = Duration.ofMinutes(15);

    /** What only a person does; JavaFX itself makes others when a page changes beneath the pointer. */
    private static final List<EventType<? extends InputEvent>> PRESENCE = List.of(
            KeyEvent.KEY_PRESSED,
            MouseEvent.MOUSE_PRESSED,
            MouseEvent.MOUSE_MOVED,
            MouseEvent.MOUSE_DRAGGED,
            ScrollEvent.SCROLL,
            TouchEvent.TOUCH_PRESSED,
            TouchEvent.TOUCH_MOVED);

    private final Session session;
    private final WindowPrompt prompt;
    private final Appearance appearance = new Appearance();
    private final Desk desk;
    private final Wiring wiring;
    private final Shell shell;
    private final Scene scene;
    private final Idle idle;
    private final ObjectProperty<AccountState> account;
    private final Background.Lane asking;
    private final Background.Lane signing;
    private final Optional<AccountSwitch> accounts;
    private final Background.Running counting;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Instant asked = Instant.EPOCH;

    /** Of one session, for good. */
    Console(Session session, Home home) {
        this(prompt -> session, home, "overview", Optional.empty());
    }

    /**
     * Of a session.
     *
     * @param sessions makes it, with what asks the reader where a sign-in needs that
     * @param page that is shown first
     * @param accounts leads to other accounts
     */
    Console(Function<SignInPrompt, Session> sessions, Home home, String page, Optional<AccountSwitch> accounts) {
        Activity activity = new Activity(Clock.systemUTC());
        Overlay overlay = new Overlay();
        Background background = Background.threads(activity);
        prompt = new WindowPrompt(background, overlay);
        session = sessions.apply(prompt);
        desk = new Desk(
                background,
                new Navigation(Place.of(page)),
                overlay,
                new Writes(session::mode, overlay, session::isResting, this::wake),
                new TableChoices(home));
        wiring = new Wiring(session, home, desk, appearance);
        account = new SimpleObjectProperty<>(wiring.asking());
        asking = desk.background().lane();
        signing = desk.background().lane();
        this.accounts = accounts;
        shell = new Shell(wiring.features(), account, desk, accounts);
        idle = new Idle(activity.clock(), REST, () -> activity.running().stream().anyMatch(work -> work.stop() == null), this::rest);
        counting = desk.background().every(Duration.ofSeconds(1), () -> {
            activity.calls().set(session.calls());
            followExpiry();
            idle.tick();
            askIfDoubtful();
        });
        // Settings is where accounts are marked and named.
        desk.navigation().place().subscribe((before, now) -> {
            if (before.page().equals("settings")) {
                ask();
            }
        });
        remember(home);
        scene = shell.scene();
        PRESENCE.forEach(type -> scene.addEventFilter(type, event -> idle.touched()));
        appearance.dress(scene);
        ask();
    }

    /** Who the session is; until it is known the account bar says that it is asked, and then why it is not. */
    private void ask() {
        who().run();
    }

    private Background.Load<AccountState> who() {
        asked = desk.activity().clock().instant();
        return asking.load("Asking who you are", wiring::account)
                .onSuccess(this::known)
                .onError(this::unknown);
    }

    private void known(AccountState now) {
        boolean before = account.get().trouble().isPresent();
        account.set(now);
        if (before) {
            shell.page().refresh();
        }
    }

    private void unknown(SallyportException error) {
        boolean first = account.get().trouble().isEmpty();
        Action again = Action.of("account.again", "Try again", this::again);
        switch (error.code()) {
            case "SP-ACCOUNT-CHANGED" -> account.set(account.get().inTrouble(error, again, acceptances()));
            case "SP-CHOOSE-ACCOUNT" -> {
                account.set(account.get().inTrouble(error, again, shell.choosing().stream().toArray(Action[]::new)));
                if (first) {
                    shell.choosing().ifPresent(Action::fire);
                }
            }
            case "SP-EXPIRED" -> account.set(account.get().inTrouble(error, again, signIns()));
            default -> account.set(account.get().inTrouble(error, again));
        }
    }

    /** Only the account that the reader is told of is meant. */
    private Action[] acceptances() {
        return session.surprise().stream()
                .map(there -> Action.of("account.accept", "It is meant: work there", () -> accept(there)))
                .toArray(Action[]::new);
    }

    private Action[] signIns() {
        Optional<DeviceSignIn> way;
        try {
            way = session.deviceSignIn();
        } catch (SallyportException unreadable) {
            return new Action[0];
        }
        return way.stream()
                .map(one -> Action.of("account.sign-in", "Sign in", this::signIn))
                .toArray(Action[]::new);
    }

    /** Shows the code and sends the browser to its page; what waited for the sign-in is read again. */
    private void signIn() {
        signing.load("Waiting for the sign-in", () -> {
                    session.signIn(code -> desk.background().show(() -> {
                        DeviceSheet.open(desk, code, Browser::open, signing::cancel);
                        Browser.open(code.page());
                    }));
                    return true;
                })
                .onSuccess(signedIn -> {
                    desk.overlay().close();
                    again();
                })
                .onError(error -> {
                    desk.overlay().close();
                    unknown(error);
                })
                .run();
    }

    /** The profile may lead to that account from now on; what is shown of the one before goes, as with a switch. */
    private void accept(String there) {
        account.set(wiring.asking());
        asking.load("Asking who you are", () -> {
                    session.acceptAccount(there);
                    return wiring.account();
                })
                .onSuccess(now -> accounts.ifPresentOrElse(to -> to.to().accept(to.current()), () -> {
                    account.set(now);
                    shell.page().refresh();
                }))
                .onError(this::unknown)
                .run();
    }

    private void again() {
        prompt.again();
        account.set(wiring.asking());
        ask();
        shell.page().refresh();
    }

    /** Providers renew credentials before they end. */
    private void followExpiry() {
        AccountState now = account.get();
        boolean known = now.trouble().isEmpty() && now.expires().isPresent();
        if (known && session.expires().isPresent() && !session.expires().equals(now.expires())) {
            account.set(now.until(session.expires()));
        }
    }

    /** Credentials end, and are renewed outside of the window: both show without a press. */
    private void askIfDoubtful() {
        Instant now = desk.activity().clock().instant();
        boolean ended = account.get().expires().filter(end -> !end.isAfter(now)).isPresent();
        if ((ended || account.get().trouble().isPresent()) && asked.plus(AGAIN).isBefore(now)) {
            // Nobody asked for it, so nobody waits for it.
            who().quietly().run();
        }
    }

    private void rest() {
        session.rest();
        if (session.isResting()) {
            account.set(account.get().in(AccountState.Mode.of(session.mode())));
            desk.activity().done("Read-only now: nobody was here for " + REST.toMinutes() + " minutes.");
        }
    }

    private void wake() {
        session.wake();
        account.set(account.get().in(AccountState.Mode.of(session.mode())));
    }

    /** Takes up the theme and the size that the reader chose, and keeps what is chosen from now on. */
    private void remember(Home home) {
        Settings chosen = Settings.read(home);
        appearance.theme().set(chosen.theme());
        appearance.scale().set(chosen.scale());
        appearance.theme().subscribe((before, now) -> keep(home, settings -> settings.withTheme(now)));
        appearance.scale().subscribe((before, now) -> keep(home, settings -> settings.withScale(now.intValue())));
    }

    private void keep(Home home, UnaryOperator<Settings> change) {
        try {
            change.apply(Settings.read(home)).write(home);
        } catch (SallyportException e) {
            desk.activity().wrong(e);
        }
    }

    Scene scene() {
        return scene;
    }

    /**
     * Asks first where something that changes AWS is under way, which the window's end ends half-way.
     *
     * @param close what the reader may choose all the same
     * @return whether it was asked
     */
    boolean holdsBack(Runnable close) {
        List<String> changes = desk.activity().changes();
        if (changes.isEmpty()) {
            return false;
        }
        desk.overlay()
                .confirm(
                        "Close while this is under way: " + String.join(", ", changes),
                        "CloudFormation goes on by itself, but nobody proves what comes of it or takes it back until it is"
                                + " taken up again in Stacks.",
                        Action.of("window.close", "Close the window", close),
                        null);
        return true;
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

    /** Masks what was revealed and takes no more input; on the interface thread. */
    void leave() {
        counting.cancel();
        asking.cancel();
        signing.cancel();
        prompt.close();
        shell.close();
        scene.getRoot().setDisable(true);
    }

    /** Gives back what the session holds; a sandbox may wait for what runs in it. Only the first time does something. */
    void end() {
        if (!ended.getAndSet(true)) {
            wiring.close();
            session.close();
        }
    }

    @Override
    public void close() {
        leave();
        end();
    }
}
