package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.shield.model.Protection;
import software.amazon.awssdk.services.shield.model.ProtectionGroup;

/** Groups of protections that Shield detects and mitigates for together. */
final class ProtectionGroups {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9\\-]{1,36}");

    private final Shelf<ProtectionGroup> shelf;
    private final Protections protections;
    private final Subscriptions subscriptions;

    ProtectionGroups(SandboxState state, Subscriptions subscriptions, Protections protections) {
        this.shelf = state.shelf("shield/groups", ProtectionGroup.class);
        this.subscriptions = subscriptions;
        this.protections = protections;
    }

    void create(ProtectionGroup wanted) {
        subscriptions.require();
        String id = String.valueOf(wanted.protectionGroupId());
        if (!ID.matcher(id).matches()) {
            throw ShieldFaults.invalid("The protection group id is not valid: " + id + ".");
        }
        if (shelf.has(id)) {
            throw ShieldFaults.exists("PROTECTION_GROUP");
        }
        shelf.put(id, checked(wanted));
    }

    void update(ProtectionGroup wanted) {
        require(wanted.protectionGroupId());
        shelf.put(wanted.protectionGroupId(), checked(wanted));
    }

    private static ProtectionGroup checked(ProtectionGroup wanted) {
        String pattern = String.valueOf(wanted.patternAsString());
        boolean fits = switch (pattern) {
            case "ALL" -> wanted.members().isEmpty() && wanted.resourceTypeAsString() == null;
            case "ARBITRARY" -> !wanted.members().isEmpty() && wanted.resourceTypeAsString() == null;
            case "BY_RESOURCE_TYPE" -> wanted.members().isEmpty() && wanted.resourceTypeAsString() != null;
            default -> false;
        };
        if (!fits || wanted.aggregationAsString() == null) {
            throw ShieldFaults.invalid("Pattern, Members, ResourceType and Aggregation don't fit together.");
        }
        return wanted.toBuilder()
                .members(wanted.members())
                .protectionGroupArn("arn:aws:shield::" + Call.current().account() + ":protection-group/" + wanted.protectionGroupId())
                .build();
    }

    ProtectionGroup require(@Nullable String id) {
        subscriptions.require();
        return shelf.get(String.valueOf(id))
                .orElseThrow(() -> ShieldFaults.missing("The referenced protection group does not exist."));
    }

    void delete(@Nullable String id) {
        require(id);
        shelf.remove(String.valueOf(id));
    }

    List<ProtectionGroup> list() {
        subscriptions.require();
        return shelf.values();
    }

    List<String> resources(@Nullable String id) {
        ProtectionGroup group = require(id);
        List<String> all = protections.list(null).stream().map(Protection::resourceArn).sorted().toList();
        return switch (String.valueOf(group.patternAsString())) {
            case "ARBITRARY" -> group.members().stream().sorted().toList();
            case "BY_RESOURCE_TYPE" ->
                all.stream()
                        .filter(arn -> Protections.type(arn)
                                .filter(type -> type.equals(group.resourceTypeAsString()))
                                .isPresent())
                        .toList();
            default -> all;
        };
    }
}
