package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the page of distributions shows. */
final class DistributionModel {
    final ObjectProperty<ViewState<List<Distribution>>> distributions =
            new SimpleObjectProperty<>(new ViewState.Loading<>());

    /** The distribution that is open, as far as it was read whole. */
    final ObjectProperty<ViewState<Distribution>> opened = new SimpleObjectProperty<>(new ViewState.Loading<>());

    final StringProperty answer = new SimpleStringProperty("");
    final StringProperty filter = new SimpleStringProperty("");

    /** The path that is tried in the distribution that is open. */
    final StringProperty tested = new SimpleStringProperty("");
}
