package dev.sallyport.views.kit;

import java.util.Set;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The bars of a chart that the keyboard points at. */
final class KeyedBars {
    private static final Set<KeyCode> KEYS = Set.of(KeyCode.LEFT, KeyCode.RIGHT, KeyCode.HOME, KeyCode.END);

    private int anchor = -1;
    private int at = -1;

    /** Follows an arrow, Home or End among {@code count} bars; false for any other key. With Shift the span grows. */
    boolean moves(KeyEvent event, int count) {
        if (!KEYS.contains(event.getCode())) {
            return false;
        }
        int next =
                switch (event.getCode()) {
                    case LEFT -> isSet() ? at - 1 : count - 1;
                    case RIGHT -> isSet() ? at + 1 : 0;
                    case HOME -> 0;
                    default -> count - 1;
                };
        if (event.isAltDown() || event.isShortcutDown()) {
            return false;
        }
        at = Math.clamp(next, 0, count - 1);
        if (!event.isShiftDown() || anchor < 0) {
            anchor = at;
        }
        return true;
    }

    /** Whether a bar is pointed at. */
    boolean isSet() {
        return at >= 0;
    }

    int at() {
        return at;
    }

    int first() {
        return Math.min(anchor, at);
    }

    int last() {
        return Math.max(anchor, at);
    }

    void forget() {
        anchor = -1;
        at = -1;
    }
}
