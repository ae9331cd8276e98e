package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From which places of a file the parts of a configuration in CloudFront's form were taken. */
final class Spots {
    /** Of what has no places. */
    static final Spots NONE = new Spots(pointer -> null);

    /** Which member a finding is about, where it is not the whole origin, behavior or configuration. */
    private static final Map<String, String> MEMBERS = Map.ofEntries(
            Map.entry("no-web-acl", "WebACLId"),
            Map.entry("web-acl-blocks-nothing", "WebACLId"),
            Map.entry("no-legacy-logs", "Logging"),
            Map.entry("no-root-object", "DefaultRootObject"),
            Map.entry("old-viewer-tls", "ViewerCertificate/MinimumProtocolVersion"),
            Map.entry("viewer-tls-not-recommended", "ViewerCertificate/MinimumProtocolVersion"),
            Map.entry("dedicated-ip", "ViewerCertificate/SSLSupportMethod"),
            Map.entry("origin-plain-http", "CustomOriginConfig/OriginProtocolPolicy"),
            Map.entry("origin-match-viewer", "CustomOriginConfig/OriginProtocolPolicy"),
            Map.entry("origin-old-tls", "CustomOriginConfig/OriginSslProtocols"),
            Map.entry("oac-no-override", "OriginAccessControlId"),
            Map.entry("origin-shared-secret", "CustomHeaders"),
            Map.entry("origin-access-identity", "S3OriginConfig/OriginAccessIdentity"),
            Map.entry("viewer-plain-http", "ViewerProtocolPolicy"),
            Map.entry("legacy-cache-settings", "ForwardedValues"),
            Map.entry("behavior-unreachable", "PathPattern"),
            Map.entry("vpc-origin-function", "LambdaFunctionAssociations"),
            Map.entry("edge-function-without-body", "LambdaFunctionAssociations"),
            Map.entry("oac-without-body-hash", "AllowedMethods"),
            Map.entry("viewer-mtls-optional", "ViewerMtlsConfig/Mode"),
            Map.entry("viewer-mtls-expired-certificates", "ViewerMtlsConfig/TrustStoreConfig"),
            Map.entry("account-signers", "TrustedSigners"),
            Map.entry("field-encryption-without-type", "FieldLevelEncryptionId"),
            Map.entry("field-encryption-forwards-unknown", "FieldLevelEncryptionId"),
            Map.entry("cors-credentials-any-origin", "ResponseHeadersPolicyId"),
            Map.entry("security-headers-missing", "ResponseHeadersPolicyId"),
            Map.entry("security-headers-yield", "ResponseHeadersPolicyId"),
            Map.entry("host-forwarded", "OriginRequestPolicyId"),
            Map.entry("shared-cache", "CachePolicyId"));

    private final IdentityHashMap<JsonNode, String> nodes = new IdentityHashMap<>();
    private final IdentityHashMap<JsonNode, Map<String, String>> members = new IdentityHashMap<>();
    private final Function<String, @Nullable Place> place;

    /** @param place what is at a JSON pointer of the file */
    Spots(Function<String, @Nullable Place> place) {
        this.place = place;
    }

    void add(JsonNode node, String pointer) {
        nodes.put(node, pointer);
    }

    void add(JsonNode object, String member, String pointer) {
        members.computeIfAbsent(object, each -> new HashMap<>()).put(member, pointer);
    }

    /** Where what a finding says of a part of the configuration stands; the part itself where a member is left out. */
    @Nullable Place of(JsonNode part, Finding finding) {
        String pointer = nodes.get(part);
        JsonNode inner = part;
        String member = MEMBERS.get(finding.id());
        for (String name : member == null ? new String[0] : member.split("/", -1)) {
            String nearer = members.getOrDefault(inner, Map.of()).get(name);
            pointer = nearer == null ? pointer : nearer;
            inner = inner.path(name);
        }
        return pointer == null ? null : place.apply(pointer);
    }
}
