package dev.sallyport.views.overview;

import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import java.util.concurrent.Callable;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** One question of the overview, read by itself, so that a slow or denied one holds up no other. */
final class Part<T> {
    private final ObjectProperty<ViewState<T>> state = new SimpleObjectProperty<>(new ViewState.Loading<>());
    private final Question<T> question;
    private final String what;
    private final Callable<ViewState<T>> read;

    /** {@code read} tells a whole answer from an empty or partial one. */
    Part(Background background, String what, Callable<ViewState<T>> read) {
        this.question = new Question<>(background, state);
        this.what = what;
        this.read = read;
    }

    Question<T> question() {
        return question;
    }

    ObjectProperty<ViewState<T>> state() {
        return state;
    }

    void refresh() {
        question.ask(what, read, answer -> answer);
    }

    /** Reads again without a word in the activity bar, unless it is still reading. */
    void follow() {
        question.follow(what, read, answer -> answer);
    }

    void cancel() {
        question.cancel();
    }
}
