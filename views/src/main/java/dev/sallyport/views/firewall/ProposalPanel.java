package dev.sallyport.views.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.proposal.Changed;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.core.proposal.ProposalState;
import dev.sallyport.views.firewall.ProposalView.Attempt;
import dev.sallyport.views.firewall.ProposalView.Choosing;
import dev.sallyport.views.firewall.ProposalView.Tried;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Fields;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Writes.Strictness;
import dev.sallyport.views.kit.Writes.Write;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A change of a web ACL: chosen at the left, tried at the right, made, and taken back. */
final class ProposalPanel {
    private final Desk desk;
    private final ProposalPresenter presenter;

    ProposalPanel(Desk desk, ProposalPresenter presenter) {
        this.desk = desk;
        this.presenter = presenter;
    }

    Region of(ProposalView view) {
        Label title = ReplaySheet.title(Words.TRY_OF + view.acl().name());
        title.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(title, Priority.ALWAYS);
        Button back = Buttons.plain(Action.of("proposal.back", Words.BACK, presenter::close));
        back.setMinWidth(Region.USE_PREF_SIZE);
        HBox head = new HBox(title, back);
        head.getStyleClass().addAll(Css.ROW, "proposal-head");
        BorderPane pane = new BorderPane();
        pane.setId("proposal-panel");
        pane.setTop(head);
        switch (view) {
            case ProposalView.Reading _ -> pane.setCenter(whole(padded(ReplaySheet.muted(Words.READING_RULES + "."))));
            case Choosing choosing -> choosing(pane, head, choosing);
            case ProposalView.Under under ->
                pane.setCenter(whole(padded(
                        ReplaySheet.sentence(under.title() + "."), ReplaySheet.muted(Words.GOES_ON))));
            case ProposalView.Ended ended -> pane.setCenter(scrolling(whole(ended(ended))));
            case ProposalView.Failed failed -> pane.setCenter(scrolling(whole(failed(failed))));
        }
        return pane;
    }

    private void choosing(BorderPane pane, HBox head, Choosing choosing) {
        choosing.standing().ifPresent(proposal -> {
            VBox top = new VBox(head, standing(choosing.acl(), proposal));
            top.getStyleClass().add("proposal-top");
            pane.setTop(top);
        });
        if (choosing.rules().isEmpty()) {
            pane.setCenter(whole(padded(ReplaySheet.muted(Words.NO_OWN_RULE))));
            return;
        }
        ProposalEditor editor = new ProposalEditor(presenter, choosing);
        BorderPane result = new BorderPane();
        choosing.tried().subscribe(tried -> {
            show(result, choosing, tried);
            editor.leads(!(tried instanceof Tried.Shown));
        });
        pane.setLeft(editor.node());
        pane.setCenter(result);
    }

    private Region standing(WebAcls.Summary acl, Proposal proposal) {
        VBox says = ReplaySheet.section(
                standing(proposal),
                ReplaySheet.diff(proposal.state() == ProposalState.APPLIED ? proposal.diff() : proposal.wayBack()));
        VBox box = new VBox(says, takeBack(acl, proposal));
        box.setId("proposal-standing");
        box.getStyleClass().addAll("proposal-standing", Css.STACKED);
        return box;
    }

    private static String standing(Proposal proposal) {
        return proposal.state() == ProposalState.APPLIED
                ? Words.STANDS.formatted(Format.utc(proposal.changed()))
                : Words.STANDS_PERHAPS.formatted(Format.utc(proposal.changed()));
    }

    private void show(BorderPane result, Choosing choosing, Tried tried) {
        result.setBottom(null);
        switch (tried) {
            case Tried.Nothing _ -> result.setCenter(padded(ReplaySheet.muted(Words.CHOOSE_CHANGE)));
            case Tried.Trying trying -> result.setCenter(padded(
                    ReplaySheet.title(trying.asked().says()),
                    ReplaySheet.muted(trying.asked().span().map(span -> Words.REPLAYING).orElse(Words.PROPOSING))));
            case Tried.Refused refused -> result.setCenter(padded(refused(choosing, refused)));
            case Tried.Shown shown -> {
                result.setCenter(scrolling(ReplaySheet.of(shown)));
                result.setBottom(foot(choosing.acl(), shown.proposed().proposal()));
            }
        }
    }

    private Region foot(WebAcls.Summary acl, Proposal proposal) {
        TextField reason = Fields.text("proposal-reason", Words.REASON);
        HBox.setHgrow(reason, Priority.ALWAYS);
        Action apply = Action.of(
                "proposal.apply.now",
                Words.APPLY_TO + acl.name(),
                () -> presenter.apply(acl, proposal, reason.getText()));
        String means = proposal.evidence() + ". " + Words.APPLY_MEANS.formatted(
                Format.count(proposal.diff().size(), "change", "changes"), acl.name());
        Button button = Buttons.primary(desk.writes().begin(
                "proposal.apply", apply.label(), new Write(apply, acl.name(), means.replace("..", ".")), Strictness.SURE));
        button.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(reason, button);
        row.getStyleClass().add(Css.ROW);
        VBox foot = new VBox();
        foot.getStyleClass().addAll("proposal-foot", Css.STACKED_TIGHT);
        desk.writes().refusal().ifPresent(foot.getChildren()::add);
        foot.getChildren().add(row);
        return foot;
    }

