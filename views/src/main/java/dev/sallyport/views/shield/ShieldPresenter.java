package dev.sallyport.views.shield;

import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.Coverage;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads protections and attacks, the traffic that they are seen in, and one attack whole. */
final class ShieldPresenter {
    private static final Duration WINDOW = Duration.ofHours(3);
    private static final Duration AROUND = Duration.ofMinutes(30);

    private final Desk desk;
    private final ShieldSources sources;
    private final Background.Lane reportLane;
    private final Background.Lane trafficLane;
    private final Background.Lane attackLane;
    private final ShieldModel model = new ShieldModel();
    private Instant readAt = Instant.EPOCH;

    ShieldPresenter(Desk desk, ShieldSources sources) {
        this.desk = desk;
        this.sources = sources;
        this.reportLane = desk.background().lane();
        this.trafficLane = desk.background().lane();
        this.attackLane = desk.background().lane();
    }

    ShieldModel model() {
        return model;
    }

    void show(Place place) {
        String filter = place.filter().get("filter");
        if (filter != null) {
            model.filter.set(filter);
        }
        refresh();
    }

    void hide() {
        reportLane.cancel();
        trafficLane.cancel();
        attackLane.cancel();
    }

    void refresh() {
        reportLane
                .load(Words.READING, sources.report())
                .onSuccess(this::reported)
                .onError(error -> model.report.set(ViewState.failed(model.report.get(), readAt, error)))
                .run();
        readTraffic();
    }

    /** Shows one attack, and the traffic of its time; null closes it. */
    void open(@Nullable Attack attack) {
        model.chosen.set(Optional.ofNullable(attack));
        if (attack == null) {
            attackLane.cancel();
        } else {
            model.attack.set(new ViewState.Loading<>());
            attackLane
                    .load(Words.READING_ATTACK, () -> sources.attack().apply(attack.id()))
                    .onSuccess(detail -> model.attack.set(new ViewState.Ready<>(detail)))
                    .onError(error -> model.attack.set(ViewState.failed(error)))
                    .run();
        }
        readTraffic();
    }

    private void readTraffic() {
        Instant now = desk.activity().clock().instant();
        Optional<Attack> chosen = model.chosen.get();
        Instant until = chosen.map(Attack::end).map(end -> end.plus(AROUND)).filter(now::isAfter).orElse(now);
        Instant from = chosen.map(attack -> attack.start().minus(AROUND)).orElse(now.minus(WINDOW));
        trafficLane
                .load(
                        Words.READING_TRAFFIC,
                        () -> RecentTraffic.read(
                                sources.webAcls().call(), sources.traffic(), until, Duration.between(from, until)))
                .onSuccess(read -> model.traffic.set(
                        read.missing().isEmpty()
                                ? new ViewState.Ready<>(read)
                                : new ViewState.Partial<>(read, read.missing())))
                .onError(error -> model.traffic.set(ViewState.failed(error)))
                .run();
    }

    private void reported(ShieldReport report) {
        readAt = desk.activity().clock().instant();
        model.answer.set(answer(report));
        boolean empty = report.coverage().isEmpty() && report.attacks().isEmpty();
        model.report.set(
                empty
                        ? new ViewState.Empty<>(
                                Words.NOTHING,
                                Words.NOTHING_WHY,
                                Optional.of(Action.of(
                                        "shield.choose",
                                        Words.CHOOSE,
                                        () -> desk.navigation().go(Place.of("stack")))))
                        : new ViewState.Ready<>(report));
    }

    private static String answer(ShieldReport report) {
        int all = report.coverage().size();
        if (!ShieldPage.isAdvanced(report)) {
            return "Shield Standard. " + Format.count(report.statistics().attacks(), "attack", "attacks")
                    + " on the account in the last year.";
        }
        long covered = report.coverage().stream().filter(Coverage::covered).count();
        long now = report.attacks().stream().filter(Attack::underWay).count();
        String attacks = now == 0 ? "No attack under way." : Format.count(now, "attack", "attacks") + " under way.";
        return "Shield Advanced protects " + covered + " of " + Format.count(all, "distribution", "distributions") + ". "
                + attacks;
    }
}
