package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Protection;
import dev.sallyport.core.distribution.Severity;
import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import java.util.stream.Collectors;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/** The distributions as a table, and one of them as a map with its findings. */
public final class DistributionPage {
    private final Desk desk;
    private final DistributionPresenter presenter;
    private final DistributionModel model;
    private final Page page;
    private final Table<Distribution> table = new Table<Distribution>(Words.TITLE)
            .keyed(Distribution::id)
            .text("Name", 200, Distribution::name)
            .id("Domain", 220, Distribution::domainName)
            .node("Status", 120, DistributionPage::statusWord, DistributionPage::status)
            .node("Origins", 150, DistributionPage::originWords, DistributionPage::origins)
            .text("Web ACL", 160, each -> each.webAcl() == null ? "None" : WafArn.nameIn(each.webAcl()))
            .node("Findings", 150, DistributionPage::findingWords, DistributionPage::findings)
            .also(Distribution::id)
            .also(DistributionPage::findingTitles);
    private final GuardPresenter guards;
    private final GuardPanel guardPanel;
    private @Nullable Distribution shown;
    private @Nullable DistributionDetail built;
    private Region detail = new Region();
    private boolean first = true;
    private boolean filling;
    private final MasterDetail split = new MasterDetail(table.node(), 0.32, Orientation.VERTICAL);

