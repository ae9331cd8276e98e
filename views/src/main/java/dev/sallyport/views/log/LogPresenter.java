package dev.sallyport.views.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.SallyportException.Kind;
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
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.log.LogModel.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    private final Background.Lane asking;
    private final Background.Lane reading;
    private final LogModel model = new LogModel();
    private @Nullable LogStore store;
    private @Nullable LogKind kind;
    private long offset;
    private Instant readAt = Instant.EPOCH;

    LogPresenter(Desk desk, LogSources sources, Runnable choose) {
        this.desk = desk;
        this.sources = sources;
        this.choose = choose;
        this.loading = desk.background().lane();
        this.asking = desk.background().lane();
        this.reading = desk.background().lane();
        nothing();
    }

    LogModel model() {
        return model;
    }

    private void nothing() {
        model.line.set("Nothing is open.");
        model.answer.set(new ViewState.Empty<>(
                Words.NONE, Words.NONE_WHY, Optional.of(Action.of("log.open.first", Words.CHOOSE_GROUPS, choose))));
    }

    void open(List<Path> files) {
        if (files.isEmpty()) {
            return;
        }
        String what = "Reading " + (files.size() == 1 ? files.getFirst().getFileName() : files.size() + " files");
        List<String> names = files.stream().map(file -> String.valueOf(file.getFileName())).toList();
        load(what, names, (into, progress) -> into.load(files, (source, done) -> progress.accept(done)));
    }

    /** Comes with a group to read, or with a distribution whose standard log is wanted. */
    void show(Place place) {
        String group = place.filter().get("group");
        String distribution = place.filter().get("distribution");
        if (group != null) {
            String region = place.filter().getOrDefault("region", "us-east-1");
            read(List.of(new LogPlace(region, group)), LATELY);
        } else if (distribution != null) {
            loading.load("Looking for the standard log", () -> sources.ofDistribution().apply(distribution))
                    .onSuccess(places -> {
                        if (places.isEmpty()) {
                            desk.activity().wrong(Words.NO_ACCESS_LOG);
                        } else {
                            read(places, LATELY);
                        }
                    })
                    .run();
        }
    }

    /** Reads log groups, so far back. */
    void read(List<LogPlace> places, Duration back) {
        Instant from = desk.activity().clock().instant().minus(back);
        String what = "Reading " + (places.size() == 1 ? places.getFirst().group() : places.size() + " log groups");
        load(what, places.stream().map(LogPlace::group).toList(), (into, progress) -> {
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

    private void load(String what, List<String> names, Reading read) {
        if (model.answer.get() instanceof ViewState.Empty<Answer>) {
            model.answer.set(new ViewState.Loading<>());
        }
        LogStore known = store;
        loading.<LogStore>loadWithProgress(what, progress -> {
                    LogStore into = known == null ? sources.opening().call() : known;
                    read.into(into, progress);
                    return into;
                })
                .onSuccess(into -> {
                    store = into;
                    model.sources.addAll(names);
                    offset = 0;
                    ask();
                })
                .onError(this::refused)
                .run();
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
        String before = model.where.get().strip();
        model.where.set(before.isEmpty() ? condition : before + " AND " + condition);
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
        asking.load("Asking the logs", () -> answer(from, wanted, where, facet, first))
                .onSuccess(this::answered)
                .onError(this::objected)
                .run();
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

    private void answered(Answer answer) {
        readAt = desk.activity().clock().instant();
        kind = answer.kind();
        if (!answer.fields().contains(model.facetField.get())) {
            model.facetField.set(FIRST_FACET.getOrDefault(answer.kind(), answer.kind().outcome()));
        }
        model.objection.set("");
        model.line.set(line(answer));
        model.answer.set(
                answer.report().warnings().isEmpty()
                        ? new ViewState.Ready<>(answer)
                        : new ViewState.Partial<>(answer, answer.report().warnings()));
    }

    private void objected(SallyportException error) {
        if (error.kind() == Kind.BAD_INPUT && !model.where.get().isBlank()) {
            model.objection.set(error.message());
        } else {
            model.answer.set(ViewState.failed(model.answer.get(), readAt, error));
        }
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
        return line.source() + ":" + line.number() + "  " + line.text();
    }
}
