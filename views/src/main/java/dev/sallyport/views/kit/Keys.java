package dev.sallyport.views.kit;

import java.util.Arrays;
import java.util.stream.Collectors;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/**
 * How keys are written and recognised. {@code ?} and {@code /} are recognised by the character typed, since keyboards
 * differ in where they have them; everything else by {@link KeyCombination#valueOf}. {@code L or Shortcut+L} are two
 * keys for one action.
 */
public final class Keys {
    /** Locks from everywhere; the second one also while the reader types. */
    public static final String LOCK = "L or Shortcut+L";

    private static final String OR = " or ";

    private Keys() {}

    /** {@code Shortcut+K} as {@code Ctrl+K}, or {@code ⌘K} on a Mac; of several keys all. */
    public static String shown(String shortcut) {
        return Arrays.stream(shortcut.split(OR))
                .map(key -> typed(key) ? key : KeyCombination.valueOf(key).getDisplayText().replace("Left", "←"))
                .collect(Collectors.joining(OR));
    }

    /** Whether {@code event} is {@code shortcut}; a bare key never is while the reader types into a field. */
    public static boolean matches(String shortcut, KeyEvent event) {
        return Arrays.stream(shortcut.split(OR)).anyMatch(key -> matchesOne(key, event));
    }

    private static boolean matchesOne(String shortcut, KeyEvent event) {
        boolean typing = event.getTarget() instanceof TextInputControl
                || (event.getTarget() instanceof ComboBoxBase<?> choice && choice.isEditable());
        if (typed(shortcut)) {
            return !typing
                    && event.getEventType() == KeyEvent.KEY_TYPED
                    && !event.isShortcutDown()
                    && event.getCharacter().equals(shortcut);
        }
        boolean bare = !shortcut.contains("+") && event.getCode() != KeyCode.ESCAPE;
        return !(typing && bare)
                && event.getEventType() == KeyEvent.KEY_PRESSED
                && KeyCombination.valueOf(shortcut).match(event);
    }

    private static boolean typed(String shortcut) {
        return shortcut.equals("?") || shortcut.equals("/");
    }
}
