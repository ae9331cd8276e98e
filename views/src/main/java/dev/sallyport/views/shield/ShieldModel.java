package dev.sallyport.views.shield;

import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.AttackDetail;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.views.kit.ViewState;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the page of Shield shows. */
final class ShieldModel {
    final ObjectProperty<ViewState<ShieldReport>> report = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final ObjectProperty<ViewState<RecentTraffic>> traffic = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final ObjectProperty<Optional<Attack>> chosen = new SimpleObjectProperty<>(Optional.empty());
    final ObjectProperty<ViewState<AttackDetail>> attack = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final StringProperty answer = new SimpleStringProperty("");
    final StringProperty filter = new SimpleStringProperty("");
}
