package dev.sallyport.views.overview;

import dev.sallyport.core.distribution.PostureScore;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Card;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.shell.AccountState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** What comes to its end: the credentials, and the runtimes of functions at the edge. */
final class ExpiryTile {
    private static final Duration SOON = Duration.ofMinutes(15);

    /** Findings about a runtime that ended, and about one that soon will. */
    private static final String ENDED = "runtime-ended";

    private static final String ENDS = "runtime-ends-soon";

    private ExpiryTile() {}

    static Card of(OverviewPresenter presenter, Desk desk) {
        VBox credentials = new VBox();
        VBox runtimes = new VBox();
        runtimes.setId("expiry-runtimes");
        VBox box = new VBox(credentials, runtimes);
        box.getStyleClass().add(Css.STACKED_TIGHT);
        presenter.model().posture.state().subscribe(state -> runtimes.getChildren().setAll(runtimes(presenter, state)));
        return Tile.of(
                "tile-settings",
                Words.EXPIRY,
                presenter.model().account,
                desk.activity(),
                () -> presenter.go(Place.of("settings")),
                box,
                account -> fill(credentials, account, desk),
                account -> account.expires()
                        .map(end -> "The credentials end at " + Format.utc(end) + " UTC.")
                        .orElse(Words.NEVER_EXPIRES));
    }

    private static String credentials(AccountState account, Instant now) {
        Optional<Instant> end = account.expires();
        if (end.isEmpty()) {
            return Words.NEVER_EXPIRES;
        }
        return end.get().isAfter(now)
                ? "The credentials of " + account.name() + " end in " + Format.span(Duration.between(now, end.get())) + "."
                : Words.EXPIRED;
    }

    private static void fill(VBox box, AccountState account, Desk desk) {
        Label sentence = Lines.sentence("");
        box.getChildren().setAll(sentence);
        account.expires().ifPresent(end -> {
            Label at = new Label("At " + Format.utc(end) + " UTC");
            at.setTooltip(new Tooltip(Format.bothClocks(end)));
            at.getStyleClass().addAll(Css.MUTED, Css.SMALL);
            box.getChildren().add(at);
        });
        Ages.follow(sentence, desk.activity(), now -> {
            sentence.setText(credentials(account, now));
            sentence.getStyleClass().remove(Css.DANGER);
            if (account.expires().filter(now.plus(SOON)::isAfter).isPresent()) {
                sentence.getStyleClass().add(Css.DANGER);
            }
        });
    }

    /** As the posture knows them; none that ends is said only where all was read. */
    private static List<Region> runtimes(OverviewPresenter presenter, ViewState<PostureScore> state) {
        Optional<PostureScore> score = state.known();
        if (score.isEmpty()) {
            return List.of();
        }
        List<Region> lines = score.get().reasons().stream()
                .filter(reason -> reason.id().equals(ENDED) || reason.id().equals(ENDS))
                .<Region>map(reason -> line(presenter, reason))
                .toList();
        return lines.isEmpty() && !OverviewPresenter.isPartial(state)
                ? List.of(Lines.sentence(Words.NO_RUNTIME_ENDS))
                : lines;
    }

    private static Region line(OverviewPresenter presenter, PostureScore.Reason reason) {
        boolean over = reason.id().equals(ENDED);
        String words = Format.count(reason.findings(), "edge function", "edge functions") + ", runtime "
                + (over ? "without security updates" : "that ends within half a year");
        return Lines.of(
                Lines.name(words),
                words,
                Badge.of(over ? "Ended" : "Soon", over ? Css.DANGER : Css.WARNING),
                () -> presenter.go(new Place(
                        "distribution", Map.of("id", reason.places().getFirst().id(), "finding", reason.title()))));
    }
}
