package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.firewall.FirewallModel.Window;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
     */
    private record Reading(Optional<Answer> answer, Optional<String> missing, @Nullable LogStore log) {}

    private final Desk desk;
    private final Callable<List<WebAcls.Summary>> acls;
    private final Traffic traffic;
    private final Duration period;
    private final Background.Lane recordLane;
    private final FirewallModel model = new FirewallModel();
    private final Question<Answer> question;
    private Background.@Nullable Running ticking;
    private @Nullable LogStore log;

    FirewallPresenter(Desk desk, Callable<List<WebAcls.Summary>> acls, Traffic traffic, Duration period) {
        this.desk = desk;
        this.acls = acls;
        this.traffic = traffic;
        this.period = period;
        this.recordLane = desk.background().lane();
        this.question = new Question<>(desk.background(), model.answer);
        model.answer.subscribe(
                state -> model.line.set(state.say(FirewallPresenter::line, "No web ACL inspects requests.")));
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
        ticking = desk.background().every(period, this::tick);
    }

    /** Shows that web ACL, by its name or ARN. */
    void choose(String acl) {
        model.acl.set(Optional.of(acl));
        if (model.answer.get().known().filter(shown -> !is(shown.acl(), acl)).isPresent()) {
            question.forget();
        }
        refresh();
    }

    /** Looks back so far. */
    void look(Window back) {
        model.window.set(back);
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

    private static boolean is(WebAcls.Summary acl, String wanted) {
        return acl.name().equals(wanted) || acl.arn().equals(wanted);
    }

    /** What is asked is settled here, on the interface thread. */
    private Callable<Reading> work() {
        Optional<String> wanted = model.acl.get();
        Instant now = desk.activity().clock().instant();
        Window window = model.window.get();
        RuleHits.By by = model.by.get();
        int latest = model.filter.get().isBlank() ? LATEST : SEARCHED;
        return () -> {
            List<WebAcls.Summary> all = acls.call();
            if (all.isEmpty()) {
                return new Reading(Optional.empty(), wanted, null);
            }
            Optional<WebAcls.Summary> found = wanted.flatMap(
                    name -> all.stream().filter(each -> is(each, name)).findFirst());
            WebAcls.Summary acl = found.orElse(all.getFirst());
            LogStore store = traffic.of(acl, now.minus(window.length()));
            Answer answer = FirewallReader.read(all, acl, store, now, window, by, latest);
            return new Reading(Optional.of(answer), found.isPresent() ? Optional.empty() : wanted, store);
        };
    }

    private ViewState<Answer> judge(Reading read) {
        log = read.log();
        read.missing().ifPresent(name -> desk.activity().wrong(Words.MISSING.formatted(name)));
        model.acl.set(read.answer().map(answer -> answer.acl().name()));
        return read.answer()
                .<ViewState<Answer>>map(ViewState.Ready::new)
                .orElseGet(() -> new ViewState.Empty<>(
                        Words.NONE,
                        Words.NONE_WHY,
                        Optional.of(Action.of(
                                "firewall.choose", Words.CHOOSE, () -> desk.navigation().go(Place.of("stack"))))));
    }

    private static String line(Answer answer) {
        Map<String, Long> actions = answer.actions();
        long all = actions.values().stream().mapToLong(Long::longValue).sum();
        long blocked = actions.getOrDefault("BLOCK", 0L);
        if (all == 0) {
            return "No request met " + answer.acl().name() + " in the last " + answer.window() + ".";
        }
        return Format.number(blocked) + " of " + Format.count(all, "request", "requests") + " blocked by "
                + answer.acl().name() + " in the last " + answer.window() + ", "
                + Format.percent((double) blocked / all) + ".";
    }

    /** Looks at no request any more; the same one can be opened again. */
    void leave() {
        recordLane.cancel();
        model.request.set(Optional.empty());
    }

    void open(LogRow row) {
        LogStore from = log;
        if (from != null) {
            recordLane.load("Reading a request", () -> LoggedRequest.read(from, row.id()))
                    .onSuccess(request -> model.request.set(Optional.of(request)))
                    .run();
        }
    }
}
