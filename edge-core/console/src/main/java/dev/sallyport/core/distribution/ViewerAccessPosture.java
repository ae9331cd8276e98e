package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.holds;
import static dev.sallyport.core.distribution.ApiForm.items;
import static dev.sallyport.core.distribution.ApiForm.text;
import static dev.sallyport.core.distribution.ApiForm.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Reading.ReadBehavior;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a behavior asks of its viewers and tells their browsers: signed URLs, fields encrypted by CloudFront, headers
 * added to responses. Policies and configurations that were not read are not judged; {@link NotSeen} names them.
 */
final class ViewerAccessPosture {
    private final Reading reading;
    private final ReadBehavior read;
    private final List<Finding> findings;

    private ViewerAccessPosture(Reading reading, ReadBehavior read, List<Finding> findings) {
        this.reading = reading;
        this.read = read;
        this.findings = findings;
    }

    static void judge(Reading reading, ReadBehavior read, List<Finding> findings) {
        ViewerAccessPosture posture = new ViewerAccessPosture(reading, read, findings);
        posture.judgeSigners();
        posture.judgeFields();
        posture.judgeResponses();
    }

    /**
     * Whether a client certificate is asked for and not demanded, or taken after its end (API Reference, {@code
     * ViewerMtlsConfig} and {@code TrustStoreConfig}).
     */
    static void judgeMtls(Reading reading, List<Finding> findings) {
        JsonNode mtls = reading.config().path("ViewerMtlsConfig");
        if (text(mtls, "Mode").equals("optional")) {
            findings.add(new Finding(
                    "viewer-mtls-optional",
                    Severity.LOW,
                    "A viewer without a client certificate is let in.",
                    "ViewerMtlsConfig.Mode is optional",
                    "Set Mode to required, unless a function or the origin refuses who shows no certificate."));
        }
        if (mtls.path("TrustStoreConfig").path("IgnoreCertificateExpiry").asText().equals("true")) {
            findings.add(new Finding(
                    "viewer-mtls-expired-certificates",
                    Severity.MEDIUM,
                    "Client certificates are taken although they have expired.",
                    "ViewerMtlsConfig.TrustStoreConfig.IgnoreCertificateExpiry is true",
                    "Set IgnoreCertificateExpiry to false."));
        }
    }

    private void found(String id, Severity severity, String title, String evidence, String fix) {
        findings.add(new Finding(id, severity, title, read.where() + " " + evidence, fix));
    }

    /** Only the root user manages the key pairs of an account (Developer Guide, "Specify signers"). */
    private void judgeSigners() {
        List<String> signers = texts(read.node().path("TrustedSigners"));
        if (!signers.isEmpty()) {
            found(
                    "account-signers",
                    Severity.LOW,
                    "Signed URLs are trusted by account, with key pairs that only the root user manages.",
                    "has TrustedSigners " + String.join(", ", signers),
                    "Put the public keys into a key group, name it in TrustedKeyGroups and empty TrustedSigners.");
        }
    }

    /** A body that no profile takes is passed on as it came (API Reference, {@code ContentTypeProfileConfig}). */
    private void judgeFields() {
        String id = text(read.node(), "FieldLevelEncryptionId");
        JsonNode types = reading.referenced()
                .named(id)
                .path("ContentTypeProfileConfig");
        if (!types.isObject()) {
            return;
        }
        if (items(types.path("ContentTypeProfiles")).isEmpty()) {
            found(
                    "field-encryption-without-type",
                    Severity.MEDIUM,
                    "Field-level encryption is on and encrypts nothing.",
                    "has FieldLevelEncryptionId " + id + ", whose ContentTypeProfiles are empty",
                    "Add a profile for application/x-www-form-urlencoded to ContentTypeProfiles.");
        }
        if (types.path("ForwardWhenContentTypeIsUnknown").asText().equals("true")) {
            found(
                    "field-encryption-forwards-unknown",
                    Severity.MEDIUM,
                    "A body of another content type reaches the origin with its fields unencrypted.",
                    "has FieldLevelEncryptionId " + id + " with ForwardWhenContentTypeIsUnknown true",
                    "Set ForwardWhenContentTypeIsUnknown to false, unless the origin refuses other content types.");
        }
    }

    /**
     * A browser gives no response to a script that sent credentials where the origin allowed is {@code *} (Fetch
     * Standard, "CORS protocol and credentials"); a policy with both was meant to let every site in. A function on the
     * way back may add what a policy lacks.
     */
    private void judgeResponses() {
        String id = read.behavior().responseHeadersPolicy();
        JsonNode policy = reading.referenced().named(id);
        if (!policy.isObject()) {
            return;
        }
        JsonNode cors = policy.path("CorsConfig");
        if (cors.path("AccessControlAllowCredentials").asText().equals("true")
                && texts(cors.path("AccessControlAllowOrigins")).contains("*")) {
            found(
                    "cors-credentials-any-origin",
                    Severity.MEDIUM,
                    "Scripts of every site are meant to read responses with the viewer's credentials.",
                    "has ResponseHeadersPolicyId " + id
                            + " with AccessControlAllowCredentials true and AccessControlAllowOrigins *",
                    "Name the sites in AccessControlAllowOrigins, or set AccessControlAllowCredentials to false.");
        }
        JsonNode security = policy.path("SecurityHeadersConfig");
        boolean answered = read.behavior().functions().stream()
                .anyMatch(function -> function.eventType().endsWith("-response"));
        List<String> missing = missing(policy);
        if (!missing.isEmpty() && !answered) {
            found(
                    "security-headers-missing",
                    Severity.INFO,
                    "Browsers get security headers only where the origin sends them.",
                    "has ResponseHeadersPolicyId " + id + " without " + String.join(", ", missing),
                    "Add them to SecurityHeadersConfig.");
        }
        List<String> yielding = security.properties().stream()
                .filter(header -> header.getValue().path("Override").asText().equals("false"))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!yielding.isEmpty()) {
            found(
                    "security-headers-yield",
                    Severity.INFO,
                    "The origin's own security headers stand, however weak.",
                    "has ResponseHeadersPolicyId " + id + " with Override false for " + String.join(", ", yielding),
                    "Set Override to true, unless the origin is trusted to send stricter ones.");
        }
    }

    private static List<String> missing(JsonNode policy) {
        List<String> missing = new ArrayList<>();
        if (!has(policy, "StrictTransportSecurity", "Strict-Transport-Security")) {
            missing.add("StrictTransportSecurity");
        }
        if (!has(policy, "ContentTypeOptions", "X-Content-Type-Options")) {
            missing.add("ContentTypeOptions");
        }
        if (!has(policy, "FrameOptions", "X-Frame-Options")
                && !has(policy, "ContentSecurityPolicy", "Content-Security-Policy")) {
            missing.add("FrameOptions or ContentSecurityPolicy");
        }
        return missing;
    }

    private static boolean has(JsonNode policy, String member, String header) {
        Stream<JsonNode> own = items(policy.path("CustomHeadersConfig")).stream();
        return holds(policy.path("SecurityHeadersConfig"), member)
                || own.anyMatch(one -> text(one, "Header").equalsIgnoreCase(header));
    }
}
