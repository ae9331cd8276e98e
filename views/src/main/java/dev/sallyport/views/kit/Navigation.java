package dev.sallyport.views.kit;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** Where the reader is and has been. */
public final class Navigation {
    private static final int DEPTH = 50;

    private final ReadOnlyObjectWrapper<Place> place;
    private final Deque<Place> behind = new ArrayDeque<>();

    /** At {@code start}, with nothing behind. */
    public Navigation(Place start) {
        place = new ReadOnlyObjectWrapper<>(start);
    }

    /** Where the reader is. */
    public ReadOnlyObjectProperty<Place> place() {
        return place.getReadOnlyProperty();
    }

    /** Goes to {@code next} and remembers the way back. */
    public void go(Place next) {
        if (!next.equals(place.get())) {
            behind.push(place.get());
            if (behind.size() > DEPTH) {
                behind.removeLast();
            }
            place.set(next);
        }
    }

    /** Goes back by one, if there is a way back. */
    public void back() {
        if (!behind.isEmpty()) {
            place.set(behind.pop());
        }
    }
}
