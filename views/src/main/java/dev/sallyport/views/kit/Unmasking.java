package dev.sallyport.views.kit;

import dev.sallyport.core.account.Identity;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.masking.Unmasker.Wish;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.binding.BooleanExpression;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Label;
import org.jspecify.annotations.Nullable;

/**
 * Lets the reader see what is masked on a page: for a reason, which the ledger has first, and as long as a decrypted
 * value stays. It ends with the page, and when the console is locked.
 */
public final class Unmasking {
    /** How long values stay unmasked. */
    static final int SECONDS = 60;

    private final Desk desk;
    private final Unmasks unmasks;
    private final String page;
    private final Supplier<String> subject;
    private final Runnable changed;
    private final Background.Lane lane;
    private final ReadOnlyBooleanWrapper open = new ReadOnlyBooleanWrapper();
    private final SimpleIntegerProperty left = new SimpleIntegerProperty();
    private volatile @Nullable Masking lifted;
    private String reason = "";
    private volatile String shown = "";
    private @Nullable Deadline until;
    private Background.@Nullable Running ticking;

    /**
     * All is masked.
     *
     * @param page that it is of, in a word
     * @param subject what the page shows, for the ledger
     * @param changed reads again what is shown, after the masks were lifted or put back
     */
    public Unmasking(Desk desk, Unmasks unmasks, String page, Supplier<String> subject, Runnable changed) {
        this.desk = desk;
        this.unmasks = unmasks;
        this.page = page;
        this.subject = subject;
        this.changed = changed;
        this.lane = desk.background().lane();
    }

    /** Whether values are shown as they were logged. */
    public ReadOnlyBooleanProperty isOpen() {
        return open.getReadOnlyProperty();
    }

    /** What a page masks now: nothing while the masks are lifted, else by those. */
    public Masking or(Masking otherwise) {
        return Objects.requireNonNullElse(lifted, otherwise);
    }

    /**
     * Asks for the reason.
     *
     * @param possible whether there is anything to unmask
     */
    public Action show(ObservableBooleanValue possible) {
        Runnable ask = () -> new UnmaskSheet(desk, this).show();
        return Action.of(page.toLowerCase(Locale.ROOT) + ".unmask", "Show masked values", ask)
                .when(open.not().and(BooleanExpression.booleanExpression(possible)));
    }

    /** Puts the masks back. */
    public Action hide() {
        return Action.of(page.toLowerCase(Locale.ROOT) + ".mask", "Mask values", this::lock).when(open);
    }

    /** Says how long it lasts. */
    public Label told() {
        Label label = new Label();
        label.setId("unmasked");
        label.getStyleClass().addAll(Css.SMALL, Css.DANGER);
        label.textProperty().bind(left.map(seconds -> "Values are shown as logged for " + seconds + " s."));
        label.visibleProperty().bind(open);
        label.managedProperty().bind(open);
        return label;
    }

    /** What a reason must look like, in the organisation's words; {@code then} gets it. */
    void hint(Consumer<String> then) {
        lane.load("Reading the policy for reveals", () -> unmasks.unmasker().rule().hint())
                .quietly()
                .onSuccess(then)
                .run();
    }

    /** Lifts the masks; {@code then} is run once they are. */
    void unmask(String why, Runnable then) {
        String of = subject.get();
        lane.load("Unmasking", () -> lift(of, why, page))
                .onSuccess(masking -> {
                    reason = why;
                    shown = of;
                    lifted = masking;
                    until = desk.activity().deadline(Duration.ofSeconds(SECONDS));
                    left.set(SECONDS);
                    open.set(true);
                    ticking = desk.background().every(Duration.ofSeconds(1), this::tick);
                    then.run();
                    changed.run();
                })
                .run();
    }

    private Masking lift(String of, String why, String where) throws Exception {
        Identity me = unmasks.who().call();
        return unmasks.unmasker().unmask(new Wish(me.arn(), me.account(), of, where, why));
    }

    /**
     * What a file is written by: where the masks are lifted, the ledger has that too, first. On a worker thread.
     *
     * @param otherwise what masks
     * @param why the reason as it was when the writing began, see {@link #reason()}
     */
    public Masking forFile(Supplier<Masking> otherwise, String why, String file) throws Exception {
        return why.isEmpty() ? otherwise.get() : lift(shown, why, page + ", into " + file);
    }

    /** Why the masks are lifted; empty while they are not. */
    public String reason() {
        return open.get() ? reason : "";
    }

    private void tick() {
        if (until == null || until.isOver()) {
            lock();
        } else {
            left.set(until.secondsLeft());
        }
    }

    /** Masks again; tells whether anything was unmasked. */
    public boolean lock() {
        lane.cancel();
        if (!open.get()) {
            return false;
        }
        if (ticking != null) {
            ticking.cancel();
            ticking = null;
        }
        lifted = null;
        reason = "";
        open.set(false);
        changed.run();
        return true;
    }
}
