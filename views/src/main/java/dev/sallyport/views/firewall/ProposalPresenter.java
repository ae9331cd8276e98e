package dev.sallyport.views.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.proposal.Changed;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import dev.sallyport.views.firewall.ProposalView.Asked;
import dev.sallyport.views.firewall.ProposalView.Attempt;
import dev.sallyport.views.firewall.ProposalView.Choosing;
import dev.sallyport.views.firewall.ProposalView.Tried;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** Tries changes of web ACLs on their traffic, makes them and takes them back. */
final class ProposalPresenter {
    private final Desk desk;
    private final ProposalSources proposals;
    private final Background.Lane lane;
    private final Runnable changed;
    private final ObjectProperty<@Nullable ProposalView> view = new SimpleObjectProperty<>();

    /** @param changed is run when a web ACL is no longer what it was */
    ProposalPresenter(Desk desk, ProposalSources proposals, Runnable changed) {
        this.desk = desk;
        this.proposals = proposals;
        this.lane = desk.background().lane();
        this.changed = changed;
    }

    /** What to show in the place of the traffic; null for the traffic. */
    ObjectProperty<@Nullable ProposalView> view() {
        return view;
    }

    /** Begins; {@code rule} is as in {@link Choosing}. */
    void start(WebAcls.Summary acl, String rule) {
        view.set(new ProposalView.Reading(acl));
        lane.load(Words.READING_RULES, () -> new Choosing(
                        acl, rule, proposals.rules().apply(acl.arn()), proposals.standing().apply(acl.arn())))
                .stoppable()
                .onSuccess(view::set)
                .onError(why -> view.set(new ProposalView.Failed(acl, why, Optional.empty())))
                .run();
    }

    void close() {
        lane.cancel();
        view.set(null);
    }

    /** Proposes, and replays. */
    void propose(Choosing choosing, Asked asked) {
        choosing.tried().set(new Tried.Trying(asked));
        Wanted wanted = new Wanted(choosing.acl().arn(), null, null, List.of(asked.edit()));
        Traffic traffic = asked.span().<Traffic>map(span -> new Traffic.Recent(span.length())).orElse(new Traffic.None());
        lane.load(Words.TRYING + asked.says(), () -> proposals.propose().apply(wanted, traffic))
                .stoppable()
                .onSuccess(proposed -> choosing.tried().set(new Tried.Shown(asked, proposed)))
                .onError(why -> choosing.tried().set(new Tried.Refused(asked, why)))
                .run();
    }

    /** Something else is chosen than what was tried. */
    void forget(Choosing choosing) {
        if (!(choosing.tried().get() instanceof Tried.Nothing)) {
            lane.cancel();
            choosing.tried().set(new Tried.Nothing());
        }
    }

    void apply(WebAcls.Summary acl, Proposal proposal, String reason) {
        attempt(acl, new Attempt(proposal, false, reason.strip()));
    }

    void undo(WebAcls.Summary acl, Proposal proposal, String reason) {
        attempt(acl, new Attempt(proposal, true, reason.strip()));
    }

    /** Goes on when the page is left; the answer waits there. */
    void attempt(WebAcls.Summary acl, Attempt attempt) {
        String title = (attempt.back() ? Words.TAKING_BACK : Words.APPLYING) + acl.name();
        ProposalView.Under under = new ProposalView.Under(acl, title);
        view.set(under);
        ProposalSources.Deed deed = attempt.back() ? proposals.undo() : proposals.apply();
        desk.background()
                .load(title, () -> deed.with(attempt.proposal().id(), attempt.reason()))
                .changing()
                .onSuccess(done -> ended(under, new ProposalView.Ended(acl, done)))
                .onError(why -> ended(under, new ProposalView.Failed(acl, why, Optional.of(attempt))))
                .run();
    }

    private void ended(ProposalView.Under under, ProposalView end) {
        if (under.equals(view.get())) {
            view.set(end);
        } else if (end instanceof ProposalView.Failed(WebAcls.Summary acl, SallyportException why, var _)) {
            desk.activity().wrong(acl.name() + ": " + why.message());
        } else if (end instanceof ProposalView.Ended(WebAcls.Summary acl, Changed done)) {
            desk.activity().done(ProposalPanel.outcome(acl, done));
        }
        changed.run();
    }
}
