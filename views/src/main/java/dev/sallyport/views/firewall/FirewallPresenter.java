package dev.sallyport.views.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.HitFilter;
import dev.sallyport.core.firewall.HitFilter.Term;
import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.Metered;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.Asked;
import dev.sallyport.views.firewall.FirewallModel.Span;
import dev.sallyport.views.firewall.FirewallModel.Window;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.Unmasking;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the rules and the traffic of a web ACL, again and again while the page is in view and live. */
final class FirewallPresenter {
    /** How many of the latest requests are read to be looked at, and how many to be searched. */
    private static final int LATEST = 200;

    static final int SEARCHED = 2_000;

    /**
     * What one reading brings: nothing when there is no web ACL.
     *
     * @param missing the web ACL that was asked for and is not there
     * @param dropped what was asked and nothing can tell any more
     * @param warnings what could not be read, one sentence each
     */
    private record Reading(
            Optional<Answer> answer,
            Optional<String> missing,
            @Nullable LogStore log,
            List<Term> dropped,
            List<String> warnings) {}

    private final Desk desk;
    private final FirewallSources sources;
    private final Duration period;
    private final Background.Lane recordLane;
    private final FirewallModel model = new FirewallModel();
    private final Question<Answer> question;
    private boolean further;
    private Background.@Nullable Running ticking;
    private @Nullable LogStore log;
    private @Nullable Runnable reopen;
    private final Unmasking unmasking;

    FirewallPresenter(Desk desk, FirewallSources sources, Duration period) {
        this.desk = desk;
        this.sources = sources;
        this.period = period;
        this.recordLane = desk.background().lane();
        this.question = new Question<>(desk.background(), model.answer);
        this.unmasking = new Unmasking(desk, sources.unmasks(), Words.TITLE, this::subject, this::maskedAnew);
        model.answer.subscribe(
                state -> model.line.set(state.say(Words::line, "No web ACL inspects requests.")));
        // The first letter searches further back than what there is to look at.
        model.filter.addListener((property, before, now) -> {
            if (before.isBlank() && !now.isBlank()) {
                refresh();
            }
        });
    }

    Question<Answer> question() {
        return question;
    }

    FirewallModel model() {
        return model;
    }

    void show(Place place) {
        String acl = place.filter().get("acl");
        if (acl != null) {
            choose(acl);
        } else {
            refresh();
        }
        ticking = desk.background().whileAttended(period, this::tick);
    }

    /** Shows that web ACL, by its name or ARN. */
    void choose(String acl) {
        model.acl.set(Optional.of(acl));
        if (model.answer.get().known().filter(shown -> !is(shown.acl().named(), acl)).isPresent()) {
            // Its rules have other names.
            model.terms.clear();
            question.forget();
        }
        refresh();
    }

    /** Looks only at that span of time; at the window again where there is none. */
    void span(Optional<Span> span) {
        model.span.set(span);
        question.forget();
        refresh();
    }

    /** A span of time that was brushed in the chart; a click takes the whole, which is the window again. */
    void brush(Instant since, Instant until) {
        boolean whole = model.answer.get().known().map(Answer::histogram).filter(bars -> !bars.isEmpty()).filter(bars ->
                        bars.getFirst().start().equals(since)
                                && bars.getLast().start().plus(bars.getLast().width()).equals(until))
                .isPresent();
        if (!whole) {
            span(Optional.of(new Span(since, until)));
        } else if (model.span.get().isPresent()) {
            span(Optional.empty());
        }
    }

    /** Asks for it, or no more; never for a value and for what is without it. */
    void toggle(Term term) {
        boolean asked = model.terms.remove(term);
        model.terms.remove(new Term(term.field(), term.value(), !term.without()));
        if (!asked) {
            boolean single = model.answer.get().known().filter(answer -> answer.requests().isEmpty()).isPresent();
            if (single) {
                model.terms.setAll(List.of(term));
            } else {
                model.terms.add(term);
            }
        }
        refresh();
    }

    void remove(Term term) {
        model.terms.remove(term);
        refresh();
    }

    /** Looks at all requests of the window. */
    void unfilter() {
        model.terms.clear();
        span(Optional.empty());
    }

    /** Looks back so far. */
    void look(Window back) {
        model.window.set(back);
        model.span.set(Optional.empty());
        question.forget();
        refresh();
    }

    void hide() {
        question.cancel();
        recordLane.cancel();
        if (ticking != null) {
            ticking.cancel();
        }
    }

    private void tick() {
        if (model.live.get() && model.answer.get().known().isPresent()) {
            question.follow(Words.READING, work(), this::judge);
        }
    }

    void refresh() {
        question.ask(Words.READING, work(), this::judge);
    }

    /** Reads more of a log than the bound of one reading. */
    void readFurther() {
        further = true;
        refresh();
    }

    private static boolean is(WebAcls.Named acl, String wanted) {
        return acl.name().equals(wanted) || acl.arn().equals(wanted);
    }

