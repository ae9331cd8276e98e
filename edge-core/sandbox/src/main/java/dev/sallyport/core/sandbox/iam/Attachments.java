package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Tag;

/** What roles and users have alike: inline policies, attached policies, tags, a boundary. */
final class Attachments {
    private static final int MOST_ATTACHED = 20;
    private static final int MOST_TAGS = 50;

    private final Directory directory;
    private final Shelf<Principal> shelf;
    private final Authorizer authorizer;
    private final String kind;

    /** {@code kind} is {@code Role} or {@code User}, as it stands in the names of the actions. */
    Attachments(Directory directory, Shelf<Principal> shelf, Authorizer authorizer, String kind) {
        this.directory = directory;
        this.shelf = shelf;
        this.authorizer = authorizer;
        this.kind = kind;
    }

    /** The principal of that name, once the caller may do {@code action} to it. */
    Principal require(String action, @Nullable String name) {
        String given = IamFaults.present(name, word() + "Name");
        Principal found = shelf.get(given).orElse(null);
        authorizer.require("iam:" + action, found == null ? arn(given) : found.arn(), null, Map.of());
        if (found == null) {
            throw IamFaults.missing("The " + word() + " with name " + given + " cannot be found.");
        }
        return found;
    }

    void putInline(String name, @Nullable String policyName, @Nullable String document) {
        Principal principal = require("Put" + kind + "Policy", name);
        String given = IamFaults.name(policyName, "policyName", 128);
        String checked = IamFaults.checked(document, Policy.Kind.IDENTITY);
        change(principal, now -> now.withInline(given, checked));
    }

    String inline(String name, @Nullable String policyName) {
        Principal principal = require("Get" + kind + "Policy", name);
        String document = principal.inline().get(IamFaults.present(policyName, "policyName"));
        if (document == null) {
            throw noInline(policyName);
        }
        return document;
    }

    void deleteInline(String name, @Nullable String policyName) {
        Principal principal = require("Delete" + kind + "Policy", name);
        String given = IamFaults.present(policyName, "policyName");
        if (!principal.inline().containsKey(given)) {
            throw noInline(given);
        }
        change(principal, now -> now.withInline(given, null));
    }

    List<String> inlineNames(String name) {
        return require("List" + kind + "Policies", name).inline().keySet().stream().sorted().toList();
    }

    void attach(String name, @Nullable String policyArn) {
        Principal principal = require("Attach" + kind + "Policy", name);
        String arn = managed(policyArn).arn();
        if (principal.attached().size() >= MOST_ATTACHED && !principal.attached().contains(arn)) {
            throw IamFaults.limit("Cannot exceed quota for PoliciesPer" + kind + ": " + MOST_ATTACHED);
        }
        change(principal, now -> now.withAttached(arn, true));
    }

    void detach(String name, @Nullable String policyArn) {
        Principal principal = require("Detach" + kind + "Policy", name);
        if (!principal.attached().contains(IamFaults.present(policyArn, "policyArn"))) {
            throw IamFaults.missing("Policy " + policyArn + " was not found.");
        }
        change(principal, now -> now.withAttached(IamFaults.present(policyArn, "policyArn"), false));
    }

    List<AttachedPolicy> attached(String name) {
        return require("ListAttached" + kind + "Policies", name).attached().stream()
                .sorted()
                .map(arn -> AttachedPolicy.builder()
                        .policyArn(arn)
                        .policyName(Arns.name(arn))
                        .build())
                .toList();
    }

    void bound(String name, @Nullable String policyArn) {
        Principal principal = require("Put" + kind + "PermissionsBoundary", name);
        String arn = managed(policyArn).arn();
        change(principal, now -> now.withBoundary(arn));
    }

    void unbound(String name) {
        change(require("Delete" + kind + "PermissionsBoundary", name), now -> now.withBoundary(null));
    }

    void tag(String name, List<Tag> tags) {
        Principal principal = require("Tag" + kind, name);
        change(principal, now -> now.withTags(merged(now.tags(), tags)));
    }

    void untag(String name, List<String> keys) {
        change(require("Untag" + kind, name), now -> now.withTags(
                now.tags().stream().filter(tag -> !keys.contains(tag.key())).toList()));
    }

    static List<Tag> merged(List<Tag> had, List<Tag> more) {
        Map<String, Tag> byKey = new LinkedHashMap<>();
        had.forEach(tag -> byKey.put(tag.key(), tag));
        for (Tag tag : more) {
            if (tag.key() == null || tag.key().isEmpty() || tag.key().startsWith("aws:")) {
                throw IamFaults.invalidInput("Tag keys beginning with aws: and empty keys are not allowed.");
            }
            byKey.put(tag.key(), tag);
        }
        if (byKey.size() > MOST_TAGS) {
            throw IamFaults.limit("The number of tags has reached the maximum limit: " + MOST_TAGS);
        }
        return new ArrayList<>(byKey.values());
    }

    /** Raises the errors that AWS has for deleting something in use; the shelf is left alone. */
    void refuseIfPoliciesRemain(Principal principal) {
        if (!principal.inline().isEmpty()) {
            throw IamFaults.inUse("Cannot delete entity, must delete policies first.");
        }
        if (!principal.attached().isEmpty()) {
            throw IamFaults.inUse("Cannot delete entity, must detach all policies first.");
        }
    }

    String arn(String name) {
        return "arn:aws:iam::" + Call.current().account() + ":" + word() + "/" + name;
    }

    Principal change(Principal principal, UnaryOperator<Principal> change) {
        return shelf.update(principal.name(), change)
                .orElseThrow(() -> IamFaults.missing("The " + word() + " with name " + principal.name()
                + " cannot be found."));
    }

    private ManagedPolicy managed(@Nullable String arn) {
        String given = IamFaults.present(arn, "policyArn");
        return directory
                .policy(given)
                .orElseThrow(() -> IamFaults.missing("Policy " + given + " does not exist or is not attachable."));
    }

    private RuntimeException noInline(@Nullable String policyName) {
        return IamFaults.missing("The " + word() + " policy with name " + policyName + " cannot be found.");
    }

    private String word() {
        return kind.toLowerCase(Locale.ROOT);
    }
}
