package dev.sallyport.views.decrypt;

import javafx.scene.text.Text;
import javafx.scene.text.TextBoundsType;

/** Keeps plaintexts out of what JavaFX remembers of the texts that it has laid out. */
final class LaidOut {
    /** It lets go of all that it has when there are more than 65,536 characters, of texts that have at most 256. */
    private static final int LENGTH = 230;

    private static final int TIMES = 65_536 / LENGTH + 2;

    private static long number;

    private LaidOut() {}

    /** Lets other texts take the place of all that were laid out before. */
    static void forget() {
        Text filler = new Text();
        // The only bounds with which it remembers, and those of labels.
        filler.setBoundsType(TextBoundsType.LOGICAL_VERTICAL_CENTER);
        for (int i = 0; i < TIMES; i++) {
            filler.setText(Long.toString(number++) + "-".repeat(LENGTH));
            filler.getLayoutBounds();
        }
    }
}
