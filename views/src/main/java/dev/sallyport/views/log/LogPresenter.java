package dev.sallyport.views.log;

import dev.sallyport.core.SallyportException.Kind;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LoadReport;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogPlace;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.RejectedLine;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.log.LogModel.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens logs and asks them: one condition for rows, histogram and top values. */
final class LogPresenter {
    static final int PAGE = 200;

    /** How far back a log group is read that the reader comes to from another page. */
    private static final Duration LATELY = Duration.ofHours(24);

    private static final int BARS = 96;
    private static final int TOP = 12;
    private static final int REJECTED_SHOWN = 200;
    private static final Map<LogKind, String> FIRST_FACET = Map.of(
            LogKind.WAF, "terminatingRuleId", LogKind.CLOUDFRONT, "sc_status", LogKind.EDGE, "function");

    private final Desk desk;
    private final LogSources sources;
    private final Runnable choose;
    private final Background.Lane loading;
    private final Background.Lane reading;
    private final LogModel model = new LogModel();
    private @Nullable LogStore store;
    private @Nullable LogKind kind;
    private long offset;
    private final Question<Answer> question;

    LogPresenter(Desk desk, LogSources sources, Runnable choose) {
        this.desk = desk;
        this.sources = sources;
        this.choose = choose;
        this.loading = desk.background().lane();
        this.reading = desk.background().lane();
        this.question = new Question<>(desk.background(), model.answer).objecting(this::objects);
        model.answer.subscribe(state -> model.line.set(state.say(LogPresenter::line, "Nothing is open.")));
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
        List<String> names = files.stream().map(file -> String.valueOf(file.getFileName())).toList();
        load(what, names, false, (into, progress) -> into.load(files, (source, done) -> progress.accept(done)));
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
        load(what, places.stream().map(LogPlace::group).toList(), named, (into, progress) -> {
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
    private void load(String what, List<String> names, boolean named, Reading read) {
        if (model.answer.get() instanceof ViewState.Empty<Answer>) {
            question.forget();
        }
        LogStore known = store;
        loading.<Loaded>loadWithProgress(what, progress -> {
                    LogStore into = known == null ? sources.opening().call() : known;
                    Map<LogKind, Long> before = into.report().records();
                    read.into(into, progress);
                    return new Loaded(into, more(before, into.report().records()));
                })
                .onSuccess(loaded -> {
                    store = loaded.store();
                    model.sources.addAll(names);
                    offset = 0;
                    if (named && loaded.more().isPresent()) {
                        kind = loaded.more().get();
                        model.where.set("");
                    } else if (named) {
                        desk.activity().wrong(Words.NO_NEW_RECORD);
                    }
                    ask();
                })
                .onError(this::refused)
                .run();
    }

    private static Optional<LogKind> more(Map<LogKind, Long> before, Map<LogKind, Long> after) {
        Map<LogKind, Long> more = new EnumMap<>(LogKind.class);
        after.forEach((each, count) -> more.put(each, count - before.getOrDefault(each, 0L)));
        return more.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    private void refused(SallyportException error) {
        if (store == null) {
            nothing();
        }
        desk.activity().wrong(error.message() + " " + error.next());
    }

    void choose(LogKind chosen) {
        if (chosen != kind) {
            kind = chosen;
            offset = 0;
            model.where.set("");
            model.facetField.set(FIRST_FACET.getOrDefault(chosen, chosen.outcome()));
            ask();
        }
    }

    void facet(String field) {
        model.facetField.set(field);
        ask();
    }

    void search() {
        offset = 0;
        ask();
    }

    void turn(int pages) {
        offset = Math.max(0, offset + (long) pages * PAGE);
        ask();
    }

    void brush(Instant from, Instant to) {
        add(LogBrowser.between(from, to));
    }

    void narrow(@Nullable Object value) {
        add(LogBrowser.condition(model.facetField.get(), value));
    }

    private void add(String condition) {
        model.where.set(LogBrowser.and(model.where.get(), condition));
        search();
    }

    void ask() {
        LogStore from = store;
        if (from == null) {
            return;
        }
        LogKind wanted = kind;
        String where = model.where.get();
        String facet = model.facetField.get();
        long first = offset;
        question.ask("Asking the logs", () -> answer(from, wanted, where, facet, first), this::judge);
    }

    private static Answer answer(LogStore store, @Nullable LogKind wanted, String where, String facet, long offset) {
        List<LogKind> kinds = store.kinds();
        if (kinds.isEmpty()) {
            throw SallyportException.badInput("SP-LOG-EMPTY", "The sources hold no record of that time.", "Look further back, or open others.");
        }
        LogKind kind = wanted == null || !kinds.contains(wanted) ? kinds.getFirst() : wanted;
        LogBrowser browser = store.browse(kind);
        List<String> fields = List.copyOf(browser.fields().keySet());
        String by = fields.contains(facet) ? facet : FIRST_FACET.getOrDefault(kind, kind.outcome());
        return new Answer(
                where,
                kind,
                kinds,
                store.report(),
                fields,
                browser.count(where),
                offset,
                browser.page(where, null, false, offset, PAGE),
                browser.span(where)
                        .map(span -> browser.bars(where, span.since(), span.until(), BARS, kind.outcome()))
                        .orElse(List.of()),
                browser.facet(where, by, TOP));
    }

    private ViewState<Answer> judge(Answer answer) {
        kind = answer.kind();
        if (!answer.fields().contains(model.facetField.get())) {
            model.facetField.set(FIRST_FACET.getOrDefault(answer.kind(), answer.kind().outcome()));
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

    private static String line(Answer answer) {
        LoadReport report = answer.report();
        String records = report.records().entrySet().stream()
                .map(entry -> Format.number(entry.getValue()) + " " + Words.kind(entry.getKey()))
                .collect(Collectors.joining(", "));
        String rejected = report.rejected() == 0
                ? ""
                : " " + Format.count(report.rejected(), "line", "lines") + " did not parse.";
        return records + (report.total() == 1 ? " record." : " records.") + rejected;
    }

    void read(LogRow row) {
        LogStore from = store;
        LogKind of = kind;
        if (from != null && of != null) {
            reading.load("Reading a record", () -> from.original(of, row.id()))
                    .onSuccess(text -> model.record.set(text.orElse(row.values().toString())))
                    .run();
        }
    }

    void showRejected() {
        LogStore from = store;
        if (from != null) {
            reading.load("Reading rejected lines", () -> from.rejected(REJECTED_SHOWN).stream()
                            .map(LogPresenter::rejectedLine)
                            .collect(Collectors.joining("\n")))
                    .onSuccess(model.rejected::set)
                    .run();
        }
    }

    private static String rejectedLine(RejectedLine line) {
        return line.source() + ":" + line.number() + "  " + line.reason() + "  " + line.text();
    }
}
