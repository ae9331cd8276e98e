package dev.sallyport.core.sandbox.cloudfront;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.OriginGroup;
import software.amazon.awssdk.services.cloudfront.model.OriginGroupMember;
import software.amazon.awssdk.services.cloudfront.model.OriginGroups;

/**
 * Refuses origin groups that CloudFront refuses.
 *
 * @see <a href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginGroup.html">OriginGroup</a>
 */
final class OriginGroupCheck {
    private static final Set<Integer> CODES = Set.of(403, 404, 416, 429, 500, 502, 503, 504);

    private OriginGroupCheck() {}

    /** The ids of the groups, which behaviors may name as they name origins. */
    static Set<String> ids(@Nullable OriginGroups groups, Set<String> origins) {
        Set<String> ids = new HashSet<>();
        if (groups == null) {
            return ids;
        }
        for (OriginGroup group : groups.items()) {
            if (group.id() == null || origins.contains(group.id()) || !ids.add(group.id())) {
                throw CloudFrontFaults.invalidArgument(
                        "The parameter Id of an origin group must be unique among origins and origin groups: " + group.id());
            }
            if ("media-quality-based".equals(group.selectionCriteriaAsString())) {
                throw CloudFrontFaults.invalidArgument(
                        "The sandbox measures no media quality: leave SelectionCriteria of " + group.id() + " out.");
            }
            List<String> members = group.members() == null
                    ? List.of()
                    : group.members().items().stream().map(OriginGroupMember::originId).toList();
            if (members.size() != 2) {
                throw CloudFrontFaults.invalidArgument("An origin group must have two members: " + group.id());
            }
            if (!origins.containsAll(members)) {
                throw CloudFrontFaults.noSuchOrigin();
            }
            boolean coded = group.failoverCriteria() != null && group.failoverCriteria().statusCodes() != null
                    && !group.failoverCriteria().statusCodes().items().isEmpty();
            if (!coded || !CODES.containsAll(group.failoverCriteria().statusCodes().items())) {
                throw CloudFrontFaults.invalidArgument("The parameter StatusCodes of " + group.id()
                        + " must have some of 403, 404, 416, 429, 500, 502, 503 and 504.");
            }
        }
        return ids;
    }
}
