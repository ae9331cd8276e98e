package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;

/** What the page of decryption shows. Plaintext stands in {@link #revealed} alone, and leaves it when the page locks. */
final class DecryptModel {
    /** A document whose ciphertexts were found and not opened. */
    record Sealed(
            String source, Document document, String text, KeyRing ring, List<Found> found, Permission permission) {}

    /** A line of the list of fields; never a plaintext, since rows can be copied. */
    record FieldRow(long offset, String path, String member) {}

    /** What became of a field that was asked for. */
    record Outcome(FieldStatus status, String value, String reason) {
        @Override
        public String toString() {
            return status.word();
        }
    }

    final StringProperty source = new SimpleStringProperty("");
    final StringProperty key = new SimpleStringProperty("");
    final StringProperty prefix = new SimpleStringProperty("");
    final StringProperty suffix = new SimpleStringProperty("");
    final StringProperty reason = new SimpleStringProperty("");
    final StringProperty line = new SimpleStringProperty("");
    final ObjectProperty<ViewState<Sealed>> document = new SimpleObjectProperty<>(new ViewState.Loading<>());
    final ObservableMap<Long, Outcome> revealed = FXCollections.observableHashMap();
    final IntegerProperty secondsLeft = new SimpleIntegerProperty();
}
