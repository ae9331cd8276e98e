package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Protection;
import dev.sallyport.core.distribution.Severity;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.MasterDetail;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.StatePane;
import dev.sallyport.views.kit.Table;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import org.jspecify.annotations.Nullable;

/** The distributions as a table, and one of them as a map with its findings. */
public final class DistributionPage {
    private final Desk desk;
    private final DistributionModel model;
    private final Page page;
    private final Table<Distribution> table = new Table<Distribution>(Words.TITLE)
            .keyed(Distribution::id)
            .text("Name", 200, Distribution::name)
            .id("Domain", 220, Distribution::domainName)
            .node("Status", 120, Distribution::status, DistributionPage::status)
            .node("Origins", 150, DistributionPage::originWords, DistributionPage::origins)
            .text("Web ACL", 160, each -> each.webAcl() == null ? "None" : FlowMap.aclName(each.webAcl()))
            .node("Findings", 150, DistributionPage::findingWords, DistributionPage::findings);
    private final MasterDetail split = new MasterDetail(table.node(), 0.32, Orientation.VERTICAL);

    /** {@code read} answers all distributions with their findings. */
    public DistributionPage(Desk desk, Callable<List<Distribution>> read) {
        this.desk = desk;
        DistributionPresenter presenter = new DistributionPresenter(desk, read);
        this.model = presenter.model();
        TextField filter = Fields.filter("distribution-filter", Words.FILTER);
        filter.textProperty().bindBidirectional(model.filter);
        model.filter.subscribe(table::filter);
        table.onSelect(this::open);
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
                .onHide(presenter::hide)
                .onRefresh(presenter::refresh);
    }

    /** The page. */
    public Page page() {
        return page;
    }

    private void fill(List<Distribution> found) {
        table.rows(found);
        String wanted = model.wanted.get();
        if (wanted != null) {
            table.select(each -> each.id().equals(wanted));
        } else if (table.node().getSelectionModel().isEmpty()) {
            table.node().getSelectionModel().selectFirst();
        }
    }

    private void open(@Nullable Distribution distribution) {
        if (distribution == null) {
            split.close();
        } else {
            split.open(DistributionDetail.of(distribution, desk));
        }
    }

    private static Node status(Distribution distribution) {
        if (!distribution.enabled()) {
            return Badge.of("Disabled", Css.NEUTRAL);
        }
        return distribution.status().equals("Deployed")
                ? Badge.of("Deployed", Css.GOOD)
                : Badge.of(distribution.status().isEmpty() ? "Saved" : "In progress", Css.ACCENT);
    }

    private static long openOrigins(Distribution distribution) {
        return distribution.origins().stream()
                .filter(origin -> origin.protection() == Protection.NONE)
                .count();
    }

    private static String originWords(Distribution distribution) {
        long open = openOrigins(distribution);
        return open == 0 ? distribution.origins().size() + " protected" : open + " of " + distribution.origins().size() + " open";
    }

    private static Node origins(Distribution distribution) {
        return Badge.of(originWords(distribution), openOrigins(distribution) == 0 ? Css.GOOD : Css.DANGER);
    }

    private static String findingWords(Distribution distribution) {
        return distribution.findings().stream()
                .map(Finding::severity)
                .map(Severity::word)
                .collect(Collectors.joining(" "));
    }

    private static Node findings(Distribution distribution) {
        if (distribution.findings().isEmpty()) {
            return Badge.of("None", Css.GOOD);
        }
        Severity worst = distribution.findings().getFirst().severity();
        long such = distribution.findings().stream()
                .filter(finding -> finding.severity() == worst)
                .count();
        javafx.scene.control.Label badge = Badge.severity(worst.word());
        long others = distribution.findings().size() - such;
        badge.setText(badge.getText() + (such > 1 ? " ×" + such : "") + (others > 0 ? "  +" + others : ""));
        return badge;
    }
}
