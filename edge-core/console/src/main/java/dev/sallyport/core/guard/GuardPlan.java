package dev.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Distribution;
import java.util.List;

/**
 * What would be changed so that findings end.
 *
 * @param name of what is made for it, which no other plan has
 * @param distribution as it stands
 * @param owner who keeps it
 * @param changes in the order of the findings
 * @param measures what is made or changed beside it; what closes an origin comes last, once viewers are served without it
 * @param left findings that stay, each with the reason
 * @param notes what to know before, one sentence each
 * @param patch the changes in the owner's words
 * @param before the whole {@code DistributionConfig}
 * @param after the same as it is to be; ids that are not known yet are placeholders
 * @param eTag of {@code before}
 * @param paths that are asked before and after
 * @param closed ids of the origins that then refuse everyone else
 */
public record GuardPlan(
        String name,
        Distribution distribution,
        Owner owner,
        List<Change> changes,
        List<Measure> measures,
        List<Left> left,
        List<String> notes,
        String patch,
        JsonNode before,
        JsonNode after,
        String eTag,
        List<String> paths,
        List<String> closed) {
    /** The same plan with other paths that viewers ask for. */
    public GuardPlan asking(List<String> asked) {
        return new GuardPlan(
                name, distribution, owner, changes, measures, left, notes, patch, before, after, eTag, List.copyOf(asked),
                closed);
    }

    /** What it is charged for, by AWS. */
    public List<String> costs() {
        return measures.stream().map(Measure::cost).filter(cost -> !cost.isEmpty()).toList();
    }

    /** What is done beside the distribution, in words. */
    public List<String> beside() {
        return measures.stream().map(Measure::says).toList();
    }
}
