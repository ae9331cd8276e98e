package dev.sallyport.core.proposal;

import java.util.List;

/**
 * A web ACL that was changed.
 *
 * @param proposal as it is kept now
 * @param diff what was changed
 * @param different where AWS has otherwise than was asked for; empty when it has just that
 * @param before whether an earlier run, which was cut short, had made the change already
 */
public record Changed(Proposal proposal, List<Difference> diff, List<Difference> different, boolean before) {
    /** Whether the web ACL is what was asked for. */
    public boolean holds() {
        return different.isEmpty();
    }
}
