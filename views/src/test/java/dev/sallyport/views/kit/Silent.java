package dev.sallyport.views.kit;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;

/** Finds what a screen reader would call nothing. */
public final class Silent {
    private Silent() {}

    /** Nodes below {@code root} that take the focus and have neither text, nor accessible text, nor a label. */
    public static List<Node> stops(Parent root) {
        List<Node> silent = new ArrayList<>();
        for (Node node : root.getChildrenUnmodifiable()) {
            if (node.isFocusTraversable() && node.isVisible() && !says(node)) {
                silent.add(node);
            }
            if (node instanceof Parent parent) {
                silent.addAll(stops(parent));
            }
        }
        return silent;
    }

    private static boolean says(Node node) {
        boolean named = node.getAccessibleText() != null && !node.getAccessibleText().isBlank();
        return named || (node instanceof Labeled labeled && labeled.getText() != null && !labeled.getText().isBlank());
    }
}
