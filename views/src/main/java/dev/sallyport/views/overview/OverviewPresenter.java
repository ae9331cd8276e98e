package dev.sallyport.views.overview;

import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.PostureScore;
import dev.sallyport.core.firewall.RecentTraffic;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads every part by itself, again and again while the page is in view, and puts the answer into one line. */
final class OverviewPresenter {
    static final Duration WINDOW = Duration.ofHours(3);
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Desk desk;
    private final OverviewModel model;
    private final Duration again;
    private final List<Background.Running> ticking = new ArrayList<>();

    OverviewPresenter(Desk desk, OverviewSources sources) {
        this.desk = desk;
        this.again = sources.again();
        Background background = desk.background();
        model = new OverviewModel(
                new Part<>(background, Words.READING_POSTURE, () -> posture(sources.distributions().call())),
                new Part<>(background, Words.READING_TRAFFIC, () -> {
                    Instant now = desk.activity().clock().instant();
                    return traffic(sources.traffic().read(now.minus(WINDOW), now));
                }),
                new Part<>(
                        background,
                        Words.READING_ROLLOUTS,
                        () -> rolling(Rolling.of(sources.stacks().call(), sources.rollouts().call()))),
                new Part<>(background, Words.READING_ACCOUNT, () -> new ViewState.Ready<>(sources.account().call())),
                new Part<>(background, Words.READING_REVEALS, () -> revealed(reveals(sources.ledger().call()))),
                new Part<>(background, Words.READING_ATTACKS, () -> new ViewState.Ready<>(sources.shield().call())));
        model.parts().forEach(part -> part.state().subscribe(state -> say()));
    }

    OverviewModel model() {
        return model;
    }

    void show() {
        refresh();
        follow(again, model.posture, model.traffic, model.shield);
        // A call, and what lies here.
        follow(again.compareTo(SOON) < 0 ? again : SOON, model.rolling, model.account, model.reveals);
    }

    private void follow(Duration period, Part<?>... parts) {
        ticking.add(desk.background().whileAttended(period, () -> List.of(parts).forEach(Part::follow)));
    }

    void hide() {
        ticking.forEach(Background.Running::cancel);
        ticking.clear();
        model.parts().forEach(Part::cancel);
    }

    void refresh() {
        model.parts().forEach(Part::refresh);
    }

    void go(Place place) {
        desk.navigation().go(place);
    }

    Action deploy() {
        return Action.of("overview.deploy", Words.DEPLOY, () -> go(Place.of("stack")));
    }

    private static ViewState<PostureScore> posture(Distributions.Listing read) {
        PostureScore score = PostureScore.of(read.distributions());
        if (!read.warnings().isEmpty()) {
            return new ViewState.Partial<>(score, read.warnings());
        }
        return score.distributions() == 0
                ? new ViewState.Empty<>(Words.NO_DISTRIBUTION, Words.NO_DISTRIBUTION_WHY, Optional.empty())
                : new ViewState.Ready<>(score);
    }

    private static ViewState<RecentTraffic> traffic(RecentTraffic read) {
        if (read.webAcls() == 0 && read.requests() == 0) {
            return new ViewState.Empty<>(Words.NO_WEB_ACL, Words.NO_WEB_ACL_WHY, Optional.empty());
        }
        return read.missing().isEmpty() ? new ViewState.Ready<>(read) : new ViewState.Partial<>(read, read.missing());
    }

    private static ViewState<Rolling> rolling(Rolling read) {
        return read.lines().isEmpty()
                ? new ViewState.Empty<>(Words.NO_ROLLOUT, Words.NO_ROLLOUT_WHY, Optional.empty())
                : new ViewState.Ready<>(read);
    }

    private static List<LedgerEntry> reveals(List<LedgerEntry> entries) {
        return entries.reversed().stream()
                .filter(entry -> entry.action().equals("decrypt"))
                // A rollout proves itself again and again, and would push out what a person did.
                .sorted(Comparator.comparing(entry -> entry.reason().equals(Reveal.OF_A_PROOF)))
                .limit(20)
                .toList();
    }

    private static ViewState<List<LedgerEntry>> revealed(List<LedgerEntry> reveals) {
        return reveals.isEmpty()
                ? new ViewState.Empty<>(Words.NO_REVEAL, Words.NO_REVEAL_WHY, Optional.empty())
                : new ViewState.Ready<>(reveals);
    }

    private void say() {
        boolean empty = model.posture.state().get() instanceof ViewState.Empty;
        model.bare.set(empty && model.rolling.state().get() instanceof ViewState.Empty);
        List<String> sentences = new ArrayList<>();
        if (model.bare.get()) {
            sentences.add(Words.BARE);
        } else {
            OverviewModel.known(model.posture)
                    .map(score -> sentence(score, isPartial(model.posture.state().get())))
                    .ifPresent(sentences::add);
            OverviewModel.known(model.traffic).map(OverviewPresenter::sentence).ifPresent(sentences::add);
            OverviewModel.known(model.rolling).map(OverviewPresenter::sentence).ifPresent(sentences::add);
            oldest().map(again -> again.age() + ".").ifPresent(sentences::add);
        }
        model.answer.set(String.join(" ", sentences));
    }

    /** Of what the answer says, the oldest part that is being read again. */
    private Optional<ViewState.Rereading<?>> oldest() {
        return Stream.of(model.posture, model.traffic, model.rolling)
                .map(part -> part.state().get())
                .<ViewState.Rereading<?>>mapMulti((state, each) -> {
                    if (state instanceof ViewState.Rereading<?> again) {
                        each.accept(again);
                    }
                })
                .min(Comparator.comparing(ViewState.Rereading::readAt));
    }

    static boolean isPartial(ViewState<?> state) {
        return state instanceof ViewState.Partial<?>
                || (state instanceof ViewState.Rereading<?> again && isPartial(again.before()));
    }

    private static String sentence(PostureScore score, boolean partial) {
        long grave = score.reasons().stream()
                .filter(reason -> reason.severity().isSevere())
                .mapToLong(reason -> reason.places().size())
                .sum();
        String found = grave == 0
                ? "No high or critical finding"
                : Format.count(grave, "high or critical finding", "high or critical findings");
        return found + (partial ? " in what could be read." : ".");
    }

    private static String sentence(RecentTraffic traffic) {
        long all = traffic.requests();
        if (all == 0) {
            return "No request met a web ACL in the last 3 hours.";
        }
        long blocked = traffic.of("BLOCK");
        return Format.number(blocked) + " of " + Format.count(all, "request", "requests") + " blocked in the last 3 hours.";
    }

    private static String sentence(Rolling rolling) {
        long now = rolling.underWay();
        return now == 0 ? "No rollout under way." : Format.count(now, "rollout", "rollouts") + " under way.";
    }
}
