package dev.sallyport.core.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.OriginKind;
import dev.sallyport.core.distribution.Part.Kind;
import dev.sallyport.core.guard.Draft.Part;
import java.util.ArrayList;
import java.util.List;

/** What ends a finding in the distribution's configuration alone. */
final class ConfigRemedies {
    /** AWS's managed origin request policies (Developer Guide, "Use managed origin request policies"). */
    private static final String ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

    private static final String ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

    /** AWS's managed cache policy CachingDisabled (Developer Guide, "Use managed cache policies"). */
    private static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    /** The oldest that AWS recommends (Developer Guide, "Supported protocols and ciphers between viewers and CloudFront"). */
    private static final String TLS = "TLSv1.2_2021";

    private ConfigRemedies() {}

    /** Every behavior that lets viewers use plain HTTP leads them to HTTPS; CloudFront keeps the method on the way. */
    static void httpsForViewers(Draft draft, Finding finding) {
        for (Part behavior : draft.behaviors()) {
            if (behavior.text("ViewerProtocolPolicy").equals("allow-all")) {
                draft.set(finding.id(), behavior, "ViewerProtocolPolicy", "redirect-to-https");
            }
        }
    }

    static void newerTlsForViewers(Draft draft, Finding finding) {
        if (draft.config().get("ViewerCertificate") instanceof ObjectNode certificate) {
            if (!certificate.path("SSLSupportMethod").asText().equals("sni-only")) {
                draft.leave(
                        finding.id(),
                        "With dedicated IP addresses CloudFront takes newer policies only after a talk with its support. "
                                + finding.fix());
                return;
            }
            draft.set(finding.id(), new Part("ViewerCertificate", certificate), "MinimumProtocolVersion", TLS);
        }
    }

    /**
     * API Gateway, function URLs and buckets all speak HTTPS; what other origins speak only their owner knows.
     *
     * @param asked whether the finding was named, which says that the origin speaks HTTPS
     */
    static void httpsToOrigins(Draft draft, Finding finding, boolean asked) {
        String policy = finding.id().equals("origin-plain-http") ? "http-only" : "match-viewer";
        List<String> unsure = new ArrayList<>();
        for (Part origin : draft.origins()) {
            if (origin.node().get("CustomOriginConfig") instanceof ObjectNode custom
                    && custom.path("OriginProtocolPolicy").asText().equals(policy)) {
                switch (OriginKind.of(origin.text("DomainName"))) {
                    case S3_WEBSITE -> {}
                    case LOAD_BALANCER, CUSTOM -> {
                        if (asked) {
                            httpsOnly(draft, finding, origin, custom);
                        } else {
                            unsure.add(origin.text("Id"));
                        }
                    }
                    case S3, FUNCTION_URL, API_GATEWAY -> httpsOnly(draft, finding, origin, custom);
                }
            }
        }
        if (!unsure.isEmpty()) {
            draft.leave(
                    finding.id(),
                    String.join(", ", unsure) + " must hold a certificate for its name first; then name the finding with"
                            + " --only " + finding.id() + ".");
        }
    }

    private static void httpsOnly(Draft draft, Finding finding, Part origin, ObjectNode custom) {
        draft.set(
                finding.id(), new Part(origin.path() + ".CustomOriginConfig", custom), "OriginProtocolPolicy", "https-only");
    }

    static void newerTlsToOrigins(Draft draft, Finding finding) {
        for (Part origin : draft.origins()) {
            if (origin.node().get("CustomOriginConfig") instanceof ObjectNode custom) {
                boolean old = custom.path("OriginSslProtocols").path("Items").toString().matches(".*(SSLv3|TLSv1\"|TLSv1\\.1).*");
                if (old) {
                    Part part = new Part(origin.path() + ".CustomOriginConfig", custom);
                    draft.change(finding.id(), part, "OriginSslProtocols", node -> {
                        ObjectNode protocols = node.putObject("OriginSslProtocols");
                        protocols.put("Quantity", 1);
                        protocols.putArray("Items").add("TLSv1.2");
                    });
                }
            }
        }
    }

    static void bodiesForSigners(Draft draft, Finding finding) {
        for (Part behavior : draft.behaviors()) {
            List<ObjectNode> blind = behavior.functions("origin-request").stream()
                    .filter(function -> !function.path("IncludeBody").asBoolean())
                    .toList();
            if (behavior.takesBodies() && !blind.isEmpty()) {
                draft.change(
                        finding.id(),
                        behavior,
                        "LambdaFunctionAssociations",
                        node -> blind.forEach(function -> function.put("IncludeBody", true)));
            }
        }
    }

    static void hostOfOrigin(Draft draft, Finding finding) {
        boolean any = false;
        for (Part behavior : draft.behaviors()) {
            if (behavior.text("OriginRequestPolicyId").equals(ALL_VIEWER) && concerns(finding, behavior)) {
                any = true;
                draft.set(finding.id(), behavior, "OriginRequestPolicyId", ALL_VIEWER_EXCEPT_HOST);
            }
        }
        if (!any) {
            draft.leave(
                    finding.id(),
                    "A policy of your own forwards Host. Make one without it, and name that in OriginRequestPolicyId.");
        }
    }

    /** Only when asked: what is no longer cached costs time and requests at the origin. */
    static void noSharedCache(Draft draft, Finding finding) {
        for (Part behavior : draft.behaviors()) {
            if (concerns(finding, behavior)) {
                draft.set(finding.id(), behavior, "CachePolicyId", CACHING_DISABLED);
            }
        }
    }

    private static boolean concerns(Finding finding, Part behavior) {
        String pattern = behavior.path().startsWith("Default") ? "*" : behavior.text("PathPattern");
        return finding.names(Kind.BEHAVIOR).contains(pattern);
    }

    static void sni(Draft draft, Finding finding) {
        if (draft.config().get("ViewerCertificate") instanceof ObjectNode certificate) {
            draft.set(finding.id(), new Part("ViewerCertificate", certificate), "SSLSupportMethod", "sni-only");
        }
    }
}
