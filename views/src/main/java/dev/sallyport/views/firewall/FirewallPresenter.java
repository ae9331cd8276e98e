package dev.sallyport.views.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleHits;
import dev.sallyport.core.firewall.Traffic;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.views.firewall.FirewallModel.Answer;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
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
    /** What one reading brings: nothing when there is no web ACL. */
    private record Reading(Optional<Answer> answer, @Nullable LogStore log) {}

    private final Desk desk;
    private final Callable<List<WebAcls.Summary>> acls;
    private final Traffic traffic;
    private final Duration period;
    private final Background.Lane lane;
    private final Background.Lane recordLane;
    private final FirewallModel model = new FirewallModel();
    private Background.@Nullable Running ticking;
    private @Nullable LogStore log;
    private boolean reading;
    private Instant readAt = Instant.EPOCH;

    FirewallPresenter(Desk desk, Callable<List<WebAcls.Summary>> acls, Traffic traffic, Duration period) {
        this.desk = desk;
        this.acls = acls;
        this.traffic = traffic;
        this.period = period;
        this.lane = desk.background().lane();
        this.recordLane = desk.background().lane();
    }

    FirewallModel model() {
        return model;
    }

    void show(Place place) {
        String acl = place.filter().get("acl");
        if (acl != null) {
            model.acl.set(Optional.of(acl));
        }
        refresh();
        ticking = desk.background().every(period, this::tick);
    }

    void hide() {
        lane.cancel();
        reading = false;
        if (ticking != null) {
            ticking.cancel();
        }
    }

    private void tick() {
        if (model.live.get() && !reading && model.answer.get() instanceof ViewState.Ready<Answer>) {
            load(true);
        }
    }

    void refresh() {
        load(false);
    }

    private void load(boolean quiet) {
        reading = true;
        Optional<String> wanted = model.acl.get();
        Instant now = desk.activity().clock().instant();
        Instant since = now.minus(model.window.get().length());
        RuleHits.By by = model.by.get();
        Background.Load<Reading> load = lane.<Reading>load(Words.READING, () -> {
                    List<WebAcls.Summary> all = acls.call();
                    if (all.isEmpty()) {
                        return new Reading(Optional.empty(), null);
                    }
                    WebAcls.Summary acl = all.stream()
                            .filter(each -> wanted.isEmpty()
                                    || each.name().equals(wanted.get())
                                    || each.arn().equals(wanted.get()))
                            .findFirst()
                            .orElse(all.getFirst());
                    LogStore store = traffic.of(acl, since);
                    return new Reading(Optional.of(FirewallReader.read(all, acl, store, since, now, by)), store);
                })
                .onSuccess(this::answered)
                .onError(this::failed);
        if (quiet) {
            load.quietly();
        }
        load.run();
    }

    private void answered(Reading read) {
        reading = false;
        readAt = desk.activity().clock().instant();
        log = read.log();
        model.line.set(read.answer().map(this::line).orElse("No web ACL inspects requests."));
        model.answer.set(read.answer()
                .<ViewState<Answer>>map(ViewState.Ready::new)
                .orElseGet(() -> new ViewState.Empty<>(
                        Words.NONE,
                        Words.NONE_WHY,
                        Optional.of(Action.of(
                                "firewall.choose", Words.CHOOSE, () -> desk.navigation().go(Place.of("stack")))))));
    }

    private void failed(SallyportException error) {
        reading = false;
        model.answer.set(ViewState.failed(model.answer.get(), readAt, error));
    }

    private String line(Answer answer) {
        Map<String, Long> actions = answer.actions();
        long all = actions.values().stream().mapToLong(Long::longValue).sum();
        long blocked = actions.getOrDefault("BLOCK", 0L);
        if (all == 0) {
            return "No request met " + answer.acl().name() + " in the last " + model.window.get() + ".";
        }
        return Format.number(blocked) + " of " + Format.count(all, "request", "requests") + " blocked by "
                + answer.acl().name() + " in the last " + model.window.get() + ", " + Format.percent((double) blocked / all)
                + ".";
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
