package dev.sallyport.views.kit;

import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/**
 * How keys are written and recognised. {@code ?} and {@code /} are recognised by the character typed, since keyboards
 * differ in where they have them; everything else by {@link KeyCombination#valueOf}.
 */
public final class Keys {
    private Keys() {}

    /** {@code Shortcut+K} as {@code Ctrl+K}, or {@code ⌘K} on a Mac. */
    public static String shown(String shortcut) {
        return typed(shortcut)
                ? shortcut
                : KeyCombination.valueOf(shortcut).getDisplayText().replace("Left", "←");
    }

    /** Whether {@code event} is {@code shortcut}; a bare key never is while the reader types into a field. */
    public static boolean matches(String shortcut, KeyEvent event) {
        boolean typing = event.getTarget() instanceof TextInputControl;
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
