package dev.sallyport.views.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Field;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Offer;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Parts;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.RevealPolicy;
import dev.sallyport.core.decrypt.RingKey;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.decrypt.DecryptModel.Search;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Deadline;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds ciphertexts, opens those that are asked for with a reason, and forgets them again. */
final class DecryptPresenter {
    /** How long a plaintext stays on the screen. */
    static final int SECONDS = 60;

    private final Desk desk;
    private final DecryptSources sources;
    private final OfferList offers;
    private final Background.Lane reading;
    private final Background.Lane asking;
    private final Background.Lane revealing;
    private final DecryptModel model = new DecryptModel();
    private @Nullable Document pasted;
    private Background.@Nullable Running countdown;
    private boolean opening;
    private @Nullable Identity shown;

    DecryptPresenter(Desk desk, DecryptSources sources) {
        this.desk = desk;
        this.sources = sources;
        this.offers = new OfferList(desk, sources, model);
        this.reading = desk.background().lane();
        this.asking = desk.background().lane();
        this.revealing = desk.background().lane();
        model.line.set(Words.CHOOSING);
        model.document.subscribe(state -> {
            switch (state) {
                // What was told is of what was read before.
                case ViewState.Loading<Sealed> _ when model.searched.get().isPresent() -> model.line.set("");
                case ViewState.Denied<Sealed> _, ViewState.Failed<Sealed> _ -> model.line.set(Words.UNREAD);
                default -> {}
            }
        });
        // Values of one key never stand below the name of another.
        model.changed.subscribe(changes -> {
            if (!changes.isEmpty()) {
                lock();
            }
        });
    }

    DecryptModel model() {
        return model;
    }

    void show(Place place) {
        place.filter().forEach((name, value) -> {
            switch (name) {
                case "source" -> model.source.set(value);
                case "key" -> model.key.set(value);
                case "prefix" -> model.prefix.set(value);
                case "suffix" -> model.suffix.set(value);
                default -> {}
            }
        });
        if (place.filter().containsKey("source")) {
            find();
        }
        offers.read();
        desk.background()
                .load("Reading the policy for reveals", sources.decrypter()::policy)
                .onSuccess(this::showPolicy)
                .quietly()
                .run();
        desk.background()
                .load("Asking who you are", sources.who())
                .onSuccess(this::showIdentity)
                .onError(error -> model.identity.set("Nobody knows yet who you are: " + error.message()))
                .quietly()
                .run();
    }

    private void showPolicy(RevealPolicy policy) {
        model.reasonPrompt.set(policy.hint().isEmpty() ? Words.REASON : Words.REASON + " As " + policy.hint());
    }

    private void showIdentity(Identity me) {
        shown = me;
        model.identity.set("You are " + me.arn() + ".");
    }

    /** Nothing stays readable on a page that nobody looks at. */
    void hide() {
        lock();
    }

    /** Back to what can be chosen. */
    void choose() {
        lock();
        reading.cancel();
        asking.cancel();
        model.searched.set(Optional.empty());
        model.line.set(Words.CHOOSING);
        offers.read();
    }

    /** Fills the form. */
    void take(Offer offer) {
        if (!offer.source().isEmpty()) {
            model.source.set(offer.source());
        }
        model.key.set(offer.key());
        model.prefix.set(offer.prefix());
        model.suffix.set(offer.suffix());
    }

    /** Takes {@code text} for the document. */
    void paste(String text) {
        lock();
        reading.cancel();
        asking.cancel();
        pasted = Document.of(text);
        model.searched.set(Optional.empty());
        model.source.set(Words.PASTED);
        if (!model.key.get().isBlank()) {
            find();
        }
    }

    void find() {
        lock();
        Search search = model.search();
        model.searched.set(Optional.of(search));
        model.document.set(new ViewState.Loading<>());
        asking.cancel();
        reading.load("Reading " + search.source(), () -> sealed(search))
                .stoppable()
                .onSuccess(this::found)
                .onError(error -> model.document.set(ViewState.failed(error)))
                .run();
    }

    private Sealed sealed(Search search) {
        KeyRing ring = ring(search);
        Document held = pasted;
        Document document = held != null && search.source().equals(Words.PASTED)
                ? held
                : sources.documents().read(search.source(), InputStream.nullInputStream());
        List<Found> found = Decrypter.find(document, ring);
        if (!search.source().equals(Words.PASTED)) {
            sources.recent().add(search);
        }
        return new Sealed(search, document, ring, found, Parts.of(document, found));
    }

    private KeyRing ring(Search search) {
        String key = search.key();
        Optional<KeyRing> ofStack = offers.ring(key);
        if (ofStack.isPresent()) {
            return ofStack.get();
        }
        if (key.endsWith(".pem")) {
            return KeyRing.ofPem(new Marker(search.prefix(), search.suffix()), Path.of(key));
        }
        Optional<Path> named = sources.rings().find(key);
        if (named.isPresent() || key.endsWith(".json")) {
            return KeyRing.read(named.orElseGet(() -> Path.of(key)));
        }
        return KeyRing.ofKms(new Marker(search.prefix(), search.suffix()), key);
    }

