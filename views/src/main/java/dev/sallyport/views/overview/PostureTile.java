package dev.sallyport.views.overview;

import dev.sallyport.core.distribution.PostureScore;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Card;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The score and its three heaviest reasons. */
final class PostureTile {
    private static final int REASONS = 3;

    private PostureTile() {}

    static Card of(OverviewPresenter presenter, Desk desk) {
        VBox box = new VBox();
        box.getStyleClass().add(Css.STACKED);
        return Tile.of(
                "tile-distribution",
                Words.POSTURE,
                presenter.model().posture,
                desk.activity(),
                () -> presenter.go(OverviewModel.known(presenter.model().posture)
                        .flatMap(score -> score.reasons().stream().findFirst())
                        .map(PostureTile::place)
                        .orElse(Place.of("distribution"))),
                box,
                score -> {
                    box.getChildren().setAll(number(score), reasons(presenter, score));
                    if (!score.reasons().isEmpty()) {
                        box.getChildren().add(1, sum(score));
                    }
                },
                score -> score.score() + " " + Words.OUT_OF + ", " + score.word() + "."
                        + (score.reasons().isEmpty() ? "" : " " + score.sum()));
    }

    private static Place place(PostureScore.Reason reason) {
        return new Place(
                "distribution", Map.of("id", reason.places().getFirst().id(), "finding", reason.title()));
    }

    private static HBox number(PostureScore score) {
        Label figure = new Label(Integer.toString(score.score()));
        figure.getStyleClass().add("score");
        figure.setId("posture-score");
        Label outOf = new Label(Words.OUT_OF);
        outOf.getStyleClass().add(Css.MUTED);
        String tone =
                switch (score.word()) {
                    case "Weak" -> Css.DANGER;
                    case "Sound" -> Css.GOOD;
                    default -> Css.WARNING;
                };
        Label word = Badge.of(score.word(), tone);
        HBox line = new HBox(figure, outOf, word);
        line.getStyleClass().addAll(Css.ROW, "score-line");
        Tooltip.install(line, new Tooltip(PostureScore.RULES + (score.reasons().isEmpty() ? "" : "\n" + score.sum())));
        return line;
    }

    /** The arithmetic, so that the score can be rebuilt by who reads it. */
    private static Label sum(PostureScore score) {
        Label sum = Lines.sentence(score.sum());
        sum.setId("posture-sum");
        sum.getStyleClass().addAll(Css.MUTED, Css.SMALL);
        return sum;
    }

    private static Region reasons(OverviewPresenter presenter, PostureScore score) {
        VBox lines = new VBox();
        lines.getStyleClass().add("tile-lines");
        List<PostureScore.Reason> heaviest = score.reasons().stream().limit(REASONS).toList();
        if (heaviest.isEmpty()) {
            lines.getChildren().add(Lines.sentence(Words.NO_FINDING));
        }
        for (PostureScore.Reason reason : heaviest) {
            String where = reason.places().size() == 1
                    ? reason.places().getFirst().name()
                    : Format.count(reason.places().size(), "distribution", "distributions");
            Label title = Lines.sentence(reason.title());
            Label below = Lines.name(where + ", −" + reason.points());
            below.getStyleClass().addAll(Css.MUTED, Css.SMALL);
            lines.getChildren()
                    .add(Lines.of(
                            new VBox(title, below),
                            reason.severity().word() + ": " + reason.title() + " " + where,
                            Badge.severity(reason.severity().word()),
                            () -> presenter.go(place(reason))));
        }
        List<PostureScore.Reason> others = score.reasons().stream().skip(REASONS).toList();
        if (!others.isEmpty()) {
            // The points on the tile add up to the score.
            Label rest = Lines.sentence(Format.count(others.size(), "other reason", "other reasons") + ", −"
                    + others.stream().mapToInt(PostureScore.Reason::points).sum());
            rest.setId("posture-rest");
            rest.getStyleClass().addAll(Css.MUTED, Css.SMALL);
            lines.getChildren().add(rest);
        }
        if (score.partly() > 0) {
            Label partly = Lines.sentence(Words.partly(score.partly(), score.distributions()));
            partly.setId("posture-partly");
            partly.getStyleClass().addAll(Css.MUTED, Css.SMALL);
            lines.getChildren().add(partly);
        }
        return lines;
    }
}
