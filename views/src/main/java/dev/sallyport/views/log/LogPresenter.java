package dev.sallyport.views.log;

import dev.sallyport.core.SallyportException.Kind;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogSequence;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.MaskedColumns;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.Unmasking;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.log.LogModel.Answer;
import dev.sallyport.views.log.LogModel.Chip;
import dev.sallyport.views.log.LogModel.Shown;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens logs and asks them: one condition for rows, histogram and top values. */
final class LogPresenter {
    /** How far back a log group is read that the reader comes to from another page. */
    private static final Duration LATELY = Duration.ofHours(24);

    private final Desk desk;
    private final LogSources sources;
    private final Runnable choose;
    private final Background.Lane loading;
    private final Background.Lane reading;
    private final Background.Lane rows;
    private final LogModel model = new LogModel();
    private @Nullable LogStore store;
    private @Nullable LogKind kind;
    private @Nullable String order;
    private boolean descending;
    private final History history = new History();
    private final Set<String> groups = new HashSet<>();
    final Question<Answer> question;
    private final LogRecords records;
    private final Unmasking unmasking;

    LogPresenter(Desk desk, LogSources sources, Runnable choose) {
        this.desk = desk;
        this.sources = sources;
        this.choose = choose;
        this.loading = desk.background().lane();
        this.reading = desk.background().lane();
        this.rows = desk.background().lane();
        this.question = new Question<>(desk.background(), model.answer).objecting(this::objects);
        this.unmasking = new Unmasking(desk, sources.unmasks(), Words.TITLE, this::subject, this::maskedAnew);
        this.records = new LogRecords(desk, model, unmasking);
        model.answer.subscribe(state ->
                model.line.set(state.say(answer -> Words.read(answer.report()), "Nothing is open.")));
        nothing();
    }

    LogModel model() {
        return model;
    }

    private void nothing() {
        model.answer.set(new ViewState.Empty<>(
                Words.NONE, Words.NONE_WHY, Optional.of(Action.of("log.open.first", Words.CHOOSE_GROUPS, choose))));
    }

    void open(List<Path> files) {
        if (files.isEmpty()) {
            return;
        }
        String what = "Reading " + (files.size() == 1 ? files.getFirst().getFileName() : files.size() + " files");
        load(what, false, (into, progress) -> into.load(files, (source, done) -> progress.accept(done)));
    }

    /** Comes with a group to read, or with a distribution whose standard log is wanted. */
    void show(Place place) {
        String group = place.filter().get("group");
        String distribution = place.filter().get("distribution");
        if (group != null) {
            String region = place.filter().getOrDefault("region", "us-east-1");
            read(List.of(new LogPlace(region, group)), LATELY, true);
        } else if (distribution != null) {
            loading.load("Looking for the standard log", () -> sources.ofDistribution().apply(distribution))
                    .stoppable()
                    .onSuccess(places -> {
                        if (places.isEmpty()) {
                            desk.activity().wrong(Words.NO_ACCESS_LOG);
                        } else {
                            read(places, LATELY, true);
                        }
                    })
                    .run();
        }
    }

    /** Reads log groups, so far back. */
    void read(List<LogPlace> places, Duration back) {
        read(places, back, false);
    }

    private void read(List<LogPlace> places, Duration back, boolean named) {
        Instant from = desk.activity().clock().instant().minus(back);
        String what = "Reading " + (places.size() == 1 ? places.getFirst().group() : places.size() + " log groups");
        places.forEach(place -> groups.add(place.group()));
        load(what, named, (into, progress) -> {
            for (int i = 0; i < places.size(); i++) {
                sources.loading().load(into, places.get(i), from);
                progress.accept((i + 1.0) / places.size());
            }
        });
    }

    /** Reads something into the store. */
    @FunctionalInterface
    private interface Reading {
        void into(LogStore store, DoubleConsumer progress) throws Exception;
    }

    /** A store after reading, and the kind of which it has more records than before. */
    private record Loaded(LogStore store, Optional<LogKind> more) {}

    /** {@code named}: the reader came to see these records, whatever was shown before. */
    private void load(String what, boolean named, Reading read) {
        if (model.answer.get() instanceof ViewState.Empty<Answer>) {
            question.forget();
        }
        LogStore known = store;
        loading.<Loaded>loadWithProgress(what, progress -> {
                    LogStore into = known == null ? sources.opening().call() : known;
                    try {
                        Map<LogKind, Long> before = into.report().records();
                        read.into(into, progress);
                        return new Loaded(into, LogQuestion.grown(before, into.report().records()));
                    } catch (Exception e) {
                        if (known == null) {
                            into.close();
                        }
                        throw e;
                    }
                })
                .stoppable()
                .onSuccess(loaded -> {
                    store = loaded.store();
                    if (named && loaded.more().isPresent()) {
                        kind = loaded.more().get();
                        unfilter();
                    } else if (named) {
                        desk.activity().wrong(Words.NO_NEW_RECORD);
                    }
                    ask();
                })
                .onError(this::refused)
                .run();
    }

    private void refused(SallyportException error) {
        if (store == null) {
            nothing();
        }
        desk.activity().wrong(error);
    }

    void choose(LogKind chosen) {
        if (chosen != kind) {
            kind = chosen;
            order = null;
            unfilter();
            model.facetField.set(LogQuestion.firstFacet(chosen));
            ask();
        }
    }

    void facet(String field) {
        model.facetField.set(field);
        ask();
    }

    /** Sorts all rows, not only those in sight. */
    void sort(@Nullable String field, boolean falling) {
        if (!Objects.equals(field, order) || falling != descending) {
            order = field;
            descending = falling;
            ask();
        }
    }