    private Region refused(Choosing choosing, Tried.Refused refused) {
        SallyportException why = refused.why();
        boolean unlogged = why.code().equals("SP-NOT-LOGGED");
        VBox box = said(why, unlogged ? Words.UNLOGGED_NEXT : why.next(), unlogged || why.code().equals("SP-NO-CHANGE"));
        if (refused.asked().span().isPresent() && (unlogged || why.code().equals("SP-DENIED"))) {
            box.getChildren().add(row(Buttons.plain(Action.of(
                    "proposal.unreplayed",
                    Words.WITHOUT_REPLAY,
                    () -> presenter.propose(choosing, refused.asked().withoutReplay())))));
        }
        VBox whole = new VBox(ReplaySheet.title(refused.asked().says()), box);
        whole.getStyleClass().add(Css.STACKED_WIDE);
        return whole;
    }

    private VBox ended(ProposalView.Ended ended) {
        Changed changed = ended.changed();
        Label outcome = ReplaySheet.sentence(outcome(ended.acl(), changed));
        outcome.setId("proposal-outcome");
        VBox banner = new VBox(outcome);
        banner.getStyleClass().addAll(Css.BANNER, changed.holds() ? Css.GOOD : Css.WARNING, Css.STACKED);
        if (!changed.holds()) {
            banner.getChildren().add(ReplaySheet.diff(changed.different()));
        }
        VBox box = new VBox(banner, ReplaySheet.section(Words.CHANGED, ReplaySheet.diff(changed.diff())));
        box.getStyleClass().add(Css.STACKED_WIDE);
        if (changed.proposal().state() == ProposalState.APPLIED) {
            box.getChildren().add(ReplaySheet.muted(Words.WATCH));
            box.getChildren().add(takeBack(ended.acl(), changed.proposal()));
        }
        box.getChildren().add(row(again(ended.acl(), Words.ANOTHER)));
        return box;
    }

    /** What became of a change, in one sentence. */
    static String outcome(WebAcls.Summary acl, Changed changed) {
        String done = changed.proposal().state() == ProposalState.APPLIED ? Words.APPLIED : Words.TAKEN_BACK;
        return done.formatted(acl.name(), changed.proposal().id())
                + (changed.before() ? " " + Words.EARLIER : "")
                + (changed.holds() ? "" : " " + Words.NOT_AS_ASKED);
    }

    private VBox failed(ProposalView.Failed failed) {
        SallyportException why = failed.why();
        VBox box = said(why, next(failed), false);
        box.setId("proposal-failed");
        FlowPane actions = row(again(failed.acl(), Words.LOOK_AGAIN));
        failed.attempt().filter(attempt -> why.kind() != SallyportException.Kind.REFUSED).ifPresent(attempt ->
                actions.getChildren().add(repeat(failed.acl(), attempt)));
        VBox whole = new VBox(box, actions);
        whole.getStyleClass().add(Css.STACKED_WIDE);
        return whole;
    }

    /** What the command line says to type is a button here. */
    private static String next(ProposalView.Failed failed) {
        Optional<Attempt> attempt = failed.attempt();
        if (!failed.why().code().equals("SP-ACL-CHANGED") || attempt.isEmpty()) {
            return failed.why().next();
        }
        return attempt.get().back() ? Words.CHANGED_SINCE : Words.CHANGED_MEANWHILE;
    }

    private Node repeat(WebAcls.Summary acl, Attempt attempt) {
        String label = (attempt.back() ? Words.TAKE_BACK_OF : Words.APPLY_TO) + acl.name();
        Action again = Action.of("proposal.repeat.now", label, () -> presenter.attempt(acl, attempt));
        return Buttons.plain(desk.writes().begin(
                "proposal.repeat", label, new Write(again, acl.name(), Words.REPEAT_MEANS), Strictness.SURE));
    }

    private static VBox said(SallyportException why, String next, boolean mild) {
        Label says = ReplaySheet.sentence(why.message() + "\n" + next);
        says.setId("proposal-refused");
        Label code = new Label(why.requestId().map(id -> why.code() + " · request " + id).orElse(why.code()));
        code.getStyleClass().add(Css.MONO);
        VBox banner = new VBox(says, code);
        banner.getStyleClass().addAll(Css.BANNER, mild ? Css.WARNING : Css.DANGER, Css.STACKED_TIGHT);
        return banner;
    }

    private Region takeBack(WebAcls.Summary acl, Proposal proposal) {
        TextField reason = Fields.text("proposal-undo-reason", Words.REASON);
        HBox.setHgrow(reason, Priority.ALWAYS);
        Action undo = Action.of(
                "proposal.undo.now", Words.TAKE_BACK_OF + acl.name(), () -> presenter.undo(acl, proposal, reason.getText()));
        Button button = Buttons.danger(desk.writes().begin(
                "proposal.undo",
                undo.label(),
                new Write(undo, acl.name(), Words.UNDO_MEANS.formatted(
                        Format.count(proposal.wayBack().size(), "change", "changes"), acl.name())),
                Strictness.SURE));
        button.setMinWidth(Region.USE_PREF_SIZE);
        HBox row = new HBox(reason, button);
        row.getStyleClass().add(Css.ROW);
        return row;
    }

    private Node again(WebAcls.Summary acl, String label) {
        return Buttons.plain(Action.of("proposal.again", label, () -> presenter.start(acl, "")));
    }

    private static FlowPane row(Node... nodes) {
        FlowPane row = new FlowPane(nodes);
        row.getStyleClass().add("button-flow");
        return row;
    }

    private static VBox padded(Region... parts) {
        VBox box = new VBox(parts);
        box.getStyleClass().addAll("proposal-result", Css.STACKED);
        return box;
    }

    /** With nothing at its left, it stands where the page's title does. */
    private static VBox whole(VBox box) {
        box.getStyleClass().add("proposal-whole");
        return box;
    }

    private static ScrollPane scrolling(VBox content) {
        content.getStyleClass().add("proposal-result");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        return scroll;
    }
}
