package dev.sallyport.views.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.proposal.Changed;
import dev.sallyport.core.proposal.Editable;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.core.proposal.Proposals.Proposed;
import dev.sallyport.core.proposal.RuleEdit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** What stands in the place of a web ACL's traffic while a change of it is tried. */
sealed interface ProposalView {
    /** The web ACL. */
    WebAcls.Summary acl();

    /** Its rules are being read. */
    record Reading(WebAcls.Summary acl) implements ProposalView {}

    /**
     * A change is being chosen and tried.
     *
     * @param chosen name of the rule to begin with, as the page shows it; empty for the first
     * @param standing the change that stands already
     * @param tried what came of the last choice
     */
    record Choosing(
            WebAcls.Summary acl,
            String chosen,
            List<Editable> rules,
            Optional<Proposal> standing,
            ObjectProperty<Tried> tried)
            implements ProposalView {
        Choosing(WebAcls.Summary acl, String chosen, List<Editable> rules, Optional<Proposal> standing) {
            this(acl, chosen, rules, standing, new SimpleObjectProperty<>(new Tried.Nothing()));
        }
    }

    /** The web ACL is being changed. */
    record Under(WebAcls.Summary acl, String title) implements ProposalView {}

    /** It was changed. */
    record Ended(WebAcls.Summary acl, Changed changed) implements ProposalView {}

    /**
     * It came to nothing, or it is not known to what.
     *
     * @param attempt what was tried; empty when the rules could not even be read
     */
    record Failed(WebAcls.Summary acl, SallyportException why, Optional<Attempt> attempt) implements ProposalView {}

    /** A change of the web ACL, there or back. */
    record Attempt(Proposal proposal, boolean back, String reason) {}

    /** How far back traffic is replayed. */
    enum Span {
        HALF_HOUR("Last 30 minutes", Duration.ofMinutes(30)),
        HOURS("Last 3 hours", Duration.ofHours(3)),
        DAY("Last 24 hours", Duration.ofHours(24));

        private final String words;
        private final Duration length;

        Span(String words, Duration length) {
            this.words = words;
            this.length = length;
        }

        Duration length() {
            return length;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A choice.
     *
     * @param says the change in words
     * @param span what is replayed; empty for no replay
     */
    record Asked(RuleEdit edit, String says, Optional<Span> span) {
        Asked withoutReplay() {
            return new Asked(edit, says, Optional.empty());
        }
    }

    /** What came of a choice. */
    sealed interface Tried {
        /** Nothing was asked yet. */
        record Nothing() implements Tried {}

        /** It is being replayed. */
        record Trying(Asked asked) implements Tried {}

        /** A proposal, with what it would have done. */
        record Shown(Asked asked, Proposed proposed) implements Tried {}

        /** There is no proposal. */
        record Refused(Asked asked, SallyportException why) implements Tried {}
    }
}
