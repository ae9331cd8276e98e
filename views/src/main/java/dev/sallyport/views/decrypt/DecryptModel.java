package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Offer;
import dev.sallyport.core.decrypt.Part;
import dev.sallyport.core.decrypt.Parts;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.core.decrypt.RingKey;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Deadline;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.ViewState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.ObservableMap;
import org.jspecify.annotations.Nullable;

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
    record Sealed(Search search, Document document, KeyRing ring, List<Found> found, Parts parts) {}

    /** A line of the list of fields; never a plaintext, since rows can be copied. */
    record FieldRow(long offset, String path, String member, String key) {
        /** Its path, or its byte where it has none. */
        String place() {
            return path.isEmpty() ? "byte " + Format.number(offset) : path;
        }

        /** Without what all fields of an element of a list have in common. */
        String shortPath() {
            int element = path.startsWith("$[") ? path.indexOf(']') : -1;
            return element > 0 && element < path.length() - 1 ? "$" + path.substring(element + 1) : place();
        }
    }

    /** What became of a field that was asked for; a plaintext is masked again at {@code until}. */
    record Outcome(FieldStatus status, String value, String reason, String note, Deadline until) {
        boolean isOpen() {
            return status == FieldStatus.DECRYPTED;
        }

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
    /** What a reason looks like. */
    final StringProperty reasonPrompt = new SimpleStringProperty(Words.REASON);
    final StringProperty line = new SimpleStringProperty("");
    final StringProperty identity = new SimpleStringProperty("");
    final ObservableList<Offer> offers = FXCollections.observableArrayList();
    final StringProperty offersMissing = new SimpleStringProperty("");
    final ObjectProperty<ViewState<Sealed>> document = new SimpleObjectProperty<>(new ViewState.Loading<>());
    /** What the form asked for when something was last looked for; nothing while a source is chosen. */
    final ObjectProperty<Optional<Search>> searched = new SimpleObjectProperty<>(Optional.empty());

    /** What was changed in the form since; empty while what is shown answers it. */
    final StringBinding changed = Bindings.createStringBinding(this::changes, searched, source, key, prefix, suffix);

    final ObjectProperty<@Nullable Part> record = new SimpleObjectProperty<>();
    final ObservableList<FieldRow> chosen = FXCollections.observableArrayList();
    /** Of those that are selected the one that is shown whole, and copied. */
    final ObjectProperty<@Nullable FieldRow> current = new SimpleObjectProperty<>();
    final ObservableMap<RingKey, Permission> answers = FXCollections.observableHashMap();
    final ObservableMap<Long, Outcome> revealed = FXCollections.observableHashMap();
    final IntegerProperty secondsLeft = new SimpleIntegerProperty();

    /** What revealing would do now, or why it cannot be done. */
    final StringBinding hint = Bindings.createStringBinding(this::whatRevealingDoes, reason, changed, chosen, document);

    final BooleanBinding mayReveal = reason.isNotEmpty().and(changed.isEmpty());

    /** What the form asks for. */
    Search search() {
        return new Search(source.get().strip(), key.get().strip(), prefix.get(), suffix.get());
    }

    /** What was found, if anything was. */
    Optional<Sealed> sealed() {
        return document.get() instanceof ViewState.Ready<Sealed>(Sealed sealed) ? Optional.of(sealed) : Optional.empty();
    }

    /** The ciphertexts at {@code offsets}. */
    List<Found> at(Set<Long> offsets) {
        return sealed().stream()
                .flatMap(sealed -> sealed.found().stream())
                .filter(found -> offsets.contains(found.offset()))
                .toList();
    }

    /** What became of the field that is shown whole. */
    Optional<Outcome> currentOutcome() {
        return Optional.ofNullable(current.get()).map(FieldRow::offset).map(revealed::get);
    }

    /** What opening these costs, as {@code 12 calls to KMS, each in CloudTrail}. */
    String cost(List<Found> wanted) {
        KeyRing ring = sealed().map(Sealed::ring).orElseThrow();
        long calls = Decrypter.calls(wanted, ring);
        if (calls == 0) {
            return "no call to KMS";
        }
        boolean isExact = wanted.stream().allMatch(found -> ring.of(found).size() < 2);
        return (isExact ? "" : "at most ")
                + Format.count(calls, "call to KMS, in CloudTrail", "calls to KMS, each in CloudTrail");
    }

    private String whatRevealingDoes() {
        if (sealed().isEmpty()) {
            return "";
        }
        if (!changed.get().isEmpty()) {
            return changed.get() + " " + Words.FIND_AGAIN + ".";
        }
        if (chosen.isEmpty()) {
            return reason.get().isBlank() ? Words.NEED_REASON_AND_FIELD : Words.NEED_FIELD;
        }
        if (reason.get().isBlank()) {
            return Words.NEED_REASON;
        }
        Set<Long> offsets = chosen.stream().map(FieldRow::offset).collect(Collectors.toSet());
        return "Reveals " + Format.count(offsets.size(), "field", "fields") + ": " + cost(at(offsets)) + ".";
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
