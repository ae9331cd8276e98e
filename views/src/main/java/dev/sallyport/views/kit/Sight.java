package dev.sallyport.views.kit;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;

/** Scrolls to what a reader is led to. */
public final class Sight {
    private Sight() {}

    /** Scrolls the pane that {@code part} is in so that it begins at the top; does nothing where none scrolls. */
    public static void bring(Node part) {
        for (Parent above = part.getParent(); above != null; above = above.getParent()) {
            if (above instanceof ScrollPane scroll && scroll.getContent() instanceof Region content) {
                content.applyCss();
                scroll.layout();
                double beyond = content.getHeight() - scroll.getViewportBounds().getHeight();
                double top = content.sceneToLocal(part.localToScene(part.getBoundsInLocal())).getMinY();
                scroll.setVvalue(beyond <= 0 ? 0 : Math.clamp(top / beyond, 0, 1));
                return;
            }
        }
    }
}