    private void found(Sealed sealed) {
        int count = sealed.found().size();
        int records = sealed.parts().sealed().size();
        String source = Format.middle(sealed.search().source(), 64);
        String where = sealed.parts().total() == 1
                ? ""
                : " in " + Format.number(records) + " of " + Format.count(sealed.parts().total(), "record", "records");
        model.line.set(Format.count(count, "encrypted field", "encrypted fields") + where + " in " + source + ".");
        model.answers.clear();
        model.document.set(
                count == 0
                        ? new ViewState.Empty<>(Words.NOTHING_FOUND, Words.NOTHING_FOUND_WHY, Optional.empty())
                        : new ViewState.Ready<>(sealed));
        if (count > 0) {
            ask(sealed);
        }
    }

    /** Asks for each key under a marker that was found whether it may be used. */
    private void ask(Sealed sealed) {
        Set<RingKey> keys = sealed.found().stream()
                .map(Found::marker)
                .distinct()
                .flatMap(marker -> sealed.ring().keys().getOrDefault(marker, List.of()).stream())
                .collect(Collectors.toSet());
        asking.load("Asking KMS what you may decrypt", () -> {
                    Map<RingKey, Permission> answers = new HashMap<>();
                    keys.forEach(key -> answers.put(key, sources.decrypter().mayI(key)));
                    return answers;
                })
                .onSuccess(model.answers::putAll)
                .run();
    }

    void reveal(Set<Long> offsets) {
        Sealed sealed = model.sealed().orElse(null);
        if (offsets.isEmpty() || sealed == null) {
            return;
        }
        String reason = model.reason.get().strip();
        if (!model.changed.get().isEmpty() || reason.isEmpty()) {
            desk.activity().wrong(model.hint.get());
            return;
        }
        if (opening) {
            desk.activity().wrong("Wait for what is being revealed, or lock.");
            return;
        }
        opening = true;
        Identity known = shown;
        revealing
                .load("Revealing " + Format.count(offsets.size(), "field", "fields"), () -> {
                    Identity identity = sources.who().call();
                    if (known != null && !known.arn().equals(identity.arn())) {
                        desk.background().show(() -> showIdentity(identity));
                        throw SallyportException.refused(
                                "SP-IDENTITY-CHANGED",
                                "Nothing was revealed: you are " + identity.arn() + " now.",
                                "Reveal again if the ledger should have that name.");
                    }
                    return sources.decrypter()
                            .open(
                                    sealed.document(),
                                    sealed.ring(),
                                    new Reveal(
                                            identity.arn(),
                                            identity.account(),
                                            sealed.search().source(),
                                            reason,
                                            Set.of(),
                                            offsets));
                })
                .stoppable()
                .onSuccess(opened -> opened(opened, reason))
                .onError(this::refused)
                .run();
    }

    private void opened(Opened opened, String reason) {
        opening = false;
        // A reason is for one reveal. What was typed since is for the next.
        if (model.reason.get().strip().equals(reason)) {
            model.reason.set("");
        }
        Deadline until = desk.activity().deadline(Duration.ofSeconds(SECONDS));
        for (Field field : opened.fields()) {
            model.revealed.put(field.offset(), outcome(field, until));
        }
        // Of one field it stands beside it.
        if (opened.failed() > 0 && opened.fields().size() > 1) {
            String reasons = opened.fields().stream()
                    .map(Field::reason)
                    .filter(each -> !each.isEmpty())
                    .distinct()
                    .limit(2)
                    .collect(Collectors.joining(" "));
            desk.activity().wrong(
                    Format.count(opened.failed(), "field", "fields") + " could not be opened. " + reasons);
        }
        if (opened.decrypted() > 0) {
            if (countdown == null) {
                countdown = desk.background().every(Duration.ofSeconds(1), this::tick);
            }
            tick();
        }
    }

    private static Outcome outcome(Field field, Deadline until) {
        var value = field.value();
        String text = value == null ? "" : value.isTextual() ? value.textValue() : value.toString();
        return new Outcome(field.status(), text, field.reason(), field.note(), until);
    }

    private void refused(SallyportException error) {
        opening = false;
        desk.activity().wrong(error);
    }

    /** Masks each value when its time is over; counts for the one that goes first. */
    private void tick() {
        List<Long> over = model.revealed.entrySet().stream()
                .filter(each -> each.getValue().isOpen() && each.getValue().until().isOver())
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(model.revealed::remove);
        OptionalInt next = model.revealed.values().stream()
                .filter(Outcome::isOpen)
                .mapToInt(each -> each.until().secondsLeft())
                .min();
        model.secondsLeft.set(next.orElse(0));
        if (next.isEmpty()) {
            stopCounting();
        }
    }

    private void stopCounting() {
        if (countdown != null) {
            countdown.cancel();
            countdown = null;
        }
    }

    /** Masks what is revealed, and reveals no more; tells whether there was anything. */
    boolean lock() {
        boolean open = opening || model.revealed.values().stream().anyMatch(Outcome::isOpen);
        if (opening) {
            // It went into the ledger with the reveal that is stopped.
            model.reason.set("");
        }
        opening = false;
        revealing.cancel();
        stopCounting();
        model.secondsLeft.set(0);
        model.revealed.clear();
        return open;
    }
}