    void search() {
        history.add(model.where.get());
        ask();
    }

    /** Puts what was asked before ({@code steps} back) into the field; nothing is asked yet. */
    void recall(int steps) {
        history.step(model.where.get(), steps).ifPresent(model.where::set);
    }

    /** One span at a time: another brush is another question. */
    void brush(Instant from, Instant to) {
        model.chips.removeIf(chip -> chip.field().isEmpty());
        model.chips.add(new Chip(Words.span(from, to), LogBrowser.between(from, to), ""));
        ask();
    }

    /** Keeps the records with that value, or leaves them out; a value of the same field that was kept goes. */
    void narrow(String field, @Nullable Object value, boolean leaveOut) {
        LogStore from = store;
        LogKind of = kind;
        if (from == null || of == null) {
            return;
        }
        reading.load("Asking the logs", () -> from.browse(of, unmasking.or(from.masking()))
                        .having(field, value))
                .quietly()
                .onSuccess(condition -> {
                    Chip chip = new Chip(
                            Words.condition(field, value, leaveOut),
                            leaveOut ? LogBrowser.not(condition) : condition,
                            field);
                    if (!leaveOut) {
                        model.chips.removeIf(other -> other.field().equals(field));
                    }
                    if (!model.chips.contains(chip)) {
                        model.chips.add(chip);
                    }
                    ask();
                })
                .run();
    }

    void remove(Chip chip) {
        model.chips.remove(chip);
        ask();
    }

    /** Takes away all that narrows the records. */
    void clear() {
        unfilter();
        ask();
    }

    private void unfilter() {
        model.where.set("");
        model.chips.clear();
    }

    void ask() {
        LogStore from = store;
        if (from == null) {
            return;
        }
        LogQuestion asked = new LogQuestion(
                kind, model.where.get(), List.copyOf(model.chips), model.facetField.get(), order, descending);
        question.ask("Asking the logs", () -> asked.ask(from, unmasking.or(from.masking())), this::judge);
    }

    /** A log group by its name, a file by the last part of it. */
    String title(String source) {
        return groups.contains(source) ? source : source.substring(source.lastIndexOf(File.separatorChar) + 1);
    }

    /** Leaves out what a source brought. */
    void remove(String source) {
        LogStore from = store;
        if (from != null) {
            loading.load("Removing " + source, () -> {
                        from.remove(source);
                        return from.kinds().isEmpty();
                    })
                    .onSuccess(empty -> {
                        if (empty) {
                            unfilter();
                            model.record.set(Optional.empty());
                            question.cancel();
                            nothing();
                        } else {
                            ask();
                        }
                    })
                    .run();
        }
    }

    /** Writes all rows of the answer, in their order. */
    void export(Path to) {
        LogStore from = store;
        Optional<Answer> now = model.answer.get().known();
        if (from != null && now.isPresent()) {
            LogSequence rows = now.get().rows();
            String reason = unmasking.reason();
            loading.<Path>loadWithProgress("Writing " + to.getFileName(), progress -> {
                        Masking masking = unmasking.forFile(from::masking, reason, to.toString());
                        from.export(now.get().kind(), rows, masking, to, progress);
                        return to;
                    })
                    .stoppable()
                    .onSuccess(file -> desk.activity()
                            .done(Format.count(rows.size(), "record", "records") + " written to " + file + "."))
                    .onError(desk.activity()::wrong)
                    .run();
        }
    }

    private ViewState<Answer> judge(Answer answer) {
        kind = answer.kind();
        if (!answer.fields().contains(model.facetField.get())) {
            model.facetField.set(LogQuestion.firstFacet(answer.kind()));
        }
        model.objection.set("");
        return answer.report().warnings().isEmpty()
                ? new ViewState.Ready<>(answer)
                : new ViewState.Partial<>(answer, answer.report().warnings());
    }

    /** What is wrong with the condition is said beside it. */
    private boolean objects(SallyportException error) {
        boolean condition = error.kind() == Kind.BAD_INPUT && !model.where.get().isBlank();
        if (condition) {
            model.objection.set(error.message());
        }
        return condition;
    }

    void read(LogRow row) {
        LogStore from = store;
        LogKind of = kind;
        if (from != null && of != null) {
            records.read(from, of, row);
        }
    }

    /** Copies a record as it was logged. */
    void copy(LogRow row) {
        LogStore from = store;
        LogKind of = kind;
        if (from != null && of != null) {
            records.copy(from, of, row);
        }
    }

    void showRejected() {
        LogStore from = store;
        if (from != null) {
            records.showRejected(from);
        }
    }

    /** What lifts the masks. */
    Unmasking unmasking() {
        return unmasking;
    }

    /** The sources, for the ledger. */
    private String subject() {
        return model.answer.get().known().map(Answer::sources).orElse(List.of()).stream()
                .map(source -> title(source.name()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Nothing that is masked again stays, be it in an answer, a record or a chip. */
    private void maskedAnew() {
        LogStore from = store;
        Optional<Shown> open = model.record.get();
        records.cancel();
        rows.cancel();
        if (!unmasking.isOpen().get()) {
            model.record.set(Optional.empty());
            model.chips.removeIf(chip -> MaskedColumns.isMasked(chip.field()) && !chip.field().isEmpty());
        }
        if (from != null) {
            question.forget();
            open.ifPresent(shown -> records.read(from, shown.kind(), shown.row()));
            ask();
        }
    }

    /** What reads the rows in sight. */
    Background.Lane rows() {
        return rows;
    }
}
