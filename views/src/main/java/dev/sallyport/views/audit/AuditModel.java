package dev.sallyport.views.audit;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.audit.LedgerState;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the page of the ledger shows. */
final class AuditModel {
    /** The entries, newest first, and what the check of the whole ledger found. */
    record Checked(List<LedgerEntry> entries, LedgerState state) {}

    final ObjectProperty<ViewState<Checked>> ledger = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final StringProperty answer = new SimpleStringProperty("");
    final StringProperty filter = new SimpleStringProperty("");
}
