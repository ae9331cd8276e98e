package dev.sallyport.views.shield;

import dev.sallyport.core.shield.Attack;
import dev.sallyport.core.shield.AttackStatistics;
import dev.sallyport.core.shield.Coverage;
import dev.sallyport.core.shield.ShieldReport;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
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
    private final Background.Lane attackLane;
    private final ShieldModel model = new ShieldModel();
    private final Question<ShieldReport> report;
    private final Question<RecentTraffic> traffic;

    ShieldPresenter(Desk desk, ShieldSources sources) {
        this.desk = desk;
        this.sources = sources;
        this.attackLane = desk.background().lane();
        this.report = new Question<>(desk.background(), model.report);
        this.traffic = new Question<>(desk.background(), model.traffic);
        model.report.subscribe(state -> model.answer.set(state.say(ShieldPresenter::answer, Words.NOTHING + ".")));
    }

    Question<ShieldReport> report() {
        return report;
    }

    ShieldModel model() {
        return model;
    }

    void show(Place place) {
        place.words().ifPresent(model.filter::set);
        refresh();
    }

    void hide() {
        report.cancel();
        traffic.cancel();
        attackLane.cancel();
    }

    void refresh() {
        report.ask(Words.READING, sources.report(), this::judge);
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
                    .stoppable()
                    .onSuccess(detail -> model.attack.set(new ViewState.Ready<>(detail)))
                    .onError(error -> model.attack.set(ViewState.failed(error)))
                    .run();
        }
        // What is shown is of another time.
        traffic.forget();
        readTraffic();
    }

    private void readTraffic() {
        Instant now = desk.activity().clock().instant();
        Optional<Attack> chosen = model.chosen.get();
        Instant until = chosen.map(Attack::end).map(end -> end.plus(AROUND)).filter(now::isAfter).orElse(now);
        Instant from = chosen.map(attack -> attack.start().minus(AROUND)).orElse(now.minus(WINDOW));
        traffic.ask(
                Words.READING_TRAFFIC,
                () -> sources.traffic().read(from, until),
                read -> read.missing().isEmpty()
                        ? new ViewState.Ready<>(read)
                        : new ViewState.Partial<>(read, read.missing()));
    }

    private ViewState<ShieldReport> judge(ShieldReport found) {
        if (!found.warnings().isEmpty()) {
            return new ViewState.Partial<>(found, found.warnings());
        }
        return found.coverage().isEmpty() && found.attacks().isEmpty()
                ? new ViewState.Empty<>(
                        Words.NOTHING,
                        Words.NOTHING_WHY,
                        Optional.of(Action.of(
                                "shield.choose", Words.CHOOSE, () -> desk.navigation().go(Place.of("stack")))))
                : new ViewState.Ready<>(found);
    }

    private static String answer(ShieldReport report) {
        int all = report.coverage().size();
        AttackStatistics statistics = report.statistics();
        if (!ShieldPage.isAdvanced(report)) {
            String year = statistics == null
                    ? ""
                    : " " + Format.count(statistics.attacks(), "attack", "attacks") + " on the account in the last year.";
            return (ShieldPage.isUnknown(report) ? Words.SUBSCRIPTION_UNKNOWN : "Shield Standard.") + year;
        }
        if (!report.warnings().isEmpty()) {
            // What was not read is no zero.
            return "Shield Advanced. Not everything of it could be read.";
        }
        long covered = report.coverage().stream().filter(Coverage::covered).count();
        long now = report.attacks().stream().filter(Attack::underWay).count();
        String attacks = now == 0 ? "No attack under way." : Format.count(now, "attack", "attacks") + " under way.";
        return "Shield Advanced protects " + covered + " of " + Format.count(all, "distribution", "distributions") + ". "
                + attacks;
    }
}
