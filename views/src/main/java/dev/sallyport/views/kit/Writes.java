package dev.sallyport.views.kit;

import dev.sallyport.core.account.AccessMode;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/**
 * How a write begins: never in a read-only session, after the typed name of its object on production, and else as the
 * page asks for it. Every button of a page that changes something at AWS gets its action here.
 */
public final class Writes {
    private static final String READ_ONLY =
            "This session is read-only, so nothing can be changed. Start without --read-only to write.";

    private static final String RESTING = "Nobody was at this window for a while, so it only reads. Nothing was changed.";

    private final Supplier<AccessMode> mode;
    private final Overlay overlay;
    private final BooleanSupplier resting;
    private final Runnable wake;

    /** What the reader is asked before something is done, where the account asks for nothing stricter. */
    public enum Strictness {
        /** One press does it. */
        NONE,
        /** A second press does it. */
        SURE,
        /** The name of the object, typed, does it. */
        NAME
    }

    /**
     * A write.
     *
     * @param action labelled with its object, as "Destroy t-api"
     * @param object the name that is typed
     * @param means one sentence: what will happen
     */
    public record Write(Action action, String object, String means) {}

    /** Writes of a session, whose mode may become stricter; questions are asked on {@code overlay}. */
    public Writes(Supplier<AccessMode> mode, Overlay overlay) {
        this(mode, overlay, () -> false, () -> {});
    }

    /**
     * The same of a session that falls back to reading while nobody is there.
     *
     * @param resting whether it has
     * @param wake lets it write again
     */
    public Writes(Supplier<AccessMode> mode, Overlay overlay, BooleanSupplier resting, Runnable wake) {
        this.mode = mode;
        this.overlay = overlay;
        this.resting = resting;
        this.wake = wake;
    }

    /** Whether any write can begin. */
    public boolean areAllowed() {
        return mode.get() != AccessMode.READ_ONLY || resting.getAsBoolean();
    }

    /** The sentence that says why no write can begin here, for the place where its buttons are. */
    public Optional<Region> refusal() {
        if (areAllowed()) {
            return Optional.empty();
        }
        Label sentence = new Label(READ_ONLY);
        sentence.setId("read-only-refusal");
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        sentence.getStyleClass().add(Css.MUTED);
        return Optional.of(sentence);
    }

    /**
     * The action that begins {@code write}, for a button.
     *
     * @param id of the button
     * @param label of the button
     */
    public Action begin(String id, String label, Write write, Strictness strictness) {
        Action action = write.action();
        Runnable begin = () -> {
            if (resting.getAsBoolean()) {
                Action again = Action.of("writes.wake", "Work as operator again", wake);
                overlay.confirm("Read-only since you were away", RESTING, again, null);
                return;
            }
            switch (mode.get() == AccessMode.PRODUCTION ? Strictness.NAME : strictness) {
                case NONE -> action.fire();
                case SURE -> overlay.confirm(action.label(), write.means(), action, null);
                case NAME -> overlay.confirm(action.label(), write.means(), action, write.object());
            }
        };
        ObservableBooleanValue allowed = areAllowed() ? action.enabled() : Bindings.createBooleanBinding(() -> false);
        return Action.of(id, label, begin).when(allowed);
    }
}
