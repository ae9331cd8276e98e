package dev.sallyport.views.kit;

import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** The bars of a chart that the keyboard points at. */
final class KeyedBars {
    private int anchor = -1;
    private int at = -1;

    /** Follows an arrow, Home or End among {@code count} bars; false for any other key. With Shift the span grows. */
    boolean moves(KeyEvent event, int count) {
        KeyCode code = event.getCode();
        int next;
        if (code == KeyCode.LEFT) {
            next = isSet() ? at - 1 : count - 1;
        } else if (code == KeyCode.RIGHT) {
            next = isSet() ? at + 1 : 0;
        } else if (code == KeyCode.HOME) {
            next = 0;
        } else if (code == KeyCode.END) {
            next = count - 1;
        } else {
            return false;
        }
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
