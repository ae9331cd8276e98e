package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.ViewState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
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
    /** What is looked for: whatever of it changes, what was found does not answer it any more. */
    record Search(String source, String key, String prefix, String suffix) {
        /** What of it {@code other} has otherwise, as the form names it. */
        List<String> differences(Search other) {
            List<String> names = new ArrayList<>();
            compare(source, other.source, Words.SOURCE_NAME, names);
            compare(key, other.key, Words.KEY_NAME, names);
            compare(prefix, other.prefix, Words.PREFIX, names);
            compare(suffix, other.suffix, Words.SUFFIX, names);
            return names;
        }

        private static void compare(String one, String other, String name, List<String> names) {
            if (!one.equals(other)) {
                names.add(name);
            }
        }
    }

    /** A document whose ciphertexts were found and not opened. */
    record Sealed(
            Search search, Document document, String text, KeyRing ring, List<Found> found, Permission permission) {}

    /** A line of the list of fields; never a plaintext, since rows can be copied. */
    record FieldRow(long offset, String path, String member) {}

    /** What became of a field that was asked for. */
    record Outcome(FieldStatus status, String value, String reason, String note) {
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
    /** What the form asked for when something was last looked for. */
    final ObjectProperty<Optional<Search>> searched = new SimpleObjectProperty<>(Optional.empty());

    /** What was changed in the form since; empty while what is shown answers it. */
    final StringBinding changed = Bindings.createStringBinding(this::changes, searched, source, key, prefix, suffix);

    final ObservableMap<Long, Outcome> revealed = FXCollections.observableHashMap();
    final IntegerProperty secondsLeft = new SimpleIntegerProperty();

    /** What the form asks for. */
    Search search() {
        return new Search(source.get().strip(), key.get().strip(), prefix.get(), suffix.get());
    }

    private String changes() {
        List<String> names = searched.get().map(search()::differences).orElse(List.of());
        if (names.isEmpty()) {
            return "";
        }
        String last = names.getLast();
        String others = String.join(", ", names.subList(0, names.size() - 1));
        String all = others.isEmpty() ? last : others + " and " + last;
        return Badge.sentence(all.toLowerCase(Locale.ROOT)) + " changed.";
    }
}
