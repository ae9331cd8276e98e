package dev.sallyport.core.sandbox.kms;

import dev.sallyport.core.sandbox.access.Call;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;

/** What callers do to grants, with their permissions. */
record Granting(KeyStore store, KeyAccess access, Grants grants, Clock clock) {
    GrantListEntry create(CreateGrantRequest r) {
        KmsKey key = store.byId(r.keyId());
        access.check(
                new KeyStore.Named(key, null),
                "kms:CreateGrant",
                Map.of("kms:GrantOperations", new ArrayList<>(r.operationsAsStrings())));
        KeyAccess.requireEnabled(key);
        if (r.operationsAsStrings().isEmpty()) {
            throw KmsFaults.invalid(
                    "1 validation error detected: Value null at 'operations' failed to satisfy constraint:"
                            + " Member must not be null");
        }
        if (Boolean.TRUE.equals(r.dryRun())) {
            throw KmsFaults.dryRun();
        }
        return grants.add(key, GrantListEntry.builder()
                .keyId(key.arn())
                .name(r.name())
                .creationDate(clock.instant())
                .granteePrincipal(KmsFaults.present(r.granteePrincipal(), "granteePrincipal"))
                .retiringPrincipal(r.retiringPrincipal())
                .issuingAccount("arn:aws:iam::" + Call.current().account() + ":root")
                .operationsWithStrings(r.operationsAsStrings())
                .constraints(r.constraints())
                .build());
    }

    List<GrantListEntry> list(ListGrantsRequest r) {
        return grants.of(access.manage("kms:ListGrants", r.keyId())).stream()
                .filter(grant -> r.grantId() == null || r.grantId().equals(grant.grantId()))
                .filter(grant -> r.granteePrincipal() == null || r.granteePrincipal().equals(grant.granteePrincipal()))
                .toList();
    }

    void revoke(RevokeGrantRequest r) {
        KmsKey key = access.manage("kms:RevokeGrant", r.keyId());
        if (!grants.remove(key, r.grantId())) {
            throw KmsFaults.missing("Grant ID " + r.grantId() + " not found");
        }
    }
}