    /** What is asked is settled here, on the interface thread. */
    private Callable<Reading> work() {
        Optional<String> wanted = model.acl.get();
        Asked asked = new Asked(model.window.get(), model.span.get(), List.copyOf(model.terms));
        Instant now = desk.activity().clock().instant();
        Span span = asked.span().orElse(new Span(now.minus(asked.window().length()), now));
        int latest = model.filter.get().isBlank() ? LATEST : SEARCHED;
        boolean more = further;
        further = false;
        return () -> {
            WebAcls.Names all = sources.names().call();
            if (all.acls().isEmpty()) {
                return new Reading(Optional.empty(), wanted, null, List.of(), all.warnings());
            }
            Optional<WebAcls.Named> found = wanted.flatMap(
                    name -> all.acls().stream().filter(each -> is(each, name)).findFirst());
            WebAcls.Summary acl = sources.read().apply(found.orElse(all.acls().getFirst()));
            List<String> warnings = new ArrayList<>(all.warnings());
            warnings.addAll(acl.warnings());
            Read read = read(acl, span, asked.terms(), warnings, more);
            boolean told = read.log() != null || read.metered() == null || read.metered().tells(asked.terms());
            Asked kept = told ? asked : new Asked(asked.window(), asked.span(), List.of());
            HitFilter filter = new HitFilter(
                    read.reach().orElse(span.since()), span.until(), kept.terms(), acl.named());
            Answer answer = FirewallReader.read(
                    kept, all.acls(), acl, read.log(), read.metered(), filter, latest, read.reach());
            return new Reading(
                    Optional.of(answer),
                    found.isPresent() ? Optional.empty() : wanted,
                    read.log(),
                    told ? List.of() : asked.terms(),
                    warnings);
        };
    }

    /** What tells the traffic: one of the two at least. */
    private record Read(@Nullable LogStore log, @Nullable Metered metered, Optional<Instant> reach) {}

    /**
     * A log that is whole tells everything; metrics tell the totals where there is none, or it is filtered, denied, or too
     * long to be read at once.
     *
     * @throws SallyportException what the log said, where metrics do not tell what is asked
     */
    private Read read(WebAcls.Summary acl, Span span, List<Term> terms, List<String> warnings, boolean more)
            throws Exception {
        LogStore log = null;
        SallyportException unread = null;
        if (acl.logGroup() != null) {
            try {
                log = more ? sources.traffic().further(acl, span.since()) : sources.traffic().of(acl, span.since());
            } catch (SallyportException e) {
                unread = e;
            }
        }
        Optional<Instant> reach = log == null
                ? Optional.empty()
                : sources.traffic().reach(acl).filter(from -> from.isAfter(span.since()) && from.isBefore(span.until()));
        Metered metered = null;
        if (log == null || acl.logFilter() != null || reach.isPresent()) {
            try {
                metered = sources.metering().of(acl, span.since(), span.until());
                warnings.addAll(metered.warnings());
            } catch (SallyportException e) {
                if (log == null) {
                    throw unread == null ? e : unread;
                }
                warnings.add(Words.NO_METRICS + e.message());
            }
        }
        if (unread != null && metered != null && !metered.tells(terms)) {
            throw unread;
        }
        if (unread != null) {
            warnings.add(Words.NO_LOG.formatted(acl.logGroup()) + unread.message());
        }
        if (acl.logFilter() != null) {
            warnings.add(acl.logFilter());
        }
        reach.ifPresent(from -> warnings.add(Words.readBackTo(acl, from, span.since())));
        return new Read(log, metered, reach);
    }

    private ViewState<Answer> judge(Reading read) {
        log = read.log();
        if (!read.dropped().isEmpty()) {
            model.terms.clear();
            desk.activity().wrong(Words.UNTELLABLE.formatted(
                    read.dropped().stream().map(Words::term).collect(Collectors.joining(", "))));
        }
        read.missing().ifPresent(name -> desk.activity().wrong(Words.MISSING.formatted(name)));
        model.acl.set(read.answer().map(answer -> answer.acl().arn()));
        return read.answer()
                .<ViewState<Answer>>map(answer -> read.warnings().isEmpty()
                        ? new ViewState.Ready<>(answer)
                        : new ViewState.Partial<>(answer, read.warnings()))
                .orElseGet(() -> new ViewState.Empty<>(
                        Words.NONE,
                        read.warnings().isEmpty() ? Words.NONE_WHY : String.join(" ", read.warnings()),
                        Optional.of(Action.of(
                                "firewall.choose", Words.CHOOSE, () -> desk.navigation().go(Place.of("stack"))))));
    }

    /** Looks at no request any more; the same one can be opened again. */
    void leave() {
        reopen = null;
        recordLane.cancel();
        model.request.set(Optional.empty());
    }

    /** What lifts the masks of a request. */
    Unmasking unmasking() {
        return unmasking;
    }

    /** The web ACL, for the ledger. */
    private String subject() {
        return model.acl.get().orElse("");
    }

    private void maskedAnew() {
        Runnable again = reopen;
        if (again != null) {
            model.request.set(Optional.empty());
            again.run();
        }
    }

    void open(LogRow row) {
        LogStore from = log;
        if (from != null) {
            reopen = () -> open(from, row);
            open(from, row);
        }
    }

    private void open(LogStore from, LogRow row) {
        recordLane.load("Reading a request", () -> LoggedRequest.read(from, row.id(), unmasking.or(from.masking()), sources.rules()))
                .onSuccess(request -> model.request.set(Optional.of(request)))
                .run();
    }
}
