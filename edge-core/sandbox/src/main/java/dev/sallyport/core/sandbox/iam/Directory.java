package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What IAM keeps, and what it says about a caller: the Authorizer asks here. It checks nobody's permission; the
 * sandbox's own services read it directly.
 */
public final class Directory implements Function<Caller, Identity> {
    private final Shelf<Principal> roles;
    private final Shelf<Principal> users;
    private final Shelf<ManagedPolicy> policies;
    private final Shelf<String> sessionPolicies;
    private final Map<String, ManagedPolicy> ofAws = new AwsManagedPolicies().byArn();

    /** What {@code state} holds. */
    public Directory(SandboxState state) {
        this.roles = state.shelf("iam/roles", Principal.class);
        this.users = state.shelf("iam/users", Principal.class);
        this.policies = state.shelf("iam/policies", ManagedPolicy.class);
        this.sessionPolicies = state.shelf("iam/session-policies", String.class);
    }

    @Override
    public Identity apply(Caller caller) {
        Optional<Principal> known = principal(caller.arn());
        if (known.isEmpty()) {
            return Identity.bare(caller);
        }
        Principal principal = known.get();
        List<String> documents = new ArrayList<>(principal.inline().values());
        for (String arn : principal.attached()) {
            policy(arn).map(ManagedPolicy::document).ifPresent(documents::add);
        }
        List<String> boundaries = new ArrayList<>(sessionPolicies.valuesUnder(caller.accessKeyId() + "/"));
        String boundary = principal.boundary();
        if (boundary != null) {
            policy(boundary).map(ManagedPolicy::document).ifPresent(boundaries::add);
        }
        return new Identity(principal.arn(), documents, boundaries);
    }

    /** The role or user behind an ARN: its own, or that of a session. */
    public Optional<Principal> principal(String arn) {
        List<String> names = Arns.path(arn);
        return switch (names.isEmpty() ? "" : names.getFirst()) {
            case "assumed-role" -> names.size() < 2 ? Optional.empty() : roles.get(names.get(1));
            case "role" -> roles.get(names.getLast()).filter(role -> role.arn().equals(arn));
            case "user" -> users.get(names.getLast()).filter(user -> user.arn().equals(arn));
            default -> Optional.empty();
        };
    }

    /** Lets a session do only what each of {@code documents} allows too. */
    public void narrow(String accessKeyId, List<String> documents) {
        for (int i = 0; i < documents.size(); i++) {
            sessionPolicies.put(accessKeyId + "/" + i, documents.get(i));
        }
    }

    /** The document in force of a managed policy, AWS's or the account's. */
    public Optional<String> policyDocument(String arn) {
        return policy(arn).map(ManagedPolicy::document);
    }

    Shelf<Principal> roles() {
        return roles;
    }

    Shelf<Principal> users() {
        return users;
    }

    Shelf<ManagedPolicy> policies() {
        return policies;
    }

    /** AWS's own and the account's, in the order of their ARNs. */
    List<ManagedPolicy> allPolicies() {
        List<ManagedPolicy> all = new ArrayList<>(policies.values());
        all.addAll(ofAws.values());
        return all;
    }

    Optional<ManagedPolicy> policy(String arn) {
        ManagedPolicy aws = ofAws.get(arn);
        return aws == null ? policies.get(arn) : Optional.of(aws);
    }

    /** The roles and users that a managed policy is attached to. */
    List<Principal> attachedTo(String policyArn) {
        List<Principal> all = new ArrayList<>(roles.values());
        all.addAll(users.values());
        all.removeIf(principal -> !principal.attached().contains(policyArn));
        return all;
    }
}
