package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.Principal;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;

/**
 * Grants: a key's permissions for one principal, beside its policy.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/grants.html">Grants</a>
 */
final class Grants {
    private final Shelf<GrantListEntry> shelf;
    private final Directory directory;
    private final SecureRandom random = new SecureRandom();

    Grants(SandboxState state, Directory directory) {
        this.shelf = state.shelf("kms/grants", GrantListEntry.class);
        this.directory = directory;
    }

    private static String under(KmsKey key) {
        return key.arn() + "/";
    }

    GrantListEntry add(KmsKey key, GrantListEntry draft) {
        for (GrantListEntry had : of(key)) {
            if (draft.name() != null && same(had, draft)) {
                return had;
            }
        }
        byte[] id = new byte[32];
        random.nextBytes(id);
        GrantListEntry grant = draft.copy(g -> g.grantId(HexFormat.of().formatHex(id)));
        shelf.put(under(key) + grant.grantId(), grant);
        return grant;
    }

    /** CreateGrant with a name and the same parameters gives the same grant. */
    private static boolean same(GrantListEntry had, GrantListEntry draft) {
        return had.equals(draft.copy(g -> g.grantId(had.grantId()).creationDate(had.creationDate())));
    }

    List<GrantListEntry> of(KmsKey key) {
        return shelf.valuesUnder(under(key));
    }

    boolean remove(KmsKey key, @Nullable String grantId) {
        return shelf.remove(under(key) + KmsFaults.present(grantId, "grantId")).isPresent();
    }

    /** Whether a grant of the key lets {@code caller} do it. */
    boolean allow(KmsKey key, Caller caller, String action, Map<String, List<String>> keys) {
        String operation = action.substring("kms:".length());
        String principal = directory.principal(caller.arn()).map(Principal::arn).orElse(caller.arn());
        return of(key).stream()
                .filter(grant -> grant.operationsAsStrings().contains(operation))
                .filter(grant -> List.of(caller.arn(), principal).contains(grant.granteePrincipal()))
                .anyMatch(grant -> fits(grant.constraints(), keys));
    }

    private static boolean fits(@Nullable GrantConstraints constraints, Map<String, List<String>> keys) {
        if (constraints == null) {
            return true;
        }
        Map<String, String> context = new HashMap<>();
        keys.forEach((key, values) -> {
            if (key.startsWith("kms:EncryptionContext:")) {
                context.put(key.substring("kms:EncryptionContext:".length()), values.getFirst());
            }
        });
        boolean equal = !constraints.hasEncryptionContextEquals()
                || constraints.encryptionContextEquals().equals(context);
        boolean subset = !constraints.hasEncryptionContextSubset()
                || context.entrySet().containsAll(constraints.encryptionContextSubset().entrySet());
        return equal && subset;
    }
}
