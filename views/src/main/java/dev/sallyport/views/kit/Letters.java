package dev.sallyport.views.kit;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;

/** How large the letters are: what is laid out in pixels grows with them. */
public final class Letters {
    private static final String KEY = Letters.class.getName();

    private Letters() {}

    /** Of a scene: 1 at 100 %, 2 at 200 %. */
    static void set(Scene scene, double size) {
        scene.getProperties().put(KEY, size);
    }

    /** Of the scene that {@code node} is in: 1 at 100 %, 2 at 200 %. */
    public static ObservableValue<Double> of(Node node) {
        return node.sceneProperty()
                .flatMap(scene -> Bindings.valueAt(scene.getProperties(), KEY))
                .map(size -> size instanceof Double known ? known : 1.0)
                .orElse(1.0);
    }
}
