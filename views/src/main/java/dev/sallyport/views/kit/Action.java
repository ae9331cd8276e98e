package dev.sallyport.views.kit;

import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ObservableBooleanValue;
import org.jspecify.annotations.Nullable;

/**
 * Something the reader can do, declared once: it feeds buttons, the palette and the sheet of keys.
 *
 * @param id stable, lower case, {@code page.verb}
 * @param label named by what it does, as "Deploy stack"
 * @param shortcut in the form that {@link javafx.scene.input.KeyCombination#valueOf} reads, or none
 * @param enabled whether it can be done now
 */
public record Action(String id, String label, @Nullable String shortcut, ObservableBooleanValue enabled, Runnable run) {
    private static final ObservableBooleanValue ALWAYS = new ReadOnlyBooleanWrapper(true).getReadOnlyProperty();

    /** An action without a key that can always be done. */
    public static Action of(String id, String label, Runnable run) {
        return new Action(id, label, null, ALWAYS, run);
    }

    /** The same action on a key. */
    public Action on(String keys) {
        return new Action(id, label, keys, enabled, run);
    }

    /** The same action, possible only while {@code when} holds. */
    public Action when(ObservableBooleanValue when) {
        return new Action(id, label, shortcut, when, run);
    }

    /** Does it, if it can be done now. */
    public void fire() {
        if (enabled.get()) {
            run.run();
        }
    }
}
