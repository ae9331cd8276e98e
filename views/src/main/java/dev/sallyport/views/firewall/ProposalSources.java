package dev.sallyport.views.firewall;

import dev.sallyport.core.proposal.Changed;
import dev.sallyport.core.proposal.Editable;
import dev.sallyport.core.proposal.Proposal;
import dev.sallyport.core.proposal.Proposals.Proposed;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where the page has its changes of a web ACL from. A web ACL is named by its ARN.
 *
 * @param rules what of a web ACL can be changed
 * @param propose makes a proposal, with a replay where there is traffic
 * @param standing the last change of a web ACL that was applied from here and not undone
 * @param apply makes a proposed change
 * @param undo takes an applied change back
 */
public record ProposalSources(
        Function<String, List<Editable>> rules,
        BiFunction<Wanted, Traffic, Proposed> propose,
        Function<String, Optional<Proposal>> standing,
        Deed apply,
        Deed undo) {
    /** A change of the web ACL, by a proposal's id. */
    @FunctionalInterface
    public interface Deed {
        /** Does it, with the reason that goes into the ledger. */
        Changed with(String proposal, String reason) throws InterruptedException;
    }
}
