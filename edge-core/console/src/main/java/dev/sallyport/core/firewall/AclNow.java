package dev.sallyport.core.firewall;

import dev.sallyport.core.webacl.RuleSets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/**
 * A web ACL as it stands now, to tell by its rules what it did with a logged request.
 *
 * @param acl null where it is not at hand
 * @param sets what it refers to
 * @param notes a sentence for each part that could not be read
 */
public record AclNow(@Nullable WebACL acl, RuleSets sets, List<String> notes) {
    /** Finds the web ACL of a record. */
    @FunctionalInterface
    public interface Source {
        /** No web ACL is at hand: the record alone tells. */
        Source NONE = webaclId -> absent(List.of());

        /**
         * The web ACL.
         *
         * @param webaclId as the record has it: an ARN, at times an id; may be empty
         */
        AclNow of(String webaclId);
    }

    /** A web ACL in files, for the records that are its own or name none. */
    public static Source saved(WebACL acl, RuleSets sets) {
        AclNow now = new AclNow(acl, sets, List.of());
        String arn = acl.arn() == null ? "" : acl.arn();
        return id -> id.isEmpty() || arn.isEmpty() || id.equals(arn) || id.equals(acl.id())
                ? now
                : absent(List.of("The record is of the web ACL " + id + ", and not of " + arn
                        + ", whose rules therefore do not tell of it."));
    }

    /** One that is not at hand, and why. */
    public static AclNow absent(List<String> why) {
        return new AclNow(null, RuleSets.none(), why);
    }
}
