package dev.sallyport.views.decrypt;

import atlantafx.base.controls.RingProgressIndicator;
import javafx.beans.value.ObservableIntegerValue;
import javafx.util.StringConverter;

/** The seconds until the next value is masked, as a ring; its place stays free while nothing is open. */
final class Countdown extends RingProgressIndicator {
    Countdown(ObservableIntegerValue secondsLeft) {
        getStyleClass().add("countdown");
        progressProperty().bind(secondsLeft.map(left -> left.intValue() / (double) DecryptPresenter.SECONDS));
        setStringConverter(new StringConverter<>() {
            @Override
            public String toString(Double share) {
                return Long.toString(Math.round(share * DecryptPresenter.SECONDS));
            }

            @Override
            public Double fromString(String text) {
                return Double.valueOf(text);
            }
        });
        visibleProperty().bind(secondsLeft.map(left -> left.intValue() > 0));
        setAccessibleText("Seconds until masked");
    }
}
