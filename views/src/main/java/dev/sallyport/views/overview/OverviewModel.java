package dev.sallyport.views.overview;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.distribution.PostureScore;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.views.shell.AccountState;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the overview shows. */
final class OverviewModel {
    final Part<PostureScore> posture;
    final Part<RecentTraffic> traffic;
    final Part<Rolling> rolling;
    final Part<AccountState> account;
    final Part<List<LedgerEntry>> reveals;
    final Part<ShieldReport> shield;
    final StringProperty answer = new SimpleStringProperty("");

    /** Whether neither a distribution nor a stack stands. */
    final BooleanProperty bare = new SimpleBooleanProperty();

    OverviewModel(
            Part<PostureScore> posture,
            Part<RecentTraffic> traffic,
            Part<Rolling> rolling,
            Part<AccountState> account,
            Part<List<LedgerEntry>> reveals,
            Part<ShieldReport> shield) {
        this.posture = posture;
        this.traffic = traffic;
        this.rolling = rolling;
        this.account = account;
        this.reveals = reveals;
        this.shield = shield;
    }

    List<Part<?>> parts() {
        return List.of(posture, traffic, rolling, account, reveals, shield);
    }

    /** What a part knows, whole or not, however old. */
    static <T> Optional<T> known(Part<T> part) {
        return part.state().get().known();
    }
}