    /** The page over these. */
    public DistributionPage(Desk desk, DistributionSources sources, GuardSources guarding) {
        this.desk = desk;
        this.presenter = new DistributionPresenter(desk, sources);
        this.model = presenter.model();
        this.guards = new GuardPresenter(desk, guarding, presenter::refresh);
        this.guardPanel = new GuardPanel(desk, guards);
        guards.view().addListener((view, before, now) -> showDetail());
        model.opened.addListener((opened, before, now) -> showDetail());
        TextField filter = Fields.filter("distribution-filter", Words.FILTER);
        filter.textProperty().bindBidirectional(model.filter);
        table.filter(model.filter, rows -> Format.count(rows, "distribution", "distributions"));
        table.kept(desk, "distribution").exportable("distributions").onSelect(this::open);
        page = new Page(Words.TITLE)
                .answer(model.answer)
                .filters(filter)
                .filterField(filter)
                .hidden(Action.of("distribution.close", "Close the detail", () -> table.node()
                                .getSelectionModel()
                                .clearSelection())
                        .on("Esc"))
                .body(new StatePane<List<Distribution>>(split.node(), this::fill, presenter::refresh, desk.activity())
                        .follow(model.distributions))
                .onShow(presenter::show)
                .selects("id", table, Distribution::id, presenter.question(), Words.MISSING::formatted)
                .finds(() -> model.distributions.get().known().orElse(List.of()).stream()
                        .map(each -> Action.of(
                                "distribution.find." + each.id(),
                                "Distribution " + each.name(),
                                () -> desk.navigation().go(Place.of("distribution", "id", each.id()))))
                        .toList())
                .onHide(presenter::hide)
                .reads(presenter.question())
                .onRefresh(presenter::refresh);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    DistributionModel model() {
        return model;
    }

    private void fill(List<Distribution> found) {
        // The selection comes back with the new rows.
        filling = true;
        table.rows(found);
        filling = false;
        // Once: what the reader closed stays closed.
        if (first && !table.isWanting() && table.node().getSelectionModel().isEmpty()) {
            table.node().getSelectionModel().selectFirst();
        }
        first = false;
        open(table.node().getSelectionModel().getSelectedItem());
    }

    private void open(@Nullable Distribution distribution) {
        if (filling) {
            return;
        }
        boolean same = shown != null && distribution != null && shown.id().equals(distribution.id());
        shown = distribution;
        if (!same && guards.view().get() != null && !(guards.view().get() instanceof GuardView.Under)) {
            guards.close();
        }
        if (distribution == null) {
            presenter.leave();
        } else if (!same) {
            presenter.open(distribution);
        }
        showDetail();
    }

    /** The distribution that is selected, or its guard. */
    private void showDetail() {
        Distribution row = shown;
        if (row == null) {
            built = null;
            split.close();
            return;
        }
        GuardView guard = guards.view().get();
        if (guard != null && guard.id().equals(row.id())) {
            built = null;
            split.open(guardPanel.of(guard));
            return;
        }
        ViewState<Distribution> state = model.opened.get();
        DistributionDetail now = new DistributionDetail(
                state.known().filter(known -> known.id().equals(row.id())).orElse(row), DistributionDetail.note(state));
        if (!now.equals(built)) {
            boolean writing = built != null && isTesterFocused();
            detail = now.show(desk, model.tested, () -> guards.plan(row.id()));
            built = now;
            split.open(detail);
            if (writing && detail.lookup("#distribution-tester") instanceof TextField tester) {
                // Without a skin around it nothing takes the focus, and what gets it is selected.
                split.node().applyCss();
                tester.requestFocus();
                tester.end();
            }
        }
        for (Node finding : detail.lookupAll(".finding")) {
            if (finding.getUserData().equals(presenter.findingOf(row.id()))) {
                if (!finding.getStyleClass().contains("pointed-at")) {
                    finding.getStyleClass().add("pointed-at");
                }
                split.reveal(finding);
                return;
            }
        }
    }

    private boolean isTesterFocused() {
        Node tester = detail.lookup("#distribution-tester");
        return tester != null && tester.isFocused();
    }

    private static String statusWord(Distribution distribution) {
        if (!distribution.enabled()) {
            return "Disabled";
        }
        return distribution.status().equals("Deployed")
                ? "Deployed"
                : distribution.status().isEmpty() ? "Saved" : "In progress";
    }

    private static Node status(Distribution distribution) {
        String word = statusWord(distribution);
        return Badge.of(word, word.equals("Disabled") ? Css.NEUTRAL : word.equals("Deployed") ? Css.GOOD : Css.ACCENT);
    }

    private static long openOrigins(Distribution distribution) {
        return distribution.origins().stream()
                .filter(origin -> origin.protection() == Protection.NONE)
                .count();
    }

    /** What is neither open nor known to be locked is no comfort. */
    private static long unknownOrigins(Distribution distribution) {
        return distribution.origins().stream()
                .filter(origin -> origin.protection() != Protection.NONE && !origin.isLocked())
                .count();
    }

    private static String originWords(Distribution distribution) {
        int all = distribution.origins().size();
        long open = openOrigins(distribution);
        long unknown = unknownOrigins(distribution);
        if (open > 0) {
            return open + " of " + all + " open";
        }
        return unknown > 0 ? unknown + " of " + all + " not known" : all + " protected";
    }

    private static Node origins(Distribution distribution) {
        String tone = openOrigins(distribution) > 0
                ? Css.DANGER
                : unknownOrigins(distribution) > 0 ? Css.UNKNOWN : Css.GOOD;
        return Badge.of(originWords(distribution), tone);
    }

    private static String findingTitles(Distribution distribution) {
        return distribution.findings().stream()
                .map(finding -> finding.severity().word() + ' ' + finding.title())
                .collect(Collectors.joining("\n"));
    }

    /** {@code High ×2  +1}: the worst severity, how often, and how many others. */
    private static String findingWords(Distribution distribution) {
        if (distribution.findings().isEmpty()) {
            return "None";
        }
        Severity worst = distribution.findings().getFirst().severity();
        long such = distribution.findings().stream()
                .filter(finding -> finding.severity() == worst)
                .count();
        long others = distribution.findings().size() - such;
        return Badge.sentence(worst.word()) + (such > 1 ? " ×" + such : "") + (others > 0 ? "  +" + others : "");
    }

    private static Node findings(Distribution distribution) {
        if (distribution.findings().isEmpty()) {
            return Badge.of("None", Css.GOOD);
        }
        Label badge = Badge.severity(distribution.findings().getFirst().severity().word());
        badge.setText(badge.getText().substring(0, 2) + findingWords(distribution));
        return badge;
    }
}
