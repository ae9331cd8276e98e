package dev.sallyport.views.overview;

import dev.sallyport.core.Arns;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.views.kit.Ages;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Card;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import java.time.Instant;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Am I safe now: posture, traffic, rules, rollouts, what expires, and reveals, each leading to its page. */
public final class OverviewPage {
    private static final int LINES = 4;

    private final Desk desk;
    private final OverviewPresenter presenter;
    private final OverviewModel model;
    private final Page page;

    /** Every source is read by itself. */
    public OverviewPage(Desk desk, OverviewSources sources) {
        this.desk = desk;
        presenter = new OverviewPresenter(desk, sources);
        model = presenter.model();
        VBox last = new VBox(ExpiryTile.of(presenter, desk), reveals());
        last.getStyleClass().add("overview-column");
        TileGrid grid = new TileGrid(
                PostureTile.of(presenter, desk),
                TrafficTile.of(presenter, desk),
                welcome(),
                TrafficTile.rules(presenter, desk),
                rollouts(),
                last);
        model.bare.subscribe(grid::bare);
        grid.getStyleClass().add("overview-body");
        ScrollPane scroll = new ScrollPane(grid);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        page = new Page(Words.TITLE)
                .answer(model.answer)
                .hidden(presenter.deploy())
                .body(scroll)
                .onShow(place -> presenter.show())
                .onHide(presenter::hide)
                .reads(model.parts().stream().map(Part::question).toArray(Question<?>[]::new))
                .onRefresh(presenter::refresh);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    private Region welcome() {
        Label title = new Label(Words.BARE_TITLE);
        title.getStyleClass().add(Css.SECTION_TITLE);
        VBox card = new VBox(title, Lines.sentence(Words.BARE_WHY), Buttons.primary(presenter.deploy()));
        card.getStyleClass().addAll(Css.CARD, Css.STACKED_WIDE, "welcome");
        return card;
    }

    private Card rollouts() {
        VBox lines = new VBox();
        lines.getStyleClass().add("tile-lines");
        return Tile.of(
                "tile-stack",
                Words.ROLLOUTS,
                model.rolling,
                desk.activity(),
                () -> presenter.go(Place.of("stack")),
                lines,
                rolling -> lines.getChildren()
                        .setAll(rolling.lines().stream().limit(LINES).map(this::line).toList()),
                rolling -> Format.count(rolling.underWay(), "rollout", "rollouts") + " under way, "
                        + Format.count(rolling.stacks(), "stack", "stacks"));
    }

    private Region line(Rolling.Line line) {
        String tone =
                switch (line.how()) {
                    case UNDER_WAY -> Css.ACCENT;
                    case INTERRUPTED, UNPROVEN -> Css.WARNING;
                    case HOLDS -> Css.GOOD;
                    case BROKEN -> Css.DANGER;
                    case OVER -> Css.NEUTRAL;
                };
        String spoken = line.stack() + ", " + line.word();
        boolean dated = !line.at().equals(Instant.EPOCH);
        Region row = Lines.of(
                Lines.twofold(line.stack(), dated ? Ages.ago(line.at(), desk.activity()) : new Label()),
                spoken,
                Badge.of(line.word(), tone),
                () -> presenter.go(Place.of("stack", "name", line.stack())));
        if (dated) {
            Ages.spoken(row, line.at(), desk.activity(), ago -> spoken + ", " + ago);
        }
        return row;
    }

    private Card reveals() {
        VBox lines = new VBox();
        lines.getStyleClass().add("tile-lines");
        Card card = Tile.of(
                "tile-audit",
                Words.REVEALS,
                model.reveals,
                desk.activity(),
                () -> presenter.go(Place.of("audit", "filter", "decrypt")),
                lines,
                entries -> lines.getChildren()
                        .setAll(entries.stream().limit(2).map(this::line).toList()),
                entries -> "The last one at " + Format.utc(entries.getFirst().time()) + " UTC");
        VBox.setVgrow(card, javafx.scene.layout.Priority.ALWAYS);
        return card;
    }

    private Region line(LedgerEntry entry) {
        String what = entry.reason().isEmpty() ? entry.subject() : entry.reason();
        // The end of an ARN names the person best.
        String who = Arns.name(entry.who());
        boolean refused = !entry.outcome().equals("revealed");
        Region row = Lines.of(
                Lines.twofold(what, Ages.ago(entry.time(), desk.activity(), ago -> who + ", " + ago)),
                what,
                Badge.of(Badge.sentence(entry.outcome()), refused ? Css.DANGER : Css.NEUTRAL),
                () -> presenter.go(Place.of("audit", "entry", Long.toString(entry.sequence()))));
        Ages.spoken(
                row, entry.time(), desk.activity(), ago -> what + ", " + entry.outcome() + ", " + who + ", " + ago);
        return row;
    }

    OverviewModel model() {
        return model;
    }
}
