package dev.sallyport.views.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.Field;
import dev.sallyport.core.decrypt.FieldStatus;
import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Opened;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.decrypt.Sources;
import dev.sallyport.views.decrypt.DecryptModel.Outcome;
import dev.sallyport.views.decrypt.DecryptModel.Sealed;
import dev.sallyport.views.decrypt.DecryptModel.Search;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Finds ciphertexts, opens those that are asked for with a reason, and forgets them again. */
final class DecryptPresenter {
    /** How long a plaintext stays on the screen. */
    static final int SECONDS = 60;

    private final Desk desk;
    private final Decrypter decrypter;
    private final Sources sources;
    private final Callable<Identity> who;
    private final Background.Lane reading;
    private final Background.Lane revealing;
    private final DecryptModel model = new DecryptModel();
    private Background.@Nullable Running countdown;
    private boolean opening;

    DecryptPresenter(Desk desk, Decrypter decrypter, Sources sources, Callable<Identity> who) {
        this.desk = desk;
        this.decrypter = decrypter;
        this.sources = sources;
        this.who = who;
        this.reading = desk.background().lane();
        this.revealing = desk.background().lane();
        model.line.set("Nothing is open.");
        model.document.set(new ViewState.Empty<>(Words.NONE, Words.NONE_WHY, Optional.empty()));
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
    }

    /** Nothing stays readable on a page that nobody looks at. */
    void hide() {
        lock();
    }

    void find() {
        lock();
        Search search = model.search();
        model.searched.set(Optional.of(search));
        model.document.set(new ViewState.Loading<>());
        reading.load("Reading " + search.source(), () -> sealed(search))
                .onSuccess(this::found)
                .onError(error -> {
                    model.line.set("The document could not be read.");
                    model.document.set(ViewState.failed(error));
                })
                .run();
    }

    private Sealed sealed(Search search) {
        KeyRing ring = ring(search.key(), search.prefix(), search.suffix());
        Document document = sources.read(search.source(), InputStream.nullInputStream());
        List<Found> found = Decrypter.find(document, ring);
        return new Sealed(search, document, document.shown(), ring, found, permission(search.key()));
    }

    private static KeyRing ring(String key, String prefix, String suffix) {
        if (key.endsWith(".json")) {
            return KeyRing.read(Path.of(key));
        }
        Marker marker = new Marker(prefix, suffix);
        return key.endsWith(".pem") ? KeyRing.ofPem(marker, Path.of(key)) : KeyRing.ofKms(marker, key);
    }

    private Permission permission(String key) {
        return key.endsWith(".pem") || key.endsWith(".json") ? new Permission(true, "") : decrypter.mayI(key);
    }

    private void found(Sealed sealed) {
        int count = sealed.found().size();
        String source = Format.middle(sealed.search().source(), 64);
        model.line.set(Format.count(count, "encrypted field", "encrypted fields") + " in " + source + ".");
        model.document.set(
                count == 0
                        ? new ViewState.Empty<>(Words.NOTHING_FOUND, Words.NOTHING_FOUND_WHY, Optional.empty())
                        : new ViewState.Ready<>(sealed));
    }

    void reveal(Set<Long> offsets) {
        if (offsets.isEmpty() || !(model.document.get() instanceof ViewState.Ready<Sealed>(Sealed sealed))) {
            return;
        }
        if (!model.changed.get().isEmpty()) {
            desk.activity().wrong(model.changed.get() + " " + Words.FIND_AGAIN + ".");
            return;
        }
        String reason = model.reason.get().strip();
        if (reason.isEmpty()) {
            desk.activity().wrong(Words.NEED_REASON);
            return;
        }
        opening = true;
        revealing
                .load("Revealing " + Format.count(offsets.size(), "field", "fields"), () -> {
                    Identity identity = who.call();
                    return decrypter.open(
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
                .onSuccess(this::opened)
                .onError(this::refused)
                .run();
    }

    private void opened(Opened opened) {
        opening = false;
        for (Field field : opened.fields()) {
            model.revealed.put(field.offset(), outcome(field));
        }
        if (opened.failed() > 0) {
            desk.activity().wrong(Format.count(opened.failed(), "field", "fields") + " could not be opened.");
        }
        if (opened.decrypted() > 0) {
            if (countdown != null) {
                countdown.cancel();
            }
            // By the clock, which goes on while the machine sleeps.
            Instant end = desk.activity().clock().instant().plusSeconds(SECONDS);
            model.secondsLeft.set(SECONDS);
            countdown = desk.background().every(Duration.ofSeconds(1), () -> tick(end));
        }
    }

    private static Outcome outcome(Field field) {
        var value = field.value();
        String text = value == null ? "" : value.isTextual() ? value.textValue() : value.toString();
        return new Outcome(field.status(), text, field.reason(), field.note());
    }

    private void refused(SallyportException error) {
        opening = false;
        desk.activity().wrong(error.message() + " " + error.next());
    }

    private void tick(Instant end) {
        Duration left = Duration.between(desk.activity().clock().instant(), end);
        model.secondsLeft.set(Math.toIntExact(Math.ceilDiv(left.toMillis(), 1_000L)));
        if (!left.isPositive()) {
            lock();
        }
    }

    /** Masks what is revealed, and reveals no more; tells whether there was anything. */
    boolean lock() {
        boolean open = opening
                || model.revealed.values().stream().anyMatch(outcome -> outcome.status() == FieldStatus.DECRYPTED);
        opening = false;
        revealing.cancel();
        if (countdown != null) {
            countdown.cancel();
            countdown = null;
        }
        model.secondsLeft.set(0);
        model.revealed.clear();
        return open;
    }
}
